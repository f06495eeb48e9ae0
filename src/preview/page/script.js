// The preview's page. The server sends news (server-sent events): the list of pages, each named by the hash of its content, and
// the faults. Images and texts are fetched once, for pages near the view.
"use strict";

const $ = (id) => document.getElementById(id);
const main = $("pages");
const kept = (() => {
  // The user's position, restored when the page is opened again.
  try { return JSON.parse(localStorage.getItem("raportti")) ?? {}; } catch { return {}; }
})();
const state = { news: null, key: kept.key, zoom: kept.zoom ?? 1, fit: kept.fit ?? true, items: [], places: {}, comments: [], marks: {}, list: "", round: 0 };
$("follow").checked = kept.follow ?? false;

function keep() {
  const { key, zoom, fit } = state;
  const tops = { ...(kept.tops ?? {}), [key]: position() };
  kept.tops = tops;
  try { localStorage.setItem("raportti", JSON.stringify({ key, zoom, fit, follow: $("follow").checked, tops })); } catch {}
}

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((child) => child != null));
  return node;
}

// Whether a value has changed since the last call; most news change little.
const last = {};
function differs(name, value) {
  const now = JSON.stringify(value);
  if (last[name] === now) return false;
  last[name] = now;
  return true;
}

// --- from a page to the source

async function showSource(sheet, x, y) {
  sheet.querySelector(".dot")?.remove();
  const dot = element("div", { className: "dot" });
  // Relative to the page, so that it stays at its word when the page is resized.
  dot.style.left = `${100 * x / sheet.page[1]}%`;
  dot.style.top = `${100 * y / sheet.page[2]}%`;
  document.querySelectorAll(".dot").forEach((other) => other.remove());
  sheet.append(dot);
  const answer = await post("place", { key: sheet.dataset.set, page: sheet.dataset.shown, x, y });
  if (!answer.ok) return showPlace(element("p", { textContent: await answer.text() }));
  const place = await answer.json();
  if (!place) return showPlace(element("p", { className: "quiet", textContent: "This comes from the templates." }));
  showPlace(...placed(place, "spot"), element("div", { className: "words", textContent: place.words }));
}

// Whether there is an editor; known before the first news are shown.
const editor = fetch("editor").then((answer) => answer.json()).catch(() => ({ opens: false }));
let opens = false;

// A place in a file, with its buttons.
function placed({ file, line, column }, id = "") {
  const spot = `${file}:${line}:${column}`;
  const code = element("code", { id, textContent: spot });
  const button = (words, onclick) => element("button", { type: "button", onclick }, words, element("span", { className: "hidden", textContent: ` ${spot}` }));
  const say = (button, words) => { button.firstChild.textContent = words; };
  const open = button("Open in the editor", async () => {
    const answer = await post("open", { file, line, column });
    if (!answer.ok) return say(open, await answer.text());
    const { address } = await answer.json();
    if (address) location.href = address;
    say(open, "Opened");
  });
  const copy = button("Copy", async () => {
    try { await navigator.clipboard.writeText(spot); say(copy, "Copied"); }
    catch { getSelection().selectAllChildren(code); say(copy, "Selected: press Ctrl-C"); }
  });
  return [element("p", { className: "spot" }, code), element("div", { className: "buttons" }, opens ? open : null, copy)];
}

const post = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });
const showPlace = (...children) => $("place-body").replaceChildren(...children);

main.addEventListener("click", (event) => {
  const sheet = event.target.closest(".sheet");
  if (!sheet?.dataset.shown || !getSelection().isCollapsed || event.target.closest(".comments")) return;
  const box = sheet.getBoundingClientRect();
  showSource(sheet, (event.clientX - box.left) / scale(), (event.clientY - box.top) / scale());
});

