// What a page asks every few seconds while it is looked at, and at once when it is looked at again.
import { ask } from "desk/sending"

const EVERY = 5000
const PATIENCE = 10_000

export class Repeating {
  constructor(task) {
    this.task = task
    this.count = 0
    document.addEventListener("visibilitychange", () => this.now())
  }

  later() {
    clearTimeout(this.timer)
    if (!this.isOver) this.timer = setTimeout(() => this.now(), EVERY)
  }

  // At once, and again in a while; `given` is handed to the task.
  async now(given) {
    clearTimeout(this.timer)
    if (document.hidden || this.isOver) return
    const mine = ++this.count
    await this.task(given)
    if (mine === this.count) this.later()
  }

  end() {
    this.isOver = true
    clearTimeout(this.timer)
  }
}

// An address that answers by 304 while nothing is new. `address` gives it; `hear` takes each answer but those that a
// later question has outrun, and gives false if it could not use all of it: then it is told the same once more.
export class Polling extends Repeating {
  constructor({ address, hear, etag }) {
    super((given) => this.ask(given))
    Object.assign(this, { address, hear, etag })
  }

  async ask(given) {
    const mine = this.count
    const headers = this.etag ? { "If-None-Match": this.etag } : {}
    const answer = await ask(this.address(), { headers, patience: PATIENCE })
    if (mine === this.count && this.hear(answer, given) !== false && answer.kind === "ok") this.etag = answer.etag
  }
}
