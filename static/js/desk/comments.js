// The comments beside a story: said without leaving the page, and those of the others without loading it anew.
import { Marks, textOf } from "desk/comment_marks"
import { Names } from "desk/comment_names"
import { lay } from "desk/comment_threads"
import { Repeating } from "desk/polling"
import { ask } from "desk/sending"

const NARROW = matchMedia("(max-width: 64rem)")

class Comments {
  constructor(root, editor) {
    this.root = root
    this.text = textOf(editor)
    this.list = root.querySelector("[data-list]")
    this.form = root.querySelector("[data-says=new]")
    this.status = root.querySelector("[data-status]")
    this.link = document.querySelector("[data-open-comments]")
    this.quotes = new Map()
    this.taken = 0
    this.names = new Names(root)
    const { one, many, aboutBlock: about } = root.dataset
    this.marks = this.text && new Marks(this.text, { one, many, about }, (id, mark) => this.openAt(id, mark))
  }

  start(isPolling) {
    const { root, form } = this
    root.classList.add("is-drawer")
    root.querySelector("[data-close-comments]").hidden = false
    root.querySelector("[data-close-comments]").addEventListener("click", () => this.close())
    this.link.addEventListener("click", (event) => {
      event.preventDefault()
      if (root.hidden) this.open()
      else this.close()
    })
    root.addEventListener("submit", (event) => this.submitted(event))
    root.addEventListener("click", (event) => this.jump(event))
    root.addEventListener("input", ({ target }) => target.matches("[data-names]") && this.keep(target))
    root.addEventListener("keydown", (event) => this.key(event))
    document.addEventListener("desk-comment", (event) => {
      event.preventDefault()
      this.write(this.text?.current())
    })
    document.addEventListener("keydown", (event) => {
      if (!event.defaultPrevented && event.key.toLowerCase() === "m" && event.altKey && (event.ctrlKey || event.metaKey)) {
        event.preventDefault()
        this.write(null)
      }
    })
    form.elements.block.addEventListener("change", () => this.about())
    if (isPolling) new Repeating(() => this.load()).now()
    else document.addEventListener("desk-comments", ({ detail }) => detail && detail !== this.version && this.load())
    const bar = document.querySelector(".desk-bar")
    const fit = () => root.style.setProperty("--bar-end", `${Math.max(0, Math.round(bar.getBoundingClientRect().bottom))}px`)
    window.addEventListener("scroll", fit, { passive: true })
    new ResizeObserver(fit).observe(bar)
    this.restore()
    this.show()
    this.place()
  }

  // Open where the address says, or because somebody calls; else as it was left.
  place() {
    const { root } = this
    const named = /^#(comment|thread)-\d+$/.test(location.hash) && document.querySelector(location.hash)
    const isAsked = named || location.hash === "#comments" || "callsMe" in root.dataset
    root.hidden = !isAsked && this.memory("open") !== "yes"
    this.link.setAttribute("aria-expanded", String(!root.hidden))
    const target = named || root.querySelector(".comment.is-new")
    if (!target || root.hidden) return
    const folded = target.closest("[data-resolved]")
    if (folded) folded.open = true
    target.scrollIntoView({ block: "center" })
  }

  get version() {
    return this.list.querySelector("[data-threads]").dataset.version
  }

  open() {
    this.root.hidden = false
    this.link.setAttribute("aria-expanded", "true")
    this.memory("open", "yes")
    this.root.focus({ preventScroll: true })
  }

  close() {
    const { root } = this
    const hadFocus = root.contains(document.activeElement)
    root.hidden = true
    this.link.setAttribute("aria-expanded", "false")
    this.memory("open", "")
    if (!hadFocus) return
    if (this.isFromText && this.text) this.text.back()
    else this.link.focus()
    this.isFromText = false
  }

