// The calendar: items are carried to other times, and the days keep fresh while the page stands open.
import { startCarrying } from "desk/carrying"
import { ask as askServer } from "desk/sending"

const FRESH = 15_000
const root = document.querySelector("[data-calendar]")
const days = root.querySelector("[data-days]")
const dialog = document.getElementById("calendar-move")
const done = root.querySelector("[data-done]")
const trouble = root.querySelector("[data-trouble]")
const words = root.dataset
let etag = words.etag
let asking = null
let turn = 0
// Whether nobody is signed in any more, or may not see the calendar: then it is asked no further.
let isOver = false

const carrying = startCarrying(root, {
  item: "[data-movable]",
  place: "[data-place]",
  from: placeOf,
  refusal(item, place) {
    if ("past" in place.dataset) return words.past
    return "skipped" in place.dataset ? words.skipped : ""
  },
  drop: (item, place) => ask(item, `${place.dataset.date}T${place.dataset.time ?? item.dataset.time}`),
})

// The day of an item, or its quarter of an hour.
function placeOf(item) {
  const { date, time } = item.dataset
  const quarter = `${time.slice(0, 3)}${String(Math.floor(time.slice(3) / 15) * 15).padStart(2, "0")}`
  const here = `[data-place][data-date="${date}"]`
  return days.querySelector(`${here}[data-time="${quarter}"]`) ?? days.querySelector(`${here}:not([data-time])`)
}

// Moving: the server asks, with the old time and the new one, and has the last word

async function ask(item, at) {
  const url = new URL(item.querySelector("[data-grip]").href)
  if (at) url.searchParams.set("at", at)
  url.searchParams.set("part", "1")
  asking = item.dataset.key
  await show(fetch(url))
}

// Show the question, or what came of it.
async function show(answering) {
  try {
    const answer = await answering
    if (answer.redirected) location.assign(answer.url)
    else if (answer.headers.get("Content-Type")?.startsWith("application/json")) {
      const { done: sentence } = await answer.json()
      leave(sentence)
    } else {
      const shown = await answer.text()
      // Anything else is an error's page.
      if (!shown.includes("calendar-move-title")) throw new Error(String(answer.status))
      dialog.innerHTML = shown
      if (!dialog.open) dialog.showModal()
      dialog.dispatchEvent(new Event("desk-shown", { bubbles: true }))
      dialog.querySelector("input:invalid, .has-errors input, [type=submit], [data-leaves]")?.focus()
    }
  } catch {
    leave(words.lost)
  }
}

function leave(sentence) {
  if (dialog.open) dialog.close()
  done.textContent = sentence
}

dialog.addEventListener("submit", (event) => {
  event.preventDefault()
  const form = event.target
  form.querySelector("[type=submit]").disabled = true
  show(fetch(form.action, { method: "POST", body: new FormData(form) }))
})

dialog.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leaves]")) return
  event.preventDefault()
  dialog.close()
})

dialog.addEventListener("close", async () => {
  dialog.replaceChildren()
  await refresh({ isNow: true })
  itemOf(asking)?.querySelector("[data-grip]")?.focus()
})

days.addEventListener("click", (event) => {
  const slot = event.target.closest(".cal-slot:not([data-past], [data-skipped])")
  const plan = slot?.closest("[data-plan]")?.dataset.plan
  // A free quarter of an hour is where a new story is planned.
  if (plan) return location.assign(`${plan}${slot.dataset.date}T${slot.dataset.time}`)
  const grip = event.target.closest("[data-grip]")
  if (!grip) return
  event.preventDefault()
  ask(grip.closest("[data-movable]"))
})

// The item of that key; once it is moved, what waits for the same story has another one.
function itemOf(key) {
  const items = [...days.querySelectorAll("[data-key]")]
  const story = (name) => name.split(":").slice(0, 2).join(":")
  return items.find((item) => item.dataset.key === key) ?? items.find((item) => story(item.dataset.key) === story(key))
}

// Keeping fresh, but never under somebody's hand

async function refresh({ isNow = false } = {}) {
  if (isOver || carrying.inHand || dialog.open || (document.hidden && !isNow)) return
  const mine = ++turn
  const answer = await askServer(words.address, { headers: { Accept: "text/html", ...(etag && { "If-None-Match": etag }) } })
  // An answer that another question has outrun shows what was.
  if (mine !== turn || carrying.inHand || dialog.open) return
  isOver = answer.kind === "signed-out" || answer.kind === "refused"
  // Who is signed out is told; whether the next question is answered, the next time will tell.
  trouble.hidden = !isOver
  if (isOver) trouble.textContent = words.signedOut
  if (answer.kind !== "ok" || answer.status === 304) return
  etag = answer.etag ?? ""
  put(answer.text)
}

function put(shown) {
  const at = document.activeElement
  const key = days.contains(at) ? at.closest("[data-key]")?.dataset.key : null
  const isGrip = at?.matches("[data-grip]")
  days.innerHTML = shown
  if (!key) return
  itemOf(key)?.querySelector(isGrip ? "[data-grip]" : "a")?.focus({ preventScroll: true })
}

setInterval(refresh, FRESH)
document.addEventListener("visibilitychange", () => refresh())

// What is chosen shows at once.
for (const select of document.querySelectorAll(".cal-filters :is(select, input)")) {
  select.addEventListener("change", () => select.form.requestSubmit())
}
