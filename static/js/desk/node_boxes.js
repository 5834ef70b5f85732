// Boxes of text beside the running text: pull quote, fact box; and who said what is quoted.
import { Extension, mergeAttributes, Node } from "django-prose-editor/editor"
import { goTo, paragraphAfter } from "desk/moving"
import { BlockView, element } from "desk/node_parts"

class BoxView extends BlockView {
  constructor(props, words, name) {
    super(props, { tag: "div", name, label: words[name], words })
    this.contentDOM = element("div", "node-content")
    this.dom.append(this.contentDOM)
  }

  show() {}
}

// A box as a node of the body. `name` and `content` are the node's, `kind` is the name that its HTML has; `parsing` is
// added to how that is read, `buttonsOf` gives the buttons beside its own, `rest` is whatever else it does.
export function boxNode(words, kind, { parsing = {}, buttonsOf = () => [], ...rest }) {
  return Node.create({
    group: "block",
    defining: true,
    isolating: true,
    parseHTML: () => [{ tag: `aside[data-news="${kind}"]`, priority: 60, ...parsing }],
    renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes({ "data-news": kind }, HTMLAttributes), 0],
    addNodeView: () => (props) => {
      const view = new BoxView(props, words, kind)
      view.control(...buttonsOf(view))
      return view
    },
    ...rest,
  })
}

// A box's title is always there to be typed into; an empty one is not stored.
export function titled(box) {
  if (!box.querySelector(":scope > h3")) box.prepend(document.createElement("h3"))
  return box
}

const LAST_LINES = ["newsSpeaker", "newsCite", "newsImage", "newsGallery", "newsVideo", "newsEmbed"]

// Enter: from a title into the box; out of the box from its last line, or from an empty paragraph at its end.
function enter(editor) {
  const { $from, empty } = editor.state.selection
  if (!empty || !$from.depth) return false
  const { parent } = $from
  if (LAST_LINES.includes(parent.type.name)) return paragraphAfter(editor)
  if (parent.type.name === "newsBoxTitle") return goTo(editor, $from.after() + 1)
  const box = $from.node(-1)
  const next = box.maybeChild($from.index(-1) + 1)
  const isBox = ["newsFactbox", "newsPullquote"].includes(box.type.name)
  const isEnd = isBox && (!next || next.type.name === "newsSpeaker")
  if (!isEnd || parent.content.size || !box.textContent || $from.index(-1) === 0) return false
  const from = $from.before()
  const isAlone = box.type.name === "newsFactbox" && box.childCount === 2
  if (!isAlone) editor.commands.deleteRange({ from, to: $from.after() })
  return next ? goTo(editor, from + 1) : paragraphAfter(editor)
}

export function boxNodes(words) {
  const Title = Node.create({
    name: "newsBoxTitle",
    content: "inline*",
    defining: true,
    parseHTML: () => ["newsFactbox/", "newsTimeline/"].map((context) => ({ tag: "h3", context, priority: 70 })),
    renderHTML: () => ["h3", 0],
    // While one writes it is a line to be filled in, and no empty heading.
    addNodeView: () => () => {
      const dom = element("p", "node-title")
      return { dom, contentDOM: dom }
    },
  })
  const Factbox = boxNode(words, "factbox", {
    name: "newsFactbox",
    content: "newsBoxTitle (paragraph | bulletList | orderedList)+",
    parsing: { contentElement: titled },
  })
  const Speaker = Node.create({
    name: "newsSpeaker",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: 'p[data-news="speaker"]', priority: 70 }],
    renderHTML: ({ HTMLAttributes }) => ["p", mergeAttributes({ "data-news": "speaker" }, HTMLAttributes), 0],
  })
  const Pullquote = boxNode(words, "pullquote", { name: "newsPullquote", content: "paragraph+ newsSpeaker?" })
  const Cite = Node.create({
    name: "newsCite",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: "cite" }],
    renderHTML: () => ["cite", 0],
  })
  const Keys = Extension.create({
    name: "newsBoxKeys",
    priority: 200,
    addKeyboardShortcuts: () => ({ Enter: ({ editor }) => enter(editor) }),
  })
  return [Title, Factbox, Speaker, Pullquote, Cite, Keys]
}
