// Boxes of text beside the running text: pull quote, fact box; and who said what is quoted.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { BlockView, element } from "desk/node_parts"

export class BoxView extends BlockView {
  constructor(props, words, name) {
    super(props, { tag: "aside", name, label: words[name], words })
    this.contentDOM = element("div", "node-content")
    this.dom.append(this.contentDOM)
  }

  show() {}
}

// A box's title is always there to be typed into; an empty one is not stored.
export function titled(box) {
  if (!box.querySelector(":scope > h3")) box.prepend(document.createElement("h3"))
  return box
}

export function boxNodes(words) {
  const Title = Node.create({
    name: "newsBoxTitle",
    content: "inline*",
    defining: true,
    parseHTML: () => ["newsFactbox/", "newsTimeline/"].map((context) => ({ tag: "h3", context, priority: 70 })),
    renderHTML: () => ["h3", 0],
  })
  const Factbox = Node.create({
    name: "newsFactbox",
    group: "block",
    content: "newsBoxTitle (paragraph | bulletList | orderedList)+",
    defining: true,
    isolating: true,
    parseHTML: () => [{ tag: 'aside[data-news="factbox"]', contentElement: titled, priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes({ "data-news": "factbox" }, HTMLAttributes), 0],
    addNodeView: () => (props) => {
      const view = new BoxView(props, words, "factbox")
      view.control()
      return view
    },
  })
  const Speaker = Node.create({
    name: "newsSpeaker",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: 'p[data-news="speaker"]', priority: 70 }],
    renderHTML: ({ HTMLAttributes }) => ["p", mergeAttributes({ "data-news": "speaker" }, HTMLAttributes), 0],
  })
  const Pullquote = Node.create({
    name: "newsPullquote",
    group: "block",
    content: "paragraph+ newsSpeaker?",
    defining: true,
    isolating: true,
    parseHTML: () => [{ tag: 'aside[data-news="pullquote"]', priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes({ "data-news": "pullquote" }, HTMLAttributes), 0],
    addNodeView: () => (props) => {
      const view = new BoxView(props, words, "pullquote")
      view.control()
      return view
    },
  })
  const Cite = Node.create({
    name: "newsCite",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: "cite" }],
    renderHTML: () => ["cite", 0],
  })
  return [Title, Factbox, Speaker, Pullquote, Cite]
}