// Keyboard: Tab focuses the page in view, Page Up and Page Down the next ones. Enter on a page focuses its lines, arrows move between
// them, Enter shows a line's source, Escape returns to the page.
main.addEventListener("keydown", (event) => {
  const sheet = event.target.closest(".sheet");
  if (!sheet || event.ctrlKey || event.metaKey || event.altKey) return;
  const lines = [...sheet.querySelectorAll(".text span")];
  const at = lines.indexOf(event.target);
  const line = (index) => {
    if (!lines[index]) return;
    sheet.line = index;
    lines[index].focus();
  };
  const page = (step) => {
    const all = sheets();
    const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(sheet) + step))];
    goTo([all.indexOf(next), 0]);
    rove(next);
    next.focus({ preventScroll: true });
  };
  const isOnComment = event.target.closest(".comment") !== null;
  if (event.key === "Enter" && isOnComment) return;
  if (event.key === "Enter" && at < 0) line(Math.min(sheet.line ?? 0, lines.length - 1));
  else if (event.key === "Enter") {
    const [, , x, y, width, height] = sheet.lines[at];
    showSource(sheet, x + Math.min(3, width / 2), y + height * 0.5);
  } else if (event.key === "ArrowDown" && at >= 0) line(at + 1);
  else if (event.key === "ArrowUp" && at >= 0) line(at - 1);
  else if (event.key === "Escape" && (at >= 0 || isOnComment)) sheet.focus();
  else if (event.key === "PageDown") page(1);
  else if (event.key === "PageUp") page(-1);
  else return;
  event.preventDefault();
});

// --- the bar

function setZoom(zoom, fit = false) {
  state.zoom = Math.min(4, Math.max(0.2, zoom));
  state.fit = fit;
  resize();
  keep();
}
$("larger").onclick = () => setZoom(state.zoom * 1.2);
$("smaller").onclick = () => setZoom(state.zoom / 1.2);
$("fit").onclick = () => setZoom(state.zoom, true);
$("page").onchange = () => goTo([Math.max(0, $("page").valueAsNumber - 1 || 0), 0]);
$("follow").onchange = keep;
$("find").oninput = () => showItems();
new ResizeObserver(resize).observe(main);
main.addEventListener("scroll", () => {
  fillNear();
  rove();
  if (document.activeElement !== $("page")) $("page").value = position()[0] + 1;
  clearTimeout(keep.later);
  keep.later = setTimeout(keep, 200);
});
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "+" || event.key === "=") $("larger").click();
  else if (event.key === "-") $("smaller").click();
});
$("edition").onchange = () => {
  keep();
  const at = kept.tops?.[$("edition").value] ?? position();
  state.key = kept.key = $("edition").value;
  main.lang = edition()?.language ?? "";
  lay();
  goTo(at);
  showItems();
  showComments();
  keep();
};

const names = (() => {
  try { return new Intl.DisplayNames(["en"], { type: "language" }); } catch { return { of: (code) => code }; }
})();

function showEditions() {
  const select = $("edition");
  const options = state.news.editions.map(({ key, language, edition }) =>
    element("option", { value: key, textContent: `${names.of(language)}, ${edition}` }));
  if ([...select.options].map(({ value }) => value).join() !== options.map(({ value }) => value).join()) {
    select.replaceChildren(...options);
  }
  // Until the user chooses, the first edition of the report, even if another one is ready sooner.
  if (!edition() || kept.key === undefined) state.key = state.news.editions[0]?.key;
  select.value = state.key;
  main.lang = edition()?.language ?? "";
}

// --- faults and items

// The parts of a message, with text in backquotes as code.
const formatted = (message) => message.split("`").map((part, index) => index % 2 ? element("code", { textContent: part }) : part);

function goToItem(id) {
  const place = state.places[state.key]?.[id];
  if (!place) return;
  const sheet = sheets()[place[0]];
  if (!sheet) return;
  goTo([place[0], Math.max(0, place[1] - 40) / sheet.page[2]]);
  sheet.focus({ preventScroll: true });
  sheet.classList.add("found");
  setTimeout(() => sheet.classList.remove("found"), 1500);
}

