// Threads as the server has them now, laid over those that stand here: what is being typed in them stays as it is, and
// so does the cursor.

const LISTS = ["[data-open-threads]", "[data-resolved-threads]"]

// Whether somebody is wording a comment of the thread anew.
const isWorded = (thread) => thread.querySelector("details.comment-own[open]") !== null

function renewed(old, fresh) {
  const hasChanged = old.dataset.version !== fresh.dataset.version
  const [acts, others] = [old, fresh].map((thread) => thread.querySelector("[data-acts]"))
  if (!acts.isEqualNode(others)) {
    const isFocused = acts.contains(document.activeElement)
    acts.replaceWith(others)
    if (isFocused) others.querySelector("button")?.focus({ preventScroll: true })
  }
  old.classList.toggle("is-resolved", fresh.classList.contains("is-resolved"))
  if (isWorded(old)) return old
  if (hasChanged || old.querySelector("[data-gone]")?.hidden !== fresh.querySelector("[data-gone]")?.hidden) {
    old.querySelector("[data-said]").replaceWith(fresh.querySelector("[data-said]"))
  }
  old.dataset.version = fresh.dataset.version
  return old
}

// The list holds these and no others, in this order; what is in its place already is not moved.
function arrange(list, wanted) {
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove()
  wanted.forEach((item, at) => {
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null)
  })
}

export function lay(old, fresh) {
  const focused = document.activeElement
  const held = new Map([...old.querySelectorAll("[data-thread]")].map((thread) => [thread.id, thread]))
  for (const name of LISTS) {
    const wanted = [...fresh.querySelectorAll(`${name} > [data-thread]`)].map((thread) =>
      held.has(thread.id) ? renewed(held.get(thread.id), thread) : thread,
    )
    arrange(old.querySelector(name), wanted)
  }
  for (const name of ["[data-none]", "[data-resolved]"]) old.querySelector(name).hidden = fresh.querySelector(name).hidden
  old.querySelector("[data-resolved-count]").textContent = fresh.querySelector("[data-resolved-count]").textContent
  Object.assign(old.dataset, { version: fresh.dataset.version, open: fresh.dataset.open })
  if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true })
}
