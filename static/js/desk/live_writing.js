// What is being written: kept on the device until the server has it, sent once however often it is pressed.
import { Pictures } from "desk/live_picture"
import { Copies, holdOpen, newPage } from "desk/local"
import { ask } from "desk/sending"

const AGAIN = 4000
const KEPT = ["text", "headline", "byline"]
const FLAGS = ["is_key", "is_breaking"]

export class Writing {
  constructor(root, form, posts) {
    Object.assign(this, { root, form, posts })
    this.text = form.elements.text
    this.go = form.querySelector("[data-go]")
    this.said = form.querySelector("[data-said]")
    this.stale = form.querySelector("[data-stale]")
    this.words = form.dataset
    this.page = newPage()
    this.copies = new Copies(root.dataset.user, `live-${root.dataset.story}`)
    this.step = 0
    this.pictures = new Pictures(form, this)
    this.firstSent = null
    this.aside = null
    holdOpen(this.page)
    form.addEventListener("submit", (event) => this.submit(event))
    form.addEventListener("input", () => this.typed())
    form.addEventListener("keydown", (event) => this.pressed(event))
    this.text.addEventListener("paste", (event) => this.paste(event))
    form.querySelector("[data-leave]").addEventListener("click", (event) => this.leave(event))
    const theirs = form.querySelector("[data-theirs]")
    theirs.hidden = false
    theirs.addEventListener("click", () => this.takeTheirs())
    addEventListener("online", () => this.reachable())
    this.putBack()
  }

  get isEditing() {
    return Boolean(this.words.editing)
  }

  say(words) {
    if (this.said.textContent !== words) this.said.textContent = words
  }

  // What is written and not sent

  state() {
    const { elements } = this.form
    return {
      ...Object.fromEntries(KEPT.map((name) => [name, elements[name].value])),
      ...Object.fromEntries(FLAGS.map((name) => [name, elements[name].checked])),
      images: this.pictures.ids(),
      key: elements.key.value,
      editing: this.words.editing,
      version: elements.version.value,
    }
  }

  fill(state) {
    const { elements } = this.form
    for (const name of KEPT) elements[name].value = state[name] ?? ""
    for (const name of FLAGS) elements[name].checked = Boolean(state[name])
    this.pictures.show(state.images ?? [])
    elements.key.value = state.key || newPage()
    elements.version.value = state.version ?? ""
    this.text.disabled = Boolean(state.noText)
    this.form.querySelector("p[data-no-text]").hidden = !state.noText
    this.form.querySelector("[data-more]").open = Boolean(state.headline || state.byline)
    this.mode(state.editing ?? "")
  }

  mode(editing) {
    this.words.editing = editing
    this.form.querySelector("[data-editing-note]").hidden = !editing
    this.go.textContent = editing ? this.go.dataset.saySave : this.go.dataset.sayPost
    this.form.action = editing ? this.words.editUrl.replace("/0/", `/${editing}/`) : this.words.postUrl
    this.stale.hidden = true
  }

  typed() {
    if (this.isWaiting) this.say(this.words.sayKept)
    this.isWaiting = false
    clearTimeout(this.timer)
    this.keep()
  }

  // At once: a phone may put the page to sleep with the next touch.
  keep() {
    this.step += 1
    const state = { ...this.state(), first: this.firstSent }
    const isEmpty = !state.editing && KEPT.every((name) => !state[name].trim()) && !state.images.length
    if (isEmpty) return this.copies.drop(this.page)
    this.copies.write(this.page, { fields: [], state, step: this.step, at: Date.now() })
  }

  async putBack() {
    if (this.isEditing || this.text.value || this.form.querySelector("[data-chosen] li")) return this.keep()
    const [copy] = await this.copies.left()
    // Slower than whoever has begun to type: then it waits for the next page.
    if (!copy?.state || this.text.value || this.isEditing) return
    this.fill(copy.state)
    this.firstSent = copy.state.first
    this.copies.drop(copy.page)
    this.keep()
    this.say(this.words.sayPutBack)
  }

  // Sending

  pressed(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    this.form.requestSubmit(this.go)
  }

  submit(event) {
    event.preventDefault()
    this.send()
  }

  async send() {
    if (this.isSending) return
    if (this.pictures.isOpen) return this.say(this.words.sayWait)
    this.isSending = true
    this.isWaiting = false
    clearTimeout(this.timer)
    this.say(this.words.saySending)
    const sent = this.state()
    const body = new FormData(this.form)
    // It may arrive though no answer does, even to a page that is closed meanwhile.
    const isFirst = !this.firstSent
    if (!sent.editing) this.firstSent ??= sent
    this.keep()
    const answer = await ask(this.form.action, { body })
    this.isSending = false
    const isSame = JSON.stringify(this.state()) === JSON.stringify(sent)
    if (answer.kind === "ok") return this.arrived(answer.data, sent, isSame)
    if (["offline", "slow", "broken"].includes(answer.kind)) return this.lost()
    if (isFirst) this.firstSent = null
    if (answer.status === 412) return this.outdated(answer.data)
    if (answer.kind === "signed-out") return this.say(this.words.saySignedOut)
    this.say((answer.data?.errors ?? [this.words.sayRefused]).join(" "))
  }

