// Reading HTML from anywhere without letting it do anything.
//
// Under the policy of the desk `element.style` is empty, even in a document that is only parsed, so styles are read
// from their text: `style` is renamed before the text is parsed.

const quieted = (tag) => tag.replace(/([\s"'])style(?=\s*=)/gi, "$1data-st").replace(/([\s"'])on\w+(?=\s*=)/gi, "$1data-on")

export function parsed(html) {
  const text = html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[[\s\S]*?\]>/g, "")
    .replace(/<[a-z][^>]*>/gi, quieted)
    .replace(/&nbsp;|&#160;|\u00a0/g, " ")
  return new DOMParser().parseFromString(text, "text/html").body
}

// The declarations of a style attribute that was renamed: {"font-weight": "700", …}.
export function declared(element) {
  const parts = (element.dataset.st ?? "").split(";").map((part) => part.split(":"))
  return Object.fromEntries(parts.map(([name, ...value]) => [name.trim().toLowerCase(), value.join(":").trim()]))
}

// The rules of the style sheets in a text: [[selectors, declarations], …].
export function rulesOf(html) {
  const sheets = html.match(/<style[\s\S]*?<\/style>/gi) ?? []
  return sheets.flatMap((sheet) => sheet.split("}").map((rule) => rule.split("{"))).filter((rule) => rule.length === 2)
}

export function unwrap(element) {
  element.replaceWith(...element.childNodes)
}

// Put all that an element holds into a new one, which stands in it or in its place.
export function wrapped(element, name) {
  const made = element.ownerDocument.createElement(name)
  made.append(...element.childNodes)
  element.append(made)
}

export function renamed(element, name) {
  const made = element.ownerDocument.createElement(name)
  made.append(...element.childNodes)
  element.replaceWith(made)
}