  key(event) {
    if (event.key === "Escape") this.close()
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-names]")) {
      event.preventDefault()
      event.target.form.requestSubmit()
    }
  }

  // Begin a comment: on a block ({id, text}), or on what was chosen before.
  write(block) {
    this.isFromText = Boolean(block)
    this.open()
    const { block: about, text } = this.form.elements
    if (block) {
      if (![...about.options].some(({ value }) => value === block.id)) {
        about.append(new Option(block.text.slice(0, 70) || this.root.dataset.aboutBlock, block.id))
      }
      this.quotes.set(block.id, block.text)
      about.value = block.id
      this.about()
    }
    text.focus()
  }

  about() {
    const { block, quote } = this.form.elements
    quote.value = this.quotes.get(block.value) ?? ""
  }

  // From a mark beside the text: to the block's threads, or to a new one.
  openAt(id, mark) {
    this.open()
    const thread = this.list.querySelector(`[data-open-threads] [data-block="${id}"]`)
    if (!thread) {
      const { place } = this.text.blocks().find((block) => block.id === id)
      return this.write({ id, text: (place.innerText ?? "").trim().slice(0, 300) })
    }
    thread.scrollIntoView({ block: "nearest" })
    thread.focus({ preventScroll: true })
    mark.blur()
  }

  jump(event) {
    const link = event.target.closest("[data-jump]")
    if (!link || !this.text) return
    event.preventDefault()
    const { block } = link.closest("[data-thread]").dataset
    if (NARROW.matches) this.close()
    this.text.show(block)
  }

  async submitted(event) {
    event.preventDefault()
    const form = event.target
    const button = event.submitter
    if (form.dataset.isSending) return
    form.dataset.isSending = "yes"
    const isAct = button?.hasAttribute("data-act")
    const body = new FormData(form)
    body.set("user", this.root.dataset.user)
    const url = button?.getAttribute("formaction") ?? form.getAttribute("action")
    const answer = await ask(url, { body })
    delete form.dataset.isSending
    const error = form.querySelector("[data-error]")
    error.hidden = true
    if (answer.kind !== "ok") return this.refused(error, answer)
    if (!isAct) this.said(form)
    this.taken += 1
    this.take(answer.data, false)
    this.status.textContent = ""
    if (answer.data.said) this.refused(error, { data: { error: answer.data.said } })
    const thread = answer.data.comment && document.getElementById(`comment-${answer.data.comment}`)
    thread?.scrollIntoView({ block: "nearest" })
  }

  refused(error, { kind, data }) {
    const { signedOut, silent } = this.root.dataset
    error.textContent = data?.error && kind !== "signed-out" ? data.error : kind === "signed-out" ? signedOut : silent
    error.hidden = false
    error.scrollIntoView({ block: "nearest" })
  }

  // What a field held is said: it is empty again.
  said(form) {
    const { text } = form.elements
    form.closest("details.comment-own")?.removeAttribute("open")
    if (form.dataset.says.startsWith("edit")) text.defaultValue = text.value
    else text.value = ""
    if (form === this.form) form.elements.block.value = form.elements.quote.value = ""
    this.memory(`text-${form.dataset.says}`, "")
  }

  // What the others said. Asked while an answer is awaited, or outrun by what was said here meanwhile, it asks again:
  // an older answer is never laid over a newer one.
  async load() {
    this.isWanted = true
    if (this.isLoading) return
    this.isLoading = true
    while (this.isWanted) {
      this.isWanted = false
      const { taken } = this
      const url = new URL(this.root.dataset.url, location.href)
      url.searchParams.set("user", this.root.dataset.user)
      const answer = await ask(url, { headers: this.etag ? { "If-None-Match": this.etag } : {} })
      if (taken !== this.taken) this.isWanted = true
      else if (answer.kind === "ok" && answer.data) {
        this.etag = answer.etag
        if (answer.data.version !== this.version) this.take(answer.data, true)
      }
    }
    this.isLoading = false
  }

  take({ html }, isNews) {
    const made = document.createElement("template")
    made.innerHTML = html
    lay(this.list.querySelector("[data-threads]"), made.content.querySelector("[data-threads]"))
    if (isNews) this.status.textContent = this.root.dataset.heard
    this.show()
  }

  // The numbers in the bar and beside the text.
  show() {
    const threads = [...this.list.querySelectorAll("[data-open-threads] > [data-thread]")]
    const count = this.link.querySelector("[data-open-count]")
    count.textContent = threads.length
    count.hidden = !threads.length
    const counts = new Map()
    for (const { dataset: { block } } of threads) counts.set(block, (counts.get(block) ?? 0) + 1)
    this.marks?.count(counts)
    if (!this.text) return
    const here = new Set(this.text.blocks().map(({ id }) => id))
    for (const sign of this.list.querySelectorAll("[data-gone]")) sign.hidden = here.has(sign.closest("[data-thread]").dataset.block)
  }

  // What is typed and not said outlives the page, in this window.
  keep(field) {
    this.memory(`text-${field.form.dataset.says}`, field.value === field.defaultValue ? "" : field.value)
  }

  restore() {
    for (const form of this.root.querySelectorAll("[data-says]")) {
      const kept = this.memory(`text-${form.dataset.says}`)
      if (!kept) continue
      form.elements.text.value = kept
      const folded = form.closest("details.comment-own")
      if (folded) folded.open = true
    }
  }

  memory(name, value) {
    const key = `comments-${this.root.dataset.user}-${this.root.dataset.story}-${name}`
    try {
      if (value === undefined) return sessionStorage.getItem(key)
      if (value) sessionStorage.setItem(key, value)
      else sessionStorage.removeItem(key)
    } catch {
      // A browser that keeps nothing forgets what was not said.
    }
    return null
  }
}

// Beside the text of this editor, whose page hears of the others by itself; or without one.
export function startComments(editor) {
  const root = document.querySelector("[data-comments]")
  if (root) new Comments(root, editor).start(!editor)
}
