// The point of a picture that every cut keeps: a click or the arrow keys set it, two numbers hold it, and the cuts are
// shown as they will be made (focal_box in articles/media/renditions.py).
const root = document.querySelector("[data-focal]")
const across = document.getElementById("id_focal_x")
const down = document.getElementById("id_focal_y")
const crops = document.querySelector("[data-crops]")
const SMALL = 0.01
const LARGE = 0.1

const inside = (value) => Math.min(1, Math.max(0, value))

// Where the box of some length begins along a side, as the part of what is cut off that lies before it.
function before(point, side, length) {
  if (side - length < 1e-9) return 0.5
  return Math.min(Math.max(point * side - length / 2, 0), side - length) / (side - length)
}

function showCrops(x, y) {
  const { width, height } = size
  for (const image of crops.querySelectorAll("[data-crop]")) {
    const [wide, tall] = image.dataset.crop.split("/").map(Number)
    const isWider = width * tall > height * wide
    const boxWidth = isWider ? Math.max(1, (height * wide) / tall) : width
    const boxHeight = isWider ? height : Math.max(1, (width * tall) / wide)
    image.style.objectPosition = `${before(x, width, boxWidth) * 100}% ${before(y, height, boxHeight) * 100}%`
  }
  crops.hidden = false
}

const picture = root?.querySelector("img")
// Of the original: what is shown here is smaller, and rounded.
const size = { width: Number(picture?.getAttribute("width")), height: Number(picture?.getAttribute("height")) }

function values() {
  const [x, y] = [across, down].map((field) => Number.parseFloat(field.value))
  return [Number.isFinite(x) ? inside(x) : 0.5, Number.isFinite(y) ? inside(y) : 0.5]
}

if (root && across) {
  const point = root.querySelector(".focal-point")
  const said = document.querySelector("[data-focal-said]")
  let timer = 0
  const show = () => {
    const [x, y] = values()
    showCrops(x, y)
    if (!point) return
    point.style.left = `${x * 100}%`
    point.style.top = `${y * 100}%`
    point.setAttribute("aria-label", sentence(x, y))
  }
  const sentence = (x, y) =>
    root.dataset.says.replace("%x", Math.round(x * 100)).replace("%y", Math.round(y * 100))
  const set = (x, y) => {
    across.value = inside(x).toFixed(3)
    down.value = inside(y).toFixed(3)
    show()
    // Said when the hand rests, not at every step.
    clearTimeout(timer)
    timer = setTimeout(() => {
      said.textContent = sentence(...values())
    }, 400)
  }
  if (point) {
    const at = (event) => {
      const box = picture.getBoundingClientRect()
      set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
    }
    point.hidden = false
    root.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return
      event.preventDefault()
      root.setPointerCapture(event.pointerId)
      point.focus({ preventScroll: true })
      at(event)
    })
    root.addEventListener("pointermove", (event) => {
      if (root.hasPointerCapture(event.pointerId)) at(event)
    })
    point.addEventListener("keydown", (event) => {
      const step = event.shiftKey ? LARGE : SMALL
      const [x, y] = values()
      // A picture is not mirrored where one reads from the right: neither are the arrows.
      const to = {
        ArrowLeft: [x - step, y],
        ArrowRight: [x + step, y],
        ArrowUp: [x, y - step],
        ArrowDown: [x, y + step],
        Home: [0.5, 0.5],
      }[event.key]
      if (!to) return
      event.preventDefault()
      set(...to)
    })
    across.addEventListener("input", show)
    down.addEventListener("input", show)
  }
  show()
}
