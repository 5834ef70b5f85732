// Text that a page left on this device before the server had it: offered again when the story is opened.
import { ask } from "desk/sending"

// Leave the address without the mark of a save, once the copy that it names has been dropped.
export function confirmSaved(copies) {
  const address = new URL(location.href)
  const [page, step] = (address.searchParams.get("saved") ?? "").split(".")
  if (!page) return
  copies.confirm(page, Number(step))
  address.searchParams.delete("saved")
  history.replaceState(null, "", address)
}

// The same text to a reader, though a browser sends other line ends, and a row its own number.
function meaning(fields) {
  return JSON.stringify(
    fields
      .filter(([name]) => !["base_revision", "base_aside"].includes(name) && !/-(ORDER|INITIAL_FORMS)$/.test(name))
      .map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()])
      .sort(),
  )
}

export async function offerLeftovers(autosave) {
  const { copies, root } = autosave
  const shown = meaning(autosave.fields())
  const left = []
  for (const copy of await copies.left()) {
    if (meaning(copy.fields) === shown) copies.drop(copy.page)
    else left.push(copy)
  }
  if (left.length) offer(autosave, left[0], root.querySelector("[data-banner=left]"))
}

function offer(autosave, copy, banner) {
  const words = banner.querySelector("[data-pattern]")
  words.textContent = words.dataset.pattern.replace("%s", autosave.clockAndDay(copy.at))
  banner.hidden = false
  banner.querySelector("[data-put-back]").onclick = () => putBack(autosave, copy)
  banner.querySelector("[data-drop]").onclick = () => drop(autosave, copy, banner)
}

// It becomes the draft, and the page loads with it; what stands in the page now goes to the server before.
async function putBack(autosave, copy) {
  const { copies, root } = autosave
  if ((await autosave.send()) !== "ok") return
  const body = autosave.body(copy.fields, copy.page)
  if (copy.key) body.set("key", copy.key)
  const answer = await ask(autosave.url, { body })
  if (answer.kind !== "ok") return autosave.failed(answer)
  copies.drop(copy.page)
  autosave.isLeaving = true
  const key = answer.data.key ?? copy.key
  location.assign(copy.key ? `${root.dataset.pageUrl}?draft=${key}` : root.dataset.pageUrl)
}

// A story's history takes what is dropped; a new story has none.
async function drop(autosave, copy, banner) {
  const { copies, root } = autosave
  if (root.dataset.keepUrl) {
    const answer = await ask(root.dataset.keepUrl, { body: autosave.body(copy.fields, copy.page) })
    if (answer.kind !== "ok" && answer.kind !== "refused") return autosave.failed(answer)
  }
  copies.drop(copy.page)
  banner.hidden = true
  offerLeftovers(autosave)
}
