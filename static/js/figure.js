const dialog = document.querySelector("#lightbox");
const links = [...document.querySelectorAll("[data-zoom]")];

// The picture that the address names: #photo-3 is the page's third.
const named = () => links[/^#photo-(\d+)$/.exec(location.hash)?.[1] - 1];

if (dialog && links.length) {
  let box;

  const follow = async () => {
    const link = named();
    if (link) (box ??= await import(dialog.dataset.module)).show(dialog, links, links.indexOf(link));
    else box?.hide();
  };

  document.addEventListener("click", (event) => {
    const index = links.indexOf(event.target.closest("[data-zoom]"));
    if (index < 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.scrollRestoration = "manual";
    history.pushState({ photo: true }, "", `#photo-${index + 1}`);
    follow().catch(() => location.replace(links[index].href));
  });
  addEventListener("popstate", follow);
  follow();
}
