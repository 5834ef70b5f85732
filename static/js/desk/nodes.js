// The blocks of a body that are ours, written and read exactly as the server stores them.
import { mergeAttributes, Node } from "django-prose-editor/editor"

function attribute(name, fallback = null) {
  return {
    default: fallback,
    parseHTML: (element) => element.getAttribute(name) ?? fallback,
    renderHTML: (attributes) => {
      const value = attributes[key(name)]
      return value ? { [name]: value } : {}
    },
  }
}

function key(name) {
  return { "data-image-id": "image", "data-layout": "layout", "data-alt": "alt", "data-articles": "articles", "data-url": "url" }[name]
}

function frame(className, label) {
  const dom = document.createElement(className.startsWith("node-related") || className.startsWith("node-pull") ? "aside" : "figure")
  dom.className = `node ${className}`
  if (label) {
    const head = document.createElement("div")
    head.className = "node-head"
    head.contentEditable = "false"
    const name = document.createElement("span")
    name.textContent = label
    head.append(name)
    dom.append(head)
  }
  return dom
}

function changer(words, act) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "desk-button"
  button.textContent = words.changeLabel
  button.addEventListener("click", act)
  return button
}

function setter(editor, getPos, attributes) {
  editor.chain().focus().command(({ tr }) => {
    for (const [name, value] of Object.entries(attributes)) tr.setNodeAttribute(getPos(), name, value)
    return true
  }).run()
}

// `words` are the page's translated words; `tools` opens its dialogs.
export function nodes(words, tools) {
  const Picture = Node.create({
    name: "newsImage",
    group: "block",
    content: "inline*",
    draggable: true,
    isolating: true,
    addAttributes: () => ({
      image: attribute("data-image-id"),
      layout: attribute("data-layout", "normal"),
      alt: attribute("data-alt"),
    }),
    parseHTML: () => [{ tag: 'figure[data-news="image"]', contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"), priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-news": "image" }, HTMLAttributes), ["figcaption", 0]],
    addNodeView: () => ({ node, editor, getPos }) => {
      const dom = frame("node-image")
      const image = document.createElement("img")
      image.contentEditable = "false"
      image.width = 640
      image.height = 427
      const caption = document.createElement("figcaption")
      caption.dataset.placeholder = words.noCaption
      const head = document.createElement("div")
      head.className = "node-head"
      head.contentEditable = "false"
      head.append(changer(words, async () => {
        const picture = await tools.choosePicture()
        if (picture) setter(editor, getPos, { image: String(picture.id) })
      }))
      dom.append(image, head, caption)
      const show = (shown) => {
        image.src = words.thumb.replace("/0.jpg", `/${shown.attrs.image}.jpg`)
        image.alt = shown.attrs.alt ?? ""
        caption.classList.toggle("is-empty", shown.content.size === 0)
      }
      show(node)
      return {
        dom,
        contentDOM: caption,
        update: (changed) => {
          if (changed.type.name !== "newsImage") return false
          show(changed)
          return true
        },
        ignoreMutation: (mutation) => mutation.target !== caption && !caption.contains(mutation.target),
        stopEvent: (event) => head.contains(event.target),
      }
    },
  })

  const Related = Node.create({
    name: "newsRelated",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({ articles: attribute("data-articles", "") }),
    parseHTML: () => [{ tag: 'aside[data-news="related"]', priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes({ "data-news": "related" }, HTMLAttributes)],
    addNodeView: () => ({ node, editor, getPos }) => {
      const dom = frame("node-related", words.relatedLabel)
      dom.contentEditable = "false"
      const list = document.createElement("ul")
      dom.append(list)
      let ids = node.attrs.articles
      const show = async () => {
        const stories = await tools.stories(ids)
        list.replaceChildren(...stories.map((story) => {
          const item = document.createElement("li")
          item.dir = "auto"
          item.textContent = story.label
          return item
        }))
      }
      dom.querySelector(".node-head").append(changer(words, async () => {
        const chosen = await tools.chooseStories(ids)
        if (chosen) setter(editor, getPos, { articles: chosen })
      }))
      show()
      return {
        dom,
        update: (changed) => {
          if (changed.type.name !== "newsRelated") return false
          if (changed.attrs.articles !== ids) {
            ids = changed.attrs.articles
            show()
          }
          return true
        },
        ignoreMutation: () => true,
        stopEvent: (event) => event.target.closest("button") !== null,
      }
    },
  })

  const Embed = Node.create({
    name: "newsEmbed",
    group: "block",
    content: "inline*",
    draggable: true,
    isolating: true,
    addAttributes: () => ({ url: attribute("data-url", "") }),
    parseHTML: () => [{ tag: 'figure[data-news="embed"]', contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"), priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["figure", mergeAttributes({ "data-news": "embed" }, HTMLAttributes), ["figcaption", 0]],
    addNodeView: () => ({ node, editor, getPos }) => {
      const dom = frame("node-embed", words.embedLabel)
      const address = document.createElement("p")
      address.className = "node-address"
      address.dir = "ltr"
      address.contentEditable = "false"
      address.textContent = node.attrs.url
      const caption = document.createElement("figcaption")
      caption.dataset.placeholder = words.noCaption
      caption.classList.toggle("is-empty", node.content.size === 0)
      dom.append(address, caption)
      dom.querySelector(".node-head").append(changer(words, async () => {
        const url = await tools.askEmbed(address.textContent)
        if (url) setter(editor, getPos, { url })
      }))
      return {
        dom,
        contentDOM: caption,
        update: (changed) => {
          if (changed.type.name !== "newsEmbed") return false
          address.textContent = changed.attrs.url
          caption.classList.toggle("is-empty", changed.content.size === 0)
          return true
        },
        ignoreMutation: (mutation) => mutation.target !== caption && !caption.contains(mutation.target),
        stopEvent: (event) => event.target.closest("button") !== null,
      }
    },
  })

  const Speaker = Node.create({
    name: "newsSpeaker",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: 'p[data-news="speaker"]', priority: 70 }],
    renderHTML: ({ HTMLAttributes }) => ["p", mergeAttributes({ "data-news": "speaker" }, HTMLAttributes), 0],
  })

  const Pullquote = Node.create({
    name: "newsPullquote",
    group: "block",
    content: "paragraph+ newsSpeaker?",
    defining: true,
    isolating: true,
    parseHTML: () => [{ tag: 'aside[data-news="pullquote"]', priority: 60 }],
    renderHTML: ({ HTMLAttributes }) => ["aside", mergeAttributes({ "data-news": "pullquote" }, HTMLAttributes), 0],
  })

  const Cite = Node.create({
    name: "newsCite",
    content: "inline*",
    defining: true,
    parseHTML: () => [{ tag: "cite" }],
    renderHTML: () => ["cite", 0],
  })

  // Tables come from imports; here they are shown, moved and deleted, and otherwise left as they are.
  const Table = Node.create({
    name: "newsTable",
    group: "block",
    atom: true,
    draggable: true,
    addAttributes: () => ({ html: { default: "", parseHTML: (element) => element.outerHTML, renderHTML: () => ({}) } }),
    parseHTML: () => [{ tag: "table", priority: 60 }],
    renderHTML: ({ node }) => {
      const holder = document.createElement("template")
      holder.innerHTML = node.attrs.html
      return holder.content.firstElementChild ?? ["table"]
    },
  })

  return [Picture, Related, Embed, Speaker, Pullquote, Cite, Table]
}
