// What every page of the desk does.

// Readers' counts leave out those who work here.
try {
  localStorage.setItem("newsroom-staff", "1")
} catch {
  // A browser that keeps nothing counts as a reader.
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]")
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens)
    dialog.showModal()
    dialog.querySelector("textarea, input:not([type=hidden], [type=radio]), [type=radio]:checked")?.focus()
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close("")
  for (const menu of document.querySelectorAll("details.desk-menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false
  }
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of document.querySelectorAll("details.desk-menu[open]")) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
})

// The command palette comes when it is asked for: by its button, by Ctrl-K (Cmd-K) where nothing else takes it, as links
// do in the text of a story, and by Alt-K everywhere.
const finder = document.querySelector("[data-finds]")
const findAnything = async () => (await import(finder.dataset.finds)).open()
// The key that writes a k, or is where it is on keyboards that write no Latin letters.
const isK = ({ key, code }) => key.toLowerCase() === "k" || (code === "KeyK" && !/^[a-z]$/i.test(key))
const isPalette = (event) =>
  isK(event) && !event.shiftKey && (event.altKey ? !event.ctrlKey && !event.metaKey : event.ctrlKey !== event.metaKey)
if (finder) {
  if (/^Mac|iPad|iPhone/.test(navigator.platform)) finder.querySelector("kbd").textContent = "⌘ K"
  finder.hidden = false
  finder.addEventListener("click", findAnything)
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !isPalette(event)) return
    event.preventDefault()
    findAnything()
  })
}

// A verb that could not be done asks again, with what was typed.
for (const dialog of document.querySelectorAll("dialog[data-reopened]")) {
  dialog.removeAttribute("open")
  dialog.showModal()
  dialog.querySelector(".has-errors :is(input, textarea, select):not([type=hidden])")?.focus()
}

// Django's searchable lists name nothing but what is chosen in them; jQuery makes them just before this.
window.django?.jQuery(() => {
  for (const box of document.querySelectorAll(".select2-selection")) {
    const label = box.closest(".select2").previousElementSibling?.labels?.[0]?.textContent.trim()
    if (!label) continue
    const chosen = box.querySelector(".select2-selection__rendered")
    chosen.setAttribute("aria-label", label)
    box.setAttribute("aria-label", label)
    box.removeAttribute("aria-labelledby")
    box.setAttribute("aria-describedby", chosen.id)
  }
})

// A form goes once: the second click of a double click does nothing. One that did not get away, or whose page is come
// back to, can be sent again.
const LEAVING = 20_000
document.addEventListener("submit", (event) => {
  const form = event.target
  if (event.defaultPrevented || form.method === "dialog") return
  if (form.dataset.sent) {
    event.preventDefault()
    return
  }
  form.dataset.sent = "yes"
  setTimeout(() => delete form.dataset.sent, LEAVING)
})
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent
})

// Back from the next page by the browser's button, the form may go again.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent
})
