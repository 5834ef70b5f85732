// Where blocks go: into the text, past each other, and the cursor out of them.
import { pm } from "django-prose-editor/editor"

const { NodeSelection, TextSelection } = pm.state
const MOVED_ALONE = ["listItem", "newsTimelineItem"]

// The block of the body in which a selection ends: {node, from, to}.
export function topBlock({ $to, node }) {
  if ($to.depth) return { node: $to.node(1), from: $to.before(1), to: $to.after(1) }
  return { node, from: $to.pos - (node?.nodeSize ?? 0), to: $to.pos }
}

// Put the cursor near a place of the document, and the keys at once into the text.
export function goTo(editor, at, side = 1) {
  editor.commands.command(({ tr }) => {
    tr.setSelection(TextSelection.near(tr.doc.resolve(at), side)).scrollIntoView()
    return true
  })
  editor.view.focus()
  return true
}

// Begin a line within the block, in a cell or a caption too.
export function breakLine(editor) {
  return editor.commands.command(({ tr, state }) => {
    tr.replaceSelectionWith(state.schema.nodes.hardBreak.create()).scrollIntoView()
    return true
  })
}

// Put a block after the one in which the cursor stands, or in its place if that is an empty paragraph; and the
// cursor into it (`inside` steps from its start), or into the text that follows.
export function putBlock(editor, content, inside = 0) {
  const { node, from, to } = topBlock(editor.state.selection)
  const isBlank = node?.type.name === "paragraph" && node.content.size === 0
  const at = isBlank ? from : to
  editor.commands.insertContentAt(isBlank ? { from, to } : at, content, { updateSelection: false })
  const made = editor.state.doc.nodeAt(at)
  const next = made ? at + made.nodeSize : at
  if (inside) return goTo(editor, at + inside)
  return goTo(editor, editor.state.doc.nodeAt(next)?.isTextblock ? next + 1 : editor.state.selection.from)
}

// Put the cursor into an empty paragraph after the block in which it stands.
export function paragraphAfter(editor) {
  const { to } = topBlock(editor.state.selection)
  const next = editor.state.doc.nodeAt(to)
  const isBlank = next?.type.name === "paragraph" && next.content.size === 0
  if (!isBlank) editor.commands.insertContentAt(to, { type: "paragraph" }, { updateSelection: false })
  return goTo(editor, to + 1)
}

// What a move is about: the innermost item of a list that has a neighbour on that side, or else the whole block.
function moved(state, step) {
  const { $from, node } = state.selection
  for (let depth = $from.depth; depth > 1; depth -= 1) {
    if (!MOVED_ALONE.includes($from.node(depth).type.name)) continue
    const neighbour = $from.node(depth - 1).maybeChild($from.index(depth - 1) + step)
    if (neighbour) return { from: $from.before(depth), node: $from.node(depth), neighbour }
  }
  const index = $from.index(0)
  const from = $from.depth ? $from.before(1) : $from.pos
  return { from, node: $from.depth ? $from.node(1) : node, neighbour: state.doc.maybeChild(index + step) }
}

// Let the block of the cursor change places with the one before (-1) or after it (1).
export function moveBlock(editor, step) {
  const { from, node, neighbour } = moved(editor.state, step)
  if (!node || !neighbour) return true
  const to = step < 0 ? from - neighbour.nodeSize : from + neighbour.nodeSize
  return editor.commands.command(({ tr, state }) => {
    const { selection } = state
    tr.delete(from, from + node.nodeSize).insert(to, node)
    if (selection.node === node) tr.setSelection(NodeSelection.create(tr.doc, to))
    else tr.setSelection(TextSelection.create(tr.doc, selection.anchor - from + to, selection.head - from + to))
    tr.scrollIntoView()
    return true
  })
}
