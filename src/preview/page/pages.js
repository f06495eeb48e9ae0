// The pages in the browser: their positions, and their images and texts, fetched for pages near the view. `script.js`, loaded
// after this file, supplies the list of pages.
"use strict";

const edition = () => state.news?.editions.find(({ key }) => key === state.key);
const sheets = () => [...main.querySelectorAll(".sheet")];
const scale = () => state.zoom * 96 / 72;

// The width of a page in pixels of the screen.
const pixels = (sheet) => Math.min(4096, Math.round(sheet.page[1] * scale() * devicePixelRatio));

// The page at the top of the view, and the scrolled share of its height.
function position() {
  const all = sheets();
  const index = all.findIndex((sheet) => sheet.offsetTop + sheet.offsetHeight > main.scrollTop + main.offsetTop);
  if (index < 0) return [0, 0];
  return [index, (main.scrollTop + main.offsetTop - all[index].offsetTop) / all[index].offsetHeight];
}

function goTo([index, share]) {
  const sheet = sheets()[Math.min(index, sheets().length - 1)];
  if (sheet) main.scrollTop = sheet.offsetTop - main.offsetTop + share * sheet.offsetHeight;
  fillNear();
}

function resize() {
  const at = position();
  const widest = Math.max(...sheets().map((sheet) => sheet.page[1]), 1);
  const { paddingLeft, paddingRight } = getComputedStyle(main);
  const room = main.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  if (state.fit) state.zoom = Math.min(4, Math.max(0.1, room / (widest * 96 / 72)));
  main.classList.toggle("fit", state.fit);
  $("fit").setAttribute("aria-pressed", state.fit);
  for (const sheet of sheets()) {
    // The old image is stretched until the new one arrives; an image on its way is checked on arrival.
    sheet.stale ||= !sheet.loading && sheet.dataset.shown !== undefined && sheet.pixels !== pixels(sheet);
    sheet.style.width = `${sheet.page[1] * scale()}px`;
    sheet.style.height = `${sheet.page[2] * scale()}px`;
    layWords(sheet);
  }
  $("zoom").value = `${Math.round(state.zoom * 100)} %`;
  goTo(at);
}

// Roving tabindex: Tab reaches one page, the one in view or this one.
function rove(sheet = sheets()[position()[0]]) {
  for (const other of main.querySelectorAll('.sheet[tabindex="0"]')) other.tabIndex = -1;
  if (sheet) sheet.tabIndex = 0;
}

// How far beyond the view pages are fetched, in CSS pixels.
const NEAR = 1500;

// Fetches the pages near the view. Called at each change: an IntersectionObserver would answer with the next frame, and never
// while the page is hidden.
function fillNear() {
  const top = main.scrollTop + main.offsetTop;
  for (const sheet of sheets()) {
    if (sheet.offsetTop > top + main.clientHeight + NEAR) break;
    if (sheet.stale && sheet.offsetTop + sheet.offsetHeight > top - NEAR) fill(sheet);
  }
}

// Shows the pages of the news. An unchanged page keeps its image, its text and its focus.
function lay() {
  const now = edition();
  if (!now || !differs("pages", [state.key, now.pages])) return;
  const at = position();
  const old = sheets();
  let resized = old.length !== now.pages.length;
  const focus = document.activeElement?.closest?.(".sheet");
  const focused = focus && [old.indexOf(focus), [...focus.querySelectorAll(".text span")].indexOf(document.activeElement)];
  now.pages.forEach((page, index) => {
    let sheet = old[index];
    if (!sheet || sheet.dataset.set !== state.key) {
      const fresh = element("section", { className: "sheet" });
      if (sheet) sheet.replaceWith(fresh); else main.append(fresh);
      sheet = fresh;
      sheet.dataset.set = state.key;
      sheet.tabIndex = -1;
    }
    resized ||= sheet.page?.[1] !== page[1] || sheet.page?.[2] !== page[2];
    sheet.setAttribute("aria-label", `Page ${index + 1} of ${now.pages.length}`);
    if (sheet.page?.[0] !== page[0]) {
      sheet.page = page;
      sheet.stale = true;
    }
  });
  old.slice(now.pages.length).forEach((sheet) => sheet.remove());
  if (resized) resize();
  goTo(at);
  rove();
  if (focused && !document.activeElement.closest(".sheet")) {
    const sheet = sheets()[focused[0]];
    sheet?.focus({ preventScroll: true });
    if (sheet) sheet.refocus = focused[1];
  }
  $("count").textContent = `of ${now.pages.length}`;
  $("page").max = now.pages.length;
}

// Fetches a page's image and text. The old image stays until the new one arrives.
async function fill(sheet) {
  sheet.stale = false;
  sheet.loading = true;
  const [id] = sheet.page;
  const wide = pixels(sheet);
  // Decoded synchronously, so that no white page flashes between the old image and the new one.
  const picture = element("img", { alt: "", decoding: "sync", draggable: false });
  const loaded = new Promise((resolve, reject) => Object.assign(picture, { onload: resolve, onerror: reject }));
  picture.src = `page/${sheet.dataset.set}/${id}/${wide}`;
  const words = fetch(`text/${sheet.dataset.set}/${id}`).then((answer) => answer.ok ? answer.json() : null);
  try {
    await loaded;
    const lines = await words;
    sheet.loading = false;
    if (sheet.page[0] !== id) return;
    if (!lines) throw new Error("the page was replaced meanwhile");
    show(sheet, id, picture, lines);
    sheet.pixels = wide;
    if (pixels(sheet) !== wide) {
      sheet.stale = true;
      fillNear();
    }
  } catch {
    sheet.loading = false;
    // Either the next news bring another page, or the answer was lost and this page is fetched again.
    setTimeout(() => {
      if (!sheet.isConnected || sheet.page[0] !== id) return;
      sheet.stale = true;
      fillNear();
    }, 500);
  }
}

function show(sheet, id, picture, lines) {
  if (sheet.dataset.shown === id) {
    // The same page in another size keeps its text and the user's place in it.
    sheet.querySelector("img").replaceWith(picture);
    return;
  }
  sheet.lines = lines;
  sheet.replaceChildren(picture, element("div", { className: "text" }));
  layWords(sheet);
  sheet.dataset.shown = id;
  layComments(sheet);
  if (sheet.refocus >= 0) {
    sheet.querySelectorAll(".text span")[sheet.refocus]?.focus({ preventScroll: true });
    sheet.refocus = undefined;
  }
  document.dispatchEvent(new CustomEvent("shown", { detail: id }));
}

const measure = document.createElement("canvas").getContext("2d");

function layWords(sheet) {
  const layer = sheet.querySelector(".text");
  if (!layer || !sheet.lines) return;
  if (layer.childElementCount !== sheet.lines.length) {
    layer.replaceChildren(...sheet.lines.map(([text, lang]) => {
      const line = element("span", { textContent: text, lang });
      line.tabIndex = -1;
      return line;
    }));
  }
  const by = scale();
  sheet.lines.forEach(([text, , x, y, width, height], index) => {
    const size = height * 0.8 * by;
    measure.font = `${size}px sans-serif`;
    const own = measure.measureText(text).width || 1;
    const style = layer.children[index].style;
    style.left = `${x * by}px`;
    style.top = `${y * by}px`;
    style.fontSize = `${size}px`;
    style.transform = `scaleX(${width * by / own})`;
  });
}
