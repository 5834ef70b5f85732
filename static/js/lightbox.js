// A page's large pictures, one by one. The address tells which is open: #photo-3.
const picture = new Image();
const forward = document.documentElement.dir === "rtl" ? -1 : 1;
let dialog, stage, links, current, isShown;

const part = (name) => dialog.querySelector(`.lightbox__${name}`);
const isNatural = () => !stage.tabIndex;

const setNatural = (on, event) => {
  const x = event ? event.offsetX / picture.width : 0.5;
  const y = event ? event.offsetY / picture.height : 0.5;
  stage.tabIndex = on ? 0 : -1;
  dialog.querySelector("[data-natural]").setAttribute("aria-pressed", on);
  dialog.classList.toggle("lightbox--natural", on);
  if (!on) return;
  stage.focus();
  stage.scrollTo(x * picture.width - stage.clientWidth / 2, y * picture.height - stage.clientHeight / 2);
};

const fill = (index) => {
  current = index;
  const figure = links[current].closest("figure");
  picture.src = links[current].href;
  picture.alt = links[current].querySelector("img").alt;
  part("number").textContent = dialog.dataset.count.replace("{number}", current + 1).replace("{total}", links.length);
  for (const name of ["text", "credit"])
    part(name).textContent = figure.querySelector(`.figure__${name}`)?.textContent ?? "";
  part("steps").hidden = links.length < 2;
  setNatural(false);
  new Image().src = links[(current + 1) % links.length].href;
};

const go = (index) => {
  fill((index + links.length) % links.length);
  history.replaceState(history.state, "", `#photo-${current + 1}`);
};

const onKey = (event) => {
  // At its full size the picture is moved by the same keys.
  if (isNatural() || event.ctrlKey || event.metaKey || event.altKey || links.length < 2) return;
  const index = {
    ArrowRight: current + forward,
    ArrowLeft: current - forward,
    Home: 0,
    End: links.length - 1,
  }[event.key];
  if (index === undefined) return;
  event.preventDefault();
  go(index);
};

let dragged;
const onMove = (event) => {
  if (event.pointerType !== "mouse" || !event.buttons || !isNatural()) return;
  dragged = true;
  stage.scrollBy(-event.movementX, -event.movementY);
};

const onClick = (event) => {
  const button = event.target.closest("[data-step], [data-natural]");
  if (button?.dataset.step) go(current + Number(button.dataset.step));
  else if (button) setNatural(!isNatural());
  else if (event.target === picture && !dragged) setNatural(!isNatural(), event);
};

let touch;
const onTouch = (event) => {
  const { clientX: x, clientY: y } = event.changedTouches[0];
  if (event.type === "touchstart") {
    touch = event.touches.length === 1 && visualViewport.scale === 1 && !isNatural() && { x, y };
    return;
  }
  const across = x - touch.x;
  if (touch && links.length > 1 && Math.abs(across) > 2 * Math.abs(y - touch.y) + 40)
    go(current - Math.sign(across) * forward);
};

// Back leads to the page without the picture; who came by a link to the picture stays, without it.
const onClose = () => {
  if (history.state?.photo) history.back();
  else {
    history.replaceState(null, "", location.pathname + location.search);
    hide();
  }
};

const setUp = (element) => {
  dialog = element;
  stage = part("stage");
  picture.className = "lightbox__image";
  picture.draggable = false;
  stage.append(picture);
  dialog.addEventListener("keydown", onKey);
  dialog.addEventListener("click", onClick);
  dialog.addEventListener("close", () => location.hash.startsWith("#photo-") && onClose());
  stage.addEventListener("pointerdown", () => (dragged = false));
  stage.addEventListener("pointermove", onMove);
  stage.addEventListener("touchstart", onTouch, { passive: true });
  stage.addEventListener("touchend", onTouch);
};

/** Shows the picture of the link at `index` among `all` in the dialog, which is opened if it is not. */
export const show = (element, all, index) => {
  links = all;
  if (!dialog) setUp(element);
  isShown = true;
  fill(index);
  if (!dialog.open) dialog.showModal();
};

/** Closes the dialog, if it is open, and focuses the picture that was seen last. */
export const hide = () => {
  if (!isShown) return;
  isShown = false;
  dialog.close();
  history.scrollRestoration = "auto";
  links[current].focus();
};
