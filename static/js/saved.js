const NAME = "newsroom-saved";
const PICTURES = 3;

const shown = (source) => [...document.querySelectorAll(".article img")].find((image) => image.src === source);

/** Leaves a page with the files that this screen shows of its first pictures, and returns their paths. */
const fixPictures = (page) => {
  for (const link of page.querySelectorAll("link[rel=preload]")) link.remove();
  const paths = [];
  for (const image of [...page.querySelectorAll(".article img")].slice(0, PICTURES)) {
    const source = new URL(image.getAttribute("src"), location.href).href;
    const path = new URL(shown(source)?.currentSrc || source).pathname;
    for (const other of image.parentNode.querySelectorAll("source")) other.remove();
    for (const name of ["srcset", "sizes"]) image.removeAttribute(name);
    image.setAttribute("src", path);
    image.closest("[data-zoom]")?.setAttribute("href", path);
    paths.push(path);
  }
  return paths;
};

const savedAt = ({ headers }) => headers.get("x-saved") ?? headers.get("x-kept");
const imagesOf = (response) => JSON.parse(response.headers.get("x-images") ?? "[]");

/** Takes away pictures that no saved story shows any more. */
const sweep = async (cache) => {
  const keys = await cache.keys();
  const used = new Set();
  for (const key of keys) for (const path of imagesOf(await cache.match(key))) used.add(path);
  for (const key of keys) {
    const { pathname } = new URL(key.url);
    if (pathname.startsWith("/media/") && !used.has(pathname)) await cache.delete(key);
  }
};

/** Takes the story at a path off the device. */
export const forget = async (path) => {
  const cache = await caches.open(NAME);
  await cache.delete(path, { ignoreVary: true });
  await sweep(cache);
};

/**
 * Puts the story at a path on the device, or brings its copy up to date: `x-kept` says of when it is, `x-saved` since
 * when the reader wants it. Returns whether it is there: one that was taken down or moved is not, nor is its old copy.
 */
export const save = async (path) => {
  const answer = await fetch(path, { cache: "no-cache" });
  if (answer.status === 404 || answer.status === 410 || answer.redirected) {
    await forget(path);
    return false;
  }
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const images = fixPictures(page);
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name);
  const cache = await caches.open(NAME);
  const old = await cache.match(path, { ignoreVary: true });
  headers.set("x-kept", Date.now());
  headers.set("x-saved", old ? savedAt(old) : Date.now());
  headers.set("x-images", JSON.stringify(images));
  for (const image of images) {
    const file = await fetch(image).catch(() => null);
    if (file?.ok) await cache.put(image, file);
  }
  const html = `<!doctype html>\n${page.documentElement.outerHTML}`;
  await cache.put(path, new Response(html, { headers }));
  await sweep(cache);
  return true;
};

/** What is kept under a cache's name, the latest first: path, headline, section, and when. */
const list = async (name) => {
  const cache = await caches.open(name);
  const found = [];
  for (const key of await cache.keys()) {
    const response = await cache.match(key, { ignoreVary: true });
    if (!response.headers.get("content-type").startsWith("text/html")) continue;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const story = page.querySelector("article[data-section]");
    if (!story) continue;
    const { section } = story.dataset;
    const headline = page.querySelector("h1").textContent;
    found.push({ path: new URL(key.url).pathname, at: Number(savedAt(response)), headline, section });
  }
  return found.sort((a, b) => b.at - a.at);
};

// As the edition writes dates: its months and digits.
const { dates } = document.documentElement.dataset;

const dayOf = (at) => {
  const form = new Intl.DateTimeFormat(dates, { day: "numeric", month: "short", year: "numeric" });
  const parts = form.formatToParts(at).map(({ type, value }) => [type, value]);
  const { day, month, year } = Object.fromEntries(parts);
  return `${day} ${month} ${year}`;
};

const row = (template, { path, headline, section, at }) => {
  const item = template.content.cloneNode(true).firstElementChild;
  const link = item.querySelector("a");
  const time = item.querySelector("time");
  item.querySelector(".kept__section").textContent = section;
  link.href = path;
  link.textContent = headline;
  time.dateTime = new Date(at).toISOString();
  time.textContent = dayOf(at);
  item.querySelector("button").dataset.path = path;
  item.querySelector("button span").textContent = ` ${headline}`;
  return item;
};

const fill = async (part) => {
  const saved = await list(NAME);
  const paths = new Set(saved.map(({ path }) => path));
  const read = (await list("newsroom-pages")).filter(({ path }) => !paths.has(path));
  for (const [name, stories] of [[NAME, saved], ["newsroom-pages", read]]) {
    const rows = stories.map((story) => row(part.querySelector("template"), story));
    part.querySelector(`[data-of="${name}"]`).replaceChildren(...rows);
  }
  part.querySelector("[data-none]").hidden = saved.length > 0;
  part.querySelector("[data-read]").hidden = read.length === 0;
  return saved;
};

const begin = async (part) => {
  part.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-path]");
    if (!button) return;
    const { path } = button.dataset;
    await forget(path);
    await (await caches.open("newsroom-pages")).delete(path, { ignoreVary: true });
    await fill(part);
    part.querySelector("[role=status]").textContent = part.dataset.removed;
    (part.querySelector("[data-path]") ?? document.querySelector("h1")).focus();
  });
  const saved = await fill(part);
  // What was corrected since is read as it stands now, and what was taken down is gone.
  const asked = saved.map(({ path }) => save(path).catch(() => true));
  if ((await Promise.all(asked)).includes(false)) await fill(part);
};

const part = document.querySelector("[data-list]");
if (part && "caches" in window) begin(part);
