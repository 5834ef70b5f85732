// Tables: cells hold lines of text, the caption stands in the table's head.
import { mergeAttributes, Node, Table, TableCell, TableHeader, TableRow } from "django-prose-editor/editor"
import { breakLine, goTo } from "desk/moving"
import { BlockView, button, element, input } from "desk/node_parts"

const CELLS = ["tableCell", "tableHeader"]
const INNER_BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, li, blockquote, pre"

// A cell for the parser, its paragraphs as lines.
export function lined(cell) {
  for (const block of [...cell.querySelectorAll(INNER_BLOCKS)]) {
    if (block.textContent.trim()) block.prepend(document.createElement("br"))
    block.replaceWith(...block.childNodes)
  }
  for (const list of [...cell.querySelectorAll("ul, ol")]) list.replaceWith(...list.childNodes)
  while (cell.firstChild && (cell.firstChild.nodeName === "BR" || !cell.firstChild.textContent.trim())) {
    if (cell.firstChild.dataset?.news) break
    cell.firstChild.remove()
  }
  return cell
}

function captionOf(html) {
  const made = document.createElement("caption")
  made.innerHTML = html
  return made
}

class TableView extends BlockView {
  constructor(props, words) {
    super(props, { tag: "div", name: "table", label: words.table, words })
    this.caption = input(words.tableCaption, (text) => this.set({ caption: element("i", "", text).innerHTML }))
    const act = (name, command) =>
      button(words[name], () => {
        this.enter()
        this.editor.commands[command]()
        this.editor.view.focus()
      })
    this.control(
      this.caption,
      act("rowAfter", "addRowAfter"),
      act("rowOut", "deleteRow"),
      act("columnAfter", "addColumnAfter"),
      act("columnOut", "deleteColumn"),
      act("headerRow", "toggleHeaderRow"),
    )
    const table = element("table")
    this.contentDOM = element("tbody")
    table.append(this.contentDOM)
    const scroller = element("div", "node-scroller")
    scroller.append(table)
    this.dom.append(scroller)
    this.show(this.node)
  }

  // The commands work on the cell in which the cursor stands; if it stands elsewhere, on the last one.
  enter() {
    const from = this.getPos()
    const { $from } = this.editor.state.selection
    if ($from.pos > from && $from.pos < from + this.node.nodeSize) return
    goTo(this.editor, from + this.node.nodeSize - 2, -1)
  }

  show(node) {
    const text = captionOf(node.attrs.caption).textContent
    if (this.caption.value !== text) this.caption.value = text
  }
}

const count = (name) => ({
  default: 1,
  parseHTML: (cell) => Math.min(100, Math.max(1, Number.parseInt(cell.getAttribute(name), 10) || 1)),
  renderHTML: (attributes) => (attributes[name] > 1 ? { [name]: attributes[name] } : {}),
})

const cell = (tag) => ({
  content: "inline*",
  addAttributes: () => ({
    colspan: count("colspan"),
    rowspan: count("rowspan"),
    scope: {
      default: null,
      parseHTML: (element) => element.getAttribute("scope"),
      renderHTML: ({ scope }) => (scope ? { scope } : {}),
    },
  }),
  parseHTML: () => [{ tag, contentElement: lined }],
  renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
})

export function tableNodes(words) {
  return [
    Table.extend({
      addAttributes: () => ({
        caption: {
          default: "",
          parseHTML: (table) => table.querySelector(":scope > caption")?.innerHTML.trim() ?? "",
          renderHTML: () => ({}),
        },
      }),
      renderHTML: ({ node, HTMLAttributes }) => {
        const above = node.attrs.caption ? [captionOf(node.attrs.caption)] : []
        return ["table", mergeAttributes(HTMLAttributes), ...above, ["tbody", 0]]
      },
      addNodeView: () => (props) => new TableView(props, words),
      priority: 200,
      // A line ends in its cell; Tab goes from cell to cell.
      addKeyboardShortcuts() {
        return {
          ...this.parent?.(),
          Enter: ({ editor }) => CELLS.includes(editor.state.selection.$from.parent.type.name) && breakLine(editor),
        }
      },
    }).configure({ allowTableNodeSelection: true }),
    TableRow,
    TableCell.extend(cell("td")),
    TableHeader.extend(cell("th")),
    // The caption is an attribute of its table; here it is read, so that its words do not become a paragraph.
    Node.create({ name: "newsTableCaption", content: "", parseHTML: () => [{ tag: "caption", ignore: true, priority: 60 }], renderHTML: () => ["caption"] }),
  ]
}
