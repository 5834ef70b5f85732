// The pages of the public site in the desk's frames, and the address of a share link.

const preview = document.querySelector("[data-preview]")
const frames = preview ? [...preview.querySelectorAll("iframe")] : []
const themes = preview?.querySelector("[data-themes]")

function paint(page) {
  const chosen = themes.querySelector("input:checked")
  if (chosen) page.documentElement.dataset.theme = chosen.value
}

// What the public site links to cannot be shown in a frame.
function openElsewhere(page) {
  for (const link of page.querySelectorAll("a[href]")) {
    if (link.getAttribute("href").startsWith("#")) continue
    link.target = "_blank"
    link.rel = "noopener"
  }
  for (const form of page.forms) form.target = "_blank"
}

function lay(page) {
  const style = page.createElement("link")
  style.rel = "stylesheet"
  style.href = preview.dataset.frameCss
  page.head.append(style)
}

function pointOut(frame, page) {
  const path = preview.dataset.story
  if (!path) return
  const found = [...page.querySelectorAll("main a")].filter((link) => link.getAttribute("href") === path)
  for (const link of found) (link.closest(".card, li") ?? link).dataset.previewed = ""
  frame.closest("figure").querySelector("[data-missing]").hidden = found.length > 0
  const place = page.querySelector("[data-previewed]")?.getBoundingClientRect()
  if (place && place.bottom > frame.contentWindow.innerHeight) frame.contentWindow.scrollTo(0, place.top - 120)
}

function dress(frame) {
  const page = frame.contentDocument
  if (!page || page.URL === "about:blank") return
  lay(page)
  paint(page)
  openElsewhere(page)
  pointOut(frame, page)
  frame.dataset.ready = ""
}

if (preview) {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (document.documentElement.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  themes.querySelector(`[value=${isDark ? "dark" : "light"}]`).checked = true
  themes.hidden = false
  themes.addEventListener("change", () => {
    for (const frame of frames) if (frame.contentDocument) paint(frame.contentDocument)
  })
  for (const frame of frames) {
    frame.addEventListener("load", () => dress(frame))
    if (frame.contentDocument?.readyState === "complete") dress(frame)
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]")
  if (!button) return
  const field = document.getElementById(button.dataset.copies)
  field.select()
  await navigator.clipboard?.writeText(field.value)
  button.textContent = button.dataset.done
})
