// What the blocks of a body share: how an attribute is stored, and the frame in which a block is shown.

// Attributes of a node by the names under which the server stores them: {image: "data-image-id", …}; an empty one is
// not written. `defaults` says what is meant by none.
export function stored(names, defaults = {}) {
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [
      key,
      {
        default: defaults[key] ?? "",
        parseHTML: (element) => element.getAttribute(name) || (defaults[key] ?? ""),
        renderHTML: (attributes) => (attributes[key] ? { [name]: attributes[key] } : {}),
      },
    ]),
  )
}

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}

// A button that says its label, or shows a `sign` in its place.
export function button(label, act, sign = "") {
  const made = element("button", sign ? "desk-icon" : "desk-button", sign || label)
  made.type = "button"
  if (sign) {
    made.setAttribute("aria-label", label)
    made.title = label
  }
  made.addEventListener("click", act)
  return made
}

export function input(label, write) {
  const made = element("input", "node-input")
  made.type = "text"
  made.dir = "auto"
  made.placeholder = label
  made.setAttribute("aria-label", label)
  made.addEventListener("input", () => write(made.value))
  return made
}

export function addressOfThumb(words, id) {
  return words.thumb.replace("/0.jpg", `/${id}.jpg`)
}

// The figcaption of a figure, for the parser; one that has none gets an empty one.
export const caption = (figure) => figure.querySelector("figcaption") ?? document.createElement("figcaption")

let sessions = 0

// A block with a head that names it and holds its controls. A subclass fills it and says in `show` how it looks.
export class BlockView {
  constructor({ node, editor, getPos }, { tag = "figure", name, label, words }) {
    this.node = node
    this.editor = editor
    this.getPos = getPos
    this.words = words
    this.dom = element(tag, `node node-${name}`)
    this.head = element("div", "node-head")
    this.head.contentEditable = "false"
    // The head is the page's, whichever way the text runs.
    this.head.dir = document.documentElement.dir || "ltr"
    this.head.setAttribute("role", "group")
    this.head.setAttribute("aria-label", label)
    this.label = element("span", "node-label", label)
    this.head.append(this.label)
    this.head.addEventListener("keydown", (event) => this.leave(event))
    this.head.addEventListener("focusin", () => (this.session = `node-${++sessions}`))
    this.dom.append(this.head)
  }

  // Put controls into the head; the button that takes the block out closes the row.
  control(...controls) {
    this.head.append(...controls, button(this.words.takeOut, () => this.takeOut(), "×"))
  }

  // A place for inline text under the block.
  captioned(placeholder) {
    this.contentDOM = element("figcaption")
    this.contentDOM.dataset.placeholder = placeholder
    this.dom.append(this.contentDOM)
  }

  // Write attributes; what one types into a control without leaving it is one step of undo.
  set(attributes) {
    this.editor.commands.command(({ tr }) => {
      for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(this.getPos(), name, value)
      if (this.head.contains(document.activeElement)) tr.setMeta("composition", this.session)
      return true
    })
  }

  takeOut() {
    const from = this.getPos()
    this.editor.commands.deleteRange({ from, to: from + this.node.nodeSize })
    this.editor.view.focus()
  }

  leave(event) {
    if (event.key !== "Escape") return
    event.preventDefault()
    const at = this.getPos()
    if (this.node.isAtom) this.editor.commands.setNodeSelection(at)
    else this.editor.commands.setTextSelection(at + 1)
    this.editor.view.focus()
  }

  show(node) {
    this.contentDOM?.classList.toggle("is-empty", node.content.size === 0)
  }

  update(node) {
    if (node.type !== this.node.type) return false
    this.node = node
    this.show(node)
    return true
  }

  ignoreMutation(mutation) {
    if (mutation.type === "selection") return this.head.contains(mutation.target)
    if (!this.contentDOM?.contains(mutation.target)) return true
    return mutation.target === this.contentDOM && mutation.type === "attributes"
  }

  stopEvent(event) {
    return event.target.closest?.("button, input, select, textarea") !== null
  }
}
