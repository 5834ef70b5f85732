// What comes from the clipboard, before the editor reads it. The server cleans again whatever is sent.
import { listed, nested } from "desk/paste_lists"
import { declared, parsed, renamed, rulesOf, unwrap, wrapped } from "desk/paste_parts"

const OFFICE = /class\s*=\s*["']?Mso|urn:schemas-microsoft-com|mso-|docs-internal-guid/i
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li"
const FOR_NOBODY = [
  "script, style, meta, link, title, xml, object, iframe, form, input, button, select, textarea, svg, noscript",
  // Word's comments and what was struck while changes were tracked.
  ".MsoCommentReference, .MsoCommentText, .msocomtxt, .msocomoff",
].join(", ")
// Of what word processors know, headings, lists, bold, italic, links and tables are kept.
const UNWRAPPED = "u, font, big, small, s, strike, sub, sup, code, tt, kbd, samp, ins, blockquote, center, mark"
const KEPT = /^(colspan|rowspan|scope|data-(upload|pm-slice|news|note|image-id|images|layout|alt|articles|url|provider))$/

// Word's own styles by their class: the sheet beside the text says which of them are headings, and of which level.
function levelsBySheet(html) {
  const levels = {}
  for (const [selectors, rules] of rulesOf(html)) {
    const said = /mso-style-name:\s*["']?heading\s*(\d)/i.exec(rules) ?? /mso-outline-level:\s*(\d)/i.exec(rules)
    if (said) for (const [, name] of selectors.matchAll(/\.([\w-]+)/g)) levels[name.toLowerCase()] = Number(said[1])
  }
  return levels
}

function levelOf(paragraph, levels) {
  const name = (paragraph.getAttribute("class") ?? "").split(/\s+/)[0].toLowerCase()
  if (name === "msotitle") return 1
  if (name === "msosubtitle") return 3
  const own = declared(paragraph)
  const said =
    /^(?:mso)?heading\s*(\d)$/.exec(name) ??
    /heading\s*(\d)/i.exec(own["mso-style-name"] ?? "") ??
    /^(\d)$/.exec(own["mso-outline-level"] ?? "")
  return said ? Number(said[1]) : (levels[name] ?? 0)
}

// Headings are of the levels that a body has, 2 to 4.
function headed(body, levels) {
  for (const paragraph of body.querySelectorAll("p")) {
    const level = levelOf(paragraph, levels)
    if (level > 0 && level < 10) renamed(paragraph, `h${Math.min(4, Math.max(2, level))}`)
  }
  for (const heading of body.querySelectorAll("h1, h5, h6")) renamed(heading, heading.localName === "h1" ? "h2" : "h4")
}

const isBold = (weight) => /^(bold|bolder|[6-9]00)$/i.test(weight ?? "")
const isPlain = (value) => /^(normal|[1-4]00)$/i.test(value ?? "")

// Bold and italic stand in styles, and all of a text may stand in a <b> that is not bold.
function marked(body) {
  for (const element of body.querySelectorAll("b, strong")) {
    if (isPlain(declared(element)["font-weight"])) unwrap(element)
  }
  for (const element of body.querySelectorAll("i, em")) {
    if (isPlain(declared(element)["font-style"])) unwrap(element)
  }
  for (const element of body.querySelectorAll("span[data-st], a[data-st], font[data-st]")) {
    const style = declared(element)
    if (isBold(style["font-weight"])) wrapped(element, "strong")
    if (/^italic/i.test(style["font-style"] ?? "")) wrapped(element, "em")
  }
}

function linked(body) {
  for (const link of body.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? ""
    if (/^(https?:|mailto:|tel:|\/(?!\/))/i.test(href.trim())) continue
    unwrap(link)
  }
}

// What is hidden, struck or said beside the text is not part of it.
function visible(body, isOffice) {
  for (const element of body.querySelectorAll(FOR_NOBODY)) element.remove()
  if (!isOffice) return
  for (const element of body.querySelectorAll("del")) element.remove()
  for (const element of body.querySelectorAll("[data-st]")) {
    const style = declared(element)
    const isBeside = /^comment/i.test(style["mso-element"] ?? "")
    if (isBeside || /^none/i.test(style.display ?? "") || style["mso-hide"] === "all") element.remove()
  }
}

// Pictures cannot stay as they are: each that can be uploaded leaves a mark behind its block, the others only a word.
function pictured(body, pictures) {
  const last = new Map()
  for (const image of body.querySelectorAll("img")) {
    const key = pictures.take(image)
    let block = image
    while (block.parentElement !== body) block = block.parentElement
    if (key) {
      const mark = body.ownerDocument.createElement("div")
      mark.dataset.upload = key
      ;(last.get(block) ?? block).after(mark)
      last.set(block, mark)
    }
    image.remove()
  }
}

function bare(body, isOwn) {
  for (const element of body.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      const isId = isOwn && name === "id" && /^b-[a-z2-7]{8}$/.test(value)
      const isDirection = isOwn && name === "dir"
      const isLink = name === "href" && element.localName === "a"
      if (!KEPT.test(name) && !isId && !isDirection && !isLink) element.removeAttribute(name)
    }
  }
}

function full(body) {
  for (const element of body.querySelectorAll(BLOCKS)) {
    if (!element.textContent.trim() && !element.querySelector("[data-upload], [data-news], table")) element.remove()
  }
  // Breaks between blocks are space, not text.
  for (const line of body.querySelectorAll(":scope > br")) {
    if (body.querySelector(":scope > :is(p, h2, h3, h4, ul, ol, table, div)")) line.remove()
  }
}

// HTML of the schema out of HTML from anywhere. `pictures.take(img)` gives the key of a picture that will be uploaded,
// or "" for one that is left out.
export function cleaned(html, pictures) {
  const isOwn = /\sdata-pm-slice=/.test(html)
  const isOffice = !isOwn && OFFICE.test(html)
  const levels = isOffice ? levelsBySheet(html) : {}
  const body = parsed(html)
  visible(body, isOffice)
  if (!isOwn) {
    headed(body, levels)
    marked(body)
    listed(body)
    nested(body)
  }
  linked(body)
  if (isOffice) for (const element of body.querySelectorAll(`${UNWRAPPED}, o\\:p`)) unwrap(element)
  if (isOffice) for (const element of body.querySelectorAll("hr, br[clear]")) element.remove()
  pictured(body, pictures)
  bare(body, isOwn)
  if (!isOwn) full(body)
  return body.innerHTML
}
