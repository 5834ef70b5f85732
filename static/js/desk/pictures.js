// The dialog in which a picture is found or uploaded.
import { takesDrops, Uploads } from "desk/uploads"

const WAIT = 200
let answer = null
// The pictures chosen so far, where several are wanted; else null.
let chosen = null

function dialog() {
  return document.getElementById("picture-dialog")
}

function closeWith(picture) {
  answer = picture
  dialog().close()
}

async function search(words) {
  const root = dialog()
  const url = new URL(root.dataset.lookup, location.href)
  url.searchParams.set("q", words)
  const results = root.querySelector(".picture-results")
  let found = []
  try {
    const reply = await fetch(url)
    if (reply.ok) found = (await reply.json()).results
  } catch {
    found = []
  }
  results.replaceChildren(...found.map(result))
  if (!found.length) results.textContent = results.dataset.none
}

function result(picture) {
  const item = document.createElement("li")
  const button = document.createElement("button")
  button.type = "button"
  const image = document.createElement("img")
  image.src = picture.thumb
  image.alt = picture.alt
  image.width = 180
  image.height = 120
  image.loading = "lazy"
  const label = document.createElement("span")
  label.dir = "auto"
  label.textContent = picture.label
  button.append(image, label)
  if (picture.ended) {
    const why = document.createElement("span")
    why.className = "mark is-bad"
    why.textContent = dialog().dataset.ended
    button.append(why)
    button.disabled = true
  }
  button.addEventListener("click", () => (chosen ? toggle(picture, button) : closeWith(picture)))
  if (chosen) button.setAttribute("aria-pressed", String(chosen.some(({ id }) => id === picture.id)))
  item.append(button)
  return item
}

function toggle(picture, button) {
  const at = chosen.findIndex(({ id }) => id === picture.id)
  if (at < 0) chosen.push(picture)
  else chosen.splice(at, 1)
  button.setAttribute("aria-pressed", String(at < 0))
  showChosen()
}

function showChosen() {
  const use = dialog().querySelector("[data-use]")
  use.hidden = !chosen
  if (!chosen) return
  use.disabled = !chosen.length
  use.textContent = chosen.length === 1 ? use.dataset.one : use.dataset.many.replace("%s", chosen.length)
}

function tell(sentences) {
  const errors = dialog().querySelector("[data-errors]")
  errors.replaceChildren(
    ...sentences.map((sentence) => {
      const item = document.createElement("li")
      item.textContent = sentence
      return item
    }),
  )
  errors.hidden = !sentences.length
}

// Send a form's data; the picture, or {errors}: sentences that say why not.
async function send(data) {
  try {
    const reply = await fetch(dialog().dataset.upload, {
      method: "POST",
      body: data,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(120_000),
    })
    const said = await reply.json()
    return reply.ok ? said : { errors: said.errors ?? [dialog().dataset.refused] }
  } catch {
    return { errors: [dialog().dataset.refused] }
  }
}

// Upload a file with nothing said of it yet; answers as `send` does.
export function uploadPicture(file) {
  const data = new FormData()
  data.set("csrfmiddlewaretoken", dialog().querySelector("[name=csrfmiddlewaretoken]").value)
  data.set("file", file)
  return send(data)
}

async function upload(form) {
  const button = form.querySelector("[type=submit]")
  const files = form.querySelector("input[type=file]").files
  if (files.length > 1) return several(files)
  button.disabled = true
  tell([])
  const said = await send(new FormData(form))
  button.disabled = false
  if (said.errors) return tell(said.errors)
  form.reset()
  if (!chosen) return closeWith(said)
  chosen.push(said)
  showChosen()
  return search("")
}

let uploads = null

// Files that come together are described later; here they can be chosen once they are in.
function several(files) {
  uploads ??= new Uploads(dialog(), {
    taken: (picture) => {
      if (chosen && !chosen.some(({ id }) => id === picture.id)) chosen.push(picture)
      showChosen()
      dialog().querySelector(".picture-results").prepend(result(picture))
    },
  })
  uploads.add(files)
  dialog().querySelector("#picture-upload").reset()
}

// One file stands in the form, where its words can be typed before it is sent.
function dropped(files) {
  if (files.length > 1) return several(files)
  dialog().querySelector("#upload-file").files = files
  dialog().querySelector("#upload-alt").focus()
}

let isStarted = false

function start() {
  if (isStarted) return
  isStarted = true
  const root = dialog()
  const words = root.querySelector("#picture-search")
  let timer = 0
  words.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(() => search(words.value), WAIT)
  })
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault()
  })
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault()
    upload(event.target)
  })
  root.querySelector("#upload-file").addEventListener("change", ({ target }) => {
    if (target.files.length > 1) several(target.files)
  })
  root.querySelector("[data-use]").addEventListener("click", () => closeWith(chosen))
  takesDrops(root, dropped)
}

function asked(wanted) {
  start()
  const root = dialog()
  answer = null
  chosen = wanted
  showChosen()
  return new Promise((resolve) => {
    root.addEventListener("close", () => resolve(answer), { once: true })
    root.showModal()
    search(root.querySelector("#picture-search").value)
  })
}

// Let the writer choose a picture: {id, label, alt, caption, credit, thumb}, or null.
export const choosePicture = () => asked(null)

// Let the writer choose several, those of `ids` chosen already: pictures of which the id is sure, or null.
export const choosePictures = (ids) => asked(ids.map((id) => ({ id: Number(id) })))

export function startPicturePicks(within = document) {
  for (const root of within.querySelectorAll("[data-pick-picture]")) {
    if (root.dataset.started) continue
    root.dataset.started = "yes"
    const button = root.querySelector("button")
    button.addEventListener("click", async () => {
      const picture = await choosePicture()
      if (!picture) return
      const value = root.querySelector("input[type=hidden]")
      const image = root.querySelector("img")
      value.value = picture.id
      image.src = picture.thumb
      image.alt = picture.alt || picture.label
      image.hidden = false
      button.textContent = root.dataset.change
      button.setAttribute("aria-label", root.dataset.change)
      value.dispatchEvent(new Event("change", { bubbles: true }))
    })
  }
}
