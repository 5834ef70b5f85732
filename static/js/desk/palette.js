// The command palette: one field that finds stories, people, pictures, places and what the page at hand can do.
// A combobox with a listbox (ARIA Authoring Practices); loaded when it is opened for the first time.

const WAIT = 120
const dialog = document.getElementById("palette")
const field = dialog.querySelector("[role=combobox]")
const list = dialog.querySelector("[role=listbox]")
const said = dialog.querySelector("[role=status]")
// What the page can do by itself, as its buttons and links.
const OWN = ".desk-bar-verbs :is(button, a), .desk-verbs :is(button, a), [data-palette]"
const SHOWN_OWN = 8

let timer = 0
let asking = null
let heard = []

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase()

// What a button is called: its own words, without what is said to listeners alone.
function nameOf(control) {
  const copy = control.cloneNode(true)
  for (const hidden of copy.querySelectorAll(".desk-hidden, kbd")) hidden.remove()
  return copy.textContent.trim()
}

function ownRows(words) {
  const seen = new Set()
  const rows = []
  for (const control of document.querySelectorAll(OWN)) {
    if (control.disabled || control.closest("dialog, template")) continue
    const label = nameOf(control)
    if (!label || seen.has(label)) continue
    seen.add(label)
    if (words.every((word) => plain(label).includes(word))) rows.push({ label, control })
  }
  return rows.slice(0, SHOWN_OWN)
}

function groups() {
  const words = plain(field.value).split(/\s+/).filter(Boolean)
  const own = ownRows(words)
  const here = { name: "page", label: dialog.dataset.here, rows: own }
  return (words.length ? [...heard, here] : [here, ...heard]).filter(({ rows }) => rows.length)
}

function element(name, className, text) {
  const made = document.createElement(name)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

const acts = new WeakMap()

function option(row, id) {
  const made = element("li", "palette-row")
  made.id = id
  made.setAttribute("role", "option")
  made.setAttribute("aria-selected", "false")
  if (row.thumb) {
    const picture = element("img", "palette-thumb")
    Object.assign(picture, { src: row.thumb, alt: "", width: 48, height: 32, loading: "lazy" })
    made.append(picture)
  }
  const label = element("span", "palette-label", row.label)
  label.dir = "auto"
  made.append(label)
  if (row.note) {
    const note = element("small", "palette-note", row.note)
    note.dir = "auto"
    made.append(" ", note)
  }
  acts.set(made, row)
  return made
}

function show() {
  const pointedAt = acts.get(pointed())
  const parts = groups().map(({ name, label, rows }) => {
    const part = element("ul", "palette-group")
    part.setAttribute("role", "group")
    const head = element("li", "palette-head", label)
    head.id = `palette-${name}`
    head.setAttribute("role", "presentation")
    part.setAttribute("aria-labelledby", head.id)
    part.append(head, ...rows.map((row, n) => option(row, `palette-${name}-${n}`)))
    return part
  })
  list.replaceChildren(...parts)
  const rows = options()
  field.setAttribute("aria-expanded", String(rows.length > 0))
  const same = rows.find((row) => pointedAt && acts.get(row).label === pointedAt.label && acts.get(row).url === pointedAt.url)
  point(same && rows.indexOf(same) > 0 && wasMoved ? same : rows[0])
}

let wasMoved = false
const options = () => [...list.querySelectorAll("[role=option]")]
const pointed = () => list.querySelector("[aria-selected=true]") ?? {}

function point(row) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false")
  if (!row) {
    field.removeAttribute("aria-activedescendant")
    return
  }
  row.setAttribute("aria-selected", "true")
  row.scrollIntoView({ block: "nearest" })
  field.setAttribute("aria-activedescendant", row.id)
}

async function find() {
  asking?.abort()
  const mine = (asking = new AbortController())
  const words = field.value.trim()
  const url = new URL(dialog.dataset.palette, location.href)
  url.searchParams.set("q", words)
  let sentence = ""
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual", signal: mine.signal })
    if (!answer.ok) throw new Error(`The palette was answered ${answer.status}`)
    heard = (await answer.json()).groups
  } catch (error) {
    if (mine.signal.aborted) return
    heard = []
    sentence = dialog.dataset.silent
  }
  if (mine.signal.aborted) return
  show()
  const { length } = options()
  said.textContent = sentence || (length ? dialog.dataset.found.replace("%s", length) : dialog.dataset.nothing)
  dialog.dataset.answered = words
}

function typed() {
  wasMoved = false
  // What stands there, or is on its way, answers other words; what the page can do is known at once.
  asking?.abort()
  heard = []
  show()
  clearTimeout(timer)
  timer = setTimeout(find, WAIT)
}

function take(row, isApart) {
  const act = acts.get(row)
  if (!act) return
  if (act.url && isApart) {
    window.open(act.url, "_blank", "noopener")
    return
  }
  dialog.close()
  if (act.control) act.control.click()
  // Unsaved text is asked for by the page, as for any link.
  else location.assign(act.url)
}

const STEPS = { ArrowDown: (at, n) => (at + 1) % n, ArrowUp: (at, n) => (at - 1 + n) % n }
const PAGE = 8

field.addEventListener("input", typed)
field.addEventListener("keydown", (event) => {
  const rows = options()
  const at = rows.indexOf(pointed())
  if (event.isComposing) return
  if (event.key in STEPS && rows.length) point(rows[STEPS[event.key](at, rows.length)])
  else if (event.key === "PageDown") point(rows[Math.min(at + PAGE, rows.length - 1)])
  else if (event.key === "PageUp") point(rows[Math.max(at - PAGE, 0)])
  else if (event.key === "Enter") take(pointed(), event.ctrlKey || event.metaKey)
  else return
  wasMoved = true
  event.preventDefault()
})
list.addEventListener("mousedown", (event) => event.preventDefault())
list.addEventListener("click", (event) => take(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey))
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close())
dialog.addEventListener("close", () => {
  clearTimeout(timer)
  asking?.abort()
})

// The dialog gives the focus back to where it was when it closes.
export function open() {
  if (dialog.open || document.querySelector("dialog:modal")) return
  field.value = ""
  heard = []
  wasMoved = false
  dialog.dataset.answered = "–"
  dialog.showModal()
  field.focus()
  show()
  find()
}
