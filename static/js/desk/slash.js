// The slash menu: `/` at the start of a paragraph or after a space opens a list of blocks; typing narrows it, arrows
// choose, Enter takes, Escape closes. The cursor stays in the text.
import { element } from "desk/node_parts"

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

export class SlashMenu {
  constructor(root, rows, words) {
    this.root = root
    this.words = words
    this.rows = rows.map((row) => ({
      ...row,
      found: plain(`${words[row.name]} ${words[`${row.name}-slash`] ?? ""}`).split(/\s+/),
    }))
    this.from = null
    this.list = element("ul", "slash-list")
    this.list.id = "slash-list"
    this.list.hidden = true
    this.list.tabIndex = 0
    this.list.setAttribute("role", "listbox")
    this.list.setAttribute("aria-label", words.slash)
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")))
    this.said = element("p", "desk-hidden")
    this.said.setAttribute("role", "status")
    root.append(this.list, this.said)
  }

  // Watch an editor; `run` does a row of the table.
  watch(editor, run) {
    this.editor = editor
    this.run = run
    editor.on("transaction", () => this.isOpen && this.follow())
    editor.on("blur", () => this.close())
    window.addEventListener("scroll", () => this.isOpen && this.place(), { passive: true })
  }

  get isOpen() {
    return this.from !== null
  }

  // Text is about to be typed: a slash that begins a word may open the menu.
  typed(view, from, text) {
    if (text !== "/" || this.isOpen) return false
    const { $from, empty } = view.state.selection
    const before = $from.parent.textBetween(0, $from.parentOffset, "", "\ufffc").slice(-1)
    if (empty && $from.parent.type.name === "paragraph" && (before === "" || /\s/.test(before))) {
      queueMicrotask(() => this.openAt(from))
    }
    return false
  }

  // Open at the cursor, as if a slash had been typed there.
  openHere() {
    const { to } = this.editor.state.selection
    this.editor.chain().setTextSelection(to).insertContent("/").focus().run()
    return this.openAt(to, true)
  }

  openAt(from, isOurs = false) {
    this.from = from
    this.isOurs = isOurs
    this.follow()
    return true
  }

  close() {
    if (!this.isOpen) return
    this.from = null
    this.list.hidden = true
    this.said.textContent = ""
    for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) this.editor.view.dom.removeAttribute(name)
  }

  // The words after the slash, or null if the cursor has left them.
  query() {
    const { doc, selection } = this.editor.state
    if (!selection.empty || selection.from <= this.from || selection.from > doc.content.size) return null
    if (!selection.$from.sameParent(doc.resolve(this.from))) return null
    const text = doc.textBetween(this.from, selection.from, "", "\ufffc")
    return text.startsWith("/") ? plain(text.slice(1)) : null
  }

  // What bears the name that was typed comes before what is only known by it too.
  matching(query) {
    const bears = ({ name }) => plain(this.words[name] ?? "").startsWith(query)
    const known = this.rows.filter((row) => bears(row) || row.found.some((word) => word.startsWith(query)))
    return known.sort((one, other) => bears(other) - bears(one))
  }

  follow() {
    const query = this.query()
    const rows = query === null ? [] : this.matching(query)
    if (!rows.length) return this.close()
    const names = rows.map(({ name }) => name).join()
    if (this.list.hidden || names !== this.shown) {
      this.shown = names
      this.list.replaceChildren(...rows.map((row) => this.option(row)))
      this.list.hidden = false
      this.said.textContent = this.words.slashFound.replace("%s", rows.length)
      this.point(this.list.firstElementChild)
    }
    return this.place()
  }

  option(row) {
    const option = element("li")
    option.id = `slash-${row.name}`
    option.dataset.name = row.name
    option.setAttribute("role", "option")
    const word = element("small", "", `/${row.found.at(-1)}`)
    word.dir = "auto"
    option.append(element("span", "", this.words[row.name]), " ", word)
    return option
  }

  point(option) {
    for (const other of this.list.children) other.setAttribute("aria-selected", String(other === option))
    // Only the list scrolls, never the page under it.
    const end = option.offsetTop + option.offsetHeight
    this.list.scrollTop = Math.max(Math.min(this.list.scrollTop, option.offsetTop), end - this.list.clientHeight)
    const text = this.editor.view.dom
    text.setAttribute("aria-controls", this.list.id)
    text.setAttribute("aria-autocomplete", "list")
    text.setAttribute("aria-activedescendant", option.id)
  }

  // Below the slash, or above it where there is more room; from the side at which the text begins.
  place() {
    const { left, right, top, bottom } = this.editor.view.coordsAtPos(this.from)
    const frame = this.root.getBoundingClientRect()
    const isRtl = getComputedStyle(this.root).direction === "rtl"
    const room = frame.width - this.list.offsetWidth - 8
    const inline = isRtl ? frame.right - right : left - frame.left
    const isAbove = bottom + this.list.offsetHeight > innerHeight && top > this.list.offsetHeight
    this.list.style.insetInlineStart = `${Math.max(8, Math.min(inline, room))}px`
    this.list.style.insetBlockStart = `${isAbove ? top - frame.top - this.list.offsetHeight - 4 : bottom - frame.top + 4}px`
  }

  // A key was pressed in the text; true if it was for the menu.
  key(event) {
    if (!this.isOpen || event.isComposing) return false
    const options = [...this.list.children]
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true")
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key]
    if (to !== undefined) this.point(options[(to + options.length) % options.length])
    else if (event.key === "Enter" || event.key === "Tab") this.take(options[at])
    else if (event.key === "Escape") this.escape()
    else return false
    return true
  }

  escape() {
    const { from, isOurs } = this
    this.close()
    if (isOurs) this.editor.commands.deleteRange({ from, to: this.editor.state.selection.from })
  }

  take(option) {
    if (!option) return
    const { from } = this
    const to = this.editor.state.selection.from
    this.close()
    this.editor.chain().deleteRange({ from, to }).focus().run()
    this.run(this.rows.find(({ name }) => name === option.dataset.name))
  }
}
