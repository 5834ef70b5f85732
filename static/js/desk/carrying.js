// Carrying an item to a place, by pointer and by keyboard, as cards between columns or stories between days.
//
//   const carrying = startCarrying(root, {
//     item: "[data-card]",       // what is carried. It holds one button [data-grip], at which the keyboard takes hold.
//     place: "[data-column]",    // what it is carried to
//     from: (item) => place,     // where it is now; by default the place that holds it
//     refusal: (item, place) => "",          // the sentence that says why it cannot go there; "" if it can
//     drop: async (item, place) => {},       // it was put down at another place that can take it
//   })
//   carrying.inHand              // what is carried or pressed now, or null: leave it in the document meanwhile
//
// Names are read from data-name of items and places, words from the root, translated, with {item}, {place}, {why}:
// data-say-lifted, data-say-over, data-say-refused, data-say-dropped, data-say-left (put down where it was, or Escape).
// A pointer (not a finger, which scrolls) takes an item anywhere but at its other buttons and fields. A click on the
// grip, and Enter, are the owner's, for a menu: on touch that is the way. At the grip Space lifts, the arrows go to the
// next place in that direction, as it lies on the screen, Space puts down, Escape and Tab leave it where it was.
// While something is carried: [data-carrying] on the root, [data-carried] on the item, [data-takes=yes|no] on places
// (with the reason in the place's [data-why], if it has that), [data-over] on the place beneath. See css/desk/carrying.css.

const FAR = 6
const EDGE = 48
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const BUSY = "button:not([data-grip]), input, select, textarea, summary, dialog, label"

function bringInSight(place) {
  const { top, bottom, left, right } = place.getBoundingClientRect()
  const isSeen = bottom > 2 * EDGE && top < window.innerHeight - 2 * EDGE && right > EDGE && left < window.innerWidth - EDGE
  if (!isSeen) place.scrollIntoView({ block: "nearest", inline: "nearest" })
}

class Carrying {
  constructor(root, options) {
    Object.assign(this, { from: (item) => item.closest(options.place), refusal: () => "" }, options)
    this.root = root
    this.selector = options.item
    this.item = null
    this.pressed = null
    this.live = Object.assign(document.createElement("p"), { className: "desk-hidden" })
    this.live.setAttribute("role", "status")
    this.live.setAttribute("aria-live", "assertive")
    root.append(this.live)
    root.addEventListener("pointerdown", (event) => this.press(event))
    root.addEventListener("keydown", (event) => this.key(event))
    root.addEventListener("keyup", (event) => {
      // Firefox presses a button when the Space is let go.
      if (event.key === " " && event.target.closest("[data-grip]")) event.preventDefault()
    })
    root.addEventListener("focusout", (event) => this.byKey && event.target === this.grip && this.leave())
    root.addEventListener("dragstart", (event) => event.target.closest(this.selector) && event.preventDefault())
  }

  get places() {
    return [...this.root.querySelectorAll(this.place)].filter((place) => place.getClientRects().length)
  }

  get inHand() {
    return this.item ?? this.pressed
  }

  get grip() {
    return this.item?.querySelector("[data-grip]")
  }

  // With the pointer

  // What is pressed is what the click that follows goes to.
  keep(item) {
    const stop = new AbortController()
    const letGo = () => {
      stop.abort()
      setTimeout(() => (this.pressed = null))
    }
    this.pressed = item
    for (const name of ["pointerup", "pointercancel", "blur"]) window.addEventListener(name, letGo, { signal: stop.signal })
  }

  press(event) {
    const item = event.target.closest(this.selector)
    if (item && !this.inHand) this.keep(item)
    if (!item || this.item || event.button !== 0 || event.pointerType === "touch" || event.target.closest(BUSY)) return
    const at = { x: event.clientX, y: event.clientY }
    const stop = new AbortController()
    const on = (name, does) => window.addEventListener(name, does, { signal: stop.signal })
    const end = () => {
      stop.abort()
      if (this.item === item && !this.byKey) this.leave()
    }
    on("pointermove", (move) => {
      if (!item.isConnected) return end()
      if (!this.item && Math.hypot(move.clientX - at.x, move.clientY - at.y) > FAR) this.lift(item, { at })
      if (this.item === item) this.move(move)
    })
    on("pointerup", () => {
      stop.abort()
      if (this.item !== item) return
      this.swallowClick()
      this.putDown()
    })
    on("pointercancel", end)
    on("blur", end)
    on("keydown", (key) => {
      if (key.key !== "Escape" || this.item !== item) return
      key.preventDefault()
      this.swallowClick()
      end()
    })
  }

