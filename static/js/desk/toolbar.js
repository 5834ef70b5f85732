// The row of tools: what they say, what they do, and how keys go along them.
import { keysOf, keysShown } from "desk/commands"

function named(button, row, words, isMac) {
  const [keys] = keysOf(row)
  button.title = keys ? `${words[row.name]} (${keysShown(keys, isMac).join("+")})` : words[row.name]
  if (!button.classList.contains("is-word")) button.setAttribute("aria-label", words[row.name])
}

// One stop for the tab key; the arrows go along the tools, Escape goes back to the text.
function startKeys(bar, buttons, editor) {
  for (const button of buttons) button.tabIndex = button === buttons[0] ? 0 : -1
  const step = (by) => {
    const next = buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length]
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1
    next.focus()
  }
  bar.addEventListener("keydown", (event) => {
    const turn = getComputedStyle(bar).direction === "rtl" ? -1 : 1
    if (event.key === "ArrowRight") step(turn)
    else if (event.key === "ArrowLeft") step(-turn)
    else if (event.key === "Escape") editor.commands.focus()
    else return
    event.preventDefault()
  })
}

export function startToolbar(root, editor, rows, words, isMac, run) {
  const bar = root.querySelector("[role=toolbar]")
  const buttons = [...bar.querySelectorAll("[data-do]")]
  const states = []
  for (const button of buttons) {
    const row = rows.find(({ name }) => name === button.dataset.do)
    named(button, row, words, isMac)
    if (row.state) states.push([button, row.state])
    button.addEventListener("mousedown", (event) => event.preventDefault())
    button.addEventListener("click", () => run(row))
  }
  startKeys(bar, buttons, editor)
  let isAsked = false
  const show = () => {
    isAsked = false
    for (const [button, state] of states) {
      const isOn = String(editor.isActive(...state))
      if (button.getAttribute("aria-pressed") !== isOn) button.setAttribute("aria-pressed", isOn)
    }
  }
  editor.on("transaction", () => {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(show)
  })
  show()
}
