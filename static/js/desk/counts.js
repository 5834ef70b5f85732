// How long things are: letters of a field beside it, words of the body and the minutes that they take.

const CALM = 1200
// Scripts without spaces between words: each character counts as one, as on the server.
const UNSPACED = /[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{3ffff}]/gu
const ASIDE = ["newsImage", "newsGallery", "newsVideo", "newsEmbed", "newsRelated", "newsUpload", "horizontalRule"]

function wordsIn(text) {
  const characters = text.match(UNSPACED)?.length ?? 0
  const spaced = text.replace(UNSPACED, " ").split(/[\s\u2012-\u2015\u2e3a\u2e3b]+|--+/)
  return characters + spaced.filter((word) => /[\p{L}\p{N}]/u.test(word)).length
}

function wordsOf(block) {
  if (ASIDE.includes(block.type.name)) return 0
  const caption = (block.attrs.caption ?? "").replace(/<[^>]*>/g, "")
  return wordsIn(`${block.textBetween(0, block.content.size, " ", (leaf) => (leaf.type.name === "hardBreak" ? " " : ""))} ${caption}`)
}

// A function that counts the words of a document; each block is counted once, as long as nobody changes it.
export function wordCounter() {
  const known = new WeakMap()
  return (doc) => {
    let count = 0
    doc.forEach((block) => {
      if (!known.has(block)) known.set(block, wordsOf(block))
      count += known.get(block)
    })
    return count
  }
}

// The counts are seen at once, and said to those who listen only when a field becomes too long or short enough.
export function startCounts(form) {
  for (const counter of form.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(counter.dataset.counts)
    const good = Number(counter.dataset.good)
    const said = document.createElement("span")
    said.className = "desk-hidden"
    said.setAttribute("role", "status")
    counter.after(said)
    counter.id ||= `${field.id}_count`
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), counter.id].filter(Boolean).join(" "))
    let wasLong = null
    let timer = 0
    const show = () => {
      const length = [...field.value].length
      const isLong = length > good
      counter.textContent = counter.dataset.of.replace("%s", length).replace("%s", good)
      counter.classList.toggle("is-long", isLong)
      if (wasLong !== null && wasLong !== isLong) {
        clearTimeout(timer)
        timer = setTimeout(() => (said.textContent = isLong ? counter.dataset.long : counter.dataset.fine), CALM)
      }
      wasLong = isLong
    }
    field.addEventListener("input", show)
    show()
  }
}

// Words and minutes of the body, on the clock of the edition that is chosen.
export function startWordCount(editor) {
  const counter = document.querySelector("[data-words-count]")
  const textarea = document.querySelector("[data-editor] > textarea")
  const edition = document.getElementById("id_edition")
  const speeds = JSON.parse(document.getElementById("editor-facts").textContent).speeds
  const count = wordCounter()
  const show = () => {
    const words = count(editor.state.doc)
    const speed = speeds[edition?.value] ?? Object.values(speeds)[0]
    const { one, many, minutes } = counter.dataset
    const said = [words === 1 ? one : many.replace("%s", words.toLocaleString(document.documentElement.lang, { numberingSystem: "latn" }))]
    if (words && speed) said.push(minutes.replace("%s", Math.max(1, Math.ceil(words / speed))))
    counter.textContent = said.join(" · ")
  }
  textarea.addEventListener("input", show)
  edition?.addEventListener("change", show)
  show()
}
