// Lists of rows in a form: add one, take one out, move one. The server reads their order from ORDER.
import { startPicks } from "desk/pick"
import { startPicturePicks } from "desk/pictures"

function started(row) {
  startPicks(row)
  startPicturePicks(row)
}

function renumber(list) {
  let place = 0
  for (const row of list.children) {
    place += 1
    const order = row.querySelector("input[name$=-ORDER]")
    if (order) order.value = place
  }
  list.dispatchEvent(new Event("change", { bubbles: true }))
}

export function startRows() {
  for (const root of document.querySelectorAll("[data-rows]")) {
    const list = root.querySelector(".rows-list")
    const total = root.querySelector("input[name$=-TOTAL_FORMS]")
    const blank = root.querySelector("template")
    for (const row of list.children) started(row)
    root.querySelector("[data-add-row]")?.addEventListener("click", () => {
      const html = blank.innerHTML.replaceAll("__prefix__", total.value)
      list.insertAdjacentHTML("beforeend", html)
      total.value = Number(total.value) + 1
      const row = list.lastElementChild
      started(row)
      renumber(list)
      row.querySelector("input:not([type=hidden]), button")?.focus()
      root.dispatchEvent(new CustomEvent("row-added", { detail: row }))
    })
    list.addEventListener("click", (event) => {
      const row = event.target.closest(".row")
      if (event.target.closest("[data-row-up]")) row.previousElementSibling?.before(row)
      else if (event.target.closest("[data-row-down]")) row.nextElementSibling?.after(row)
      else if (event.target.closest("[data-row-out]")) {
        // The row stays in the form, so that the others keep their numbers, and goes by its DELETE.
        row.querySelector("input[name$=-DELETE]").value = "on"
        row.hidden = true
      } else return
      renumber(list)
    })
  }
}
