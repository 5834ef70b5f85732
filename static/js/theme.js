const choices = [...document.querySelectorAll("[data-theme-choice]")];

const mark = (theme) => {
  for (const choice of choices) choice.setAttribute("aria-pressed", choice.dataset.themeChoice === theme);
};

// The desk, on the same origin, keeps its own "auto" under the same name.
mark((document.documentElement.dataset.theme ?? "").replace("auto", ""));

for (const choice of choices) {
  choice.addEventListener("click", () => {
    const theme = choice.dataset.themeChoice;
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    mark(theme);
    try {
      if (theme) localStorage.setItem("theme", theme);
      else localStorage.removeItem("theme");
    } catch {}
  });
}
