// Nothing typed is lost: what stands in the form goes to this device at once and to the server shortly after.
import { startChecks } from "desk/checks"
import { confirmSaved, offerLeftovers } from "desk/leftovers"
import { Copies, holdOpen, newPage } from "desk/local"
import { startPresence } from "desk/presence"
import { ask, refreshTokens } from "desk/sending"

// Milliseconds: after the last key, at the latest while one types on, and for the copy on the device.
const PAUSE = 1000
const LONGEST = 4000
const DEVICE = 1000
const SLOWEST_RETRY = 30
// How long a form that was sent may take before the page counts as still open.
const LEAVING = 20_000

// Fields that speak of the page, and those that are not the story's.
function isTyped(name) {
  return name !== "csrfmiddlewaretoken" && !name.startsWith("_")
}

class Autosave {
  // Steps count what was typed: up to which one the device has it, and the server.
  step = 0
  onDevice = 0
  onServer = 0
  trouble = ""
  sentence = ""
  isTaken = false
  isLeaving = false
  hasTypedLately = false

  constructor(form, root) {
    const { user, story, key, page, step, known, draftUrl } = root.dataset
    Object.assign(this, { form, root, story, key, known, url: draftUrl, user })
    this.copies = new Copies(user, story)
    // A form that was refused goes on where its first page stood, and is not kept yet.
    this.page = page || newPage()
    this.isRestored = Boolean(known)
    if (form.dataset.unsaved === "yes" && !this.isRestored) this.step = this.onDevice = (Number(step) || 0) + 1
    else this.step = this.onDevice = this.onServer = Number(step) || 0
    this.first = this.onServer
    this.sign = document.querySelector("[data-kept]")
    this.editor = form.querySelector("[data-editor]")
    holdOpen(this.page)
  }

  get isDirty() {
    return this.form.dataset.unsaved === "yes" || this.step > this.first
  }

  get isUnsent() {
    return this.step > this.onServer
  }

  start() {
    this.form.addEventListener("input", () => this.typed())
    this.form.addEventListener("change", () => this.typed())
    this.form.addEventListener("editor-typed", () => this.typed())
    this.form.addEventListener("submit", (event) => this.submitted(event))
    for (const other of document.querySelectorAll("form[data-with-text]")) {
      other.addEventListener("submit", (event) => this.submitted(event))
    }
    document.querySelector("form[data-throws-away]")?.addEventListener("submit", () => this.forget())
    window.addEventListener("online", () => this.retry())
    window.addEventListener("pagehide", () => this.toDevice())
    document.addEventListener("visibilitychange", () => {
      this.toDevice()
      if (this.isUnsent && this.trouble !== "refused") this.later(0)
    })
    window.addEventListener("beforeunload", (event) => {
      this.toDevice()
      if (this.isUnsent && this.onDevice < this.step && !this.isLeaving) event.preventDefault()
    })
    if (this.isUnsent) this.typed()
  }

  typed() {
    this.step += 1
    this.hasTypedLately = true
    this.deviceTimer ??= setTimeout(() => this.toDevice(), DEVICE)
    this.waitingSince ??= Date.now()
    if (!this.trouble || this.trouble === "refused") {
      this.later(Math.max(0, Math.min(PAUSE, LONGEST - (Date.now() - this.waitingSince))))
    }
    this.show()
    this.root.dispatchEvent(new CustomEvent("desk-typed"))
  }

