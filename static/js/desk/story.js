// The page on which a story is written.
import { startCounts, startWordCount } from "desk/counts"
import { startEditor } from "desk/editor"
import { startPicks } from "desk/pick"
import { startPicturePicks } from "desk/pictures"
import { startRows } from "desk/rows"

const form = document.getElementById("story-form")
let isDirty = form.dataset.unsaved === "yes"
let isLeaving = false

function startGrowing() {
  for (const field of form.querySelectorAll("textarea:not([hidden])")) {
    const grow = () => {
      field.rows = 1
      while (field.scrollHeight > field.clientHeight && field.rows < 12) field.rows += 1
    }
    if (field.closest(".editor")) continue
    field.addEventListener("input", grow)
    grow()
  }
  document.getElementById("id_headline").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault()
  })
}

// A verb that shows something shows what stands on this page: what is unsaved goes with it, in one step.
function startVerbs() {
  for (const verb of document.querySelectorAll("form[data-saves]")) {
    verb.addEventListener("submit", (event) => {
      if (!isDirty) return
      event.preventDefault()
      for (const [name, value] of new FormData(verb)) {
        if (name === "csrfmiddlewaretoken" || name === "revision") continue
        hide(name, value)
      }
      hide("_verb", verb.dataset.verb)
      verb.closest("dialog")?.close()
      form.requestSubmit()
    })
  }
  for (const verb of document.querySelectorAll("form[data-verb]")) {
    verb.addEventListener("submit", () => {
      isLeaving = !isDirty || "saves" in verb.dataset
    })
  }
}

function hide(name, value) {
  const field = document.createElement("input")
  field.type = "hidden"
  field.name = name
  field.value = value
  form.append(field)
}

function markDirty() {
  isDirty = true
  document.querySelector("[data-save]").classList.add("is-waiting")
}

startPicks()
startPicturePicks()
startRows()
form.querySelector("[data-rows=pictures]").addEventListener("row-added", (event) => {
  event.detail.querySelector("[data-pick-picture] button").click()
})
startGrowing()
startCounts(form)
startWordCount(startEditor(form.querySelector("[data-editor]")))
startVerbs()
// Fields fill themselves while the page starts; what comes later is typed.
setTimeout(() => {
  form.addEventListener("input", markDirty)
  form.addEventListener("change", markDirty)
}, 0)
form.addEventListener("submit", () => {
  isLeaving = true
})
window.addEventListener("beforeunload", (event) => {
  if (isDirty && !isLeaving) event.preventDefault()
})
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && !event.defaultPrevented) {
    event.preventDefault()
    form.requestSubmit(form.querySelector("[data-save]"))
  }
})
