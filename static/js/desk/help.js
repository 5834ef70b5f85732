// The help: every command with its keys and its word in the slash menu, from the table that defines them.
import { keysOf, keysShown } from "desk/commands"
import { element } from "desk/node_parts"

const GROUPS = ["blocks", "text", "marks", "moves"]

function keys(row, isMac) {
  const cell = element("td")
  for (const combination of keysOf(row)) {
    const shown = element("span", "help-keys")
    for (const key of keysShown(combination, isMac)) shown.append(element("kbd", "", key), " ")
    cell.append(shown, " ")
  }
  return cell
}

function line(row, words, isMac) {
  const made = element("tr")
  const name = element("th", "", words[row.name])
  name.scope = "row"
  const slash = element("td")
  if (row.isSlashed) slash.append(element("code", "", `/${(words[`${row.name}-slash`] ?? words[row.name]).split(" ").at(-1)}`))
  slash.dir = "auto"
  made.dataset.command = row.name
  made.append(name, keys(row, isMac), slash)
  return made
}

function part(group, rows, words, isMac) {
  const body = element("tbody")
  const title = element("th", "", words[`group-${group}`])
  title.scope = "rowgroup"
  title.colSpan = 3
  const head = element("tr", "help-group")
  head.append(title)
  body.append(head, ...rows.filter((row) => row.group === group).map((row) => line(row, words, isMac)))
  return body
}

// A function that opens the help.
export function helpOf(rows, words, isMac) {
  const dialog = document.getElementById("help-dialog")
  return () => {
    const table = dialog.querySelector("table")
    if (!table.tBodies.length) table.append(...GROUPS.map((group) => part(group, rows, words, isMac)))
    dialog.showModal()
    return true
  }
}
