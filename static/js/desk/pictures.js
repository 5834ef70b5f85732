// The dialog in which a picture is found or uploaded.

const WAIT = 200
let answer = null

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
  button.addEventListener("click", () => closeWith(picture))
  item.append(button)
  return item
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

async function upload(form) {
  const button = form.querySelector("[type=submit]")
  button.disabled = true
  tell([])
  try {
    const reply = await fetch(dialog().dataset.upload, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
    })
    const said = await reply.json()
    if (reply.ok) {
      form.reset()
      closeWith(said)
    } else tell(said.errors)
  } catch {
    tell([dialog().dataset.refused])
  } finally {
    button.disabled = false
  }
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
}

// Let the writer choose a picture: {id, label, alt, caption, credit, thumb}, or null.
export function choosePicture() {
  start()
  const root = dialog()
  answer = null
  return new Promise((resolve) => {
    root.addEventListener("close", () => resolve(answer), { once: true })
    root.showModal()
    search(root.querySelector("#picture-search").value)
  })
}

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