function showFaults() {
  const { faults, trouble, busy } = state.news;
  const errors = faults.filter(({ severity }) => severity === "error").length;
  document.body.classList.toggle("faulty", errors > 0 || trouble != null);
  document.body.classList.toggle("waiting", busy);
  const counted = [[errors, "error"], [faults.length - errors, "warning"]]
    .filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}${n === 1 ? "" : "s"}`).join(" and ");
  const took = Math.round((Date.now() - state.since) / 1000);
  const hasPages = state.news.editions.length > 0;
  const words = trouble != null ? `The project cannot be read; ${hasPages ? "these pages are old" : "there are no pages yet"}`
    : busy ? took < 3 ? "Setting …" : `Setting for ${took} s …`
    : errors > 0 ? `${counted}; ${hasPages ? "these are the last pages without errors" : "there are no pages yet"}`
    : counted || "Up to date";
  if ($("status").textContent !== words) $("status").textContent = words;
  if (busy || !differs("faults", [faults, trouble])) return;
  $("fault-count").hidden = faults.length === 0;
  $("fault-count").textContent = faults.length;
  const list = faults.slice(0, 100).map((fault) =>
    element("div", { className: `fault ${fault.severity}` },
      element("p", {}, element("span", { className: "severity", textContent: `${fault.severity}: ` }), ...formatted(fault.message)),
      ...fault.hints.map((hint) => element("p", {}, "Hint: ", ...formatted(hint))),
      ...(fault.file ? placed(fault) : []),
      ...fault.related.flatMap((second) => [element("p", { className: "also" }, ...formatted(second.message), ":"), ...placed(second)])));
  if (faults.length > 100) list.push(element("p", { textContent: `… and ${faults.length - 100} more` }));
  if (trouble != null) list.unshift(element("div", { className: "fault error" }, ...formatted(trouble)));
  if (list.length === 0) list.push(element("p", { className: "quiet", textContent: "None." }));
  $("faults-body").replaceChildren(...list);
}

// The entries of the list, by item; unchanged ones are kept.
const entries = new Map();

function showItems() {
  const wanted = $("find").value.toLowerCase();
  const places = state.places[state.key] ?? {};
  const faulty = new Set((state.news?.faults ?? []).map(({ file }) => file));
  const shown = state.items.filter(({ id, title, state: word, kind, doubts }) =>
    `${id} ${kind} ${word} ${title} ${doubts.join(" ")}`.toLowerCase().includes(wanted));
  const list = $("list");
  $("item-count").hidden = state.items.length === 0;
  $("item-count").textContent = shown.length === state.items.length ? shown.length : `${shown.length} of ${state.items.length}`;
  shown.forEach((item, index) => {
    const says = JSON.stringify([item, places[item.id]?.[0], faulty.has(item.file)]);
    let entry = entries.get(item.id);
    if (entry?.says !== says) {
      const fresh = Object.assign(entryOf(item, places[item.id], faulty.has(item.file)), { says });
      entry?.replaceWith(fresh);
      entries.set(item.id, entry = fresh);
    }
    if (list.children[index] !== entry) list.insertBefore(entry, list.children[index] ?? null);
  });
  while (list.childElementCount > shown.length) list.lastChild.remove();
}

function entryOf({ id, kind, title, state: word, file, line, doubts }, place, faulty) {
  const name = `${id} ${title}`;
  const head = place ? element("button", { type: "button", className: "link", textContent: name }) : element("span", { textContent: name });
  if (place) head.onclick = () => goToItem(id);
  const details = [kind, word, place ? `page ${place[0] + 1}` : "on no page", `${file}:${line}`].filter(Boolean).join(" · ");
  return element("li", {}, head, element("small", { textContent: details }),
    ...doubts.map((words) => element("span", { className: "doubt", textContent: words })),
    faulty ? element("span", { className: "bad", textContent: "has faults" }) : null);
}

function showSaved() {
  const ids = state.news.saved.filter((id) => state.places[state.key]?.[id]);
  $("saved").hidden = ids.length === 0;
  $("saved").replaceChildren(...ids.slice(0, 5).map((id) => {
    const button = element("button", { type: "button", textContent: `Saved ${id}: go to page ${state.places[state.key][id][0] + 1}` });
    button.onclick = () => goToItem(id);
    return button;
  }));
  if ($("follow").checked && ids.length > 0 && state.round !== state.news.round && !state.news.busy) goToItem(ids[0]);
}

// --- news

async function onNews(news) {
  const first = !state.news;
  if (news.busy && !(state.news?.busy && state.news.round === news.round)) state.since = Date.now();
  if (first) opens = (await editor).opens;
  state.news = news;
  document.title = $("title").textContent = news.title || "Preview";
  showEditions();
  lay();
  if (first && kept.tops?.[state.key]) goTo(kept.tops[state.key]);
  showFaults();
  if (state.list !== news.list) {
    state.list = news.list;
    const list = await (await fetch("items")).json();
    state.items = list.items ?? [];
    state.places = list.places ?? {};
    state.comments = list.comments ?? [];
    state.marks = list.marks ?? {};
  }
  if (state.news !== news) return;
  showItems();
  showComments();
  showSaved();
  if (!news.busy) state.round = news.round;
}

// Long work shows its time. A screen reader announces only its begin and end.
setInterval(() => state.news?.busy && showFaults(), 1000);

const events = new EventSource("events");
events.onmessage = (event) => onNews(JSON.parse(event.data));
events.onerror = () => {
  document.body.classList.add("waiting");
  $("status").textContent = "`raportti watch` has ended, or is starting again";
};
