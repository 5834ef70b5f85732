// The editor of a body: its text, its tools, and the textarea that is sent.
import {
  Blockquote, Bold, BulletList, Code, Document, Dropcursor, Editor, Extension, Gapcursor, HardBreak, Heading, History,
  HorizontalRule, Italic, Link, ListItem, OrderedList, Paragraph, Strike, Subscript, Superscript, Text, TrailingNode,
} from "django-prose-editor/editor"
import { ask } from "desk/dialogs"
import { nodes } from "desk/nodes"
import { cleaned } from "desk/paste"
import { pickOf } from "desk/pick"
import { choosePicture } from "desk/pictures"

const DIRECTED = ["paragraph", "heading", "bulletList", "orderedList", "listItem", "blockquote", "newsPullquote", "newsImage", "newsRelated", "newsEmbed"]
const IDENTIFIED = [...DIRECTED.filter((name) => name !== "listItem"), "horizontalRule"]

// Blocks keep the id that the server gave them; the second half of a split one gets a new one when it is saved.
const Identity = Extension.create({
  name: "newsIdentity",
  addGlobalAttributes: () => [
    { types: IDENTIFIED, attributes: { id: { default: null, keepOnSplit: false, parseHTML: (element) => element.getAttribute("id"), renderHTML: ({ id }) => (id ? { id } : {}) } } },
    { types: DIRECTED, attributes: { dir: { default: null, parseHTML: (element) => element.getAttribute("dir"), renderHTML: ({ dir }) => (dir ? { dir } : {}) } } },
  ],
})

const NewsLink = Link.extend({
  addKeyboardShortcuts: () => ({}),
  addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute("href") } }),
})

function words(root) {
  return { ...root.dataset }
}

function tools(root) {
  return {
    choosePicture,
    async stories(ids) {
      if (!ids) return []
      const url = new URL(root.dataset.stories, location.href)
      url.searchParams.set("ids", ids)
      const reply = await fetch(url)
      const found = reply.ok ? (await reply.json()).results : []
      return ids.split(",").map((id) => found.find((row) => String(row.id) === id) ?? { id, label: `#${id}` })
    },
    async chooseStories(ids) {
      const field = document.querySelector("#related-dialog [data-pick]")
      const pick = pickOf(field)
      pick.chips.replaceChildren()
      for (const story of await this.stories(ids)) pick.add(story.id, story.label)
      return (await ask("related-dialog")) === "set" ? pick.ids().join(",") : ""
    },
    async askEmbed(url) {
      const field = document.getElementById("embed-address")
      field.value = url
      return (await ask("embed-dialog")) === "set" ? field.value.trim() : ""
    },
  }
}

async function link(editor) {
  const field = document.getElementById("link-address")
  field.value = editor.getAttributes("link").href ?? ""
  const said = await ask("link-dialog")
  const chain = editor.chain().focus().extendMarkRange("link")
  if (said === "remove" || (said === "set" && !field.value.trim())) chain.unsetLink().run()
  else if (said === "set") {
    const href = field.value.trim()
    if (editor.state.selection.empty && !editor.isActive("link")) {
      editor.chain().focus().insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run()
    } else chain.setLink({ href }).run()
  }
}

// Put a block after the one in which the cursor stands, or in its place if that is an empty paragraph; and the
// cursor into it (`inside` steps from its start), or into the text that follows.
function putBlock(editor, content, inside = 0) {
  const { $to, to } = editor.state.selection
  const top = $to.depth ? $to.node(1) : null
  const isBlank = top?.type.name === "paragraph" && top.content.size === 0
  const at = top ? (isBlank ? $to.before(1) : $to.after(1)) : to
  editor.commands.insertContentAt(isBlank ? { from: at, to: $to.after(1) } : at, content, { updateSelection: false })
  const made = editor.state.doc.nodeAt(at)
  const next = made ? at + made.nodeSize : at
  const isText = editor.state.doc.nodeAt(next)?.isTextblock
  const chain = editor.chain().focus()
  if (inside) chain.setTextSelection(at + inside)
  else if (isText) chain.setTextSelection(next + 1)
  chain.scrollIntoView().run()
}