  move({ clientX: x, clientY: y }) {
    this.ghost.style.translate = `${x - this.hold.x}px ${y - this.hold.y}px`
    const under = document.elementFromPoint(x, y)?.closest(this.place)
    this.over(under && this.root.contains(under) ? under : null)
    const step = y < EDGE ? -12 : y > window.innerHeight - EDGE ? 12 : 0
    if (step) window.scrollBy(0, step)
    const strip = this.root.querySelector("[data-strip]") ?? this.root
    const box = strip.getBoundingClientRect()
    if (x < box.left + EDGE) strip.scrollBy(-12, 0)
    else if (x > box.right - EDGE) strip.scrollBy(12, 0)
  }

  // The click that follows the end of a drag opens nothing.
  swallowClick() {
    const swallow = (event) => {
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener("click", swallow, { capture: true, once: true })
    setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50)
  }

  showGhost(item, at) {
    const box = item.getBoundingClientRect()
    this.hold = { x: at.x - box.left, y: at.y - box.top }
    this.ghost = item.cloneNode(true)
    for (const element of [this.ghost, ...this.ghost.querySelectorAll("[id]")]) element.removeAttribute("id")
    this.ghost.setAttribute("aria-hidden", "true")
    this.ghost.inert = true
    this.ghost.classList.add("carried-ghost")
    // On the screen itself, whichever way one reads.
    this.ghost.style.left = "0"
    this.ghost.style.inlineSize = `${box.width}px`
    document.body.append(this.ghost)
  }

  // With the keyboard

  key(event) {
    const grip = event.target.closest("[data-grip]")
    if (!grip || !this.root.contains(grip)) return
    if (event.key === " ") {
      event.preventDefault()
      if (event.repeat) return
      if (this.byKey) this.putDown()
      else if (!this.item) this.lift(grip.closest(this.selector), { byKey: true })
      return
    }
    if (!this.byKey) return
    if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      this.leave()
    } else if (event.key in ARROWS) {
      event.preventDefault()
      const next = this.next(...ARROWS[event.key])
      if (next) this.over(next)
    } else if (event.key === "Enter") event.preventDefault()
  }

  // The nearest place in a direction; one beside the line counts as farther than one on it.
  next(right, down) {
    const middle = (place) => {
      const box = place.getBoundingClientRect()
      return [(box.left + box.right) / 2, down ? (box.top + box.bottom) / 2 : box.top]
    }
    const [x, y] = middle(this.beneath ?? this.from(this.item))
    let found = null
    let least = Infinity
    for (const place of this.places) {
      const [px, py] = middle(place)
      const along = (px - x) * right + (py - y) * down
      const aside = Math.abs((px - x) * down) + Math.abs((py - y) * right)
      if (along < 1 || along + 4 * aside >= least) continue
      found = place
      least = along + 4 * aside
    }
    return found
  }

  // Of both

  lift(item, { at, byKey = false }) {
    Object.assign(this, { item, byKey, beneath: null, start: this.from(item) })
    this.root.dataset.carrying = byKey ? "key" : "pointer"
    item.dataset.carried = ""
    for (const place of this.places) {
      const why = place === this.start ? "" : this.refusal(item, place)
      place.dataset.takes = why ? "no" : "yes"
      const words = place.querySelector("[data-why]")
      if (words) words.textContent = why
    }
    if (at) this.showGhost(item, at)
    if (byKey) this.beneath = this.start
    this.say("lifted", this.start)
  }

  over(place) {
    if (place === this.beneath) return
    delete this.beneath?.dataset.over
    this.beneath = place
    if (!place) return
    place.dataset.over = ""
    if (this.byKey) bringInSight(place)
    const why = place === this.start ? "" : this.refusal(this.item, place)
    this.say(why ? "refused" : "over", place, why)
  }

  async putDown() {
    const { item, beneath, start, byKey } = this
    if (!beneath || beneath === start) return this.leave()
    const why = this.refusal(item, beneath)
    if (why) {
      // By keyboard it stays in hand, to go elsewhere.
      if (!byKey) this.end()
      return this.say("refused", beneath, why, item)
    }
    this.end()
    this.say("dropped", beneath, "", item)
    await this.drop(item, beneath)
  }

  leave() {
    const { item, start } = this
    this.end()
    this.say("left", start, "", item)
  }

  end() {
    delete this.root.dataset.carrying
    delete this.item.dataset.carried
    this.ghost?.remove()
    for (const place of this.root.querySelectorAll(this.place)) {
      delete place.dataset.takes
      delete place.dataset.over
      const words = place.querySelector("[data-why]")
      if (words) words.textContent = ""
    }
    Object.assign(this, { item: null, byKey: false, beneath: null, ghost: null })
    this.root.dispatchEvent(new CustomEvent("carrying-ended"))
  }

  say(what, place, why = "", item = this.item) {
    const words = this.root.dataset[`say${what[0].toUpperCase()}${what.slice(1)}`] ?? ""
    const names = { item: item.dataset.name ?? "", place: place?.dataset.name ?? "", why }
    this.live.textContent = words.replace(/\{(item|place|why)\}/g, (_, name) => names[name])
  }
}

export function startCarrying(root, options) {
  return new Carrying(root, options)
}