  later(wait) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), wait)
  }

  // [name, value] of every field of the story, as the form would send them.
  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => isTyped(name) && typeof value === "string")
  }

  toDevice() {
    clearTimeout(this.deviceTimer)
    this.deviceTimer = null
    // What the editor has still to write counts as typed, so it writes before that is counted.
    this.editor?.flush?.()
    if (!this.isUnsent || this.onDevice === this.step) return
    const copy = { at: Date.now(), step: this.step, key: this.key, fields: this.fields() }
    const isWritten = this.copies.write(this.page, copy)
    if (isWritten) this.onDevice = this.step
    this.isDeviceFull = !isWritten
    this.show()
  }

  // Give the server what it has not; the answer's kind once there is one. One request at a time.
  async send() {
    while (this.sending) await this.sending
    if ((!this.isUnsent && this.trouble !== "signed-out") || this.isTaken || this.isLeaving) return "ok"
    this.sending = this.sendOnce()
    try {
      return await this.sending
    } finally {
      this.sending = null
    }
  }

  async sendOnce() {
    this.editor?.flush?.()
    const { step } = this
    clearTimeout(this.timer)
    this.waitingSince = null
    const answer = await ask(this.url, { body: this.body(this.fields(), this.page, this.known, step) })
    if (answer.kind === "ok") this.kept(step, answer.data)
    else this.failed(answer)
    return answer.kind
  }

  // The step tells the server what came late of two that were sent.
  body(fields, page, known = "", step = "") {
    const body = new FormData()
    for (const [name, value] of fields) body.append(name, value)
    body.set("_user", this.user)
    body.set("_page", page)
    body.set("_known", known)
    body.set("_step", step)
    if (this.story === "new") body.set("key", this.key)
    return body
  }

  kept(step, data) {
    this.onServer = step
    this.onDevice = Math.max(this.onDevice, step)
    this.known = data.kept_at
    this.keptAt = new Date(data.kept_at)
    this.trouble = ""
    this.failures = 0
    this.copies.confirm(this.page, step)
    if (this.story === "new") this.keepAddress(data.key ?? this.key)
    if (data.head || data.taken_over) this.root.dispatchEvent(new CustomEvent("desk-heard", { detail: data }))
    if (this.isUnsent) this.later(PAUSE)
    this.show()
    this.root.dispatchEvent(new CustomEvent("desk-kept", { detail: this.key }))
  }

  // A new story's page loads with its draft from here on.
  keepAddress(key) {
    this.key = key
    const field = document.querySelector("[data-throws-away] [name=key]")
    if (field) field.value = key
    history.replaceState(null, "", `${this.root.dataset.pageUrl}?draft=${key}`)
  }

  failed({ kind, data }) {
    this.trouble = { "signed-out": "signed-out", refused: "refused" }[kind] ?? "offline"
    this.sentence = data?.error ?? ""
    if (this.trouble === "refused") {
      // It would be refused again, until something else is typed.
      clearTimeout(this.timer)
    } else {
      this.failures = (this.failures ?? 0) + 1
      this.later(1000 * Math.min(2 ** (this.failures - 1), SLOWEST_RETRY))
    }
    this.toDevice()
    this.show()
  }

  // The server has been heard of by another way, or may be there again.
  retry() {
    if (this.trouble && this.isUnsent && this.trouble !== "refused") this.later(0)
  }

  heard(kind) {
    if (kind === "signed-out") this.trouble = "signed-out"
    else if (kind === "ok" && (this.trouble === "signed-out" || this.trouble === "offline")) {
      if (this.isUnsent) this.retry()
      else this.trouble = ""
    }
    this.show()
  }

  // Somebody took the story over: what is typed from here on is this device's alone.
  taken() {
    this.isTaken = true
    clearTimeout(this.timer)
    this.show()
  }

  // A form of this page goes on its way when the server has what was typed: not beside a request that is under way,
  // nor into nowhere.
  submitted(event) {
    const form = event.target
    const isClear = !this.sending && !this.isUnsent && this.trouble !== "signed-out"
    if (this.isCleared || this.isTaken || isClear) {
      this.isCleared = false
      this.leave()
      return
    }
    event.preventDefault()
    if (!this.isClearing) this.clear(form, event.submitter)
  }

  async clear(form, submitter) {
    this.isClearing = true
    const kind = await this.send()
    this.isClearing = false
    if (kind === "offline" || kind === "signed-out") {
      this.form.dispatchEvent(new CustomEvent("desk-held"))
      return
    }
    this.isCleared = true
    form.requestSubmit(submitter ?? undefined)
  }

  leave() {
    refreshTokens()
    this.toDevice()
    clearTimeout(this.timer)
    const page = { _page: this.page, _step: this.step, _known: this.known, _key: this.key }
    for (const [name, value] of Object.entries(page)) {
      const field = this.form.elements[name] ?? this.form.appendChild(document.createElement("input"))
      Object.assign(field, { type: "hidden", name, value: value ?? "" })
    }
    this.isLeaving = true
    setTimeout(() => {
      this.isLeaving = false
      if (this.isUnsent) this.later(0)
    }, LEAVING)
  }

  forget() {
    this.isLeaving = true
    this.copies.drop(this.page)
    this.onServer = this.onDevice = this.step
  }

  clock(at, day = {}) {
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.root.dataset.zone, numberingSystem: "latn" }
    return new Intl.DateTimeFormat(document.documentElement.lang, { ...time, ...day }).format(at)
  }

  clockAndDay(at) {
    const isToday = new Date(at).toDateString() === new Date().toDateString()
    return this.clock(at, isToday ? {} : { day: "numeric", month: "short" })
  }

  state() {
    if (this.isUnsent && this.trouble === "signed-out") return "signed-out"
    if (this.isUnsent && this.trouble === "offline") return this.onDevice === this.step ? "device" : "typed"
    if (this.isUnsent && (this.trouble === "refused" || this.isTaken)) return "refused"
    if (this.isUnsent) return "typed"
    return this.keptAt || this.isRestored ? "draft" : this.story === "new" ? "new" : "saved"
  }

  show() {
    const state = this.state()
    this.sign.dataset.state = state
    const words = this.sign.dataset[state.replace(/-(\w)/, (_, letter) => letter.toUpperCase())]
    if (state !== "draft") this.sign.textContent = words
    else if (this.keptAt) this.sign.textContent = words.replace("%s", this.clock(this.keptAt))
    this.banner("signed-out", this.trouble === "signed-out")
    this.banner("trouble", this.isUnsent && (this.trouble === "offline" || this.trouble === "refused"))
    this.banner("full", this.isUnsent && this.isDeviceFull)
    for (const words of this.root.querySelectorAll("[data-words]")) {
      words.hidden = words.dataset.words !== (this.trouble === "refused" ? "other" : "offline")
    }
    const sentence = this.root.querySelector("[data-sentence]")
    if (sentence && sentence.textContent !== this.sentence) sentence.textContent = this.sentence
    document.querySelector("[data-save]").classList.toggle("is-waiting", this.isDirty)
  }

  banner(name, isShown) {
    const banner = this.root.querySelector(`[data-banner=${name}]`)
    if (banner && banner.hidden === isShown) banner.hidden = !isShown
  }
}

export function startAutosave(form) {
  const root = document.querySelector("[data-drafting]")
  const autosave = new Autosave(form, root)
  confirmSaved(autosave.copies)
  startChecks(root)
  autosave.start()
  offerLeftovers(autosave)
  startPresence(root, autosave)
  return autosave
}
