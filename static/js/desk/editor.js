// The editor of a body: its text, its tools, and the textarea that is sent.
import {
  Blockquote, Bold, BulletList, Code, Document, Dropcursor, Editor, Extension, Gapcursor, HardBreak, Heading, History,
  HorizontalRule, isMacOS, Italic, Link, ListItem, OrderedList, Paragraph, pm, Strike, Subscript, Superscript,
  Text, TrailingNode,
} from "django-prose-editor/editor"
import { COMMANDS, keysOf } from "desk/commands"
import { helpOf } from "desk/help"
import { Identity } from "desk/identity"
import { nodes } from "desk/nodes"
import { Incoming } from "desk/incoming"
import { SlashMenu } from "desk/slash"
import { startToolbar } from "desk/toolbar"
import { pageTools, pageWords } from "desk/tools"
import { startWriting } from "desk/writing"

const { closeHistory } = pm.history
const KEPT_CLEAR = { top: 160, bottom: 48, left: 0, right: 0 }

// Shortcuts come from the table of commands alone; an extension keeps what the plain keys of writing do in it.
const keyless = (extension) =>
  extension.extend({
    addKeyboardShortcuts() {
      const own = Object.entries(this.parent?.() ?? {})
      return Object.fromEntries(own.filter(([keys]) => /^((Mod-)?(Backspace|Delete)|Enter)$/.test(keys)))
    },
  })

const NewsLink = keyless(Link).extend({
  addAttributes: () => ({ href: { default: null, parseHTML: (element) => element.getAttribute("href") } }),
})

function extensions(context) {
  const keys = Object.fromEntries(
    COMMANDS.flatMap((row) => keysOf(row).map((key) => [key, () => row.run(context)])),
  )
  return [
    Document, Text, keyless(Paragraph), keyless(HardBreak), Dropcursor, Gapcursor, TrailingNode,
    keyless(History),
    keyless(Heading).configure({ levels: [2, 3, 4] }),
    ...[Bold, Italic, Strike, Subscript, Superscript, Code, BulletList].map(keyless),
    keyless(OrderedList).extend({ addAttributes: () => ({}) }),
    keyless(ListItem).extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
    keyless(Blockquote).extend({ content: "(paragraph | bulletList | orderedList)+ newsCite?" }),
    HorizontalRule,
    NewsLink.configure({ openOnClick: false, autolink: false, HTMLAttributes: {} }),
    Identity,
    Extension.create({ name: "newsKeys", addKeyboardShortcuts: () => keys }),
    ...nodes(context.words, context.tools),
    ...context.incoming.nodes(),
  ]
}

// The words that stand in empty places are put there by the style sheet, from these variables.
function sayPlaceholders(root, words) {
  for (const name of ["startHere", "boxTitle", "whenHint", "whatHint", "speaker"]) {
    root.style.setProperty(`--say-${name.toLowerCase()}`, JSON.stringify(words[name]))
  }
}

export function startEditor(root) {
  const textarea = root.querySelector("textarea")
  const words = pageWords(root)
  const isMac = isMacOS()
  const slash = new SlashMenu(root, COMMANDS.filter((row) => row.isSlashed), words)
  const incoming = new Incoming(root, words)
  const context = { root, words, tools: pageTools(root), slash, incoming, help: helpOf(COMMANDS, words, isMac) }
  textarea.hidden = true
  sayPlaceholders(root, words)
  const editor = new Editor({
    element: root.querySelector(".editor-page"),
    injectCSS: false,
    content: textarea.value,
    extensions: extensions(context),
    editorProps: {
      // The cursor keeps clear of the bars that stay in place.
      scrollThreshold: KEPT_CLEAR,
      scrollMargin: KEPT_CLEAR,
      attributes: {
        "aria-label": root.dataset.label,
        role: "textbox",
        "aria-multiline": "true",
        // As on the page of an Arabic story, whatever a block begins with; else each block turns by itself.
        dir: root.dataset.direction ?? "auto",
        spellcheck: "true",
      },
      handleTextInput: (view, from, to, text) => slash.typed(view, from, text),
      handleKeyDown: (view, event) => slash.key(event),
      ...incoming.props(),
    },
  })
  context.editor = editor
  const run = (row) => row.run(context)
  slash.watch(editor, run)
  incoming.watch(editor)
  startToolbar(root, editor, COMMANDS, words, isMac, run)
  root.flush = startWriting(root, textarea, editor)
  // What is loaded is one step of undo.
  root.load = (html) => {
    const closed = ({ tr }) => Boolean(closeHistory(tr))
    editor.chain().command(closed).setContent(html).run()
    editor.commands.command(closed)
    root.flush()
  }
  root.dispatchEvent(new CustomEvent("editor-ready", { bubbles: true, detail: editor }))
  root.dataset.ready = "yes"
  return editor
}
