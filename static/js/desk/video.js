// A new video is sent with its progress shown. What is refused is said beside its field, and the file stays chosen.
const form = document.querySelector("form[enctype]")
const status = form.querySelector("[data-sending]")
const bar = status.querySelector("progress")
const part = status.querySelector("[data-part]")
const said = status.querySelector("[data-said]")
const cancel = status.querySelector("[data-cancel]")
const words = status.dataset
let asked = null
// Where it is seen: the row of buttons stays at the edge of the window.
form.querySelector(".submit-row").append(status)

function tell(sentence) {
  said.textContent = sentence
  status.dataset.state = asked ? "sending" : "failed"
  bar.hidden = part.hidden = cancel.hidden = !asked
  status.hidden = false
}

function end(sentence) {
  asked = null
  tell(sentence)
}

// Take over what the page of the answer says of each field; false if it says it elsewhere.
function showErrors(html) {
  const answer = new DOMParser().parseFromString(html, "text/html")
  const theirs = [...answer.querySelectorAll("form .form-row")]
  const rows = [...form.querySelectorAll(".form-row")]
  const refused = theirs.map((row) => row.querySelector(".errorlist"))
  if (rows.length !== theirs.length || !refused.some(Boolean)) return false
  for (const [number, row] of rows.entries()) {
    row.querySelector(".errorlist")?.remove()
    row.classList.toggle("errors", Boolean(refused[number]))
    if (refused[number]) row.prepend(document.importNode(refused[number], true))
  }
  const first = form.querySelector(".form-row.errors")
  first.querySelector("input:not([type=hidden]), select, textarea, button")?.focus()
  end(answer.querySelector(".errornote")?.textContent.trim() ?? words.refused)
  return true
}

function answered(sent) {
  if (sent.status === 201) {
    asked = null
    location.assign(JSON.parse(sent.responseText).url)
  } else if (sent.status !== 200) {
    end(words.refused)
  } else if (!showErrors(sent.responseText)) {
    // The page as it would be without this script.
    asked = null
    form.submit()
  }
}

function send(data) {
  const request = new XMLHttpRequest()
  asked = request
  bar.value = 0
  part.textContent = ""
  tell("")
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return
    bar.value = Math.floor((event.loaded / event.total) * 100)
    part.textContent = bar.value < 100 ? words.sent.replace("%s", bar.value) : ""
    // Said aloud once, not once for each part of a file.
    if (bar.value === 100) said.textContent = words.taking
  })
  request.addEventListener("load", () => answered(request))
  request.addEventListener("error", () => end(words.lost))
  request.addEventListener("abort", () => end(words.cancelled))
  request.open("POST", form.action)
  request.setRequestHeader("Accept", "application/json")
  request.send(data)
}

form.addEventListener("submit", (event) => {
  event.preventDefault()
  if (asked) return
  const file = form.elements.file.files[0]
  if (file && file.size > Number(words.max)) end(words.large)
  else send(new FormData(form, event.submitter))
})
cancel.addEventListener("click", () => asked?.abort())
addEventListener("beforeunload", (event) => {
  if (asked) event.preventDefault()
})
