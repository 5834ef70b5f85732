// The names of blocks. The server gives them; here they stay with their text through edits, splits, joins and moves,
// and no two blocks have the same: a copy loses it.
import { Extension, pm } from "django-prose-editor/editor"

const { Plugin, PluginKey } = pm.state
const { Mapping } = pm.transform

const DIRECTED = [
  ..."paragraph heading bulletList orderedList listItem blockquote table newsPullquote newsFactbox".split(" "),
  ..."newsTimeline newsImage newsGallery newsVideo newsEmbed newsRelated".split(" "),
]
const IDENTIFIED = [...DIRECTED.filter((name) => name !== "listItem"), "horizontalRule"]

const attribute = (name) => ({
  default: null,
  keepOnSplit: name !== "id",
  parseHTML: (element) => element.getAttribute(name),
  renderHTML: (attributes) => (attributes[name] ? { [name]: attributes[name] } : {}),
})

function held(doc) {
  const found = new Map()
  doc.forEach((node, at) => {
    if (node.attrs.id && !found.has(node.attrs.id)) found.set(node.attrs.id, { node, at })
  })
  return found
}

const isAlike = (one, other) => {
  const [a, b] = [one.textContent, other.textContent]
  return a !== "" && b !== "" && (a.startsWith(b) || b.startsWith(a))
}

// Of blocks with the same id, all but the one that had it before; of blocks that newly have it, all but the first.
function copies(doc, before, mapping) {
  const seen = new Map()
  const found = []
  doc.forEach(({ attrs: { id } }, at) => {
    if (!id) return
    if (!seen.has(id)) return seen.set(id, at)
    const old = before.get(id)
    const isOlder = old && mapping.map(old.at) === at
    found.push(isOlder ? seen.get(id) : at)
    if (isOlder) seen.set(id, at)
  })
  return found
}

// Where an id should go: [[place, id], …]. A block that was wrapped, unwrapped or joined to an empty one hands its id
// on to the block that now holds its text; and one that was split before its first letter to the second half.
function heirs(doc, before, mapping) {
  const after = held(doc)
  const wanted = []
  for (const [id, { node: old, at }] of before) {
    const now = after.get(id)
    if (now && !(now.node.isTextblock && !now.node.content.size && old.content.size)) continue
    const place = now ? now.at + now.node.nodeSize : mapping.map(at)
    const index = doc.resolve(Math.min(place, doc.content.size)).index(0)
    const heir = doc.maybeChild(index)
    if (!heir || !isAlike(old, heir)) continue
    const rival = heir.attrs.id && before.get(heir.attrs.id)
    if (heir.attrs.id && (now || !rival || rival.node.textContent)) continue
    if (now) wanted.push([now.at, null])
    wanted.push([doc.resolve(Math.min(place, doc.content.size)).posAtIndex(index, 0), id])
  }
  return wanted
}

function settled(transactions, before, after) {
  if (!transactions.some((transaction) => transaction.docChanged)) return null
  const mapping = new Mapping(transactions.flatMap((transaction) => transaction.mapping.maps))
  const old = held(before.doc)
  const { tr } = after
  for (const at of copies(tr.doc, old, mapping)) tr.setNodeAttribute(at, "id", null)
  for (const [at, id] of heirs(tr.doc, old, mapping)) tr.setNodeAttribute(at, "id", id)
  return tr.docChanged ? tr : null
}

export const Identity = Extension.create({
  name: "newsIdentity",
  addGlobalAttributes: () => [
    { types: IDENTIFIED, attributes: { id: attribute("id") } },
    { types: DIRECTED, attributes: { dir: attribute("dir") } },
  ],
  addProseMirrorPlugins: () => [new Plugin({ key: new PluginKey("newsIdentity"), appendTransaction: settled })],
})
