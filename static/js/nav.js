const nav = document.querySelector(".nav");
const closeAll = (except) => {
  for (const more of nav.querySelectorAll("details[open]")) if (more !== except) more.open = false;
};

if (nav) {
  document.addEventListener("click", (event) => closeAll(event.target.closest(".nav__more")));
  nav.addEventListener("focusout", (event) => {
    if (event.relatedTarget) closeAll(event.relatedTarget.closest(".nav__more"));
  });
  nav.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && nav.querySelector("details[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
