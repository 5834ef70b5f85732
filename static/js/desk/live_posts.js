// The posts on the page: asked for every few seconds, and what is done to each without loading the page anew.
import { Polling } from "desk/polling"
import { ask } from "desk/sending"

export class Posts {
  constructor(root) {
    this.root = root
    this.list = root.querySelector("[data-posts]")
    this.head = root.querySelector("[data-head]")
    this.state = root.querySelector("[data-state]")
    this.trouble = root.querySelector("[data-trouble]")
    this.heard = root.querySelector("[data-heard]")
    this.closedNote = root.querySelector("[data-closed-note]")
    this.older = root.querySelector("[data-older]")
    this.polling = new Polling({
      address: () => this.address(),
      hear: (answer, own) => this.hear(answer, own),
      etag: `"${root.dataset.etag}"`,
    })
    root.addEventListener("submit", (event) => this.act(event))
    root.addEventListener("click", (event) => this.edit(event))
    addEventListener("online", () => this.poll())
    this.polling.later()
  }

  // `own`: what is new was done here and is not told.
  poll(own = false) {
    return this.polling.now(own)
  }

  address() {
    const url = new URL(this.root.dataset.fresh, location.href)
    url.searchParams.set("user", this.root.dataset.user)
    if (this.root.dataset.before) url.searchParams.set("before", this.root.dataset.before)
    const there = [...this.list.children].map(({ dataset }) => `${dataset.post}-${dataset.mark}`)
    url.searchParams.set("seen", there.join(","))
    return url
  }

  hear(answer, own) {
    if (answer.kind === "signed-out" || answer.kind === "refused") {
      this.polling.end()
      return this.complain(this.root.dataset.signedOut)
    }
    this.state.textContent = answer.kind === "ok" ? "" : this.root.dataset.lost
    if (answer.kind !== "ok") return
    if (answer.data) this.patch(answer.data, own)
    this.writing?.reachable()
  }

  patch({ ids, cards, head, closed, older }, own) {
    const focus = noteFocus(this.list)
    const known = new Map([...this.list.children].map((card) => [card.dataset.post, card]))
    const wanted = ids.map(String)
    const fresh = wanted.filter((id) => !known.has(id) && cards[id])
    for (const [id, card] of known) if (!wanted.includes(id)) card.remove()
    let place = this.list.firstElementChild
    for (const id of wanted) {
      const old = known.get(id)
      const card = cards[id] ? made(cards[id]) : old
      if (!card) continue
      if (old && card !== old) {
        if (place === old) place = card
        old.replaceWith(card)
      }
      if (card === place) place = place.nextElementSibling
      else this.list.insertBefore(card, place)
      if (cards[id]) card.dispatchEvent(new Event("desk-shown", { bubbles: true }))
    }
    restoreFocus(this.list, focus)
    this.stand(head, closed)
    this.older.hidden = !older
    this.older.search = older ? `?before=${older}` : ""
    if (!own) this.tell(fresh.map((id) => this.list.querySelector(`[data-post="${id}"]`)))
  }

  stand(head, closed) {
    if (this.closedNote) this.closedNote.hidden = !closed
    if (this.head.contains(document.activeElement) && document.activeElement !== document.body) {
      const action = document.activeElement.formAction
      this.head.innerHTML = head
      ;[...this.head.querySelectorAll("button")].find((button) => button.formAction === action)?.focus()
    } else this.head.innerHTML = head
    this.head.dispatchEvent(new Event("desk-shown", { bubbles: true }))
  }

  tell(fresh) {
    if (!fresh.length) return
    for (const card of fresh) card.classList.add("is-new")
    const { newOne, newMany } = this.root.dataset
    this.heard.textContent =
      fresh.length === 1
        ? newOne.replace("{author}", fresh[0].dataset.author)
        : newMany.replace("{count}", fresh.length)
  }

  complain(words) {
    this.trouble.textContent = words
    this.trouble.hidden = !words
  }

  async act(event) {
    if (!event.target.matches("[data-live-acts]") || !event.submitter) return
    event.preventDefault()
    const { submitter } = event
    if (this.isActing || (submitter.dataset.sure && !confirm(submitter.dataset.sure))) return
    this.isActing = true
    this.complain("")
    const answer = await ask(submitter.formAction, { body: new FormData(event.target) })
    this.isActing = false
    if (answer.kind !== "ok") return this.complain(this.reason(answer))
    await this.poll(true)
  }

  reason(answer) {
    if (answer.data?.errors) return answer.data.errors.join(" ")
    const { signedOut, lost, refused } = this.root.dataset
    return answer.kind === "signed-out" ? signedOut : answer.kind === "refused" ? refused : lost
  }

  edit(event) {
    const link = event.target.closest("[data-edit]")
    if (!link || !this.writing) return
    event.preventDefault()
    this.writing.edit(link.closest("[data-post]"), link)
  }
}

function made(html) {
  const holder = document.createElement("template")
  holder.innerHTML = html
  return holder.content.querySelector("[data-post]")
}

// The keys stay where they were, though their card be another element by now.
function noteFocus(list) {
  const element = document.activeElement
  const card = element?.closest("[data-post]")
  if (!card || !list.contains(card)) return null
  return { id: card.dataset.post, element, nth: [...card.querySelectorAll("a, button")].indexOf(element) }
}

function restoreFocus(list, focus) {
  if (!focus || document.activeElement === focus.element) return
  const card = list.querySelector(`[data-post="${focus.id}"]`)
  const all = card ? [...card.querySelectorAll("a, button")] : []
  ;(all[focus.nth] ?? all[0])?.focus({ preventScroll: true })
}
