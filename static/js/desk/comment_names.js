// Names after an @: while one is typed, the people who may see the story are offered. Arrows choose, Enter or Tab takes,
// Escape closes.
import { element } from "desk/node_parts"

const WAIT = 120
const BEGUN = /(?:^|[^\p{L}\p{N}_@.+-])@([\p{L}\p{N}_.+-]*)$/u

export class Names {
  // `root` is where text fields with `data-names` stand.
  constructor(root) {
    this.root = root
    this.asked = 0
    this.list = element("ul", "names-list")
    Object.assign(this.list, { id: "comment-names", hidden: true })
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", root.dataset.people)
    this.said = element("p", "desk-hidden")
    this.said.setAttribute("role", "status")
    root.append(this.list, this.said)
    root.addEventListener("input", ({ target }) => target.matches("[data-names]") && this.later(target))
    root.addEventListener("keydown", (event) => this.key(event), { capture: true })
    root.addEventListener("focusout", ({ target }) => target === this.field && this.close())
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    this.list.addEventListener("click", ({ target }) => this.take(target.closest("[role=option]")))
  }

  begun(field) {
    if (field.selectionStart !== field.selectionEnd) return null
    return BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null
  }

  later(field) {
    clearTimeout(this.timer)
    const words = this.begun(field)
    if (words === null) return this.close()
    this.timer = setTimeout(() => this.find(field, words), WAIT)
  }

  async find(field, words) {
    const mine = ++this.asked
    const url = new URL(this.root.dataset.peopleUrl, location.href)
    url.searchParams.set("q", words)
    let found = []
    try {
      const reply = await fetch(url, { headers: { Accept: "application/json" } })
      if (reply.ok) found = (await reply.json()).results
    } catch {
      found = []
    }
    if (mine !== this.asked || document.activeElement !== field || this.begun(field) !== words) return
    this.show(field, found)
  }

  show(field, found) {
    if (!found.length) return this.close()
    this.list.replaceChildren(...found.map((row) => this.option(row)))
    field.after(this.list)
    this.field = field
    this.list.hidden = false
    field.setAttribute("aria-controls", this.list.id)
    field.setAttribute("aria-autocomplete", "list")
    this.said.textContent = this.root.dataset.found.replace("%s", found.length)
    this.point(this.list.firstElementChild)
  }

  option({ username, name }) {
    const option = element("li")
    option.id = `comment-name-${username}`
    option.dataset.username = username
    option.setAttribute("role", "option")
    const label = element("span", "", name)
    label.dir = "auto"
    const shown = element("small", "", `@${username}`)
    shown.dir = "ltr"
    option.append(label, " ", shown)
    return option
  }

  point(option) {
    for (const other of this.list.children) other.setAttribute("aria-selected", String(other === option))
    option.scrollIntoView({ block: "nearest" })
    this.field.setAttribute("aria-activedescendant", option.id)
  }

  key(event) {
    if (this.list.hidden || event.target !== this.field || event.isComposing) return
    const options = [...this.list.children]
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true")
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) this.point(options[(at + step + options.length) % options.length])
    else if (event.key === "Enter" || event.key === "Tab") this.take(options[at])
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  take(option) {
    const { field } = this
    if (!option || !field) return
    const from = field.selectionStart - this.begun(field).length
    field.setRangeText(`${option.dataset.username} `, from, field.selectionStart, "end")
    this.close()
    field.dispatchEvent(new Event("input", { bubbles: true }))
  }

  close() {
    clearTimeout(this.timer)
    this.asked += 1
    this.list.hidden = true
    this.said.textContent = ""
    for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) this.field?.removeAttribute(name)
    this.field = null
    // The list does not go with a thread that is drawn anew.
    this.root.append(this.list)
  }
}
