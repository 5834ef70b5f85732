// Questions to the server that a page asks by itself: what came of each, told apart once.

function root() {
  return document.querySelector("[data-csrf-cookie]")
}

// Signing in elsewhere changes it, so it is read anew for each request.
export function token() {
  const name = `${root()?.dataset.csrfCookie}=`
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(name))
  return found ? found.slice(name.length) : ""
}

export function refreshTokens() {
  const fresh = token()
  if (!fresh) return
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = fresh
}

function kindOf(reply, data) {
  if (reply.ok || reply.status === 304) return "ok"
  // A 403 that is no JSON comes from the check of the form's token: there is no session that it belongs to.
  if (reply.type === "opaqueredirect" || (reply.status === 403 && !data)) return "signed-out"
  if (reply.status === 409) return "signed-out"
  return reply.status >= 500 ? "broken" : "refused"
}

// `kind` is "ok", "signed-out", "refused" (for good), "broken" (5xx), "offline" or "slow"; `data` the JSON, if any, else `text`.
export async function ask(url, { body, headers = {}, patience = 15_000 } = {}) {
  try {
    const reply = await fetch(url, {
      method: body ? "POST" : "GET",
      body,
      redirect: "manual",
      headers: { Accept: "application/json", "X-CSRFToken": token(), ...headers },
      signal: AbortSignal.timeout(patience),
    })
    const isJson = (reply.headers.get("Content-Type") ?? "").startsWith("application/json")
    const data = isJson ? await reply.json() : null
    const text = isJson ? "" : await reply.text()
    const kind = kindOf(reply, data)
    if (kind === "ok") refreshTokens()
    return { kind, data, text, etag: reply.headers.get("ETag"), status: reply.status }
  } catch (error) {
    return { kind: error.name === "TimeoutError" ? "slow" : "offline", data: null }
  }
}

// Before anything is sent by a form, its token is the one that holds now.
document.addEventListener("submit", refreshTokens, { capture: true })
