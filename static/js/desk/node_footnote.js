// A footnote: a mark in the text, and its note, which a dialog shows and changes.
import { Node } from "django-prose-editor/editor"
import { element, stored } from "desk/node_parts"

export function footnoteNodes(words, tools) {
  return [
    Node.create({
      name: "newsFootnote",
      group: "inline",
      inline: true,
      atom: true,
      addAttributes: () => stored({ note: "data-note" }),
      parseHTML: () => [{ tag: 'span[data-news="footnote"]', priority: 60 }],
      renderHTML: ({ HTMLAttributes }) => ["span", { "data-news": "footnote", ...HTMLAttributes }],
      renderText: () => "",
      addNodeView: () => ({ node, editor, getPos }) => {
        const dom = element("span", "footnote")
        dom.setAttribute("role", "button")
        const show = ({ attrs }) => {
          dom.title = attrs.note
          dom.setAttribute("aria-label", `${words.footnote}: ${attrs.note}`)
        }
        show(node)
        let shown = node
        dom.addEventListener("click", async () => {
          const note = await tools.askNote(shown.attrs.note)
          if (note === null) return
          const at = getPos()
          if (note) editor.chain().command(({ tr }) => Boolean(tr.setNodeAttribute(at, "note", note))).focus().run()
          else editor.chain().deleteRange({ from: at, to: at + 1 }).focus().run()
        })
        return {
          dom,
          update: (changed) => {
            if (changed.type !== shown.type) return false
            shown = changed
            show(changed)
            return true
          },
          ignoreMutation: () => true,
        }
      },
      // The cursor stands on it: Enter opens it.
      addKeyboardShortcuts: () => ({
        Enter: ({ editor }) => {
          const { selection } = editor.state
          if (selection.node?.type.name !== "newsFootnote") return false
          editor.view.nodeDOM(selection.from).click()
          return true
        },
      }),
      priority: 200,
    }),
  ]
}
