// The form of an alert: the line as readers will see it, and what the button does with it.
import { startCounts } from "desk/counts"
import { startPicks } from "desk/pick"

// What the server takes out of a line: characters that turn the text, or that nobody sees.
const UNSEEN = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u{e0000}-\u{e0fff}]/gu

function startPreview(form) {
  const text = form.elements.text
  const line = form.querySelector(".alert-preview [data-alert-line]")
  const shown = line.querySelector("[data-alert-shown]")
  const wrong = form.querySelector(".alert-wrong [data-alert-line]")
  const button = form.querySelector("[data-alert-do]")
  const note = form.querySelector("[data-alert-two]")
  const show = () => {
    const said = text.value.replace(/\s+/g, " ").replace(UNSEEN, "").trim()
    const isFlash = wrong ? wrong.classList.contains("is-flash") : form.elements.level.value === "flash"
    const isTest = wrong ? wrong.classList.contains("is-test") : form.elements.is_test.checked
    const needsTwo = wrong ? "two" in button.dataset : !isTest && (isFlash || form.elements.is_pushed.checked)
    shown.textContent = said || shown.dataset.empty
    shown.classList.toggle("is-empty", !said)
    line.classList.toggle("is-flash", isFlash)
    line.classList.toggle("is-ticker", !isFlash)
    line.classList.toggle("is-test", isTest)
    form.classList.toggle("is-test", isTest)
    line.querySelector("[data-alert-flash]").hidden = !isFlash
    line.querySelector("[data-alert-ticker]").hidden = isFlash
    line.querySelector("[data-alert-test]").hidden = !isTest
    if (note) note.hidden = !needsTwo
    if (!("version" in button.dataset)) button.textContent = needsTwo ? form.dataset.ask : isTest ? form.dataset.test : form.dataset.post
  }
  line.hidden = false
  form.addEventListener("input", show)
  form.addEventListener("change", show)
  // A second press while the first is on its way is the same alert to the server, too.
  form.addEventListener("submit", () => setTimeout(() => (button.disabled = true)))
  addEventListener("pageshow", () => (button.disabled = false))
  show()
}

startPicks()
const form = document.querySelector("[data-alert-form]")
if (form) {
  startCounts(form)
  startPreview(form)
}
