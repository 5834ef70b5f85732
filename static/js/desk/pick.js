// A text field that finds entries while one types: one entry, or several as chips in an order.

const WAIT = 160

function token() {
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? ""
}

class Pick {
  constructor(root) {
    this.root = root
    this.many = "many" in root.dataset
    this.value = root.querySelector("input[type=hidden]")
    this.text = root.querySelector("input[role=combobox]")
    this.list = root.querySelector("[role=listbox]")
    this.chips = root.querySelector(".chips")
    // Not `value`: somebody may have typed before this script came.
    this.chosenLabel = this.text.defaultValue
    this.written = this.value.value
    this.asked = 0
    this.text.addEventListener("input", () => {
      // What is listed answers other words than those that stand there now.
      this.open(false)
      this.later()
    })
    this.text.addEventListener("focus", () => this.later())
    this.text.addEventListener("keydown", (event) => this.key(event))
    this.text.addEventListener("blur", () => this.leave())
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")))
    this.chips?.addEventListener("click", (event) => {
      if (event.target.closest("button")) {
        event.target.closest("li").remove()
        this.write()
        this.text.focus()
      }
    })
    if (document.activeElement === this.text) this.later()
  }

  later() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.find(), WAIT)
  }

  async find() {
    const words = this.text.value.trim()
    const mine = ++this.asked
    const url = new URL(this.root.dataset.pick, location.href)
    url.searchParams.set("q", words)
    let found = []
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } })
      if (answer.ok) found = (await answer.json()).results
    } catch {
      found = []
    }
    if (mine !== this.asked || document.activeElement !== this.text) return
    this.show(found, words)
  }

  show(found, words) {
    const have = this.many ? this.ids() : []
    const rows = found.filter((row) => !have.includes(String(row.id))).map((row) => this.option(row))
    if (this.root.dataset.propose && words && !found.some((row) => row.label.toLowerCase() === words.toLowerCase())) {
      const option = this.option({ id: "", label: this.root.dataset.proposeLabel.replace("%s", words), note: "" })
      option.dataset.words = words
      rows.push(option)
    }
    this.list.replaceChildren(...rows)
    this.open(rows.length > 0)
    if (rows.length && words) this.point(rows[0])
  }

  option(row) {
    const option = document.createElement("li")
    option.setAttribute("role", "option")
    option.setAttribute("aria-selected", "false")
    option.id = `${this.list.id}_${row.id || "new"}`
    option.dataset.id = row.id
    option.dataset.label = row.label
    const label = document.createElement("span")
    label.dir = "auto"
    label.textContent = row.label
    option.append(label)
    if (row.note) {
      const note = document.createElement("small")
      note.textContent = row.note
      option.append(" ", note)
    }
    return option
  }

  open(isOpen) {
    this.list.hidden = !isOpen
    this.text.setAttribute("aria-expanded", String(isOpen))
    if (!isOpen) this.text.removeAttribute("aria-activedescendant")
  }

  pointed() {
    return this.list.querySelector("[aria-selected=true]")
  }

  point(option) {
    this.pointed()?.setAttribute("aria-selected", "false")
    option.setAttribute("aria-selected", "true")
    option.scrollIntoView({ block: "nearest" })
    this.text.setAttribute("aria-activedescendant", option.id)
  }

  key(event) {
    const options = [...this.list.children]
    const at = options.indexOf(this.pointed())
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      if (this.list.hidden) this.find()
      else if (options.length) {
        const step = event.key === "ArrowDown" ? 1 : -1
        this.point(options[(at + step + options.length) % options.length])
      }
    } else if (event.key === "Enter") {
      event.preventDefault()
      if (!this.list.hidden) this.take(this.pointed())
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault()
      event.stopPropagation()
      this.open(false)
    } else if (event.key === "Backspace" && this.many && !this.text.value) {
      this.chips.lastElementChild?.remove()
      this.write()
    }
  }

  async take(option) {
    if (!option) return
    let { id, label } = option.dataset
    if (!id) {
      const made = await this.propose(option.dataset.words)
      if (!made) return
      id = made.id
      label = made.label
    }
    if (this.many) {
      this.add(id, label)
      this.text.value = ""
    } else {
      this.text.value = label
      this.chosenLabel = label
      this.value.value = id
    }
    this.open(false)
    this.write()
  }

  // Have one entry stand there, or none.
  choose(id, label) {
    this.text.value = this.chosenLabel = label
    this.value.value = this.written = String(id)
  }

  async propose(name) {
    const sent = new FormData()
    sent.set("name", name)
    const answer = await fetch(this.root.dataset.propose, {
      method: "POST",
      body: sent,
      headers: { "X-CSRFToken": token() },
    })
    return answer.ok ? answer.json() : null
  }

  add(id, label) {
    if (this.ids().includes(String(id))) return
    const chip = document.createElement("li")
    chip.className = "chip"
    chip.dataset.id = id
    const name = document.createElement("span")
    name.dir = "auto"
    name.textContent = label
    const out = document.createElement("button")
    out.type = "button"
    out.textContent = "×"
    out.setAttribute("aria-label", this.root.dataset.removeLabel.replace("%s", label))
    chip.append(name, " ", out)
    this.chips.append(chip)
  }

  ids() {
    return [...this.chips.children].map((chip) => chip.dataset.id)
  }

  write() {
    if (this.many) this.value.value = this.ids().join(",")
    if (this.value.value === this.written) return
    this.written = this.value.value
    this.value.dispatchEvent(new Event("change", { bubbles: true }))
  }

  leave() {
    clearTimeout(this.timer)
    this.asked += 1
    this.open(false)
    if (this.many) return
    // A name that was not chosen from the list is nobody; an emptied field is no choice.
    if (!this.text.value.trim()) {
      this.value.value = ""
      this.chosenLabel = ""
    } else this.text.value = this.chosenLabel
    this.write()
  }
}

const picks = new WeakMap()

// The Pick of an element, made when first asked for.
export function pickOf(root) {
  if (!picks.has(root)) picks.set(root, new Pick(root))
  return picks.get(root)
}

export function startPicks(within = document) {
  for (const root of within.querySelectorAll("[data-pick]")) pickOf(root)
}
