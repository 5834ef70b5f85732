// What comes from the clipboard, before the editor reads it. The server cleans again whatever is sent.

const MARKS = [
  [/font-weight:\s*(bold|[6-9]00)/i, "strong"],
  [/font-style:\s*italic/i, "em"],
]

function wrapped(element, name) {
  const mark = element.ownerDocument.createElement(name)
  mark.append(...element.childNodes)
  element.append(mark)
}

// Word processors say bold and italic in style attributes, and wrap all of it in a <b> that is not bold.
export function cleaned(html) {
  const text = html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<!\[[\s\S]*?\]>/g, "")
    .replace(/\sstyle\s*=/gi, " data-st=")
    .replace(/\son\w+\s*=/gi, " data-on=")
    .replace(/&nbsp;|\u00a0/g, " ")
  const page = new DOMParser().parseFromString(text, "text/html")
  for (const element of page.body.querySelectorAll("script, meta, link, o\\:p")) element.remove()
  for (const element of page.body.querySelectorAll("b, strong")) {
    if (/font-weight:\s*(normal|400)/i.test(element.dataset.st ?? "")) element.replaceWith(...element.childNodes)
  }
  for (const element of page.body.querySelectorAll("span[data-st]")) {
    for (const [pattern, name] of MARKS) if (pattern.test(element.dataset.st)) wrapped(element, name)
  }
  for (const element of page.body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!["href", "colspan", "rowspan"].includes(name) && !/^data-(news|image-id|layout|alt|articles|url|pm-slice)$/.test(name)) element.removeAttribute(name)
    }
  }
  return page.body.innerHTML
}
