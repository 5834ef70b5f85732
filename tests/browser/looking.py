"""What a reader who does not see, point or read small print finds wrong with a page, asked of the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A link that lies over the whole of its card counts with the card. A link within a line of text may be as high as
# the line (WCAG 2.5.8); in menus and for controls we ask for 44 px.
SMALL = """() => {
  const area = (link) => link.matches("label input") ? link.closest("label") : getComputedStyle(link, "::after").position === "absolute"
    ? (link.closest(".card, .dossier, .person") ?? link) : link
  const isInline = (link) => {
    const line = link.closest("p, li, td, figcaption, blockquote, dd, legend")
    return line && getComputedStyle(link).display === "inline"
      && line.textContent.trim().length > link.textContent.trim().length
  }
  const isControl = (element) => element.matches("button, summary, input, select, textarea, nav *, .tags *, .share *")
  return [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((element) => !element.closest(".visually-hidden, .skip-link, .note, .notes"))
    .flatMap((element) => {
      const box = area(element).getBoundingClientRect()
      const isWide = innerWidth > 767 && element.closest(".footer")
      const least = isControl(element) && !isWide ? 44 : isInline(element) ? 0 : 24
      const height = Math.round(box.height * 10) / 10
      return height < least || (element.matches("button, summary") && box.width < 43.9)
        ? [`${element.className || element.tagName}: ${element.textContent.trim().slice(0, 30)}: ${box.width}x${height}`]
        : []
    })
}"""

# Links that are called the same lead to the same place. Tags may be called like a coverage: they are a menu of tags.
AMBIGUOUS = """() => {
  const places = new Map()
  for (const link of document.querySelectorAll("a[href]:not(.tags a)")) {
    const pictures = [...link.querySelectorAll("img")].map((image) => image.alt)
    const name = (link.getAttribute("aria-label") ?? [link.textContent, ...pictures].join(" ")).trim().replace(/\\s+/g, " ").toLowerCase()
    places.set(name, (places.get(name) ?? new Set()).add(link.href.split("#")[0]))
  }
  return [...places].filter(([name, hrefs]) => !name || hrefs.size > 1).map(([name, hrefs]) => [name, ...hrefs].join(" "))
}"""

# Structure that a screen reader walks by: axe sees some of it, but not all.
STRUCTURE = """() => {
  const faults = []
  const named = (element) => element.getAttribute("aria-label")
    ?? document.getElementById(element.getAttribute("aria-labelledby"))?.textContent.trim()
  const landmarks = [...document.querySelectorAll("nav, main, aside, section, form, search")]
    .filter((element) => element.checkVisibility())
  for (const element of landmarks.filter((element) => element.matches("nav, aside, section")))
    if (!named(element)) faults.push(`without a name: ${element.className || element.tagName}`)
  const names = landmarks.map(named).filter(Boolean)
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
    faults.push(`two landmarks: ${name}`)
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1")
  let before = 0
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1])
    if (before && level > before + 1) faults.push(`h${level} after h${before}: ${heading.textContent.trim()}`)
    before = level
  }
  for (const image of document.querySelectorAll("img")) if (!image.hasAttribute("alt")) faults.push(image.currentSrc)
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id)
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) faults.push(`two of #${id}`)
  return faults
}"""

# Text that its box cuts off. The line of alerts is cut on purpose: their page has them whole.
CLIPPED = """() => [...document.body.querySelectorAll("*")].filter((element) => {
    const style = getComputedStyle(element)
    const cuts = /hidden|clip/
    return element.checkVisibility() && style.clipPath === "none" && !element.closest(".visually-hidden, .ticker__list, svg, iframe, video")
      && [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
      && ((cuts.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1)
        || (cuts.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1))
  }).map((element) => `${element.className || element.tagName}: ${element.textContent.trim().slice(0, 40)}`)"""

# Two pieces of text that lie over each other, looked for among headings, paragraphs and links.
OVERLAPS = """() => {
  const texts = [...document.querySelectorAll("h1, h2, h3, p, li, a, time, summary, button")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
    && element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden, .skip-link, .ticker__list"))
  const boxes = texts.map((element) => {
    if (element.querySelector(".visually-hidden")) return element.getBoundingClientRect()
    const range = document.createRange()
    range.selectNodeContents(element)
    return range.getBoundingClientRect()
  })
  const found = []
  for (let a = 0; a < texts.length; a += 1) for (let b = a + 1; b < texts.length; b += 1) {
    if (texts[a].contains(texts[b]) || texts[b].contains(texts[a])) continue
    const [one, two] = [boxes[a], boxes[b]]
    const across = Math.min(one.right, two.right) - Math.max(one.left, two.left)
    const down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top)
    if (across > 2 && down > 12) found.push(`${texts[a].textContent.trim().slice(0, 30)} / ${texts[b].textContent.trim().slice(0, 30)}`)
  }
  return found.slice(0, 5)
}"""

# The spacing of WCAG 1.4.12, laid in by script: the policy lets no style sheet in.
SPACED = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important } * { content-visibility: visible !important }`)
  document.adoptedStyleSheets = [sheet]
}"""

# Parts of the text that are not shown. Small cards have no trails, comments no kickers; some ways to share need a
# script, a page's address is for paper, and an enlarged picture is a file of its own. What a summary that is shown
# folds away is opened first, as a reader may without scripts.
UNREAD = """() => {
  for (const summary of document.querySelectorAll("main details > summary"))
    if (summary.checkVisibility({ visibilityProperty: true })) summary.parentElement.open = true
  return [...document.querySelectorAll("main :is(h1, h2, h3, p, li)")]
    .filter((element) => !element.matches(".card__trail, .card--comment .card__kicker, .share *, dialog *, .print-address"))
    .filter((element) => element.textContent.trim() && !element.checkVisibility({ visibilityProperty: true }))
    .map((element) => element.outerHTML.slice(0, 120))
}"""

# Arabic letters that are drawn apart, made capitals or slanted: each of which breaks or disfigures them.
TORN = """() => [...document.querySelectorAll("body, body *:not(video *)")].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && /[\u0600-\u06ff]/.test(node.data)))
  .filter((element) => {
    const style = getComputedStyle(element)
    return (parseFloat(style.letterSpacing) || 0) !== 0 || style.fontStyle !== "normal" || style.textTransform !== "none"
      || style.textAlign === "justify"
  }).map((element) => `${element.tagName} ${element.className}: ${element.textContent.trim().slice(0, 30)}`).slice(0, 5)"""

# Fields for words that do not turn with what is written into them. What is no language (addresses, codes) has a
# direction of its own.
UNTURNED = """() => [...document.querySelectorAll("textarea, input:is([type=text], [type=search], :not([type]))")]
  .filter((field) => field.checkVisibility() && !field.dir && getComputedStyle(field).unicodeBidi !== "plaintext")
  .map((field) => field.name || field.id || field.className)"""

LAID_OUT = """() => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync("* { content-visibility: visible !important }")
  if (!document.adoptedStyleSheets.length) document.adoptedStyleSheets = [sheet]
}"""

# Where the focus is: its ring, whether something lies over it, and whether the window shows it. Browsers scroll to the
# line of a large field that is written in, not to the whole field.
STOP = """() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const style = getComputedStyle(element)
  const box = [...element.getClientRects()].find((rect) => rect.width && rect.height) ?? element.getBoundingClientRect()
  const bottom = element.matches("textarea") ? Math.min(box.bottom, box.top + 44) : box.bottom
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
  const over = document.elementFromPoint(x, y)
  element.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length + 1)
  return {
    name: `${element.className} ${element.textContent.trim().slice(0, 40)}`,
    place: Number(element.dataset.stop),
    isDate: element.type === "date",
    ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    isSeen: box.top >= 0 && bottom <= innerHeight + 1 && box.left >= -1 && box.right <= innerWidth + 1,
    isFree: !over || element.contains(over) || over.contains(element),
    isBack: [...document.querySelectorAll("[data-stop]")].some((other) =>
      other !== element && Number(other.dataset.stop) < Number(element.dataset.stop)
      && other.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING),
  }
}"""
FAR = 400


def asked(page: Page, question: str) -> list[str]:
    """The faults that one of the questions above finds, with what is far below laid out as if it were near."""
    page.evaluate(LAID_OUT)
    found: list[str] = page.evaluate(question)
    return found


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top of the page to its end, and tell of each stop; the same stop twice in a row is a trap."""
    stops: list[dict[str, Any]] = []
    for _ in range(FAR):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["place"] < len(stops):
            return stops
        if stop["isDate"] and stop["place"] == len(stops):
            # Its day, month and year are places of their own within the field.
            continue
        assert stop["place"] == len(stops) + 1, f"The focus does not leave {stop['name']!r}."
        stops.append(stop)
    raise AssertionError(f"After {FAR} stops the page has no end.")
