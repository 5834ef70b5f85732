const ticker = document.querySelector(".ticker");
const isStill =
  matchMedia("(prefers-reduced-motion: reduce)").matches || "still" in document.documentElement.dataset;

if (ticker && !isStill) {
  const items = [...ticker.querySelectorAll(".ticker__item")];
  const pause = ticker.querySelector("[data-pause]");
  let current = 0;
  let isPaused = false;
  try {
    isPaused = localStorage.getItem("ticker-paused") === "1";
  } catch {}

  const show = (next) => {
    items[current].classList.remove("ticker__item--current");
    current = (next + items.length) % items.length;
    items[current].classList.add("ticker__item--current");
  };
  const setPaused = (value) => {
    isPaused = value;
    pause.setAttribute("aria-pressed", value);
  };

  if (items.length > 1) {
    ticker.classList.add("ticker--steps");
    ticker.querySelector(".ticker__list").removeAttribute("tabindex");
    show(0);
    setPaused(isPaused);
    ticker.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button?.dataset.step) show(current + Number(button.dataset.step));
      if (button === pause) {
        setPaused(!isPaused);
        try {
          localStorage.setItem("ticker-paused", isPaused ? "1" : "0");
        } catch {}
      }
    });
    setInterval(() => {
      if (!isPaused && !document.hidden && !ticker.matches(":hover, :focus-within")) show(current + 1);
    }, 7000);
  }
}
