// What is pasted into the editor or dropped on it. Pictures among it are uploaded and become pictures of the body; one
// that cannot be is left out with a sentence.
import { Node, pm } from "django-prose-editor/editor"
import { element } from "desk/node_parts"
import { cleaned } from "desk/paste"
import { parsed } from "desk/paste_parts"
import { uploadPicture } from "desk/pictures"

const { Fragment, Slice } = pm.model
// Where only a line of text can stand, paragraphs are pasted as lines.
const PARAGRAPHS = ["paragraph", "heading"]

const pictureFiles = (data) => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"))

// The file that a data: address holds, or null.
function fileOf(address) {
  const [, type, data] = /^data:(image\/[\w.+-]+);base64,(.*)$/is.exec(address) ?? []
  if (!data) return null
  try {
    const bytes = Uint8Array.from(atob(data.replace(/\s/g, "")), (letter) => letter.charCodeAt(0))
    return new File([bytes], `picture.${type.split("/")[1]}`, { type })
  } catch {
    return null
  }
}

// The file behind a blob: address of this page; the policy lets pictures be shown from there, not fetched.
async function drawn(address) {
  const image = new Image()
  image.src = address
  await image.decode()
  const canvas = element("canvas")
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  canvas.getContext("2d").drawImage(image, 0, 0)
  const blob = await new Promise((resolve) => canvas.toBlob(resolve))
  return new File([blob], "picture.png", { type: "image/png" })
}

export class Incoming {
  constructor(root, words) {
    this.words = words
    this.waiting = new Map()
    this.files = []
    this.number = 0
    this.said = element("p", "editor-said")
    this.said.setAttribute("role", "status")
    root.append(this.said)
    document.addEventListener("submit", (event) => this.hold(event, root), true)
  }

  watch(editor) {
    this.editor = editor
  }

  say(...sentences) {
    this.said.replaceChildren(...sentences.filter(Boolean).map((sentence) => element("span", "", sentence)))
  }

  // A form that is sent while a picture is on its way would lose it.
  hold(event, root) {
    if (!this.busy || !event.target.contains(root)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    event.target.dispatchEvent(new CustomEvent("desk-held"))
    this.say(this.words.stillUploading)
  }

  get busy() {
    return [...this.waiting.values()].filter((waiting) => waiting.isSent).length
  }

  // A picture that will be uploaded once its place in the text is there; `file` may come late.
  keep(file) {
    const key = String(++this.number)
    this.waiting.set(key, { file, isSent: false })
    return key
  }

  // A picture in pasted HTML: its key, or "" if it lies where it cannot be taken from.
  take(image) {
    const address = image.getAttribute("src") ?? ""
    if (this.files.length) return this.keep(this.files.shift())
    if (address.startsWith("blob:")) return this.keep(drawn(address))
    const file = fileOf(address)
    if (file) return this.keep(file)
    this.leftOut += 1
    return ""
  }

  // Browsers and word processors add files to what they copy: the pictures themselves, or an image of all of it. Only
  // where nothing but pictures was copied are they the pictures.
  read(html) {
    this.leftOut = 0
    const body = parsed(html)
    const isPictures = body.querySelectorAll("img").length === this.files.length && !body.textContent.trim()
    if (!isPictures) this.files = []
    const clean = cleaned(html, this)
    this.files = []
    this.say(this.leftOut === 1 ? this.words.leftOut : this.leftOut > 1 && this.words.leftOutMany.replace("%s", this.leftOut))
    return clean
  }

  place(files, at) {
    const content = files.map((file) => ({ type: "newsUpload", attrs: { key: this.keep(file) } }))
    const $at = this.editor.state.doc.resolve(at)
    this.editor.commands.insertContentAt($at.depth ? $at.after(1) : at, content, { updateSelection: false })
  }

  // Files alone: pictures are taken, others refused.
  takeFiles(data, at) {
    if (!data?.files.length || data.getData("text/html")) return false
    // Some systems add the name of a file as text.
    const text = data.getData("text/plain").trim()
    if (text && ![...data.files].some((file) => file.name === text)) return false
    const files = pictureFiles(data)
    this.say(files.length < data.files.length && this.words.onlyPictures)
    if (files.length) this.place(files, at)
    return true
  }

  props() {
    const remember = (data) => {
      this.files = pictureFiles(data)
      return false
    }
    return {
      handleDOMEvents: {
        paste: (view, event) => remember(event.clipboardData),
        drop: (view, event) => remember(event.dataTransfer),
      },
      transformPastedHTML: (html) => this.read(html),
      transformPastedText: (text) => text.replace(/\u00a0/g, " "),
      transformPasted: (slice, view) => fitted(slice, view.state),
      handlePaste: (view, event) => this.takeFiles(event.clipboardData, view.state.selection.to),
      handleDrop: (view, event) => {
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size
        return this.takeFiles(event.dataTransfer, at)
      },
    }
  }

  async send(key) {
    const waiting = this.waiting.get(key)
    if (!waiting || waiting.isSent) return
    waiting.isSent = true
    let answer
    try {
      answer = await uploadPicture(await waiting.file)
    } catch {
      answer = { errors: [this.words.notUploaded] }
    }
    this.waiting.delete(key)
    this.settle(key, answer)
  }

  // The place of an upload becomes the picture, or goes.
  settle(key, { id, told = [], errors = [] }) {
    this.say(...told, ...errors.map((error) => `${this.words.refused} ${error}`))
    const { state, schema, view } = this.editor
    const places = []
    state.doc.descendants((node, at) => {
      if (node.type.name === "newsUpload" && node.attrs.key === key) places.unshift(at)
    })
    const tr = state.tr.setMeta("addToHistory", false)
    for (const at of places) {
      if (id) tr.replaceWith(at, at + 1, schema.nodes.newsImage.create({ image: String(id) }))
      else tr.delete(at, at + 1)
    }
    view.dispatch(tr)
  }

  // The place of a picture that is on its way; it is not stored.
  nodes() {
    const Upload = Node.create({
      name: "newsUpload",
      group: "block",
      atom: true,
      addAttributes: () => ({ key: { default: "", parseHTML: (mark) => mark.dataset.upload, renderHTML: () => ({}) } }),
      parseHTML: () => [{ tag: "div[data-upload]", priority: 60 }],
      renderHTML: () => ["p"],
      addNodeView: () => ({ node }) => {
        const dom = element("p", "node node-upload", this.words.uploading)
        queueMicrotask(() => this.send(node.attrs.key))
        return { dom }
      },
    })
    return [Upload]
  }
}

function fitted(slice, { selection }) {
  const { parent } = selection.$from
  if (!parent.isTextblock || PARAGRAPHS.includes(parent.type.name)) return slice
  const line = parent.type.schema.nodes.hardBreak
  let hasTable = false
  let content = Fragment.empty
  slice.content.descendants((node) => {
    hasTable ||= node.type.name === "table"
    if (!node.isTextblock) return true
    if (content.size) content = content.addToEnd(line.create())
    content = content.append(node.content)
    return false
  })
  const isCell = ["tableCell", "tableHeader"].includes(parent.type.name)
  return content.size && !(hasTable && isCell) ? new Slice(content, 0, 0) : slice
}
