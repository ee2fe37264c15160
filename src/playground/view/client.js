// @ts-check
/** The view's own small script: select a machine or a state, pan and zoom. Inlined into the page unchanged. */

/** @type {import("./page.ts").Shown[]} */
const shown = JSON.parse(document.getElementById("charts")?.textContent ?? "[]");
const paper = /** @type {HTMLElement} */ (document.getElementById("paper"));
const aside = /** @type {HTMLElement} */ (document.querySelector("aside"));
const tabs = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[role=tab]"))];
const drawings = [...paper.querySelectorAll("svg")];
let at = 0;
let view = { x: 0, y: 0, scale: 1 };

/** @param {number} index */
function open(index) {
  at = index;
  for (const [one, tab] of tabs.entries()) tab.setAttribute("aria-selected", `${one === index}`);
  for (const [one, drawing] of drawings.entries()) drawing.classList.toggle("shown", one === index);
  aside.replaceChildren();
  showWhole();
}

function showWhole() {
  const { width, height } = shown[at] ?? { width: 1, height: 1 };
  const { clientWidth, clientHeight } = paper;
  const scale = Math.min(clientWidth / width, clientHeight / height, 1.25);
  view = { scale, x: (clientWidth - width * scale) / 2, y: (clientHeight - height * scale) / 2 };
  // Starts at the top left: a chart that does not fit is shown from its beginning.
  if (scale < 0.45) {
    const start = shown[at]?.begins ?? { x: width / 2, y: 0 };
    view = {
      scale: 0.8,
      x: clientWidth / 2 - start.x * 0.8,
      y: 24 - Math.max(0, start.y - 60) * 0.8,
    };
  }
  show();
}

function show() {
  const drawing = drawings[at];
  if (drawing) drawing.style.transform = `translate(${view.x}px, ${view.y}px) scale(${view.scale})`;
}

/** @param {number} factor @param {number} [x] @param {number} [y] */
function zoom(factor, x = paper.clientWidth / 2, y = paper.clientHeight / 2) {
  const scale = Math.min(4, Math.max(0.1, view.scale * factor));
  const share = scale / view.scale;
  view = { scale, x: x - (x - view.x) * share, y: y - (y - view.y) * share };
  show();
}

/** @param {string} tag @param {string} text @param {string} [className] */
function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/** @param {string} id */
function choose(id) {
  const state = shown[at]?.states.find((one) => one.id === id);
  if (!state) return;
  for (const part of document.querySelectorAll(".chosen")) part.classList.remove("chosen");
  mark(`.box[data-state="${CSS.escape(id)}"]`);
  for (const way of state.ways) mark(`.line[data-edge="${CSS.escape(way.id)}"]`);
  const close = make("button", "×", "close");
  close.setAttribute("aria-label", "Close");
  close.onclick = () => aside.replaceChildren();
  const list = document.createElement("ul");
  list.append(...state.ways.map(describe));
  aside.replaceChildren(
    close,
    make("h2", state.title),
    make("div", state.path, "soft"),
    ...(state.description ? [make("p", state.description)] : []),
    ...(state.calls ? [called(state.calls)] : []),
    ...state.says.map((said) => make("p", `💬 ${said}`)),
    list,
    make("div", state.place ?? "", "soft"),
  );
}

/** @param {string} selector */
function mark(selector) {
  drawings[at]?.querySelector(selector)?.classList.add("chosen");
}

/** @param {import("./page.ts").Shown["states"][number]["ways"][number]} way */
function describe({ label, to }) {
  const item = make("li", label);
  if (to) {
    const button = make("button", to.title);
    button.onclick = () => choose(to.id);
    item.append(" → ", button);
  } else item.append(make("span", " · stays here", "soft"));
  return item;
}

/** @param {string} name */
function called(name) {
  const call = make("p", "Calls ");
  const form = shown.findIndex(({ machine }) => machine === name);
  const what = make(form >= 0 ? "button" : "b", name);
  if (form >= 0) what.onclick = () => open(form);
  call.append(what);
  return call;
}

/** @param {EventTarget | null} target */
function stateAt(target) {
  const box = target instanceof Element ? target.closest("[data-state]") : null;
  return box?.getAttribute("data-state") ?? undefined;
}

for (const [index, tab] of tabs.entries()) tab.onclick = () => open(index);

/** @type {Map<number, { x: number, y: number }>} */
const fingers = new Map();
let moved = 0;
/** @type {string | undefined} */
let pressed;
paper.addEventListener("pointerdown", (event) => {
  if (event.target instanceof Element && event.target.closest("button")) return;
  if (fingers.size === 0) [moved, pressed] = [0, stateAt(event.target)];
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  paper.setPointerCapture(event.pointerId);
});
paper.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before) return;
  const now = { x: event.clientX, y: event.clientY };
  const [other] = [...fingers].flatMap(([id, finger]) => (id === event.pointerId ? [] : [finger]));
  moved += Math.hypot(now.x - before.x, now.y - before.y);
  fingers.set(event.pointerId, now);
  if (!other) {
    view = { ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y };
    show();
    return;
  }
  const { left, top } = paper.getBoundingClientRect();
  const apart = (/** @type {{ x: number, y: number }} */ finger) =>
    Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
  zoom(apart(now) / apart(before), (now.x + other.x) / 2 - left, (now.y + other.y) / 2 - top);
});
for (const end of /** @type {const} */ (["pointerup", "pointercancel"]))
  paper.addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    if (end === "pointerup" && moved < 5 && pressed) choose(pressed);
  });
paper.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const { left, top } = paper.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - left, event.clientY - top);
  },
  { passive: false },
);
for (const [id, action] of /** @type {const} */ ([
  ["in", () => zoom(1.25)],
  ["out", () => zoom(0.8)],
  ["fit", showWhole],
])) {
  const button = document.getElementById(id);
  if (button) button.onclick = action;
}

const STEP = 60;
/** @type {{ [key: string]: () => void }} */
const keys = {
  "+": () => zoom(1.25),
  "-": () => zoom(0.8),
  0: showWhole,
  ArrowLeft: () => pan(STEP, 0),
  ArrowRight: () => pan(-STEP, 0),
  ArrowUp: () => pan(0, STEP),
  ArrowDown: () => pan(0, -STEP),
  Escape: () => aside.replaceChildren(),
};

/** @param {number} x @param {number} y */
function pan(x, y) {
  view = { ...view, x: view.x + x, y: view.y + y };
  show();
}

document.addEventListener("keydown", (event) => {
  const id = stateAt(event.target);
  if (id && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    choose(id);
  } else keys[event.key]?.();
});
addEventListener("resize", showWhole);
open(0);
