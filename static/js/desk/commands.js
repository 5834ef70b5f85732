// All that the editor does, in one table: from it come its tools, its keys, the slash menu and the help. A row has the
// name under which the page's words are found, its group, its `keys`, the state in which its tool is pressed, and
// whether it stands in the slash menu; several `keys` are parted by spaces. `run` gives false if it does not apply here, so that the key goes on.
import { breakLine, moveBlock, paragraphAfter, putBlock } from "desk/moving"
import { newItem } from "desk/node_timeline"

const cells = (type) => Array.from({ length: 3 }, () => ({ type }))
const TABLE = {
  type: "table",
  content: ["tableHeader", "tableCell", "tableCell"].map((type) => ({ type: "tableRow", content: cells(type) })),
}
const FACTBOX = { type: "newsFactbox", content: [{ type: "newsBoxTitle" }, { type: "paragraph" }] }
const TIMELINE = {
  type: "newsTimeline",
  content: [{ type: "newsBoxTitle" }, { type: "newsTimelineList", content: [newItem()] }],
}
const PULLQUOTE = { type: "newsPullquote", content: [{ type: "paragraph" }, { type: "newsSpeaker" }] }

const chained = (act) => ({ editor }) => act(editor.chain().focus()).run()
const heading = (level) => ({
  name: `heading${level}`,
  group: "text",
  keys: `Mod-Alt-${level}`,
  state: ["heading", { level }],
  isSlashed: true,
  run: chained((chain) => chain.toggleHeading({ level })),
})
const mark = (name, keys, run) => ({ name, group: "marks", keys, state: [name], run })

// Ask for what a block shows, and put it in if there was an answer.
const asked = (question, block) => ({ editor, tools }) => {
  Promise.resolve(question(tools)).then((answer) => answer && putBlock(editor, block(answer)))
  return true
}
const placed = (content, inside) => ({ editor }) => putBlock(editor, content, inside)

async function link({ editor, tools }) {
  const href = await tools.askLink(editor.getAttributes("link").href ?? "")
  const chain = editor.chain().focus().extendMarkRange("link")
  if (href === "") chain.unsetLink().run()
  else if (href && editor.state.selection.empty && !editor.isActive("link")) {
    editor.chain().focus().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run()
  } else if (href) chain.setLink({ href }).run()
}

async function footnote({ editor, tools }) {
  const note = await tools.askNote("")
  if (note) editor.chain().insertContentAt(editor.state.selection.to, { type: "newsFootnote", attrs: { note } }).focus().run()
}

// The controls of the innermost block with a head around the cursor.
function controls({ editor }) {
  const { $from, from, node } = editor.state.selection
  const places = Array.from({ length: $from.depth }, (_, depth) => $from.before($from.depth - depth))
  for (const at of node ? [from, ...places] : places) {
    const control = editor.view.nodeDOM(at)?.querySelector?.(":scope > .node-head :is(button, select, input)")
    if (control) {
      control.focus()
      return true
    }
  }
  return false
}

function toolbar({ root }) {
  root.querySelector('[role=toolbar] [tabindex="0"]').focus()
  return true
}

