// What is being written: kept on the device until the server has it, sent once however often it is pressed.
import { Pictures } from "desk/live_picture"
import { Copies, holdOpen, newPage } from "desk/local"
import { ask } from "desk/sending"

const AGAIN = 4000
const KEPT = ["text", "headline", "byline"]
const FLAGS = ["is_key", "is_breaking"]
const SAID = [...KEPT, ...FLAGS, "images"]

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
    // What of a new post was sent first, while no answer has come; what a post said when its edit began, null where
    // that is not known; and the new post that waits while another one is edited.
    this.firstSent = null
    this.began = new URLSearchParams(location.search).has("edit") && this.isEditing ? this.state() : null
    this.aside = null
    holdOpen(this.page)
    form.addEventListener("submit", (event) => this.submit(event))
    form.addEventListener("input", () => this.typed())
    form.addEventListener("keydown", (event) => this.pressed(event))
    this.text.addEventListener("paste", (event) => this.paste(event))
    form.querySelector("[data-leave]").addEventListener("click", (event) => this.leave(event))
    form.querySelector("[data-theirs]").addEventListener("click", () => this.takeTheirs())
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

  // `text` is null where the field cannot hold what the post says.
  state() {
    const { elements } = this.form
    return {
      ...Object.fromEntries(KEPT.map((name) => [name, elements[name].disabled ? null : elements[name].value])),
      ...Object.fromEntries(FLAGS.map((name) => [name, elements[name].checked])),
      images: this.pictures.ids(),
      key: elements.key.value,
      editing: this.words.editing,
      version: elements.version.value,
    }
  }

  fill(state) {
    const { elements } = this.form
    const hasNoText = state.text === null
    for (const name of KEPT) elements[name].value = state[name] ?? ""
    for (const name of FLAGS) elements[name].checked = Boolean(state[name])
    this.pictures.show(state.images ?? [])
    elements.key.value = state.key || newPage()
    elements.version.value = state.version ?? ""
    this.text.disabled = hasNoText
    this.form.querySelector("p[data-no-text]").hidden = !hasNoText
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
    this.rest()
    this.keep()
  }

  // What is in the fields, and what goes with it: in the shape that `takeUp` takes.
  whole() {
    const { firstSent, began, aside } = this
    return { ...this.state(), firstSent, began, aside }
  }

  takeUp(whole) {
    this.fill(whole)
    this.firstSent = whole.firstSent ?? null
    this.began = whole.began ?? null
    this.aside = whole.aside ?? null
    this.keep()
  }

  // At once: a phone may put the page to sleep with the next touch.
  keep() {
    this.step += 1
    const state = this.whole()
    const isEmpty = !state.editing && KEPT.every((name) => !state[name].trim()) && !state.images.length
    if (isEmpty) return this.copies.drop(this.page)
    this.copies.write(this.page, { fields: [], state, step: this.step, at: Date.now() })
  }

  async putBack() {
    if (this.isEditing || this.text.value || this.form.querySelector("[data-chosen] li")) return this.keep()
    const [copy] = await this.copies.left()
    // Slower than whoever has begun to type: then it waits for the next page.
    if (!copy?.state || this.text.value || this.isEditing) return
    this.takeUp(copy.state)
    this.copies.drop(copy.page)
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
    this.rest()
    this.say(this.words.saySending)
    const sent = this.state()
    const body = new FormData(this.form)
    // It may arrive though no answer does, even to a page that is closed meanwhile.
    const isFirst = !this.firstSent
    if (!sent.editing) this.firstSent ??= sent
    this.keep()
    const answer = await ask(this.form.action, { body })
    this.isSending = false
    if (answer.kind === "ok") return this.arrived(answer.data, sent)
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

  // Nothing is sent again by itself any more.
  rest() {
    this.isWaiting = false
    clearTimeout(this.timer)
  }

  async arrived({ post, version }, sent) {
    const now = this.state()
    // A press whose answer was lost had arrived: what was changed since is an edit of that post.
    const first = sent.editing ? sent : (this.firstSent ?? sent)
    const isOther = says(first) !== says(sent) || !now.text?.startsWith(sent.text)
    if (sent.editing ? says(now) !== says(sent) : isOther) {
      this.firstSent = null
      this.began = first
      this.form.elements.version.value = version
      this.mode(String(post))
      this.keep()
      this.say(sent.editing ? this.words.saySaved : this.words.sayDiffers)
    } else if (sent.editing) {
      this.say(this.words.saySaved)
      this.back()
    } else {
      this.takeUp(since(sent, now))
      this.say(this.words.sayPosted)
    }
    await this.posts.poll(true)
  }

  // Editing

  edit(card, link) {
    if (!this.mayLeave()) return
    const { text, headline, byline, key, breaking, images, noText } = link.dataset
    if (!this.isEditing) this.aside = { ...this.whole(), isWaiting: this.isWaiting }
    this.rest()
    this.fill({
      text: noText === undefined ? text : null,
      headline,
      byline,
      is_key: key === "1",
      is_breaking: breaking === "1",
      images: images ? images.split(",") : [],
      editing: card.dataset.post,
      version: card.dataset.version,
    })
    this.firstSent = null
    this.began = this.state()
    this.keep()
    this.say("")
    this.form.scrollIntoView({ block: "nearest" })
    ;(this.text.disabled ? this.form.elements.headline : this.text).focus()
  }

  // Whether what is in the fields may make room: not while it or a picture of it is on its way, nor, changed, without asking.
  mayLeave() {
    if (this.isSending) this.say(this.words.sayBusy)
    else if (this.pictures.isOpen) this.say(this.words.sayWait)
    if (this.isSending || this.pictures.isOpen) return false
    const isChanged = this.isEditing && this.began && says(this.state()) !== says(this.began)
    return !isChanged || confirm(this.words.sayLeave)
  }

  leave(event) {
    event.preventDefault()
    if (!this.mayLeave()) return
    this.rest()
    this.say("")
    this.back()
    this.text.focus()
  }

  // The new post that was set aside is in the fields again; what of it was on its way goes on.
  back() {
    const aside = this.aside ?? {}
    this.takeUp(aside)
    if (aside.isWaiting) this.lost()
  }

  // Somebody else saved the post meanwhile. What was not changed here since the edit began is as it stands there now;
  // only what both have changed, each in another way, is asked about.
  outdated({ errors, current }) {
    const { editing, key, ...mine } = this.state()
    const { began } = this
    const theirs = { ...current, images: current.images.map(String) }
    const isSame = (one, other, name) => JSON.stringify(one[name]) === JSON.stringify(other[name])
    const own = SAID.filter((name) => !began || !isSame(mine, began, name))
    const both = own.filter((name) => !isSame(mine, theirs, name) && !(began && isSame(theirs, began, name)))
    this.theirs = { ...theirs, editing, key }
    this.began = this.theirs
    // Sent again, it is meant: both texts are on the page.
    this.fill({ ...this.theirs, ...Object.fromEntries(own.map((name) => [name, mine[name]])) })
    this.keep()
    if (!both.length) return this.send()
    this.stale.querySelector("[data-stale-by]").textContent = current.by
    this.stale.querySelector("[data-stale-said]").innerHTML = current.html
    this.stale.querySelector("[data-theirs]").hidden = false
    this.stale.hidden = false
    this.say(errors.join(" "))
    this.stale.scrollIntoView({ block: "nearest" })
  }

  takeTheirs() {
    if (!this.theirs) return
    this.fill(this.theirs)
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
  return JSON.stringify(SAID.map((name) => state[name]))
}

// What came into the fields while the rest was on its way: the beginning of the next post.
function since(sent, now) {
  const names = SAID.filter((name) => JSON.stringify(now[name]) !== JSON.stringify(sent[name]))
  const next = Object.fromEntries(names.map((name) => [name, now[name]]))
  const images = now.images.filter((id) => !sent.images.includes(id))
  return { ...next, text: now.text.slice(sent.text.length).trimStart(), images }
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
