// Times beside their zones: what one's own clock shows at an instant, and which instant a typed time means.

const DAY = 86_400_000
const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone
const language = document.documentElement.lang
const readers = new Map()

// What the clocks of a zone show at an instant, as the milliseconds of that reading in UTC.
function wallOf(instant, zone) {
  if (!readers.has(zone)) {
    const fields = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" }
    readers.set(zone, new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", { ...fields, timeZone: zone, hourCycle: "h23" }))
  }
  const read = Object.fromEntries(readers.get(zone).formatToParts(instant).map((part) => [part.type, Number(part.value)]))
  return Date.UTC(read.year, read.month - 1, read.day, read.hour, read.minute, read.second)
}

// A browser may be older than a zone's name; then what the server wrote stands.
function knows(zone) {
  try {
    wallOf(0, zone)
    return true
  } catch {
    return false
  }
}

function offsetAt(instant, zone) {
  return wallOf(instant, zone) - Math.floor(instant / 1000) * 1000
}

// The instants that a reading may mean by the offsets of the day before and the day after, the earlier first.
function candidates(wall, zone) {
  const offsets = [-DAY, DAY].map((span) => offsetAt(wall + span, zone))
  return [...new Set(offsets.map((offset) => wall - offset))].sort((a, b) => a - b)
}

function write(wall, fields) {
  const options = { ...fields, timeZone: "UTC", hourCycle: "h23", numberingSystem: "latn" }
  return new Intl.DateTimeFormat(language, options).format(wall)
}

function writeTime(wall) {
  return write(wall, { hour: "2-digit", minute: "2-digit" })
}

// As the server writes it: the day before the month.
function writeDate(wall) {
  return `${write(wall, { day: "numeric" })} ${write(wall, { month: "short" })}`
}

function writeOffset(offset) {
  const minutes = Math.abs(offset) / 60_000
  const two = (number) => String(number).padStart(2, "0")
  return `UTC${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

// “(14:00 America/Lima, yours)”, with the date where it is another; nothing if both clocks show the same.
function inBrackets(instant, zone, own, words) {
  const there = wallOf(instant, zone)
  const here = wallOf(instant, own)
  if (there === here) return ""
  const isSameDay = Math.floor(there / DAY) === Math.floor(here / DAY)
  const time = isSameDay ? writeTime(here) : `${writeDate(here)} ${writeTime(here)}`
  return `(${words.replace("{time}", time).replace("{zone}", own)})`
}

function showOwn(element, instant, zone) {
  const own = element.dataset.own || browserZone
  if (own && !knows(own)) return
  const said = own && instant !== null ? inBrackets(instant, zone, own, element.dataset.words) : ""
  element.textContent = said && ` ${said}`
}

class Clock {
  constructor(root) {
    this.root = root
    this.input = root.querySelector("input[type=datetime-local]")
    this.which = root.querySelector("[data-clock-which]")
    this.skipped = root.querySelector("[data-clock-skipped]")
    this.chooser = document.getElementById(root.dataset.chosenBy ?? "")
    root.addEventListener("input", () => this.show())
    root.addEventListener("change", () => this.show())
    this.chooser?.addEventListener("change", () => this.show())
    this.show()
  }

  get zone() {
    const { zone, zones } = this.root.dataset
    return (zones && this.chooser && JSON.parse(zones)[this.chooser.value]) || zone
  }

  show() {
    const { zone } = this
    if (!knows(zone)) return
    const wall = this.input.value ? Date.parse(`${this.input.value}Z`) : NaN
    const possible = Number.isNaN(wall) ? [] : candidates(wall, zone)
    const found = possible.filter((instant) => wallOf(instant, zone) === wall)
    this.ask(found, zone)
    this.skip(possible.length > 0 && found.length === 0 ? possible.map((instant) => wallOf(instant, zone)) : [])
    const chosen = this.which?.querySelector("input:checked")
    const instant = found.length === 2 ? (chosen ? found[Number(chosen.value)] : null) : (found[0] ?? null)
    this.root.querySelector("[data-clock-time]").textContent = instant === null ? "" : `${writeTime(wall)} `
    this.root.querySelector("[data-clock-zone]").textContent = zone
    showOwn(this.root.querySelector("[data-own-clock]"), instant, zone)
  }

  // An hour that comes twice is asked about as soon as it is typed.
  ask(found, zone) {
    if (!this.which) return
    const isTwice = found.length === 2
    this.which.hidden = !isTwice
    this.which.disabled = !isTwice
    for (const [place, option] of this.which.querySelectorAll("label").entries()) {
      option.querySelector("input").required = isTwice
      if (isTwice) option.querySelector("bdi").textContent = writeOffset(offsetAt(found[place], zone))
    }
  }

  skip(walls) {
    const [before, after] = walls.sort((a, b) => a - b).map((wall) => `${writeDate(wall)} ${writeTime(wall)}`)
    this.skipped.hidden = walls.length === 0
    this.skipped.textContent = walls.length
      ? this.root.dataset.skipped.replace("{before}", before).replace("{after}", after)
      : ""
  }
}

function start(within) {
  for (const root of within.querySelectorAll("[data-clock]")) new Clock(root)
  for (const element of within.querySelectorAll("[data-own-clock=browser][data-at]:not([data-at=''])")) {
    if (!element.closest("[data-clock]") && knows(element.dataset.zone)) showOwn(element, Date.parse(element.dataset.at), element.dataset.zone)
  }
}

start(document)
// What a script puts into the page later says so by this event.
document.addEventListener("desk-shown", (event) => start(event.target))
