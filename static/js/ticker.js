const ticker = document.querySelector(".ticker");
const isStill =
  matchMedia("(prefers-reduced-motion: reduce)").matches || "still" in document.documentElement.dataset;

if (ticker && !isStill) {
  const list = ticker.querySelector(".ticker__list");
  const pause = ticker.querySelector("[data-pause]");
  const CURRENT = "ticker__item--current";
  let isPaused = false;
  try {
    isPaused = localStorage.getItem("ticker-paused") === "1";
  } catch {}

  const current = () => list.querySelector(`.${CURRENT}`) ?? list.firstElementChild;
  const show = (item) => {
    current()?.classList.remove(CURRENT);
    item?.classList.add(CURRENT);
  };
  const step = (by) => {
    const items = [...list.children];
    show(items.at((items.indexOf(current()) + by) % items.length));
  };
  const setPaused = (value) => {
    isPaused = value;
    pause.setAttribute("aria-pressed", value);
  };
  const isRead = () => isPaused || document.hidden || ticker.matches(":hover, :focus-within");
  // Its lines come and go while the page is open: `detail` is the one that has just come.
  const settle = ({ detail } = {}) => {
    const isMany = list.children.length > 1;
    ticker.classList.toggle("ticker--steps", isMany);
    if (isMany) list.removeAttribute("tabindex");
    else list.tabIndex = 0;
    show(detail && !isRead() ? detail : current());
  };

  ticker.dataset.moves = "";
  settle();
  setPaused(isPaused);
  ticker.addEventListener("lines", settle);
  ticker.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.step) step(Number(button.dataset.step));
    if (button === pause) {
      setPaused(!isPaused);
      try {
        localStorage.setItem("ticker-paused", isPaused ? "1" : "0");
      } catch {}
    }
  });
  setInterval(() => {
    if (!isRead() && list.children.length) step(1);
  }, 7000);
}
