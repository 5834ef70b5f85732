// Who else has the story open, and what they did to it: asked every few seconds while the page is looked at.
import { Polling } from "desk/polling"
import { ask, token } from "desk/sending"

class Presence {
  constructor(root, autosave) {
    Object.assign(this, { root, autosave })
    this.head = Number(root.dataset.head)
    this.place = document.querySelector("[data-presence]")
    root.addEventListener("desk-heard", (event) => this.heard(event.detail))
    root.addEventListener("desk-typed", () => this.choices())
    window.addEventListener("pagehide", () => this.leave())
    root.querySelector("[data-keep-text]").addEventListener("click", () => this.keepText())
    new Polling({ address: () => this.address(), hear: (answer) => this.answered(answer) }).now()
  }

  address() {
    const { autosave } = this
    const url = new URL(this.root.dataset.presenceUrl, location.href)
    url.searchParams.set("user", this.root.dataset.user)
    if (autosave.hasTypedLately) url.searchParams.set("typed", "1")
    autosave.hasTypedLately = false
    return url
  }

  answered({ kind, data }) {
    this.autosave.heard(kind)
    if (kind !== "ok") return
    if (data) this.show(data)
    // Said anew though nothing is: whoever could not load the comments the last time tries again.
    this.root.dispatchEvent(new CustomEvent("desk-comments", { bubbles: true, detail: this.comments }))
  }

  show(data) {
    const { people, said } = data
    const words = this.place.querySelector("[data-people]")
    if (words.textContent !== said) words.textContent = said
    this.place.hidden = people.length === 0
    const taken = document.querySelector("[data-taken-from]")
    this.comments = data.comments
    taken.replaceChildren(...people.map(({ id }) => Object.assign(document.createElement("input"), { type: "hidden", name: "user", value: id })))
    this.heard(data)
  }

  heard({ head, stage, stage_said: stageSaid, taken_over: takenOver }) {
    if (takenOver) this.taken(takenOver)
    if (head && head.id !== this.head) this.moved(head.said)
    else if (stage && stage !== this.root.dataset.stage) this.moved(stageSaid)
  }

  banner(name) {
    return this.root.querySelector(`[data-banner=${name}]`)
  }

  moved(said) {
    const banner = this.banner("moved")
    const words = banner.querySelector("[data-said]")
    if (words.textContent !== said) words.textContent = said
    banner.hidden = this.autosave.isLeaving
    this.choices()
  }

  // What was typed can be laid beside the other text; where nothing was, that is simply loaded.
  choices() {
    const { isDirty, isTaken } = this.autosave
    this.banner("moved").querySelector("[data-if-typed]").hidden = !isDirty || isTaken
    this.banner("moved").querySelector("[data-if-untyped]").hidden = isDirty && !isTaken
    this.banner("taken").querySelector("[data-keep-text]").hidden = !(isTaken && this.autosave.isUnsent)
  }

  taken({ said, kept_said: keptSaid, url }) {
    const banner = this.banner("taken")
    banner.querySelector("[data-said]").textContent = said
    const link = banner.querySelector("[data-kept-as]")
    link.hidden = !url
    if (url) Object.assign(link, { href: url, textContent: keptSaid })
    banner.hidden = false
    // The draft that was put back at the start is no longer one.
    const restored = this.root.querySelector("[data-restored]")
    if (restored) restored.hidden = true
    this.autosave.taken()
    this.choices()
  }

  async keepText() {
    const { autosave } = this
    const { step } = autosave
    const answer = await ask(this.root.dataset.keepUrl, { body: autosave.body(autosave.fields(), autosave.page) })
    if (answer.kind !== "ok") return autosave.failed(answer)
    autosave.onServer = autosave.onDevice = step
    autosave.copies.confirm(autosave.page, step)
    this.banner("taken").querySelector("[data-kept-text]").hidden = false
    autosave.show()
    this.choices()
  }

  leave() {
    const body = new FormData()
    body.set("csrfmiddlewaretoken", token())
    body.set("opened", this.root.dataset.opened)
    navigator.sendBeacon(this.root.dataset.leaveUrl, body)
  }
}

export function startPresence(root, autosave) {
  if (root.dataset.presenceUrl) new Presence(root, autosave)
}
