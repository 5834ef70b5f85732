// What the editor asks of the page: its words, its dialogs, and what the server knows of stories, pictures, services.
import { askAddress, askLink, askNote, askStories, askVideo } from "desk/dialogs"
import { choosePicture, choosePictures } from "desk/pictures"

// The page's translated words by name, and the addresses and labels on the editor's element.
export function pageWords(root) {
  const said = document.getElementById("editor-words").content.querySelectorAll("[data-word]")
  return { ...Object.fromEntries([...said].map((word) => [word.dataset.word, word.textContent])), ...root.dataset }
}

async function rows(address, ids) {
  const url = new URL(address, location.href)
  url.searchParams.set("ids", ids.join(","))
  try {
    const reply = await fetch(url)
    return reply.ok ? (await reply.json()).results : []
  } catch {
    return []
  }
}

export function pageTools(root) {
  const { providers } = JSON.parse(document.getElementById("editor-facts").textContent)
  const known = new Map()
  const films = new Map()
  return {
    choosePicture,
    choosePictures,
    askAddress,
    askLink,
    askNote,
    // The name of the service that answers for an address, or null.
    provider(url) {
      const host = URL.canParse(url) ? new URL(url).host : ""
      return providers.find(({ hosts }) => hosts.includes(host))?.name ?? null
    },
    async stories(ids) {
      const wanted = ids.split(",").filter(Boolean)
      const found = wanted.length ? await rows(root.dataset.stories, wanted) : []
      return wanted.map((id) => found.find((row) => String(row.id) === id) ?? { id, label: `#${id}` })
    },
    async chooseStories(ids) {
      return askStories(await this.stories(ids))
    },
    // Ask for a video in place of that which stands there: {video, url}, one of them filled; or null.
    async chooseVideo({ video, url }) {
      const chosen = await askVideo({ video: video ? await this.video(video) : null, url })
      return chosen?.video || chosen?.url ? chosen : null
    },
    // What is known of a video of our own.
    async video(id) {
      if (!films.has(id)) for (const row of await rows(root.dataset.videos, [id])) films.set(String(row.id), row)
      return films.get(id) ?? { id, label: `#${id}` }
    },
    // What is known of these pictures, in order; undefined for one that is not there.
    async pictures(ids) {
      const missing = ids.filter((id) => !known.has(id))
      if (missing.length) for (const row of await rows(root.dataset.pictures, missing)) known.set(String(row.id), row)
      return ids.map((id) => known.get(id))
    },
  }
}
