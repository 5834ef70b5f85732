// The point of a picture that every cut keeps: a click sets it, the two numbers hold it.
const root = document.querySelector("[data-focal]")
const across = document.getElementById("id_focal_x")
const down = document.getElementById("id_focal_y")

if (root && across && !across.matches(":disabled")) {
  const point = root.querySelector(".focal-point")
  const show = () => {
    point.style.left = `${across.value * 100}%`
    point.style.top = `${down.value * 100}%`
  }
  root.addEventListener("click", (event) => {
    const box = root.querySelector("img").getBoundingClientRect()
    across.value = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)).toFixed(3)
    down.value = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height)).toFixed(3)
    show()
  })
  across.addEventListener("input", show)
  down.addEventListener("input", show)
  show()
}
