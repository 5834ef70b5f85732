// What stands elsewhere: posts, sounds and films by their address, and stories of this house by their number.
import { mergeAttributes, Node } from "django-prose-editor/editor"
import { addressOfThumb, BlockView, button, caption, element, stored } from "desk/node_parts"

class AddressView extends BlockView {
  constructor(props, words, tools, name) {
    super(props, { name, label: words[name], words })
    this.tools = tools
    this.name = name
    this.address = element("p", "node-address")
    this.address.dir = "ltr"
    this.address.contentEditable = "false"
  }

  // Ask for another address and write it.
  async ask() {
    const url = await this.tools.askAddress(this.name, this.node.attrs.url)
    if (url) this.set({ url })
  }

  show(node) {
    super.show(node)
    this.showAddress(node)
  }

  showAddress(node) {
    const provider = this.tools.provider(node.attrs.url)
    this.address.textContent = node.attrs.url
    this.label.textContent = `${this.words[this.name]} · ${provider ?? this.words.noProvider}`
    this.dom.classList.toggle("is-unknown", !provider)
  }
}

class EmbedView extends AddressView {
  constructor(props, words, tools) {
    super(props, words, tools, "embed")
    this.control(button(words.change, () => this.ask()))
    this.dom.append(this.address)
    this.captioned(words.fallback)
    this.show(this.node)
  }
}

class VideoView extends AddressView {
  constructor(props, words, tools) {
    super(props, words, tools, "video")
    this.poster = element("img", "node-poster")
    this.poster.contentEditable = "false"
    this.poster.alt = ""
    this.poster.width = 640
    this.poster.height = 360
    this.noPoster = button(words.noPoster, () => this.set({ poster: "" }))
    this.control(
      button(words.poster, async () => {
        const picture = await tools.choosePicture()
        if (picture) this.set({ poster: String(picture.id) })
      }),
      this.noPoster,
      button(words.change, () => this.ask()),
    )
    this.dom.append(this.poster, this.address)
    this.captioned(words.videoCaption)
    this.show(this.node)
  }

  async ask() {
    const chosen = await this.tools.chooseVideo(this.node.attrs)
    if (chosen) this.set(chosen)
  }

  // A video of our own has a name, a length and a still; one of a provider's its address.
  async showAddress(node) {
    const { poster, video } = node.attrs
    this.noPoster.hidden = !poster
    this.poster.hidden = !poster
    if (poster) this.poster.src = addressOfThumb(this.words, poster)
    if (!video) return super.showAddress(node)
    this.dom.classList.remove("is-unknown")
    const { label, note, thumb } = await this.tools.video(video)
    if (this.node.attrs.video !== video) return
    this.address.textContent = label
    this.label.textContent = [this.words.ownVideo, note].filter(Boolean).join(" · ")
    if (this.node.attrs.poster || !thumb) return
    this.poster.hidden = false
    this.poster.src = thumb
  }
}

class RelatedView extends BlockView {
  constructor(props, words, tools) {
    super(props, { tag: "div", name: "related", label: words.related, words })
    this.tools = tools
    this.list = element("ul")
    this.dom.contentEditable = "false"
    this.control(
      button(words.change, async () => {
        const articles = await tools.chooseStories(this.node.attrs.articles)
        if (articles) this.set({ articles })
      }),
    )
    this.dom.append(this.list)
    this.show(this.node)
  }

  async show(node) {
    const { articles } = node.attrs
    if (this.shown === articles) return
    this.shown = articles
    const stories = await this.tools.stories(articles)
    if (this.shown !== articles) return
    this.list.replaceChildren(
      ...stories.map((story) => {
        const item = element("li", "", story.label)
        item.dir = "auto"
        return item
      }),
    )
  }
}

export function embedNodes(words, tools) {
  const figure = (name, kind, attributes, View) =>
    Node.create({
      name,
      group: "block",
      content: "inline*",
      draggable: true,
      isolating: true,
      addAttributes: () => stored(attributes),
      parseHTML: () => [{ tag: `figure[data-news="${kind}"]`, contentElement: caption, priority: 60 }],
      renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-news": kind }, HTMLAttributes), ["figcaption", 0]],
      addNodeView: () => (props) => new View(props, words, tools),
    })
  const Related = Node.create({
    name: "newsRelated",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => stored({ articles: "data-articles" }),
    parseHTML: () => [{ tag: 'aside[data-news="related"]', priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes({ "data-news": "related" }, HTMLAttributes)],
    addNodeView: () => (props) => new RelatedView(props, words, tools),
  })
  return [
    figure("newsEmbed", "embed", { url: "data-url" }, EmbedView),
    figure("newsVideo", "video", { url: "data-url", video: "data-video-id", poster: "data-image-id" }, VideoView),
    Related,
  ]
}
