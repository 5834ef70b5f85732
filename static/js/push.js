// The panel by which a reader asks for alerts, or on the desk a device is made a part of the test audience. Nothing is
// asked of the browser or sent to us before a press, but that a device which may be known already asks what it has.

const panel = document.querySelector("form[data-key]");
const { dataset } = panel;
const status = panel.querySelector("[role=status]");
const topics = panel.querySelector("[data-topics]");
const on = panel.querySelector("[data-turn-on]");
const off = panel.querySelector("[data-turn-off]");
const worker = dataset.worker ?? document.body.dataset.worker;
const isForTests = dataset.audience === "test";
const token = panel.elements.csrfmiddlewaretoken?.value;
const first = on.textContent;

const say = (text) => {
  status.textContent = text;
};

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const isKeyed = ({ options }) => {
  const key = new Uint8Array(options.applicationServerKey ?? []);
  return key.join() === bytes(dataset.key).join();
};

/** What keeps this browser from alerts whatever is pressed, as a sentence; "" if nothing does. */
const obstacle = () => {
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
    // Safari alone has the word: there, sites get this far once they are installed.
    return navigator.standalone === false ? dataset.install : dataset.unsupported;
  }
  if (!worker) return dataset.closed;
  return Notification.permission === "denied" ? dataset.denied : "";
};

/** Send something; the answer, or an Error with the sentence that the server gave. 404 stands for a device not known. */
const post = async (path, body) => {
  const headers = { "Content-Type": "application/json", ...(token && { "X-CSRFToken": token }) };
  const answer = await fetch(`${dataset.root}${path}/`, { method: "POST", headers, body: JSON.stringify(body) });
  if (answer.ok || answer.status === 404) return answer;
  const isText = answer.headers.get("content-type")?.startsWith("text/plain");
  throw new Error(isText ? await answer.text() : dataset.failed);
};

let held;
const current = async () => {
  if (held) return held;
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription();
};

const show = ({ topics: chosen, elsewhere, test }) => {
  if (topics) {
    panel.elements.what.value = chosen.length ? "some" : "all";
    topics.hidden = !chosen.length;
    for (const box of topics.querySelectorAll("input")) box.checked = chosen.includes(Number(box.value));
  }
  const isOfOther = test !== isForTests;
  const isHere = !elsewhere && !isOfOther;
  on.textContent = isHere ? on.dataset.again : first;
  off.hidden = false;
  say(isHere ? dataset.on : isOfOther ? dataset.other : dataset.elsewhere.replace("{name}", elsewhere));
};

const showOff = (sentence) => {
  on.textContent = first;
  off.hidden = true;
  say(sentence);
};

const subscription = async () => {
  await navigator.serviceWorker.register(worker);
  const { pushManager } = await navigator.serviceWorker.ready;
  const known = await pushManager.getSubscription();
  if (known && isKeyed(known)) return known;
  // The site's key is another one than when it was asked for: nothing would arrive.
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(dataset.key) });
};

const turnOn = async () => {
  const isAll = panel.elements.what?.value !== "some";
  const chosen = [...panel.querySelectorAll("[name=topic]:checked")].map((box) => Number(box.value));
  if (!isAll && !chosen.length) return say(dataset.choose);
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return say(permission === "denied" ? dataset.denied : dataset.dismissed);
  held = await subscription();
  const answer = await post("subscribe", { subscription: held, topics: isAll ? [] : chosen });
  if (!answer.ok) throw new Error(dataset.failed);
  show(await answer.json());
  return say(dataset.saved);
};

const turnOff = async () => {
  const known = await current();
  if (known) {
    await post("unsubscribe", { endpoint: known.endpoint });
    await known.unsubscribe();
    held = null;
  }
  showOff(dataset.removed);
  on.focus();
};

/** Do it once at a time, and say what went wrong. */
const doing = (act) => async (event) => {
  event.preventDefault();
  if (panel.ariaBusy === "true") return;
  panel.ariaBusy = "true";
  try {
    await act();
  } catch (error) {
    say(error.constructor === Error ? error.message.trim() : dataset.failed);
  }
  panel.ariaBusy = "false";
};

const begin = async () => {
  panel.addEventListener("submit", doing(turnOn));
  off.addEventListener("click", doing(turnOff));
  const follow = () => {
    if (topics) topics.hidden = panel.elements.what.value === "all";
  };
  panel.addEventListener("change", follow);
  // What was chosen before this script came.
  follow();
  const why = obstacle();
  if (why) {
    for (const part of panel.querySelectorAll("fieldset, button")) part.disabled = true;
    return say(why);
  }
  const known = await current();
  const answer = known && isKeyed(known) ? await post("topics", { endpoint: known.endpoint }) : null;
  return answer?.ok ? show(await answer.json()) : say(dataset.off);
};

begin().catch(() => say(dataset.off));
