const form = document.querySelector(".preferences");
const { dataset } = document.documentElement;
const stored = (name) => {
  try {
    return (localStorage.getItem(name) ?? "").replace("auto", "");
  } catch {
    return "";
  }
};

const keep = ({ target }) => {
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
};

// The server marks nothing: what is marked by now was chosen before this script came.
const inputs = [...form.querySelectorAll("input")];
const early = inputs.filter((input) => input.checked);
for (const input of inputs) input.checked = input.value === stored(input.name);
for (const input of early) {
  input.checked = true;
  keep({ target: input });
}

form.addEventListener("change", keep);
