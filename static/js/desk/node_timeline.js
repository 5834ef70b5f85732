// A timeline: a title, and what happened when, one item after the other.
import { Node } from "django-prose-editor/editor"
import { boxNode, titled } from "desk/node_boxes"
import { BlockView, button, element } from "desk/node_parts"
import { goTo, moveBlock } from "desk/moving"


export const newItem = () => ({ type: "newsTimelineItem", content: [{ type: "newsWhen" }, { type: "paragraph" }] })

// Put a blank item at a place of the document, and the cursor into its date.
export function putItem(editor, at) {
  editor.commands.insertContentAt(at, newItem(), { updateSelection: false })
  goTo(editor, at + 2)
}

// The item in which the cursor stands: {item, from, to, list, place}, or null.
export function itemAt($from) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name !== "newsTimelineItem") continue
    const from = $from.before(depth)
    const item = $from.node(depth)
    return { item, from, to: from + item.nodeSize, list: $from.node(depth - 1), place: $from.index(depth - 1), depth }
  }
  return null
}

// Enter: from the date to the text; from an empty last paragraph to the next item, or out of the timeline if the
// whole item is empty.
function enter(editor, leave) {
  const { $from, empty } = editor.state.selection
  const at = itemAt($from)
  if (!at || !empty) return false
  const parent = $from.parent
  if (parent.type.name === "newsWhen") return goTo(editor, $from.after() + 1)
  const isLast = $from.index(at.depth) === at.item.childCount - 1
  if (parent.content.size || !isLast) return false
  if (!at.item.textContent) {
    if (at.list.childCount > 1) editor.commands.deleteRange({ from: at.from, to: at.to })
    return leave()
  }
  if (at.item.childCount === 2) putItem(editor, at.to)
  else {
    const size = parent.nodeSize
    editor.commands.deleteRange({ from: $from.before(), to: $from.after() })
    putItem(editor, at.to - size)
  }
  return true
}

// Backspace in an empty item takes it out.
function backspace(editor) {
  const { $from, empty } = editor.state.selection
  const at = itemAt($from)
  if (!at || !empty || at.item.textContent || at.list.childCount === 1) return false
  editor.commands.deleteRange({ from: at.from, to: at.to })
  return goTo(editor, at.from, -1)
}

class ItemView extends BlockView {
  constructor(props, words) {
    super(props, { tag: "li", name: "item", label: words.timelineItem, words })
    this.label.remove()
    const step = (by) => {
      goTo(this.editor, this.getPos() + 2)
      moveBlock(this.editor, by)
    }
    this.head.append(
      button(words.earlier, () => step(-1), "↑"),
      button(words.later, () => step(1), "↓"),
      button(words.addItem, () => putItem(this.editor, this.getPos() + this.node.nodeSize), "+"),
    )
    this.control()
    this.contentDOM = element("div", "node-item-content")
    this.dom.append(this.contentDOM)
  }

  show() {}

  // The last item goes with its timeline.
  takeOut() {
    const $at = this.editor.state.doc.resolve(this.getPos())
    if ($at.parent.childCount > 1) return super.takeOut()
    return this.editor.chain().deleteRange({ from: $at.before(-1), to: $at.after(-1) }).focus().run()
  }
}

// Each item has its date, if only an empty one.
function dated(item) {
  if (!item.querySelector(':scope > [data-news="when"]')) {
    const when = document.createElement("p")
    when.dataset.news = "when"
    item.prepend(when)
  }
  return item
}

export function timelineNodes(words, leave) {
  const Timeline = boxNode(words, "timeline", {
    name: "newsTimeline",
    content: "newsBoxTitle newsTimelineList",
    // Before the keys of paragraphs and lists.
    priority: 200,
    parsing: { contentElement: titled },
    buttonsOf: (view) => [
      button(words.addItem, () => putItem(view.editor, view.getPos() + view.node.nodeSize - 2)),
    ],
    addKeyboardShortcuts: () => ({
      Enter: ({ editor }) => enter(editor, () => leave(editor)),
      Backspace: ({ editor }) => backspace(editor),
    }),
  })
  const List = Node.create({
    name: "newsTimelineList",
    content: "newsTimelineItem+",
    parseHTML: () => [{ tag: "ol", context: "newsTimeline/", priority: 70 }],
    renderHTML: () => ["ol", 0],
  })
  const Item = Node.create({
    name: "newsTimelineItem",
    content: "newsWhen paragraph+",
    defining: true,
    isolating: true,
    parseHTML: () => [{ tag: "li", context: "newsTimelineList/", contentElement: dated, priority: 70 }],
    renderHTML: () => ["li", 0],
    addNodeView: () => (props) => new ItemView(props, words),
  })
  const When = Node.create({
    name: "newsWhen",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: 'p[data-news="when"]', priority: 70 }],
    renderHTML: () => ["p", { "data-news": "when" }, 0],
  })
  return [Timeline, List, Item, When]
}
