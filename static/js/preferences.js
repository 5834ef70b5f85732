const form = document.querySelector(".preferences");
const { dataset } = document.documentElement;
const stored = (name) => {
  try {
    return (localStorage.getItem(name) ?? "").replace("auto", "");
  } catch {
    return "";
  }
};

for (const input of form.querySelectorAll("input")) input.checked = input.value === stored(input.name);

form.addEventListener("change", ({ target }) => {
  const value = target.type === "checkbox" && !target.checked ? "" : target.value;
  if (value) dataset[target.name] = value;
  else delete dataset[target.name];
  try {
    if (value) localStorage.setItem(target.name, value);
    else localStorage.removeItem(target.name);
  } catch {}
  for (const choice of document.querySelectorAll("[data-theme-choice]")) {
    choice.setAttribute("aria-pressed", choice.dataset.themeChoice === (dataset.theme ?? ""));
  }
  form.querySelector("[role=status]").textContent = form.dataset.done;
});
