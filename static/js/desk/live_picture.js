// Pictures of a post: chosen, described, sent to the library, and only then a part of what is written.
import { ask } from "desk/sending"

const CREDIT = "desk-live-credit"

export class Pictures {
  constructor(form, writing) {
    Object.assign(this, { form, writing })
    this.list = form.querySelector("[data-chosen]")
    this.blank = form.querySelector("template[data-chosen-row]")
    this.box = form.querySelector("[data-picture-words]")
    this.alt = this.box.querySelector("[data-alt]")
    this.credit = this.box.querySelector("[data-credit]")
    this.rights = this.box.querySelector("[data-rights]")
    this.error = this.box.querySelector("[data-picture-error]")
    this.preview = this.box.querySelector("[data-preview]")
    this.input = form.querySelector("[data-file]")
    this.addButton = this.box.querySelector("[data-picture-add]")
    form.querySelector("[data-file-label]").hidden = false
    try {
      this.credit.value = localStorage.getItem(CREDIT) || this.credit.value
    } catch {
      // Where nothing can be kept, the person's own name stands there.
    }
    this.input.addEventListener("change", () => this.choose(this.input.files[0]))
    this.addButton.addEventListener("click", () => this.add())
    this.box.querySelector("[data-picture-leave]").addEventListener("click", () => this.close())
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target === this.alt || event.target.matches("button")) return
      event.preventDefault()
      this.add()
    })
  }

  get isOpen() {
    return !this.box.hidden
  }

  ids() {
    return [...this.list.querySelectorAll("input:checked")].map((box) => box.value)
  }

  show(ids) {
    const there = new Map([...this.list.children].map((row) => [row.querySelector("input").value, row]))
    this.list.replaceChildren(...ids.map((id) => there.get(String(id)) ?? this.row({ id, alt: "" })))
    for (const box of this.list.querySelectorAll("input")) box.checked = true
  }

  row({ id, alt }) {
    const row = this.blank.content.firstElementChild.cloneNode(true)
    const picture = row.querySelector("img")
    picture.src = this.form.dataset.picture.replace("/0.jpg", `/${id}.jpg`)
    picture.alt = alt
    row.querySelector("input").value = id
    return row
  }

  pasted(event) {
    const [file] = event.clipboardData?.files ?? []
    if (!file?.type.startsWith("image/")) return
    event.preventDefault()
    this.choose(file)
  }

  choose(file) {
    if (!file) return
    this.file = file
    this.preview.src = URL.createObjectURL(file)
    this.alt.value = ""
    this.complain(file.size > Number(this.form.dataset.max) ? this.form.dataset.sayLarge : "")
    this.box.hidden = false
    this.alt.focus()
  }

  close() {
    URL.revokeObjectURL(this.preview.src)
    this.preview.removeAttribute("src")
    this.file = null
    this.input.value = ""
    this.box.hidden = true
    this.writing.text.focus()
  }

  complain(words) {
    this.error.textContent = words
    this.error.hidden = !words
  }

  async add() {
    if (this.isSending || !this.file) return
    if (!this.alt.value.trim()) {
      this.complain(this.form.dataset.sayWait)
      return this.alt.focus()
    }
    this.isSending = true
    this.complain("")
    this.writing.say(this.form.dataset.sayUploading)
    const body = new FormData()
    body.set("file", this.file)
    body.set("alt_text", this.alt.value.trim())
    body.set("credit", this.credit.value.trim())
    body.set("rights", this.rights.value)
    const { kind, data } = await ask(this.form.dataset.upload, { body, patience: 180_000 })
    this.isSending = false
    this.writing.say("")
    const { sayLost, sayRefused } = this.form.dataset
    const faults = data?.errors ?? data?.faults ?? (data ? [] : [["offline", "slow"].includes(kind) ? sayLost : sayRefused])
    if (faults.length) return this.complain(faults.join(" "))
    try {
      localStorage.setItem(CREDIT, this.credit.value.trim())
    } catch {
      // It is asked again the next time.
    }
    this.list.append(this.row(data))
    this.close()
    this.writing.typed()
  }
}
