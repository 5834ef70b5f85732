// The board: cards carried from column to column, and kept as they are on the server without loading the page anew.
import { startCarrying } from "desk/carrying"
import { startPicks } from "desk/pick"
import { Polling } from "desk/polling"
import { ask } from "desk/sending"

// As long as css/desk/board.css lets the mark of a card that moved fade.
const MARKED = 4000

const root = document.querySelector("[data-board]")
const dialog = document.getElementById("board-dialog")
const state = document.querySelector("[data-board-state]")
const trouble = document.querySelector("[data-board-trouble]")
const live = document.querySelector("[data-board-said]")

const cardOf = (id) => root.querySelector(`[data-card="${id}"]`)
const columnOf = (card) => card.closest("[data-column]")
const wayTo = (card, column) => card.dataset[`to${column[0].toUpperCase()}${column.slice(1)}`] ?? "way"

// What is new

class Freshness extends Polling {
  constructor() {
    super({ address, hear: (answer, own) => this.heard(answer, own), etag: root.dataset.etag })
    root.addEventListener("carrying-ended", () => this.isPartial && this.now())
    this.show()
    this.later()
  }

  // What was done by oneself (`own`) is not told to oneself.
  heard(answer, own) {
    if (answer.kind === "signed-out" || answer.kind === "refused") {
      this.end()
      return complain(state.dataset.signedOut)
    }
    if (answer.kind !== "ok") {
      state.textContent = state.dataset.lost.replace("{time}", this.at)
      return
    }
    // A card in hand is left alone: what was said of it is asked again.
    this.isPartial = Boolean(answer.data) && !patch(answer.data, own)
    this.show()
    return !this.isPartial
  }

  show() {
    this.at = new Date().toLocaleTimeString(document.documentElement.lang, { hourCycle: "h23", numberingSystem: "latn" })
    state.textContent = state.dataset.updated.replace("{time}", this.at)
  }
}

function address() {
  const url = new URL(root.dataset.fresh, location.href)
  url.search = root.dataset.query
  url.searchParams.set("user", root.dataset.user)
  const cards = [...root.querySelectorAll("[data-card]")]
  url.searchParams.set("seen", cards.map(({ dataset }) => `${dataset.card}-${dataset.mark}`).join(","))
  return url
}

// Put the columns in the state of the server; gives whether all of it could be done.
function patch({ columns, cards }, own) {
  const hand = carrying.inHand
  const held = hand?.dataset.card
  const there = [...root.querySelectorAll("[data-card]")]
  const known = new Map(there.map((card) => [card.dataset.card, { card, column: columnOf(card) }]))
  const focus = noteFocus()
  const moved = []
  // First what goes, so that what stays need not make way: a card that is moved in the document loses the keys.
  for (const { name, ids } of columns) {
    for (const card of root.querySelectorAll(`[data-column="${name}"] [data-card]`)) {
      if (!ids.includes(Number(card.dataset.card)) && card.dataset.card !== held) card.remove()
    }
  }
  for (const { name, ids, count, more } of columns) {
    const column = root.querySelector(`[data-column="${name}"]`)
    const list = column.querySelector("[data-cards]")
    const wanted = ids.map(String).filter((id) => id !== held || list.contains(hand))
    let place = list.firstElementChild
    for (const id of wanted) {
      if (id === held) {
        place = hand.nextElementSibling
        continue
      }
      const old = known.get(id)
      const card = fitting(old?.card, cards[id])
      if (!card) continue
      if (place === old?.card) place = card
      if (card === place) place = place.nextElementSibling
      else list.insertBefore(card, place)
      if (cards[id]) card.dispatchEvent(new Event("desk-shown", { bubbles: true }))
      if (old && old.column !== column && id !== own) moved.push([card, column])
    }
    write(column.querySelector("[data-count]"), count)
    write(root.querySelector(`[data-count-of="${name}"]`), count)
    const link = column.querySelector("[data-more]")
    if (link.innerHTML !== more) link.innerHTML = more
  }
  restoreFocus(focus)
  tell(moved)
  return !held
}

// The card in its new state, in the place of the old one if that is still there; or the old one.
function fitting(old, html) {
  if (!html) return old
  const made = document.createElement("template")
  made.innerHTML = html
  const card = made.content.querySelector("[data-card]")
  if (old?.isConnected) old.replaceWith(card)
  return card
}

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text
}

// The keys stay where they were, though their card be another element by now.
function noteFocus() {
  const element = document.activeElement
  const card = element?.closest("[data-card]")
  if (!card || !root.contains(card)) return null
  const nth = [...card.querySelectorAll("a, button")].indexOf(element)
  return { id: card.dataset.card, element, isGrip: element.matches("[data-grip]"), nth }
}

