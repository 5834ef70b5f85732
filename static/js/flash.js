const KEPT = 20;
const parts = document.querySelector("#alert-parts");
// What alerts do while the page is open is fetched when the first of it happens.
const does =
  (name) =>
  ({ detail }) =>
    import(parts.dataset.module).then((alerts) => alerts[name](detail)).catch(() => {});

if (parts) {
  for (const name of ["alert", "down", "ask"]) document.addEventListener(`stream:${name}`, does(name));
  if (navigator.connection?.saveData) addEventListener("load", does("expire"));
}

// A flash that was closed stays closed on this device; _flash.js keeps it so before the page is painted.
document.addEventListener("click", ({ target }) => {
  const band = target.closest("[data-close]")?.closest(".flash");
  if (!band) return;
  band.hidden = true;
  try {
    const read = (localStorage.getItem("flash-read") ?? "").split(" ");
    localStorage.setItem("flash-read", [...read, band.dataset.alert].slice(-KEPT).join(" ").trim());
  } catch {}
});
