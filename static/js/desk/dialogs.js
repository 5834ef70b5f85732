// The page's dialogs, each a question with an answer.
import { pickOf } from "desk/pick"

// Open one of the page's dialogs and wait for the answer: the value of the button pressed, or "" for none.
export function ask(id) {
  const dialog = document.getElementById(id)
  return new Promise((resolve) => {
    dialog.returnValue = ""
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true })
    dialog.showModal()
  })
}

// Open a dialog with one field; the text that was set, or null if nothing was.
async function askText(id, text) {
  const field = document.querySelector(`#${id} :is(input, textarea)`)
  field.value = text
  return (await ask(id)) === "set" ? field.value.trim() : null
}

export const askAddress = (kind, url) => askText(`${kind}-dialog`, url)
// Ask for a video: {video: its id, url: ""} for one of our own, {video: "", url} for a provider's, or null.
export async function askVideo({ video, url }) {
  const root = document.querySelector("#video-dialog [data-pick]")
  const field = document.getElementById("video-address")
  const pick = pickOf(root)
  pick.choose(video?.id ?? "", video?.label ?? "")
  field.value = url
  if ((await ask("video-dialog")) !== "set") return null
  const id = pick.value.value
  return id ? { video: id, url: "" } : { video: "", url: field.value.trim() }
}

export const askNote = (note) => askText("footnote-dialog", note)

// Ask for a link's address; null if nothing is to change, "" if the link goes.
export async function askLink(href) {
  const field = document.getElementById("link-address")
  field.value = href
  const said = await ask("link-dialog")
  return said === "remove" ? "" : said === "set" ? field.value.trim() : null
}

// Ask for stories, which stand there already; their ids joined by commas, or "".
export async function askStories(stories) {
  const pick = pickOf(document.querySelector("#related-dialog [data-pick]"))
  pick.chips.replaceChildren()
  for (const story of stories) pick.add(story.id, story.label)
  return (await ask("related-dialog")) === "set" ? pick.ids().join(",") : ""
}