function restoreFocus(focus) {
  if (!focus || document.activeElement === focus.element) return
  const card = cardOf(focus.id)
  const all = card ? [...card.querySelectorAll("a, button")] : []
  const found = focus.isGrip ? card?.querySelector("[data-grip]") : (all[focus.nth] ?? all[0])
  found?.focus({ preventScroll: true })
}

function tell(moved) {
  if (!moved.length) return
  const [card, column] = moved[0]
  live.textContent =
    moved.length === 1
      ? live.dataset.one.replace("{item}", card.dataset.name).replace("{place}", column.dataset.name)
      : live.dataset.many.replace("{count}", moved.length)
  for (const [one] of moved) {
    one.classList.add("has-moved")
    setTimeout(() => one.classList.remove("has-moved"), MARKED)
  }
}

function complain(words) {
  trouble.textContent = words
  trouble.hidden = !words
}

// What is done

function seenOf(card) {
  return {
    revision: card.dataset.revision,
    base_release: card.dataset.baseRelease,
    column: columnOf(card).dataset.column,
    board: root.dataset.query,
  }
}

let card = null
let opener = null
let isSending = false

function say(answer) {
  const { data, kind } = answer
  if (data?.said) return data.said
  return kind === "signed-out" ? state.dataset.signedOut : root.dataset.unreachable
}

// Ask the server for a question, and put it to the person.
async function open(url) {
  const answer = await ask(url)
  if (!answer.data?.html) return failed(answer)
  show(answer.data.html)
}

function show(html) {
  dialog.innerHTML = html
  if (!dialog.open) dialog.showModal()
  startPicks(dialog)
  dialog.dispatchEvent(new Event("desk-shown", { bubbles: true }))
  const first = dialog.querySelector(".has-errors :is(input, textarea):not([type=hidden])")
  const calm = dialog.querySelector("[data-first]")
  ;(first ?? calm ?? dialog.querySelector("textarea, input:not([type=hidden], [type=radio]), .desk-button"))?.focus()
}

function failed(answer) {
  dialog.close()
  complain(say(answer))
  freshness.now()
}

async function send(url, body) {
  if (isSending) return
  isSending = true
  complain("")
  const id = card?.dataset.card
  const answer = await ask(url, { body, patience: 30_000 })
  isSending = false
  if (answer.data?.go) return location.assign(answer.data.go)
  if (answer.data?.html) return show(answer.data.html)
  if (answer.kind !== "ok") return failed(answer)
  dialog.close()
  live.textContent = answer.data.said
  await freshness.now(id)
  cardOf(id)?.querySelector("[data-grip]")?.focus()
}

async function drop(item, column) {
  const verb = wayTo(item, column.dataset.column)
  card = item
  opener = item.querySelector("[data-grip]")
  const url = new URL(`${item.dataset.at}${verb}/`, location.href)
  const seen = seenOf(item)
  if (root.dataset.atOnce.split(" ").includes(verb)) {
    const body = new FormData()
    for (const [name, value] of Object.entries(seen)) body.set(name, value)
    return send(url, body)
  }
  complain("")
  for (const [name, value] of Object.entries(seen)) url.searchParams.set(name, value)
  return open(url)
}

const carrying = startCarrying(root, {
  item: "[data-card]",
  place: "[data-column]",
  refusal(item, column) {
    const way = wayTo(item, column.dataset.column)
    return way === "way" ? root.dataset.whyWay : way === "right" ? root.dataset.whyRight : ""
  },
  drop,
})
const freshness = new Freshness()

root.addEventListener("click", (event) => {
  const grip = event.target.closest("[data-grip]")
  if (!grip) return
  event.preventDefault()
  card = grip.closest("[data-card]")
  opener = grip
  const url = new URL(grip.href)
  url.searchParams.set("column", columnOf(card).dataset.column)
  open(url)
})
dialog.addEventListener("click", (event) => {
  const link = event.target.closest("[data-board-asks]")
  if (!link) return
  event.preventDefault()
  open(link.href)
})
dialog.addEventListener("submit", (event) => {
  event.preventDefault()
  send(event.target.action, new FormData(event.target, event.submitter))
})
dialog.addEventListener("close", () => {
  if (dialog.contains(document.activeElement) || document.activeElement === document.body) {
    const again = opener?.isConnected ? opener : card && cardOf(card.dataset.card)?.querySelector("[data-grip]")
    again?.focus()
  }
})
