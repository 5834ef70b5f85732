// Copies of what was typed, on this device: one for each open page, until the server has it.
// They bear the person's number, so that nobody else at the same browser is shown them.

const PREFIX = "desk-typed:"

export function newPage() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

// A page that is open holds a lock in its name, so that others can tell its copy from one that was left behind.
export function holdOpen(page) {
  navigator.locks?.request(`desk-page:${page}`, { mode: "shared" }, () => new Promise(() => {}))
}

async function openPages() {
  const held = (await navigator.locks?.query())?.held ?? []
  return held.map((lock) => lock.name.replace("desk-page:", ""))
}

export class Copies {
  constructor(user, story) {
    this.person = `${PREFIX}${user}:`
    this.prefix = `${this.person}${story}:`
  }

  // False if this browser keeps nothing: its storage is full, or switched off.
  write(page, copy) {
    try {
      localStorage.setItem(this.prefix + page, JSON.stringify(copy))
      return true
    } catch {
      return false
    }
  }

  drop(page) {
    try {
      localStorage.removeItem(this.prefix + page)
    } catch {
      // Where nothing can be kept, nothing is.
    }
  }

  // The server has what `page` had typed by that step; of whichever story, a new one has had no number until now.
  confirm(page, step) {
    for (const [name, copy] of entries(this.person)) {
      if (name.endsWith(`:${page}`) && copy.step <= step) localStorage.removeItem(name)
    }
  }

  // Copies of this story whose pages are closed, the newest first.
  async left() {
    const open = await openPages()
    return entries(this.prefix)
      .map(([name, copy]) => ({ ...copy, page: name.slice(this.prefix.length) }))
      .filter((copy) => !open.includes(copy.page))
      .sort((one, other) => other.at - one.at)
  }
}

function entries(prefix) {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name, parsed(localStorage.getItem(name))])
      .filter(([, copy]) => Array.isArray(copy?.fields))
  } catch {
    return []
  }
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
