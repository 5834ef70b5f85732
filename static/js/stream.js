// The page's one line to the newsroom. What it hears is told on the document, to whoever listens there:
//   document.addEventListener("stream:post", ({ detail }) => …)
// alert, down, post, hidden, blog: `detail` is the event's data. `stream:ask` says that something may have been missed:
// time to ask the server how things stand. A live blog is followed where an element has its number as `data-blog`.
// `at` says that the connection lives, and where it stands.
const KINDS = ["alert", "down", "post", "hidden", "blog", "at"];
const EVERY = 30_000;
const LONGEST = 16 * 60_000;
// The hub is heard every 20 seconds (breaking/stream/hub.py): a connection that is silent for so long is none.
const SILENT = 50_000;
// Answers are kept for five seconds: one that is asked for after six is younger than the connection.
const SETTLED = 6000;
const { stream } = document.body.dataset;
const blog = document.querySelector("[data-blog]")?.dataset.blog;

const tell = (kind, detail) => document.dispatchEvent(new CustomEvent(`stream:${kind}`, { detail }));
const about = (delay) => delay * (0.75 + Math.random() / 2);

if (stream && window.EventSource && !navigator.connection?.saveData) {
  let source, last, asking, opening, silence;
  let refusals = 0;
  let spread = 3000;

  // While nothing is heard, the server is asked every half minute.
  const plan = (delay) => {
    asking ??= setTimeout(() => {
      asking = undefined;
      tell("ask");
      if (source?.readyState !== EventSource.OPEN) plan(about(EVERY));
    }, delay);
  };

  const close = () => {
    source?.close();
    clearTimeout(asking);
    clearTimeout(opening);
    clearTimeout(silence);
    source = asking = opening = undefined;
  };

  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      close();
      open();
      tell("ask");
    }, SILENT);
  };

  const open = () => {
    const url = new URL(stream, location);
    if (blog) url.searchParams.set("blog", blog);
    if (last) url.searchParams.set("after", last);
    source = new EventSource(url);
    for (const kind of KINDS) {
      source.addEventListener(kind, ({ data, lastEventId }) => {
        last = lastEventId || last;
        listen();
        tell(kind, JSON.parse(data));
      });
    }
    source.onopen = () => {
      refusals = 0;
      clearTimeout(asking);
      asking = undefined;
      plan(SETTLED + Math.random() * spread);
      // Those whom a restart has cut off together come back to ask one after the other.
      spread = EVERY;
    };
    source.onerror = () => {
      plan(about(EVERY));
      // Where the connection is lost the browser tries again by itself; not where it was refused.
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(silence);
        opening = setTimeout(open, about(Math.min(EVERY * 2 ** refusals, LONGEST)));
        refusals += 1;
      }
    };
    plan(about(EVERY));
    listen();
  };

  const attend = () => {
    if (document.hidden) close();
    else if (!source) open();
  };

  addEventListener("load", () => {
    setTimeout(() => {
      (window.requestIdleCallback ?? setTimeout)(() => {
        document.addEventListener("visibilitychange", attend);
        addEventListener("pageshow", attend);
        attend();
      });
    }, about(2000));
  });
  // An open connection would keep the page from being shown again as it was left.
  addEventListener("pagehide", close);
}
