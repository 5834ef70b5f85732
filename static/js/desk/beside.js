// The source beside its translation: each of its blocks stands at the height of the translation's block of that name.
import { textOf } from "desk/comment_marks"

const WIDE = matchMedia("(min-width: 64.0625rem)")
const HIDDEN = "desk-beside-hidden"
const OWN = ["kicker", "headline", "standfirst"]

class Beside {
  constructor(pane, editor) {
    this.pane = pane
    this.story = pane.closest(".story")
    this.text = textOf(editor)
    this.editor = editor
    this.parts = [...pane.querySelectorAll(".beside-part")]
    for (const button of pane.querySelectorAll("[data-put-in]")) {
      button.hidden = false
      button.addEventListener("click", () => this.putIn(button.closest(".beside-part")))
    }
    // Blocks of the editor are its own to draw: room is made in them by rules, never by touching them.
    this.sheet = new CSSStyleSheet()
    document.adoptedStyleSheets.push(this.sheet)
    this.rules = ""
    this.text.watch(() => this.later())
    new ResizeObserver(() => this.later()).observe(this.story)
    WIDE.addEventListener("change", () => this.later())
    document.fonts?.ready.then(() => this.later())
  }

  later() {
    if (this.isAsked) return
    this.isAsked = true
    requestAnimationFrame(() => {
      this.isAsked = false
      this.show()
    })
  }

  show() {
    const places = new Map(this.text.blocks().map(({ id, place }) => [id, place]))
    for (const part of this.parts) this.tell(part, places)
    const isBeside = WIDE.matches && this.story.classList.contains("is-beside")
    this.apply(isBeside ? this.room(places) : "")
    this.align(isBeside ? places : null)
  }

  tell(part, places) {
    const { block, gone } = part.dataset
    if (!block || gone !== undefined) return
    const isMissing = !places.has(block)
    part.classList.toggle("is-missing", isMissing)
    part.querySelector("[data-missing]").hidden = !isMissing
  }

  // A block that the translation lacks is put in as the source has it, below what stands before it there, by its name.
  putIn(part) {
    const held = new Map(this.text.blocks().map((block) => [block.id, block]))
    const before = this.parts.slice(0, this.parts.indexOf(part)).reverse()
    const last = held.get(before.find((one) => held.has(one.dataset.block))?.dataset.block)
    this.editor.commands.insertContentAt(last ? last.at + last.node.nodeSize : 0, part.querySelector("template").innerHTML)
    this.text.show(part.dataset.block)
  }

  // A block is as high as what stands beside it, and as what follows there with no partner; what is the translation's
  // own is marked.
  room(places) {
    const heights = new Map()
    let last = null
    for (const part of this.parts) {
      const { block } = part.dataset
      if (block && places.has(block)) last = block
      if (last && block) heights.set(last, (heights.get(last) ?? 0) + part.offsetHeight)
    }
    const known = new Set(this.parts.map((part) => part.dataset.block))
    return [...places]
      .filter(([id, place]) => place?.id === id)
      .map(([id]) =>
        known.has(id)
          ? `.ProseMirror > #${CSS.escape(id)} { min-block-size: ${Math.ceil(heights.get(id) ?? 0)}px }`
          : `.ProseMirror > #${CSS.escape(id)} { border-inline-start: 3px dotted; padding-inline-start: 0.75rem }`,
      )
      .join("\n")
  }

  apply(rules) {
    if (rules === this.rules) return
    this.rules = rules
    this.sheet.replaceSync(rules)
  }

  align(places) {
    const top = this.pane.getBoundingClientRect().top
    let end = this.parts[0] ? this.pane.firstElementChild.offsetHeight : 0
    for (const part of this.parts) {
      const place = places && this.partner(part, places)
      const wanted = place ? place.getBoundingClientRect().top - top : end
      const space = places ? `${Math.max(0, Math.round(wanted - end))}px` : ""
      if (part.style.marginBlockStart !== space) part.style.marginBlockStart = space
      end += Math.max(0, Math.round(wanted - end)) + part.offsetHeight
    }
  }

  partner({ dataset: { block, field } }, places) {
    if (OWN.includes(field)) return document.getElementById(`id_${field}`)
    const place = places.get(block)
    return place?.getBoundingClientRect ? place : null
  }
}

function startToggle(shown, story) {
  const toggle = document.querySelector("[data-beside-toggle]")
  if (!toggle) return
  const set = (isHidden) => {
    story.classList.toggle("is-beside", !isHidden)
    toggle.textContent = isHidden ? toggle.dataset.show : toggle.dataset.hide
    toggle.setAttribute("aria-pressed", String(!isHidden))
    shown.later()
  }
  toggle.hidden = false
  toggle.addEventListener("click", () => {
    const isHidden = story.classList.contains("is-beside")
    set(isHidden)
    try {
      if (isHidden) localStorage.setItem(HIDDEN, "yes")
      else localStorage.removeItem(HIDDEN)
    } catch {
      // Then it is shown again on the next page.
    }
  })
  let isHidden = false
  try {
    isHidden = localStorage.getItem(HIDDEN) === "yes"
  } catch {
    // A browser that keeps nothing shows it.
  }
  set(isHidden)
}

export function startBeside(editor) {
  const pane = document.querySelector("[data-beside]")
  if (!pane) return
  startToggle(new Beside(pane, editor), pane.closest(".story"))
}
