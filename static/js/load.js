// Scripts of single pages.
for (const part of document.querySelectorAll("[data-load]")) import(part.dataset.load).catch(() => {});