  lost() {
    this.isWaiting = true
    this.say(this.words.sayLost)
    this.timer = setTimeout(() => this.reachable(), AGAIN)
  }

  reachable() {
    if (this.isWaiting && !this.isSending) this.send()
  }

  async arrived({ post, version }, sent, isSame) {
    // A press whose answer was lost had arrived: what was changed since is an edit of that post.
    const differs = !sent.editing && this.firstSent && says(this.firstSent) !== says(sent)
    this.firstSent = null
    this.form.elements.key.value = newPage()
    if (differs || (!isSame && !sent.editing && this.text.value.startsWith(sent.text) === false)) {
      this.form.elements.version.value = version
      this.mode(String(post))
      this.keep()
      this.say(this.words.sayDiffers)
      return this.posts.poll(true)
    }
    if (sent.editing && !isSame) {
      this.form.elements.version.value = version
      this.stale.hidden = true
      this.keep()
      this.say(this.words.saySaved)
      return this.posts.poll(true)
    }
    // What was typed while it was on its way is the beginning of the next.
    const more = isSame ? "" : this.text.value.slice(sent.text.length).trimStart()
    const next = sent.editing ? (this.aside ?? {}) : { text: more }
    this.aside = null
    this.fill(next)
    this.keep()
    this.say(sent.editing ? this.words.saySaved : this.words.sayPosted)
    await this.posts.poll(true)
  }

  // Editing

  edit(card, link) {
    if (!this.isEditing) this.aside = this.state()
    const { text, headline, byline, key, breaking, images, noText } = link.dataset
    this.fill({
      text,
      headline,
      byline,
      is_key: key === "1",
      is_breaking: breaking === "1",
      images: images ? images.split(",") : [],
      editing: card.dataset.post,
      version: card.dataset.version,
      noText: noText !== undefined,
    })
    this.began = says(this.state())
    this.say("")
    this.form.scrollIntoView({ block: "nearest" })
    ;(this.text.disabled ? this.form.elements.headline : this.text).focus()
  }

  leave(event) {
    event.preventDefault()
    const isChanged = this.began !== undefined && says(this.state()) !== this.began
    if (isChanged && !confirm(this.words.sayLeave)) return
    this.fill(this.aside ?? {})
    this.aside = null
    this.keep()
    this.say("")
    this.text.focus()
  }

  outdated({ errors, current }) {
    this.theirs = current
    this.stale.querySelector("[data-stale-by]").textContent = current.by
    this.stale.querySelector("[data-stale-headline]").textContent = current.headline
    this.stale.querySelector("[data-stale-text]").textContent = current.text
    this.stale.hidden = false
    // Sent again, it is meant: both texts are on the page.
    this.form.elements.version.value = current.version
    this.keep()
    this.say(errors.join(" "))
    this.stale.scrollIntoView({ block: "nearest" })
  }

  takeTheirs() {
    if (!this.theirs) return
    this.text.value = this.theirs.text
    this.form.elements.headline.value = this.theirs.headline
    this.stale.hidden = true
    this.keep()
    this.text.focus()
  }

  // What is pasted keeps its links and its emphasis, in the field's own plain writing.
  paste(event) {
    const html = event.clipboardData?.getData("text/html")
    if (!html || event.clipboardData.files.length) return this.pictures.pasted(event)
    const page = new DOMParser().parseFromString(html, "text/html")
    const text = plain(page.body).replace(/[ \t]+\n/g, "\n").replace(/\n{3,}/g, "\n\n").trim()
    if (!text) return
    event.preventDefault()
    document.execCommand("insertText", false, text)
  }
}

function says(state) {
  return JSON.stringify([...KEPT, ...FLAGS].map((name) => state[name]).concat(state.images.map(String)))
}

const ENDS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "BLOCKQUOTE", "TABLE", "ARTICLE", "SECTION"])
const LINES = new Set(["LI", "TR", "BR"])
const SILENT = new Set(["SCRIPT", "STYLE", "TITLE", "TEMPLATE"])

function plain(node) {
  let text = ""
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.data.replace(/\s+/g, " ")
    if (child.nodeType !== Node.ELEMENT_NODE || SILENT.has(child.tagName)) continue
    const inside = plain(child)
    text += marked(child, inside)
  }
  return text
}

function marked(element, inside) {
  const words = inside.trim()
  if (element.tagName === "BR") return "\n"
  if (!words) return inside
  if (element.tagName === "LI") return `- ${words.replace(/\n+/g, " ")}\n`
  if (element.tagName === "A" && /^https?:/.test(element.href)) return words === element.href ? words : `[${words.replace(/\s+/g, " ")}](${element.href})`
  if (["B", "STRONG"].includes(element.tagName) && !/\n/.test(words) && element.style.fontWeight !== "normal") return `**${words}**`
  if (ENDS.has(element.tagName)) return `${words}\n\n`
  return LINES.has(element.tagName) ? `${words}\n` : inside
}
