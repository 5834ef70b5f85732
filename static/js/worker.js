// The worker behind the site: keeps what was read, and shows it where there is no connection.
// SITE stands above: `shell` (files under hashed names), `roots` (of the host's editions), `version`.

const SHELL = `newsroom-shell-${SITE.version}`;
const PAGES = "newsroom-pages";
const IMAGES = "newsroom-images";
const SAVED = "newsroom-saved";
const DAY = 24 * 60 * 60 * 1000;
const AGE = 7 * DAY;
const LIMITS = { [PAGES]: { entries: 40, bytes: Infinity }, [IMAGES]: { entries: 60, bytes: 15e6 } };
const PATIENCE = 3000;
// With nothing to show instead, a slow connection is given longer.
const LONG_PATIENCE = 12000;
const CLOSED = /^(?:admin|api|preview|media|static|search|stream|beacon|sitemaps)(?:\/|$)/;
const STORY = /^(?:[^/]+\/){0,3}\d+\/[^/]+\/$/;
const MONTH = /(?:^|\/)\d{4}\/\d\d\/$/;
const PICTURE = /^\/media\/[0-9a-f]{32}\.(?:jpg|webp|avif)$/;

const rootOf = (path) =>
  SITE.roots.filter((root) => path.startsWith(root)).sort((a, b) => b.length - a.length)[0] ?? "/";
const isClosed = (path) => CLOSED.test(path.slice(1)) || CLOSED.test(path.slice(rootOf(path).length));
const isKept = ({ pathname, search }) => {
  const rest = pathname.slice(rootOf(pathname).length);
  return !search && !isClosed(pathname) && (/^(?:lite\/)?$/.test(rest) || (STORY.test(rest) && !MONTH.test(rest)));
};
const stem = (path) => path.replace(/\.[0-9a-f]{12}(?=\.)/, "");
const stems = new Set(SITE.shell.map(stem));
const keptAt = (response) => Number(response.headers.get("x-kept"));
const look = (name, key) => caches.match(key, { cacheName: name, ignoreVary: true });

const trim = async (name) => {
  const cache = await caches.open(name);
  let entries = 0;
  let bytes = 0;
  for (const key of (await cache.keys()).reverse()) {
    const response = await cache.match(key, { ignoreVary: true });
    if (!response) continue;
    entries += 1;
    bytes += Number(response.headers.get("content-length"));
    const isOld = Date.now() - keptAt(response) > AGE;
    if (isOld || entries > LIMITS[name].entries || bytes > LIMITS[name].bytes) await cache.delete(key);
  }
};

const keep = async (name, key, response, at = Date.now()) => {
  const body = await response.blob();
  const headers = new Headers(response.headers);
  for (const header of ["content-encoding", "vary"]) headers.delete(header);
  headers.set("content-length", body.size);
  headers.set("x-kept", at);
  const cache = await caches.open(name);
  // What is put again stands last: the first entries are those that were used longest ago.
  await cache.delete(key, { ignoreVary: true });
  await cache.put(key, new Response(body, { headers }));
  if (LIMITS[name]) await trim(name);
};

const isFit = (response) =>
  response.status === 200 &&
  response.type === "basic" &&
  !response.redirected &&
  !/no-store/.test(response.headers.get("cache-control") ?? "");

const forget = async (path) => {
  for (const name of [PAGES, SAVED]) await (await caches.open(name)).delete(path, { ignoreVary: true });
};

const offlineAt = (path) => `${rootOf(path)}offline/`;

const keepOffline = async (path) => {
  const address = offlineAt(path);
  const kept = await look(SHELL, address);
  if (kept && Date.now() - keptAt(kept) < DAY) return;
  const response = await fetch(address, { cache: "no-cache" });
  if (isFit(response)) await keep(SHELL, address, response);
};

/** The copy of a page that may be shown, or undefined: the newer of what the reader saved and what was merely read. */
const copyOf = async (url) => {
  if (url.search) return undefined;
  const saved = await look(SAVED, url.pathname);
  const read = await look(PAGES, url.pathname);
  const isFresh = read && Date.now() - keptAt(read) < AGE;
  return isFresh && !(saved && keptAt(saved) >= keptAt(read)) ? read : saved;
};

/** The copy with the line that says what it is and of when. */
const marked = async (copy) => {
  const text = await copy.text();
  const [, dates] = text.match(/<html[^>]* data-dates="([^"]+)"/) ?? [];
  const form = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const parts = new Intl.DateTimeFormat(dates, form).formatToParts(keptAt(copy));
  const { day, month, year, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  const at = `<bdi>${day} ${month} ${year} ${hour}:${minute}</bdi>`;
  const shown = text.replace(/ hidden(?:="")? data-kept/, "").replace(/<span data-at(?:="")?><\/span>/, at);
  const headers = new Headers(copy.headers);
  headers.delete("content-length");
  return new Response(shown, { headers });
};

const offlinePage = async (path) => {
  for (const address of [offlineAt(path), ...SITE.roots.map(offlineAt)]) {
    const page = await look(SHELL, address);
    if (page) return page;
  }
  return Response.error();
};

/** The network's answer; a request ahead that the browser gave up says nothing about the connection. */
const network = async (event) => (await event.preloadResponse?.catch(() => null)) ?? fetch(event.request);

