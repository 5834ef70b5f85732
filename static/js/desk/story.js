// The page on which a story is written.
import { startAutosave } from "desk/autosave"
import { startBeside } from "desk/beside"
import { startComments } from "desk/comments"
import { startCounts, startWordCount } from "desk/counts"
import { startEditor } from "desk/editor"
import { startPicks } from "desk/pick"
import { startPicturePicks } from "desk/pictures"
import { startRows } from "desk/rows"

const form = document.getElementById("story-form")
let autosave = null

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
      if (!autosave?.isDirty) return
      event.preventDefault()
      forgetVerb()
      for (const [name, value] of new FormData(verb)) {
        if (name === "csrfmiddlewaretoken" || name === "revision") continue
        hide(name, value)
      }
      hide("_verb", verb.dataset.verb)
      verb.closest("dialog")?.close()
      form.requestSubmit()
    })
  }
}

function hide(name, value) {
  const field = document.createElement("input")
  field.type = "hidden"
  field.name = name
  field.value = value
  field.dataset.once = "yes"
  form.append(field)
}

// A form that was held back does not bear the verb that it was sent for when it is sent again. Sent by a button of its
// own it never does, whatever became of it before; a verb sends it by none.
function forgetVerb() {
  for (const field of form.querySelectorAll("[data-once]")) field.remove()
}

form.addEventListener("desk-held", forgetVerb)
document.addEventListener("submit", (event) => event.target === form && event.submitter && forgetVerb(), true)
startPicks()
startPicturePicks()
startRows()
form.querySelector("[data-rows=pictures]").addEventListener("row-added", (event) => {
  event.detail.querySelector("[data-pick-picture] button").click()
})
startGrowing()
startCounts(form)
const editor = startEditor(form.querySelector("[data-editor]"))
startWordCount(editor)
startComments(editor)
startBeside(editor)
startVerbs()
// Fields fill themselves while the page starts; what comes later is typed.
setTimeout(() => {
  autosave = startAutosave(form)
}, 0)
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && !event.defaultPrevented) {
    event.preventDefault()
    form.requestSubmit(form.querySelector("[data-save]"))
  }
})
