const share = document.querySelector(".share");

if (share) {
  const status = share.querySelector("[role=status]");
  const save = share.querySelector("[data-share=save]");
  const module = () => import(save.dataset.module);
  const say = (text) => {
    status.textContent = text;
    setTimeout(() => (status.textContent = ""), 3000);
  };
  const press = (isSaved) => save.setAttribute("aria-pressed", isSaved);

  const acts = {
    // A reader who closes the system's sheet rejects the promise; nothing has failed.
    native: ({ url, title }) => navigator.share({ title, url }).catch(() => {}),
    print: () => print(),
    copy: async ({ done }, { href }) => {
      await navigator.clipboard.writeText(href);
      say(done);
    },
    save: async ({ path, done, undone, failed }) => {
      try {
        const { forget, save: put } = await module();
        const wasSaved = save.getAttribute("aria-pressed") === "true";
        if (wasSaved) await forget(path);
        else {
          await navigator.serviceWorker.register(document.body.dataset.worker);
          if (!(await put(path))) throw new Error("gone");
        }
        press(!wasSaved);
        say(wasSaved ? undone : done);
      } catch {
        say(failed);
      }
    },
  };

  share.addEventListener("click", (event) => {
    const control = event.target.closest("[data-share]");
    if (!control || (control.dataset.share === "copy" && !navigator.clipboard)) return;
    event.preventDefault();
    acts[control.dataset.share](control.dataset, control);
  });

  if (navigator.share) share.classList.add("share--native");
  if (save && "caches" in window && "serviceWorker" in navigator) {
    const { path } = save.dataset;
    share.classList.add("share--saves");
    caches.match(path, { cacheName: "newsroom-saved", ignoreVary: true }).then((copy) => {
      press(Boolean(copy));
      // The copy follows what the reader has read of the story.
      if (copy && navigator.onLine) module().then((saved) => saved.save(path));
    });
  }
}
