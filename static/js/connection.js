const { worker } = document.body.dataset;
const isSaving = navigator.connection?.saveData;

if (worker && !isSaving && "serviceWorker" in navigator) {
  const register = () => navigator.serviceWorker.register(worker).catch(() => {});
  addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(register));
}

document.querySelector("[data-keep-full]")?.addEventListener("click", () => {
  delete document.documentElement.dataset.saver;
  try {
    localStorage.setItem("full", "1");
  } catch {}
});
