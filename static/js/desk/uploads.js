// Files that are sent to the library, some at a time, each with its progress, its answer, and a way back.

import { token } from "desk/sending"

const AT_A_TIME = 3

// The sentences of the page; %s and others stand for what is put in.
function wordsOf(root) {
  const found = {}
  for (const word of root.querySelector("template[data-words]").content.querySelectorAll("[data-word]")) {
    found[word.dataset.word] = word.textContent
  }
  return found
}

class Upload {
  constructor(queue, file) {
    this.queue = queue
    this.file = file
    this.row = queue.blank.content.firstElementChild.cloneNode(true)
    this.bar = this.row.querySelector("progress")
    this.said = this.row.querySelector(".upload-said")
    this.cancelButton = this.row.querySelector("[data-cancel]")
    this.retryButton = this.row.querySelector("[data-retry]")
    this.row.querySelector(".upload-name").textContent = file.name
    this.bar.setAttribute("aria-label", file.name)
    this.cancelButton.setAttribute("aria-label", queue.words.name_cancel.replace("%s", file.name))
    this.retryButton.setAttribute("aria-label", queue.words.name_retry.replace("%s", file.name))
    this.cancelButton.addEventListener("click", () => this.cancel())
    this.retryButton.addEventListener("click", () => queue.again(this))
    this.wait()
  }

  wait() {
    this.show("waiting", this.queue.words.waiting)
    this.bar.value = 0
  }

  // `state` is waiting, sending, done, known, failed or cancelled.
  show(state, sentence, ...more) {
    const hadFocus = this.row.contains(document.activeElement)
    this.state = state
    this.row.dataset.state = state
    this.said.replaceChildren(sentence, ...more)
    const isOpen = state === "waiting" || state === "sending"
    this.cancelButton.hidden = !isOpen
    this.retryButton.hidden = state !== "failed" && state !== "cancelled"
    this.bar.hidden = !isOpen
    if (hadFocus && !this.retryButton.hidden) this.retryButton.focus()
  }

  send() {
    const { words } = this.queue
    if (this.file.size > this.queue.most) return this.end("failed", words.large)
    this.show("sending", words.sending.replace("%s", "0"))
    const asked = new XMLHttpRequest()
    this.asked = asked
    asked.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return
      const part = Math.floor((event.loaded / event.total) * 100)
      this.bar.value = part
      this.said.textContent = part < 100 ? words.sending.replace("%s", part) : words.taking
    })
    asked.addEventListener("load", () => this.answer(asked))
    asked.addEventListener("error", () => this.end("failed", words.lost))
    asked.addEventListener("timeout", () => this.end("failed", words.lost))
    asked.addEventListener("abort", () => this.end("cancelled", words.cancelled))
    asked.open("POST", this.queue.address)
    asked.timeout = 180_000
    asked.setRequestHeader("Accept", "application/json")
    const data = new FormData()
    data.set("csrfmiddlewaretoken", token())
    data.set("file", this.file)
    asked.send(data)
  }

  answer(asked) {
    const { words } = this.queue
    let said
    try {
      said = JSON.parse(asked.responseText)
    } catch {
      return this.end("failed", words.refused)
    }
    if (asked.status >= 400) return this.end("failed", (said.errors ?? [words.refused]).join(" "))
    this.picture = said
    const link = document.createElement("a")
    link.href = said.url
    link.dir = "auto"
    link.textContent = said.label
    if (said.isNew) this.end("done", words.done, ...(said.told.length ? [` – ${said.told.join(" ")}`] : []))
    else this.end("known", `${words.known} `, link)
  }

  end(state, sentence, ...more) {
    this.show(state, sentence, ...more)
    this.queue.ended(this)
  }

  cancel() {
    if (this.state === "sending") this.asked.abort()
    else if (this.state === "waiting") this.end("cancelled", this.queue.words.cancelled)
  }
}

// All files of one page. `taken` hears of each picture that is here, `over` when none waits or is on its way.
export class Uploads {
  constructor(root, { taken = () => {}, over = () => {} } = {}) {
    this.root = root
    this.words = wordsOf(root)
    this.blank = root.querySelector("template[data-row]")
    this.list = root.querySelector("[data-list]")
    this.sum = root.querySelector("[data-sum]")
    this.went = root.querySelector("[data-went]")
    this.link = root.querySelector("[data-describe-link]")
    this.stopAll = root.querySelector("[data-stop-all]")
    this.address = root.dataset.upload
    this.most = Number(root.dataset.max)
    this.atOnce = Number(root.dataset.atOnce)
    this.taken = taken
    this.over = over
    this.uploads = []
    this.stopAll.addEventListener("click", () => {
      for (const upload of this.uploads.filter(({ state }) => state === "waiting")) upload.cancel()
      for (const upload of this.uploads.filter(({ state }) => state === "sending")) upload.cancel()
    })
    addEventListener("beforeunload", (event) => {
      if (this.isBusy) event.preventDefault()
    })
  }

  get isBusy() {
    return this.uploads.some(({ state }) => state === "waiting" || state === "sending")
  }

  get pictures() {
    return this.uploads.filter(({ picture }) => picture).map(({ picture }) => picture)
  }

  add(files) {
    const open = this.uploads.filter(({ state }) => state === "waiting" || state === "sending").length
    const some = [...files].slice(0, this.atOnce - open)
    const made = some.map((file) => new Upload(this, file))
    this.uploads.push(...made)
    this.list.append(...made.map(({ row }) => row))
    this.went.hidden = false
    this.isCut = some.length < files.length
    this.go()
  }

  again(upload) {
    upload.wait()
    this.go()
    upload.cancelButton.focus()
  }

  go() {
    const waiting = this.uploads.filter(({ state }) => state === "waiting")
    const sending = this.uploads.filter(({ state }) => state === "sending").length
    for (const upload of waiting.slice(0, AT_A_TIME - sending)) upload.send()
    this.tell()
  }

  ended(upload) {
    if (upload.picture) this.taken(upload.picture)
    this.go()
    if (!this.isBusy) this.over(this)
  }

  tell() {
    const { words } = this
    const counted = (...states) => this.uploads.filter(({ state }) => states.includes(state)).length
    const here = counted("done", "known")
    const failed = counted("failed")
    const text = (this.isBusy ? words.left : words.over)
      .replace("%d", this.isBusy ? here + failed + counted("cancelled") : here)
      .replace("%n", this.uploads.length)
    const bad = failed ? ` · ${words.failed.replace("%s", failed)}` : ""
    const cut = this.isCut ? ` · ${words.many}` : ""
    // Said once for each change, not once for each part of a file.
    if (this.sum.textContent !== text + bad + cut) this.sum.textContent = text + bad + cut
    this.stopAll.hidden = !this.isBusy
    const fresh = this.uploads.filter(({ picture }) => picture?.isNew).map(({ picture }) => picture.id)
    this.link.hidden = this.isBusy || !fresh.length
    this.link.href = `${this.root.dataset.describe}?ids=${fresh.join(",")}`
    this.link.textContent = fresh.length === 1 ? words.describe_one : words.describe.replace("%s", fresh.length)
  }
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files")

// Let files be dropped on `zone`.
export function takesDrops(zone, add) {
  let inside = 0
  zone.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return
    inside += 1
    zone.classList.add("is-over")
  })
  zone.addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return
    inside = Math.max(0, inside - 1)
    if (!inside) zone.classList.remove("is-over")
  })
  zone.addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  zone.addEventListener("drop", (event) => {
    inside = 0
    zone.classList.remove("is-over")
    if (!hasFiles(event)) return
    event.preventDefault()
    add(event.dataTransfer.files)
  })
}
