// The textarea that is sent: what stands in it, and when it is brought in line with the editor.
import { pm } from "django-prose-editor/editor"

const WAIT = 250

const isBlank = (block) => block.type.name === "paragraph" && block.content.size === 0

// A function that gives the document as the server stores it. Blocks are written once and kept, so that a long text
// costs no more than the block that changed.
export function bodyOf(editor) {
  const serializer = pm.model.DOMSerializer.fromSchema(editor.schema)
  const written = new WeakMap()
  const write = (block) => {
    const holder = document.createElement("div")
    holder.append(serializer.serializeNode(block))
    // Only whole blocks have a name; one that was wrapped into another keeps its own to itself.
    for (const inner of holder.querySelectorAll(":scope > * [id]")) inner.removeAttribute("id")
    return holder.innerHTML.replaceAll("&nbsp;", " ")
  }
  return () => {
    const parts = []
    editor.state.doc.forEach((block) => {
      if (isBlank(block)) return
      if (!written.has(block)) written.set(block, write(block))
      parts.push(written.get(block))
    })
    return parts.join("\n")
  }
}

// Keep the textarea in line with the editor: soon after the last key, and at once when the form is read, sent or left.
// Gives the function that does it at once.
export function startWriting(root, textarea, editor) {
  const body = bodyOf(editor)
  let timer = 0
  const flush = () => {
    if (!timer) return
    clearTimeout(timer)
    timer = 0
    const html = body()
    if (html === textarea.value) return
    textarea.value = html
    textarea.dispatchEvent(new Event("input", { bubbles: true }))
  }
  editor.on("update", () => {
    clearTimeout(timer)
    timer = setTimeout(flush, WAIT)
    root.dispatchEvent(new CustomEvent("editor-typed", { bubbles: true }))
  })
  document.addEventListener("submit", flush, true)
  window.addEventListener("beforeunload", flush)
  window.addEventListener("pagehide", flush)
  document.addEventListener("visibilitychange", flush)
  textarea.form?.addEventListener("formdata", ({ formData }) => {
    flush()
    if (textarea.name) formData.set(textarea.name, textarea.value)
  })
  return flush
}
