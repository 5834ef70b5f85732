// Pictures in a body: one with its caption, and several as a gallery.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { addressOfThumb, BlockView, button, caption, element, input, stored } from "desk/node_parts"

const LAYOUTS = ["normal", "wide", "portrait"]

class PictureView extends BlockView {
  constructor(props, words, tools) {
    super(props, { name: "image", label: words.image, words })
    this.tools = tools
    this.image = element("img")
    this.image.contentEditable = "false"
    this.image.width = 640
    this.image.height = 427
    this.layout = element("select", "node-select")
    this.layout.setAttribute("aria-label", words.layout)
    for (const name of LAYOUTS) this.layout.append(new Option(words[`layout-${name}`], name))
    this.layout.addEventListener("change", () => this.set({ layout: this.layout.value }))
    this.alt = input(words.alt, (alt) => this.set({ alt }))
    this.alt.maxLength = 1000
    this.control(
      this.layout,
      this.alt,
      button(words.change, async () => {
        const picture = await tools.choosePicture()
        if (picture) this.set({ image: String(picture.id) })
      }),
    )
    this.dom.append(this.image)
    this.captioned(words.noCaption)
    this.show(this.node)
  }

  show(node) {
    super.show(node)
    const { image, layout, alt } = node.attrs
    this.dom.dataset.layout = layout
    this.layout.value = layout
    if (this.alt.value !== alt) this.alt.value = alt
    this.image.alt = alt
    if (this.shown !== image) this.showPicture(image)
  }

  // The picture's own words stand where this use has none.
  async showPicture(image) {
    this.shown = image
    this.image.src = addressOfThumb(this.words, image)
    const [picture] = await this.tools.pictures([image])
    if (!picture || this.shown !== image) return
    this.alt.placeholder = picture.alt ? this.words.ownAlt.replace("%s", picture.alt) : this.words.alt
    if (picture.caption) this.contentDOM.dataset.placeholder = picture.caption
    else this.contentDOM.dataset.placeholder = this.words.noCaption
  }
}

class GalleryView extends BlockView {
  constructor(props, words, tools) {
    super(props, { name: "gallery", label: words.gallery, words })
    this.tools = tools
    this.list = element("ol", "node-pictures")
    this.list.contentEditable = "false"
    this.list.addEventListener("keydown", (event) => this.key(event))
    this.control(button(words.choosePictures, () => this.choose()))
    this.dom.append(this.list)
    this.captioned(words.galleryCaption)
    this.show(this.node)
  }

  ids() {
    return this.node.attrs.images.split(",").filter(Boolean)
  }

  async choose() {
    const pictures = await this.tools.choosePictures(this.ids())
    if (pictures?.length) this.set({ images: pictures.map((picture) => picture.id).join(",") })
  }

  show(node) {
    super.show(node)
    if (this.shown === node.attrs.images) return
    this.shown = node.attrs.images
    const ids = this.ids()
    this.label.textContent = this.words.galleryOf.replace("%s", ids.length)
    this.list.replaceChildren(...ids.map((id, place) => this.item(id, place, ids.length)))
    this.name(ids)
  }

  item(id, place, count) {
    const item = element("li", "node-picture")
    item.tabIndex = 0
    item.dataset.place = place
    const image = element("img")
    image.src = addressOfThumb(this.words, id)
    image.alt = ""
    image.width = 150
    image.height = 100
    const tools = element("div", "node-picture-tools")
    const earlier = button(this.words.earlier, () => this.move(place, -1), "←")
    const later = button(this.words.later, () => this.move(place, 1), "→")
    earlier.disabled = place === 0
    later.disabled = place === count - 1
    tools.append(earlier, later, button(this.words.takeOut, () => this.drop(place), "×"))
    item.append(image, tools)
    return item
  }

  async name(ids) {
    const known = await this.tools.pictures(ids)
    if (ids.join(",") !== this.shown) return
    for (const item of this.list.children) {
      const picture = known[item.dataset.place]
      const name = picture?.alt || picture?.label || `#${ids[item.dataset.place]}`
      const said = this.words.pictureOf.replace("%s", Number(item.dataset.place) + 1)
      item.querySelector("img").alt = name
      item.setAttribute("aria-label", `${said}: ${name}`)
      item.title = name
    }
  }

  key(event) {
    const item = event.target.closest("li")
    const place = Number(item.dataset.place)
    const turn = getComputedStyle(this.dom).direction === "rtl" ? -1 : 1
    const step = { ArrowLeft: -turn, ArrowRight: turn, ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step && event.altKey && event.shiftKey) this.move(place, step)
    else if (step) this.list.children[place + step]?.focus()
    else if ((event.key === "Delete" || event.key === "Backspace") && event.target === item) this.drop(place)
    else if (event.key === "Escape") this.leave(event)
    else return
    event.preventDefault()
  }

  move(place, step) {
    const ids = this.ids()
    const to = place + step
    if (to < 0 || to >= ids.length) return
    ids.splice(to, 0, ...ids.splice(place, 1))
    this.set({ images: ids.join(",") })
    this.list.children[to].focus()
  }

  drop(place) {
    const ids = this.ids()
    ids.splice(place, 1)
    if (!ids.length) return this.takeOut()
    this.set({ images: ids.join(",") })
    return this.list.children[Math.min(place, ids.length - 1)].focus()
  }

  stopEvent(event) {
    return super.stopEvent(event) || (event.type.startsWith("key") && this.list.contains(event.target))
  }
}

export function pictureNodes(words, tools) {
  const Picture = Node.create({
    name: "newsImage",
    group: "block",
    content: "inline*",
    draggable: true,
    isolating: true,
    addAttributes: () =>
      stored({ image: "data-image-id", layout: "data-layout", alt: "data-alt" }, { layout: "normal" }),
    parseHTML: () => [{ tag: 'figure[data-news="image"]', contentElement: caption, priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-news": "image" }, HTMLAttributes), ["figcaption", 0]],
    addNodeView: () => (props) => new PictureView(props, words, tools),
  })
  const Gallery = Node.create({
    name: "newsGallery",
    group: "block",
    content: "inline*",
    draggable: true,
    isolating: true,
    addAttributes: () => stored({ images: "data-images" }),
    parseHTML: () => [{ tag: 'figure[data-news="gallery"]', contentElement: caption, priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-news": "gallery" }, HTMLAttributes), ["figcaption", 0]],
    addNodeView: () => (props) => new GalleryView(props, words, tools),
  })
  return [Picture, Gallery]
}
