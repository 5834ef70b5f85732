const frames = document.querySelectorAll(".video__frame");

for (const frame of frames) {
  const player = frame.querySelector("video");
  const play = frame.querySelector("[data-plays]");
  if (play) {
    player.controls = false;
    play.hidden = false;
    play.addEventListener("click", () => {
      player.controls = true;
      play.hidden = true;
      frame.querySelector(".video__duration").hidden = true;
      player.focus();
      player.play().catch(() => {});
    });
  }
  // Nothing is asked of a provider before this.
  frame.querySelector("[data-player]")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const link = event.currentTarget;
    const inside = document.createElement("iframe");
    const address = new URL(link.dataset.player);
    address.searchParams.set("autoplay", "1");
    inside.title = link.dataset.name;
    inside.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    inside.allowFullscreen = true;
    inside.src = address;
    link.replaceWith(inside);
    inside.focus();
  });
}
