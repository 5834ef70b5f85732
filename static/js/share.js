const share = document.querySelector(".share");

if (share) {
  const status = share.querySelector("[role=status]");
  if (navigator.share) share.classList.add("share--native");
  share.addEventListener("click", async (event) => {
    const control = event.target.closest("[data-share]");
    if (control?.dataset.share === "native") {
      // A reader who closes the system's sheet rejects the promise; nothing has failed.
      navigator.share({ title: document.title, url: control.dataset.url }).catch(() => {});
    } else if (control && navigator.clipboard) {
      event.preventDefault();
      await navigator.clipboard.writeText(control.href);
      status.textContent = control.dataset.done;
      const label = control.textContent;
      if (label !== control.dataset.done) {
        control.textContent = control.dataset.done;
        setTimeout(() => (control.textContent = label), 3000);
      }
    }
  });
}
