// Posts of a live blog that come while its page is open. What is read never moves: what is new waits behind a button,
// unless all of the blog is still below the window; what is changed is changed in its place.
const blog = document.querySelector("[data-blog]");
const { one, more, over, live, gone, first } = blog.dataset;
const isNewest = "newest" in blog.dataset;
const [list, pins, keys, button, said] = ["posts", "pinned", "keys", "news", "said"].map((name) =>
  blog.querySelector(`[data-${name}]`),
);
const title = document.title;
const held = new Map();
// Numbers of posts that were taken down, with the version that was: an older one of it may still be on its way.
const down = new Map();
// Answers are kept for five seconds: what was told since does not stand in them. When it was told of each post, by its
// number, and of how the blog stands.
const SETTLED = 10_000;
const told = new Map();
let unread = 0;

const made = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};
const post = (id) => document.getElementById(`post-${id}`);
const idOf = (item) => Number(item.id.slice(5));
const version = (item) => Number(item?.dataset.version ?? 0);
// NaN, neither older nor newer than any other, of the note that a post was taken down.
const time = (item) => Date.parse(item.querySelector("time")?.dateTime);
const isBelow = (element) => element.getBoundingClientRect().top >= innerHeight;
const isSeen = (element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

/** Does it and leaves what is read where it is, also in browsers that do not see to that themselves. */
const still = (change) => {
  const read = CSS.supports("overflow-anchor", "auto") ? null : [...list.children].find(isSeen);
  const before = read?.getBoundingClientRect().top;
  change();
  if (read?.isConnected) scrollBy(0, read.getBoundingClientRect().top - before);
};

/** Does it once nothing of the element can be seen, so that nobody sees it move. */
const unseen = (element, change) => {
  if (!element || !isSeen(element)) return still(change);
  const watch = new IntersectionObserver(([entry]) => {
    if (entry.isIntersecting) return;
    watch.disconnect();
    still(change);
  });
  watch.observe(element);
};

const words = (number) => (number === 1 ? one : more.replace("%n", number));

let saying;
const say = (text) => {
  clearTimeout(saying);
  // What comes together is said together.
  saying = setTimeout(() => (said.textContent = text), 1000);
};

const count = () => {
  button.hidden = !held.size;
  if (held.size) button.textContent = words(held.size);
  if (!held.size && !document.hidden) unread = 0;
  const number = Math.max(held.size, unread);
  document.title = number ? `(${number}) ${title}` : title;
};

const place = (item) => {
  blog.querySelector("[data-none]")?.remove();
  const older = [...list.children].find((other) => time(other) <= time(item));
  list.insertBefore(item, older ?? null);
};

const listKey = (item) => {
  if (!keys) return;
  const list = keys.querySelector("ol");
  list.querySelector(`[data-key="${idOf(item)}"]`)?.remove();
  if (item.matches(".post--key")) {
    const line = document.createElement("li");
    line.dataset.key = idOf(item);
    const link = line.appendChild(document.createElement("a"));
    link.className = "keys__link";
    link.href = `#${item.id}`;
    const at = link.appendChild(document.createElement("span"));
    at.className = "keys__time";
    at.append(item.querySelector("time").cloneNode(true));
    const what = link.appendChild(document.createElement("span"));
    what.dir = "auto";
    what.textContent = (item.querySelector(".post__headline") ?? item.querySelector(".post__body p"))?.textContent ?? "";
    const older = [...list.children].find((other) => time(other) <= time(item));
    list.insertBefore(line, older ?? null);
  }
  keys.hidden = !list.children.length;
};

/** Puts all that waits in its place, and gives the newest of it the focus if a reader asked for it. */
const reveal = (isAsked) => {
  const items = [...held.values()].sort((one, other) => time(one) - time(other));
  held.clear();
  for (const item of items) {
    place(item);
    listKey(item);
  }
  count();
  if (!isAsked || !items.length) return;
  const newest = items.at(-1);
  newest.tabIndex = -1;
  newest.focus({ preventScroll: true });
  newest.scrollIntoView();
};

const replace = (old, item) => {
  if (document.activeElement && old.contains(document.activeElement)) item.tabIndex = -1;
  const hadFocus = item.tabIndex === -1 && old.contains(document.activeElement);
  // A shorter text leaves the rest of the page where it is.
  if (isSeen(old)) item.style.minBlockSize = `${old.offsetHeight}px`;
  old.replaceWith(item);
  if (hadFocus) item.focus({ preventScroll: true });
};

const take = ({ id, html }, isNew = true) => {
  const item = made(html);
  const old = post(id);
  if (version(item) <= Math.max(version(old), version(held.get(id)), down.get(id) ?? 0)) return;
  if (old) {
    replace(old, item);
    if (keys) unseen(keys, () => listKey(item));
    return;
  }
  // One that was only changed may stand on a later page: it is older than all that this page shows.
  const last = [...list.children].filter((other) => other.matches("[data-version]")).at(-1);
  const isOlder = last && blog.querySelector("[rel=next]") && time(item) < time(last);
  if (isOlder || (!isNew && !isNewest)) return;
  if (!held.has(id)) unread += 1;
  held.set(id, item);
  if (isNewest && isBelow(blog)) reveal();
  count();
  say(words(Math.max(held.size, unread, 1)));
};

const hide = ({ id }) => {
  const old = post(id);
  down.set(id, Math.max(version(old), version(held.get(id))));
  if (held.delete(id)) unread = Math.max(0, unread - 1);
  count();
  keys?.querySelector(`[data-key="${id}"]`)?.style.setProperty("visibility", "hidden");
  if (!old) return;
  if (!isSeen(old)) return still(() => old.remove());
  const note = document.createElement("li");
  note.className = "post post--gone";
  note.style.minBlockSize = `${old.offsetHeight}px`;
  note.textContent = gone;
  old.replaceWith(note);
  say(gone);
};

const frame = () =>
  new Promise((done) => (document.hidden ? done() : requestAnimationFrame(() => setTimeout(done))));

/** Exchanges the pinned post: one step a frame, as a browser keeps what is read in its place after one change at a time. */
const exchange = async (pinned, html) => {
  const now = pins.querySelector(".post");
  if ((now ? idOf(now) : null) === pinned) {
    pins.hidden = !pinned;
    return;
  }
  const steps = [
    () => now?.remove(),
    () => {
      now?.querySelector("[data-pin]")?.remove();
      if (now?.dataset.version) place(now);
    },
    () => {
      held.delete(pinned);
      post(pinned)?.remove();
      count();
    },
    () => {
      if (pinned) pins.append(made(html));
      pins.hidden = !pinned;
    },
  ];
  for (const step of steps) {
    still(step);
    await frame();
  }
};

let pinning = Promise.resolve();
const pin = (pinned, html) =>
  unseen(pins.hidden ? blog.querySelector("[data-state]") : pins, () =>
    unseen(pinned && post(pinned), () => {
      pinning = pinning.then(() => exchange(pinned, html));
    }),
  );

const stand = ({ pinned, closed, state, html }) => {
  const old = blog.querySelector("[data-state]");
  old.replaceWith(made(state));
  const label = document.querySelector("[data-label]");
  if (label) {
    label.textContent = closed ? over : live;
    label.classList.toggle("title-block__label--live", !closed);
  }
  if (closed) say(over);
  if (pins) pin(pinned, html);
};

/** Takes over what the page says now: for when something may have been missed. */
const ask = async () => {
  const asked = Date.now();
  const isSettled = (id) => asked - (told.get(id) ?? 0) > SETTLED;
  const answer = await fetch(location.pathname + location.search, { cache: "no-cache" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("[data-blog]");
  if (!now) return;
  const items = [...now.querySelectorAll(".post")];
  for (const item of items) take({ id: idOf(item), html: item.outerHTML }, isNewest);
  const there = new Set(items.map(idOf));
  // What is older than the page's last post may have gone to the next page, if there is one. A pin says nothing of that.
  const listed = [...now.querySelectorAll("[data-posts] > [data-version]")];
  const oldest = now.querySelector("[rel=next]") ? Math.min(...listed.map(time)) : -Infinity;
  for (const item of blog.querySelectorAll(".post[data-version]")) {
    if (isNewest && !there.has(idOf(item)) && isSettled(idOf(item)) && time(item) > oldest) hide({ id: idOf(item) });
  }
  if (!isSettled("blog")) return;
  const state = now.querySelector("[data-state]");
  if (state.outerHTML === blog.querySelector("[data-state]").outerHTML && !pins) return;
  const pinned = now.querySelector("[data-pinned] .post");
  const closed = !state.querySelector(".blog__live");
  stand({ pinned: pinned && idOf(pinned), closed, state: state.outerHTML, html: pinned?.outerHTML ?? "" });
};

button.addEventListener("click", () => {
  if (isNewest) reveal(true);
  else location.assign(`${first}#updates`);
});
document.addEventListener("visibilitychange", count);
const mine =
  (use) =>
  ({ detail }) => {
    if (detail.blog !== Number(blog.dataset.blog)) return;
    told.set(detail.id ?? "blog", Date.now());
    use(detail);
  };
document.addEventListener("stream:post", mine(take));
document.addEventListener("stream:hidden", mine(hide));
document.addEventListener("stream:blog", mine(stand));
document.addEventListener("stream:ask", () => ask().catch(() => {}));
