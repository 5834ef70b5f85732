// Where comments stand in the text: the blocks of the editor, or of a page that is read, and the marks beside them.
import { element } from "desk/node_parts"

// Those of the server, of which no word can be made.
const LETTERS = "bcdfhjkqvwxz234567"

// A block's name, for one that was never saved; the server keeps it.
function newName() {
  return `b-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => LETTERS[byte % LETTERS.length]).join("")}`
}

const shortened = (text) => text.trim().replace(/\s+/g, " ").slice(0, 300)

// The blocks of the text that is written in an editor.
class Written {
  constructor(editor) {
    this.editor = editor
    this.root = editor.view.dom.parentElement
  }

  watch(changed) {
    this.editor.on("update", changed)
    new ResizeObserver(changed).observe(this.root)
  }

  blocks() {
    const found = []
    this.editor.state.doc.forEach((node, at) => {
      if (node.attrs.id) found.push({ id: node.attrs.id, at, node, place: this.editor.view.nodeDOM(at) })
    })
    return found
  }

  // The block where the cursor stands: {id, text}; it is given a name if it has none.
  current() {
    const { state, view } = this.editor
    const { $from } = state.selection
    const at = $from.depth ? $from.before(1) : $from.pos
    const node = state.doc.nodeAt(at)
    if (!node?.type.spec.attrs?.id && !("id" in (node?.attrs ?? {}))) return null
    const id = node.attrs.id ?? newName()
    if (!node.attrs.id) view.dispatch(state.tr.setNodeAttribute(at, "id", id).setMeta("addToHistory", false))
    return { id, text: shortened(node.textContent) }
  }

  // Go to a block: the cursor is in it afterwards.
  show(id) {
    const block = this.blocks().find((one) => one.id === id)
    if (!block) return false
    const { commands } = this.editor
    if (block.node.isTextblock) commands.setTextSelection(block.at + 1)
    else commands.setNodeSelection(block.at)
    commands.focus(null, { scrollIntoView: false })
    block.place?.scrollIntoView?.({ block: "center" })
    return true
  }

  back() {
    this.editor.commands.focus()
  }
}

// The blocks of a text that is only read.
class Read {
  isRead = true

  constructor(root) {
    this.root = root
  }

  watch(changed) {
    new ResizeObserver(changed).observe(this.root)
  }

  blocks() {
    return [...this.root.querySelectorAll("[id^='b-']")].map((place) => ({ id: place.id, place }))
  }

  current() {
    return null
  }

  show(id) {
    const block = this.blocks().find((one) => one.id === id)
    if (!block) return false
    block.place.tabIndex = -1
    block.place.focus({ preventScroll: true })
    block.place.scrollIntoView({ block: "center" })
    return true
  }

  back() {}
}

// The text of a page, or null if it shows none.
export function textOf(editor) {
  if (editor) return new Written(editor)
  const root = document.querySelector(".story-read")
  return root && new Read(root)
}

// Buttons at the side of the blocks, with the number of open threads; `words` are {one, many, about}.
export class Marks {
  constructor(text, words, opened) {
    Object.assign(this, { text, words, opened, counts: new Map() })
    this.box = element("div", "comment-marks")
    text.root.append(this.box)
    text.watch(() => this.later())
  }

  count(counts) {
    this.counts = counts
    this.later()
  }

  later() {
    if (this.isAsked) return
    this.isAsked = true
    requestAnimationFrame(() => {
      this.isAsked = false
      this.show()
    })
  }

  show() {
    const top = this.text.root.getBoundingClientRect().top
    const wanted = this.text.blocks().filter(({ id, place }) => place?.getBoundingClientRect && (this.text.isRead || this.counts.get(id)))
    const held = new Map([...this.box.children].map((mark) => [mark.dataset.at, mark]))
    for (const { id, place } of wanted) {
      const mark = held.get(id) ?? this.made(id)
      held.delete(id)
      this.say(mark, this.counts.get(id) ?? 0)
      const at = `${Math.round(place.getBoundingClientRect().top - top)}px`
      if (mark.style.insetBlockStart !== at) mark.style.insetBlockStart = at
    }
    for (const mark of held.values()) mark.remove()
  }

  made(id) {
    const mark = element("button", "comment-mark")
    mark.type = "button"
    mark.dataset.at = id
    mark.addEventListener("click", () => this.opened(id, mark))
    this.box.append(mark)
    return mark
  }

  say(mark, count) {
    const { one, many, about } = this.words
    const said = count ? (count === 1 ? one : many.replace("%s", count)) : about
    const shown = String(count || "+")
    if (mark.textContent !== shown) mark.textContent = shown
    if (mark.title !== said) {
      mark.title = said
      mark.setAttribute("aria-label", said)
    }
    mark.classList.toggle("is-empty", !count)
  }
}