/** What becomes of the network's answer once it is here, be it late. */
const settle = async (event, url, response, spare, wasCopyShown) => {
  const isElsewhere = response.status === 404 || response.type === "opaqueredirect";
  const isGone = response.status === 410 || (isElsewhere && !url.search);
  if (isGone) {
    await forget(url.pathname);
    // Taken down, and yet on the screen.
    if (wasCopyShown) await (await clients.get(event.resultingClientId))?.navigate(url.href);
  } else if (spare) await keep(PAGES, url.pathname, spare);
  if (response.status === 200) await keepOffline(url.pathname);
};

const answerPage = (event, url) => {
  let isCopyShown = false;
  const asked = network(event).then((response) => ({
    response,
    spare: isKept(url) && isFit(response) ? response.clone() : null,
  }));
  const answer = async () => {
    const copy = await copyOf(url);
    let timer;
    const late = new Promise((_resolve, reject) => {
      timer = setTimeout(reject, copy ? PATIENCE : LONG_PATIENCE);
    });
    try {
      const { response } = await Promise.race([asked, late]);
      if (response.status < 500 || !copy) return response;
    } catch {
      if (!copy) return offlinePage(url.pathname);
    } finally {
      clearTimeout(timer);
    }
    isCopyShown = true;
    return marked(copy);
  };
  event.waitUntil(
    asked.then(({ response, spare }) => settle(event, url, response, spare, isCopyShown)).catch(() => {}),
  );
  event.respondWith(answer());
};

const answerPicture = async (event) => {
  const { pathname } = new URL(event.request.url);
  try {
    const response = await fetch(event.request);
    if (isFit(response)) event.waitUntil(keep(IMAGES, pathname, response.clone()));
    else if (response.status === 404) event.waitUntil(caches.open(IMAGES).then((cache) => cache.delete(pathname)));
    return response;
  } catch {
    return (await look(SAVED, pathname)) ?? (await look(IMAGES, pathname)) ?? Response.error();
  }
};

/** A style sheet or script: the very file, or where there is no connection, what goes by that name today. */
const answerShell = async (request, path) => {
  const kept = await look(SHELL, path);
  if (kept) return kept;
  try {
    return await fetch(request);
  } catch {
    const twin = SITE.shell.find((address) => stem(address) === stem(path));
    return (await look(SHELL, twin)) ?? Response.error();
  }
};

addEventListener("install", (event) => {
  const prepare = async () => {
    await (await caches.open(SHELL)).addAll(SITE.shell);
    const windows = await clients.matchAll({ includeUncontrolled: true, type: "window" });
    const paths = windows.map((client) => new URL(client.url).pathname).filter((path) => !isClosed(path));
    for (const root of new Set(paths.map(rootOf))) await keepOffline(root);
    await skipWaiting();
  };
  event.waitUntil(prepare());
  // The desk is none of the worker's business: where a browser can, it is not even woken for it.
  const networkAlone = (pathname) => ({ condition: { urlPattern: new URLPattern({ pathname }) }, source: "network" });
  event.addRoutes?.(["/admin/*", "/preview/*", "/api/*", "*/stream/"].map(networkAlone)).catch(() => {});
});

addEventListener("activate", (event) => {
  const begin = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("newsroom-shell-") && name !== SHELL) await caches.delete(name);
    }
    await registration.navigationPreload?.enable();
    await clients.claim();
    await trim(PAGES);
    // What was on the screen before there was a worker; the browser has it still.
    for (const client of await clients.matchAll({ type: "window" })) {
      const url = new URL(client.url);
      url.hash = "";
      if (!isKept(url) || (await look(PAGES, url.pathname))) continue;
      const response = await fetch(url, { cache: "force-cache" });
      if (isFit(response)) await keep(PAGES, url.pathname, response);
    }
  };
  event.waitUntil(begin().catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (isClosed(url.pathname)) event.respondWith(network(event));
    else answerPage(event, url);
  } else if (PICTURE.test(url.pathname)) {
    const isOnKeptPage = request.destination === "image" && request.referrer && isKept(new URL(request.referrer));
    if (isOnKeptPage) event.respondWith(answerPicture(event));
  } else if (stems.has(stem(url.pathname))) event.respondWith(answerShell(request, url.pathname));
});

addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {}
  const { title, body = "", lang = "", dir = "auto", tag = "", url = "/", at, silent = false } = said;
  // What has the tag of one that is shown takes its place, and is to be noticed all the same, unless it is a drill.
  const about = { body, lang, dir, tag, silent, renotify: Boolean(tag) && !silent, timestamp: at, data: { url } };
  const { icon, badge } = SITE;
  event.waitUntil(registration.showNotification(title || location.host, { ...about, icon, badge }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  const open = async () => {
    const { origin } = location;
    let { href } = new URL(origin);
    try {
      const url = new URL(event.notification.data.url ?? "/", origin);
      if (url.origin === origin) ({ href } = url);
    } catch {}
    const windows = await clients.matchAll({ includeUncontrolled: true, type: "window" });
    const shown = windows.find((client) => client.url === href);
    await (shown ? shown.focus() : clients.openWindow(href));
  };
  event.waitUntil(open());
});

// The push service has given this device another address: the choice of topics goes on with that one.
addEventListener("pushsubscriptionchange", (event) => {
  const renew = async () => {
    const old = event.oldSubscription;
    const subscription = event.newSubscription ?? (old && (await registration.pushManager.subscribe(old.options)));
    if (!subscription) return;
    const body = JSON.stringify({ subscription, replaces: old?.endpoint });
    const headers = { "Content-Type": "application/json" };
    await fetch(`${SITE.roots[0]}push/subscribe/`, { method: "POST", headers, body });
  };
  event.waitUntil(renew());
});