export const COMMANDS = [
  { name: "paragraph", group: "text", keys: "Mod-Alt-0", state: ["paragraph"], isSlashed: true, run: chained((chain) => chain.setParagraph()) },
  heading(2),
  heading(3),
  heading(4),
  { name: "bulletList", group: "text", keys: "Mod-Shift-8", state: ["bulletList"], isSlashed: true, run: chained((chain) => chain.toggleBulletList()) },
  { name: "orderedList", group: "text", keys: "Mod-Shift-7", state: ["orderedList"], isSlashed: true, run: chained((chain) => chain.toggleOrderedList()) },
  { name: "deeper", group: "text", keys: "Tab", run: ({ editor }) => editor.commands.sinkListItem("listItem") },
  { name: "shallower", group: "text", keys: "Shift-Tab", run: ({ editor }) => editor.commands.liftListItem("listItem") },
  { name: "blockquote", group: "text", keys: "Mod-Shift-b", state: ["blockquote"], isSlashed: true, run: chained((chain) => chain.toggleBlockquote()) },
  { name: "break", group: "text", keys: "Shift-Enter", run: ({ editor }) => breakLine(editor) },

  mark("bold", "Mod-b", chained((chain) => chain.toggleBold())),
  mark("italic", "Mod-i", chained((chain) => chain.toggleItalic())),
  mark("link", "Mod-k", (context) => (link(context), true)),
  mark("strike", "Mod-Shift-s", chained((chain) => chain.toggleStrike())),
  mark("subscript", "Mod-,", chained((chain) => chain.toggleSubscript())),
  mark("superscript", "Mod-.", chained((chain) => chain.toggleSuperscript())),
  mark("code", "Mod-e", chained((chain) => chain.toggleCode())),
  { name: "footnote", group: "marks", keys: "Mod-Alt-f", isSlashed: true, run: (context) => (footnote(context), true) },

  { name: "image", group: "blocks", keys: "Mod-Alt-p", isSlashed: true, run: asked((tools) => tools.choosePicture(), ({ id }) => ({ type: "newsImage", attrs: { image: String(id) } })) },
  { name: "gallery", group: "blocks", keys: "Mod-Alt-g", isSlashed: true, run: asked((tools) => tools.choosePictures([]), (chosen) => ({ type: "newsGallery", attrs: { images: chosen.map(({ id }) => id).join(",") } })) },
  { name: "video", group: "blocks", keys: "Mod-Alt-v", isSlashed: true, run: asked((tools) => tools.chooseVideo({ video: "", url: "" }), (attrs) => ({ type: "newsVideo", attrs })) },
  { name: "embed", group: "blocks", keys: "Mod-Alt-e", isSlashed: true, run: asked((tools) => tools.askAddress("embed", ""), (url) => ({ type: "newsEmbed", attrs: { url } })) },
  { name: "related", group: "blocks", keys: "Mod-Alt-r", isSlashed: true, run: asked((tools) => tools.chooseStories(""), (articles) => ({ type: "newsRelated", attrs: { articles } })) },
  { name: "pullquote", group: "blocks", keys: "Mod-Alt-q", state: ["newsPullquote"], isSlashed: true, run: placed(PULLQUOTE, 2) },
  { name: "factbox", group: "blocks", keys: "Mod-Alt-x", state: ["newsFactbox"], isSlashed: true, run: placed(FACTBOX, 2) },
  { name: "timeline", group: "blocks", keys: "Mod-Alt-y", state: ["newsTimeline"], isSlashed: true, run: placed(TIMELINE, 2) },
  { name: "table", group: "blocks", keys: "Mod-Alt-c", state: ["table"], isSlashed: true, run: placed(TABLE, 3) },
  { name: "rule", group: "blocks", keys: "Mod-Alt-s", isSlashed: true, run: placed({ type: "horizontalRule" }) },

  { name: "below", group: "moves", keys: "Mod-Enter", run: ({ editor }) => paragraphAfter(editor) },
  { name: "moveUp", group: "moves", keys: "Alt-Shift-ArrowUp", run: ({ editor }) => moveBlock(editor, -1) },
  { name: "moveDown", group: "moves", keys: "Alt-Shift-ArrowDown", run: ({ editor }) => moveBlock(editor, 1) },
  { name: "controls", group: "moves", keys: "Ctrl-F9", run: controls },
  { name: "toolbar", group: "moves", keys: "Alt-F10", run: toolbar },
  { name: "comment", group: "moves", keys: "Mod-Alt-m", run: ({ root }) => !root.dispatchEvent(new Event("desk-comment", { bubbles: true, cancelable: true })) },
  { name: "undo", group: "moves", keys: "Mod-z", run: chained((chain) => chain.undo()) },
  { name: "redo", group: "moves", keys: "Mod-y Mod-Shift-z", run: chained((chain) => chain.redo()) },
  { name: "more", group: "moves", run: ({ slash }) => slash.openHere() },
  // Ctrl-K is the link's here; Alt-K goes on to the page, which opens its palette with it.
  { name: "palette", group: "moves", keys: "Alt-k", run: () => false },
  { name: "help", group: "moves", keys: "Mod-/", run: ({ help }) => help() },
]

const SIGNS = {
  Mod: ["Ctrl", "⌘"],
  Ctrl: ["Ctrl", "⌃"],
  Alt: ["Alt", "⌥"],
  Shift: ["Shift", "⇧"],
  ArrowUp: ["↑", "↑"],
  ArrowDown: ["↓", "↓"],
}

// The key combinations of a command, the first of them the one that its tool names.
export const keysOf = (row) => row.keys?.split(" ") ?? []

// A combination as it is printed on the keyboard in front of one: a list of keys.
export function keysShown(combination, isMac) {
  return combination.split("-").map((key) => SIGNS[key]?.[Number(isMac)] ?? (key.length === 1 ? key.toUpperCase() : key))
}
