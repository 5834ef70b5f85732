// The grid of the library: files dropped anywhere on it are taken in, and a choice in the bar is asked at once.
import { takesDrops, Uploads } from "desk/uploads"

const root = document.querySelector("[data-uploads]")
const grid = document.querySelector("[data-grid]")

// A picture that has come just now, in front of the others.
function card(picture) {
  const item = document.createElement("li")
  item.className = "picture-card is-new"
  const link = document.createElement("a")
  link.href = picture.url
  const image = document.createElement("img")
  image.src = `${picture.thumb}?crop=whole`
  // What stands below it is not said twice.
  image.alt = picture.alt === picture.label ? "" : picture.alt
  image.width = 320
  image.height = 213
  const said = document.createElement("span")
  said.className = "picture-said"
  said.dir = "auto"
  said.textContent = picture.label
  link.append(image, said)
  item.append(link)
  return item
}

function showNew(picture) {
  if (!picture.isNew) return
  grid.querySelector(".picture-none")?.remove()
  grid.prepend(card(picture))
}

if (root) {
  const uploads = new Uploads(root, {
    taken: showNew,
    over: () => root.querySelector("[data-describe-link]:not([hidden])")?.scrollIntoView({ block: "nearest" }),
  })
  const input = root.querySelector("input[type=file]")
  root.querySelector("[data-plain]").hidden = true
  input.addEventListener("change", () => {
    uploads.add(input.files)
    input.value = ""
  })
  root.addEventListener("submit", (event) => event.preventDefault())
  takesDrops(document.getElementById("content"), (files) => uploads.add(files))
}

const bar = document.getElementById("picture-bar")
for (const choice of bar.querySelectorAll("select")) choice.addEventListener("change", () => bar.requestSubmit())
// What is not asked for need not stand in the address.
bar.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData]) if (!value) formData.delete(name)
})
