// Alerts that come, expire and are stood down while the page is open; imported at the first of what the stream tells
// (flash.js). What stands on the page is the state: each element of an alert has its number as `data-alert` and its end as
// `data-until`. Nothing that is read is ever moved: a line comes into the ticker where that steps, else, and as every
// flash, into a band over the foot of the window.
const { content: parts } = document.querySelector("#alert-parts");
const ticker = document.querySelector(".ticker");
const list = ticker?.querySelector(".ticker__list");
const digits = new Intl.NumberFormat(document.documentElement.dataset.dates);
const QUIET = 30_000;
// Answers are kept for five seconds: what came since does not stand in them.
const SETTLED = 10_000;
// When this page learned of an alert, by its number; those that were stood down; what is still to be said.
const known = new Map();
const gone = new Set();
const waiting = new Map();
// Whose words `status` holds, and the timer of the next.
let said = [];
let saying;
let quietUntil = 0;
let offset = 0;
let isClockSet = false;
let expiring;

const foot = document.createElement("div");
const status = document.createElement("p");
foot.className = "flash-foot";
status.className = "visually-hidden";
status.setAttribute("role", "status");
foot.append(status);
document.querySelector("main").before(foot);

const shown = (id) => document.querySelectorAll(`[data-alert="${id}"]`);
for (const { dataset } of document.querySelectorAll("[data-alert]")) known.set(Number(dataset.alert), 0);
// The page shows the newest: what is older than all of them has not just come.
const times = [...(list?.querySelectorAll("time") ?? [])].map((time) => Date.parse(time.dateTime));
const oldest = times.length && Math.min(...times);

const isRead = (id) => {
  try {
    return (localStorage.getItem("flash-read") ?? "").split(" ").includes(String(id));
  } catch {
    return false;
  }
};

/** Lets the words of an alert lead to its story, or nowhere where it has none. */
const link = (node, url) => {
  const words = node.querySelector("bdi");
  let way = words.closest("a");
  if (!url) return way?.replaceWith(words);
  if (!way) {
    way = document.createElement("a");
    words.replaceWith(way);
    way.append(words);
  }
  if (way.getAttribute("href") !== url) way.href = url;
};

/** A ticker's line or a band, as the server would have rendered it. */
const made = (selector, { id, text, url, at, until, corrects }) => {
  const node = parts.querySelector(selector).cloneNode(true);
  const time = node.querySelector("time");
  node.dataset.alert = id;
  node.dataset.until = until;
  node.querySelector("bdi").textContent = text;
  link(node, url);
  if (!corrects) node.querySelector("strong").remove();
  time.dateTime = at;
  // `at` is written by the edition's clock, in Latin digits.
  time.textContent = at.slice(11, 16).replace(/\d/g, (digit) => digits.format(digit));
  return node;
};

/** Takes what is over out of sight, and moves nothing. */
const drop = (node) => {
  if (foot.contains(node)) node.remove();
  else if (ticker?.contains(node) && "moves" in ticker.dataset) {
    node.remove();
    ticker.dispatchEvent(new CustomEvent("lines"));
  } else node.classList.add("is-over");
};

const end = (id) => {
  waiting.delete(id);
  // What is taken out of the line is not said; what would be left of it would be said again.
  if (said.includes(id)) status.textContent = "";
  shown(id).forEach(drop);
};

/** Drops what has expired, now and whenever something does. */
export const expire = () => {
  clearTimeout(expiring);
  isClockSet = true;
  let next = 2 ** 31 - 1;
  for (const node of document.querySelectorAll("[data-until]:not(.is-over)")) {
    const left = Date.parse(node.dataset.until) - Date.now() - offset;
    if (left > 0) next = Math.min(next, left);
    else end(Number(node.dataset.alert));
  }
  expiring = setTimeout(expire, next);
};

const say = () => {
  saying = undefined;
  if (!waiting.size) return;
  quietUntil = Date.now() + QUIET;
  status.textContent = [...waiting.values()].join(" | ");
  said = [...waiting.keys()];
  waiting.clear();
};

/** Lets a screen reader say the line, once, and with those that come meanwhile at most every half minute. */
const announce = ({ id, text, corrects }) => {
  waiting.set(id, corrects ? `${parts.querySelector("strong").textContent} ${text}` : text);
  saying ??= setTimeout(say, Math.max(100, quietUntil - Date.now()));
};

const show = (news) => {
  const isFlash = news.level === "flash";
  const isInTicker = ticker?.offsetParent && "moves" in ticker.dataset;
  if (isInTicker) {
    const item = made(".ticker__item", news);
    list.prepend(item);
    ticker.dispatchEvent(new CustomEvent("lines", { detail: item }));
  }
  if ((isFlash || !isInTicker) && !isRead(news.id)) {
    const band = made(".flash", news);
    band.classList.toggle("flash--line", !isFlash);
    if (isFlash) band.setAttribute("role", "alert");
    // One of a kind is shown: in the place of the last one, or upon the other kind, which stays where it is read.
    const last = foot.querySelector(isFlash ? ".flash:not(.flash--line)" : ".flash--line");
    if (last) last.replaceWith(band);
    else status.after(band);
  }
  if (!isFlash) announce(news);
};

/** An alert has begun, or runs on longer. Each is shown and said once, however often it is told. */
export const alert = (news) => {
  const { id, url, until } = news;
  if (gone.has(id)) return;
  for (const node of shown(id)) {
    node.dataset.until = until;
    link(node, url);
  }
  if (!known.has(id)) {
    known.set(id, Date.now());
    show(news);
  }
  if (isClockSet) expire();
};

/** An alert was stood down, for good. */
export const down = ({ id }) => {
  gone.add(id);
  end(id);
};

/** Asks the server which alerts run, and what the time is: a device's clock may be wrong by hours. */
export const ask = async () => {
  const asked = Date.now();
  try {
    const address = new URL("../breaking.json", new URL(document.body.dataset.stream, location));
    const answer = await fetch(address, { cache: "no-cache" });
    const { alerts } = await answer.json();
    const ahead = Date.parse(answer.headers.get("date")) + 1000 * answer.headers.get("age") - Date.now();
    // A proxy may leave the date out: then the device's clock is believed.
    if (!Number.isNaN(ahead)) offset = ahead;
    const running = new Set(alerts.map(({ id }) => id));
    for (const [id, since] of known) if (!running.has(id) && asked - since > SETTLED) end(id);
    const isNews = ({ id, at }) => known.has(id) || Date.parse(at) >= oldest;
    alerts.reverse().filter(isNews).forEach(alert);
  } catch {
    // There is no connection: what is known runs out by the device's clock.
  }
  expire();
};

document.addEventListener("visibilitychange", () => {
  if (isClockSet) expire();
});
