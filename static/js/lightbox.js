const links = [...document.querySelectorAll("[data-zoom]")];
let current = 0;
let dialog;
const picture = new Image();

const show = (index) => {
  current = (index + links.length) % links.length;
  picture.src = links[current].href;
  picture.alt = links[current].querySelector("img").alt;
  const caption = links[current].closest("figure").querySelector("figcaption");
  dialog.querySelector(".lightbox__caption").textContent = caption?.textContent.trim() ?? "";
  dialog.querySelector(".lightbox__number").textContent = `${current + 1} / ${links.length}`;
  dialog.querySelector(".lightbox__steps").hidden = links.length < 2;
};

const onKey = (event) => {
  const forward = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") show(current + (event.key === forward ? 1 : -1));
};

const onClick = (event) => {
  const button = event.target.closest("[data-step]");
  if (button) show(current + Number(button.dataset.step));
};

/**
 * Opens the dialog on the picture of a link marked with data-zoom. The browser gives the focus back on close.
 */
export const open = (element, link) => {
  if (!dialog) {
    dialog = element;
    picture.className = "lightbox__image";
    dialog.querySelector(".lightbox__stage").append(picture);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", onClick);
  }
  show(links.indexOf(link));
  dialog.showModal();
};
