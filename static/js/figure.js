const dialog = document.querySelector("#lightbox");

if (dialog) {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      const { open } = await import(dialog.dataset.module);
      open(dialog, link);
    } catch {
      location.assign(link.href);
    }
  });
}
