// Live TV: a channel plays where its still stands, once a reader asks for it. Until then nobody is asked for anything.
const page = document.querySelector("[data-channels]");
const HLS = "application/vnd.apple.mpegurl";
let current;

const stop = () => {
  if (!current) return;
  const { link, media, player } = current;
  current = undefined;
  player?.destroy();
  media.removeAttribute("src");
  media.load();
  media.remove();
  link.hidden = false;
};

const fail = (playing) => {
  if (current !== playing) return;
  stop();
  playing.link.closest(".channel").querySelector("[data-said]").textContent = page.dataset.failed;
  playing.link.focus();
};

const start = ({ media }) => media.play().catch(() => {});

// For browsers that do not play HLS themselves: the script is fetched at the first click that needs it.
const script = async (playing) => {
  const { default: Player } = await import(page.dataset.player);
  if (current !== playing) return;
  if (!Player.isSupported()) {
    location.assign(playing.link.href);
    return;
  }
  playing.player = new Player({ enableWorker: false });
  playing.player.on(Player.Events.ERROR, (_event, { fatal }) => fatal && fail(playing));
  playing.player.loadSource(playing.link.href);
  playing.player.attachMedia(playing.media);
  start(playing);
};

const play = (link) => {
  stop();
  for (const said of page.querySelectorAll("[data-said]")) said.textContent = "";
  const media = document.createElement(link.dataset.stream);
  const playing = { link, media };
  current = playing;
  media.className = `channel__${link.dataset.stream}`;
  media.controls = true;
  media.playsInline = true;
  media.ariaLabel = link.dataset.name;
  link.hidden = true;
  link.after(media);
  media.focus();
  const byScript = () => script(playing).catch(() => fail(playing));
  if (!media.canPlayType(HLS)) {
    byScript();
    return;
  }
  // Some say that they do and cannot.
  media.addEventListener("error", () => !playing.player && current === playing && byScript());
  media.src = link.href;
  start(playing);
};

page.addEventListener("click", (event) => {
  const link = event.target.closest("[data-stream]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  play(link);
});

// Times are the edition's: where the reader's clock shows others, they stand below.
const clock = new Intl.DateTimeFormat(document.documentElement.dataset.dates, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
for (const times of page.querySelectorAll("[data-times]")) {
  const shown = [...times.querySelectorAll("time")];
  const own = shown.map((time) => clock.format(new Date(time.dateTime)));
  if (own.every((text, index) => text === shown[index].textContent)) continue;
  const line = document.createElement("span");
  line.className = "channel__own";
  line.textContent = page.dataset.own.replace("{time}", own.join("–"));
  times.append(line);
}