function actions(editor, opened) {
  const put = (content, inside) => putBlock(editor, content, inside)
  return {
    paragraph: () => editor.chain().focus().setParagraph().run(),
    heading2: () => editor.chain().focus().toggleHeading({ level: 2 }).run(),
    heading3: () => editor.chain().focus().toggleHeading({ level: 3 }).run(),
    bold: () => editor.chain().focus().toggleBold().run(),
    italic: () => editor.chain().focus().toggleItalic().run(),
    bulletList: () => editor.chain().focus().toggleBulletList().run(),
    orderedList: () => editor.chain().focus().toggleOrderedList().run(),
    blockquote: () => editor.chain().focus().toggleBlockquote().run(),
    undo: () => editor.chain().focus().undo().run(),
    redo: () => editor.chain().focus().redo().run(),
    link: () => link(editor),
    async image() {
      const picture = await opened.choosePicture()
      if (picture) put({ type: "newsImage", attrs: { image: String(picture.id) } })
    },
    async related() {
      const articles = await opened.chooseStories("")
      if (articles) put({ type: "newsRelated", attrs: { articles } })
    },
    async embed() {
      const url = await opened.askEmbed("")
      if (url) put({ type: "newsEmbed", attrs: { url } })
    },
    pullquote: () => put({ type: "newsPullquote", content: [{ type: "paragraph" }, { type: "newsSpeaker" }] }, 2),
  }
}

const STATES = {
  paragraph: ["paragraph"],
  heading2: ["heading", { level: 2 }],
  heading3: ["heading", { level: 3 }],
  bold: ["bold"],
  italic: ["italic"],
  link: ["link"],
  bulletList: ["bulletList"],
  orderedList: ["orderedList"],
  blockquote: ["blockquote"],
  pullquote: ["newsPullquote"],
}

function startTools(root, editor, act) {
  const buttons = [...root.querySelectorAll("[data-do]")]
  for (const button of buttons) {
    button.addEventListener("mousedown", (event) => event.preventDefault())
    button.addEventListener("click", () => act[button.dataset.do]())
    if (button !== buttons[0]) button.tabIndex = -1
  }
  // One stop for the tab key; the arrows go along the tools.
  root.querySelector("[role=toolbar]").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    const turn = getComputedStyle(root).direction === "rtl" ? -step : step
    const at = buttons.indexOf(document.activeElement)
    const next = buttons[(at + turn + buttons.length) % buttons.length]
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1
    next.focus()
  })
  const show = () => {
    for (const button of buttons) {
      const state = STATES[button.dataset.do]
      if (state) button.setAttribute("aria-pressed", String(editor.isActive(...state)))
    }
  }
  editor.on("transaction", show)
  show()
}

export function startEditor(root) {
  const textarea = root.querySelector("textarea")
  const opened = tools(root)
  textarea.hidden = true
  const editor = new Editor({
    element: root.querySelector(".editor-page"),
    injectCSS: false,
    content: textarea.value,
    extensions: [
      Document, Text, Paragraph, HardBreak, History, Dropcursor, Gapcursor, TrailingNode,
      Heading.configure({ levels: [2, 3, 4] }),
      Bold, Italic, Strike, Subscript, Superscript, Code,
      BulletList, OrderedList, ListItem, Blockquote.extend({ content: "block+ newsCite?" }), HorizontalRule,
      NewsLink.configure({ openOnClick: false, autolink: false, HTMLAttributes: {} }),
      Identity,
      Extension.create({ name: "newsKeys", addKeyboardShortcuts: () => ({ "Mod-k": () => (link(editor), true) }) }),
      ...nodes(words(root), opened),
    ],
    editorProps: {
      attributes: { "aria-label": root.dataset.label, role: "textbox", "aria-multiline": "true", dir: "auto", spellcheck: "true" },
      transformPastedHTML: cleaned,
    },
    onUpdate() {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  startTools(root, editor, actions(editor, opened))
  root.dispatchEvent(new CustomEvent("editor-ready", { bubbles: true, detail: editor }))
  root.dataset.ready = "yes"
  return editor
}
