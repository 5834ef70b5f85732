// Open one of the page's dialogs and wait for the answer: the value of the button pressed, or "" for none.
export function ask(id) {
  const dialog = document.getElementById(id)
  return new Promise((resolve) => {
    dialog.returnValue = ""
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true })
    dialog.showModal()
  })
}
