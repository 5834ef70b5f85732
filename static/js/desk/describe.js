// Several pictures on one page: what is said of all is written into each, and nobody leaves with words unsaved.
const form = document.querySelector("[data-describe]")
const button = form.querySelector("[data-apply]")
let isTouched = false

button?.addEventListener("click", (event) => {
  event.preventDefault()
  for (const said of form.querySelectorAll("[name^='all-']")) {
    if (!said.value) continue
    const name = said.name.slice(4)
    for (const field of form.querySelectorAll(`.describe-list [name$='-${name}']`)) field.value = said.value
  }
  isTouched = true
  form.querySelector("[data-applied]").textContent = button.dataset.done
})
form.addEventListener("input", () => {
  isTouched = true
})
form.addEventListener("submit", () => {
  isTouched = false
})
addEventListener("beforeunload", (event) => {
  if (isTouched) event.preventDefault()
})
form.querySelector(".has-errors :is(input, textarea, select)")?.focus()
