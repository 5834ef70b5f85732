// Lists from word processors: Word writes paragraphs that say of which list and level they are, Google Docs puts a
// deeper list beside the item to which it belongs.
import { declared } from "desk/paste_parts"

const ORDERED = /^\s*[([]?(\d+|[a-z]{1,3}|[ivxlcdm]+)[.):\]]/i

// Which level a paragraph of a list has; 0 if it is none.
function levelOf(element) {
  if (element?.localName !== "p") return 0
  const said = /level(\d)/i.exec(declared(element)["mso-list"] ?? "")
  return said ? Number(said[1]) : 0
}

// Take the number or bullet out of the text; true if it was a number.
function wasNumbered(element) {
  let isOrdered = false
  for (const span of element.querySelectorAll("span[data-st]")) {
    if (!/^ignore$/i.test(declared(span)["mso-list"] ?? "")) continue
    isOrdered ||= ORDERED.test(span.textContent)
    span.remove()
  }
  return isOrdered
}

function itemOf(paragraph) {
  const page = paragraph.ownerDocument
  const item = page.createElement("li")
  const text = page.createElement("p")
  text.append(...paragraph.childNodes)
  item.append(text)
  return item
}

// The lists that a row of paragraphs makes, put where the first of them stands.
function built(paragraphs) {
  const page = paragraphs[0].ownerDocument
  const place = page.createElement("div")
  paragraphs[0].before(place)
  const open = []
  for (const paragraph of paragraphs) {
    const level = levelOf(paragraph)
    const name = wasNumbered(paragraph) ? "ol" : "ul"
    while (open.length && open.at(-1).level > level) open.pop()
    if (open.length && open.at(-1).level === level && open.at(-1).list.localName !== name) open.pop()
    if (!open.length || open.at(-1).level < level) {
      const list = page.createElement(name)
      ;(open.at(-1)?.list.lastElementChild ?? place).append(list)
      open.push({ level, list })
    }
    open.at(-1).list.append(itemOf(paragraph))
    paragraph.remove()
  }
  place.replaceWith(...place.childNodes)
}

export function listed(body) {
  const paragraphs = [...body.querySelectorAll("p")].filter((paragraph) => levelOf(paragraph))
  let row = []
  for (const paragraph of paragraphs) {
    if (row.length && paragraph.previousElementSibling !== row.at(-1)) {
      built(row)
      row = []
    }
    row.push(paragraph)
  }
  if (row.length) built(row)
  // A heading with a number is a heading.
  for (const heading of body.querySelectorAll("h2, h3, h4")) wasNumbered(heading)
}

export function nested(body) {
  for (const list of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const item = list.previousElementSibling
    if (item?.localName === "li") item.append(list)
  }
}
