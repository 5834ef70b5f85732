// What stands in the way of publishing, kept true while one types, and the way from each sentence to its field.

const card = document.querySelector("[data-checks-url]")

// The control in which something is mended: a field, a part of a row, or what begins a list.
function controlOf(name) {
  const [list, row, part] = name.split("-")
  const rows = document.querySelector(`[data-rows="${list}"]`)
  if (rows) {
    const shown = [...rows.querySelectorAll(":scope > .rows-list > .row")].filter((one) => !one.hidden)
    return shown[row]?.querySelector(`[name$="-${part}"]`) ?? rows.querySelector("[data-add-row]")
  }
  if (name === "body") return document.querySelector("[data-editor] .ProseMirror[contenteditable]")
  return document.getElementById(`id_${name}`) ?? document.querySelector(`#story-form [name="${name}"]`)
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-mends]")
  const control = link && controlOf(link.dataset.mends)
  if (!control) return
  event.preventDefault()
  link.closest("dialog")?.close()
  const folded = control.closest("details:not([open])")
  if (folded) folded.open = true
  control.scrollIntoView({ block: "center" })
  control.focus({ preventScroll: true })
})

function say(part) {
  const count = Number(part.querySelector("[data-blockers]")?.dataset.blockers ?? 0)
  if (card.dataset.count === String(count)) return
  card.dataset.count = count
  const { clear, blocked, blockedOne } = card.dataset
  card.querySelector("[data-checks-said]").textContent = count === 0 ? clear : count === 1 ? blockedOne : blocked.replace("%s", count)
}

// Ask each time that the server has kept what was typed; one question at a time, and the last one always.
export function startChecks(root) {
  if (!card) return
  card.dataset.count = card.querySelector("[data-blockers]")?.dataset.blockers ?? 0
  let isAsking = false
  let isStale = false
  const look = async (key) => {
    isStale = isAsking
    if (isAsking) return
    isAsking = true
    try {
      const url = new URL(card.dataset.checksUrl, location.href)
      if (root.dataset.story === "new") url.searchParams.set("key", key)
      const answer = await fetch(url, { redirect: "manual" })
      if (answer.ok) {
        const html = await answer.text()
        for (const part of document.querySelectorAll("[data-checks]")) if (!part.contains(document.activeElement)) part.innerHTML = html
        card.hidden = !html.trim()
        say(card)
      }
    } catch {
      // What is shown is as old as the last answer; the next one that comes puts it right.
    } finally {
      isAsking = false
      if (isStale) look(key)
    }
  }
  root.addEventListener("desk-kept", ({ detail }) => look(detail))
}
