// The preview's page. The server sends news (server-sent events): which pages there are, each known by the hash of its
// content, and the faults. The page fetches pictures and words of those near the view, and of no page twice.
"use strict";

const $ = (id) => document.getElementById(id);
const main = $("pages");
const kept = (() => {
  // Where the user was, so that opening the page again comes back to it.
  try { return JSON.parse(localStorage.getItem("raportti")) ?? {}; } catch { return {}; }
})();
const state = { news: null, key: kept.key, zoom: kept.zoom ?? 1, fit: kept.fit ?? true, items: [], places: {}, list: "", round: 0 };
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

// Whether something is not what it was when this was asked last; news come often, and mostly bring little.
const last = {};
function differs(name, value) {
  const now = JSON.stringify(value);
  if (last[name] === now) return false;
  last[name] = now;
  return true;
}

// --- from the page to the file

async function ask(sheet, x, y) {
  sheet.querySelector(".dot")?.remove();
  const dot = element("div", { className: "dot" });
  dot.style.left = `${x * scale()}px`;
  dot.style.top = `${y * scale()}px`;
  document.querySelectorAll(".dot").forEach((other) => other.remove());
  sheet.append(dot);
  const answer = await post("place", { key: sheet.dataset.set, page: sheet.dataset.shown, x, y });
  if (!answer.ok) return tellPlace(element("p", { textContent: await answer.text() }));
  const place = await answer.json();
  if (!place) return tellPlace(element("p", { className: "quiet", textContent: "Nobody wrote this: it comes from the templates." }));
  const spot = `${place.file}:${place.line}:${place.column}`;
  tellPlace(
    element("p", {}, element("code", { id: "spot", textContent: spot })),
    element("div", { className: "words", textContent: place.words }),
    element("div", { className: "buttons" }, ...opening(place, spot)),
  );
}

function opening(place, spot) {
  const copy = element("button", { type: "button", textContent: "Copy" });
  copy.onclick = async () => {
    try { await navigator.clipboard.writeText(spot); copy.textContent = "Copied"; }
    catch { getSelection().selectAllChildren($("spot")); copy.textContent = "Selected: press Ctrl-C"; }
  };
  const open = element("button", { type: "button", textContent: "Open in the editor" });
  open.onclick = async () => {
    const answer = await post("open", { file: place.file, line: place.line, column: place.column });
    open.textContent = answer.ok ? "Opened" : await answer.text();
  };
  return [copy, place.opens ? open : null, place.address ? element("a", { href: place.address, textContent: "Open in the editor" }) : null];
}

const post = (path, body) => fetch(path, { method: "POST", body: JSON.stringify(body) });
const tellPlace = (...children) => $("place-body").replaceChildren(...children);

main.addEventListener("click", (event) => {
  const sheet = event.target.closest(".sheet");
  if (!sheet?.dataset.shown || !getSelection().isCollapsed) return;
  const box = sheet.getBoundingClientRect();
  ask(sheet, (event.clientX - box.left) / scale(), (event.clientY - box.top) / scale());
});

// By keyboard: Enter on a page goes to its lines, arrows move between them, Enter asks, Escape goes back to the page.
main.addEventListener("keydown", (event) => {
  const sheet = event.target.closest(".sheet");
  if (!sheet || event.ctrlKey || event.metaKey || event.altKey) return;
  const lines = [...sheet.querySelectorAll(".text span")];
  const at = lines.indexOf(event.target);
  const focus = (line) => {
    if (!line) return;
    lines.forEach((other) => { other.tabIndex = -1; });
    line.tabIndex = 0;
    line.focus();
  };
  if (event.key === "Enter" && at < 0) focus(lines.find((line) => line.tabIndex === 0) ?? lines[0]);
  else if (event.key === "Enter") {
    const [, , x, y, width, height] = sheet.lines[at];
    ask(sheet, x + Math.min(3, width / 2), y + height * 0.5);
  } else if (event.key === "ArrowDown" && at >= 0) focus(lines[at + 1]);
  else if (event.key === "ArrowUp" && at >= 0) focus(lines[at - 1]);
  else if (event.key === "Escape" && at >= 0) sheet.focus();
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
addEventListener("resize", resize);
main.addEventListener("scroll", () => {
  fillNear();
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
  // Until the user chooses, it is the first of the report, which need not be the first that is ready.
  if (!edition() || kept.key === undefined) state.key = state.news.editions[0]?.key;
  select.value = state.key;
  main.lang = edition()?.language ?? "";
}

// --- faults and items

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
  const counted = [[errors, "error"], [faults.length - errors, "warning"]]
    .filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}${n === 1 ? "" : "s"}`).join(" and ");
  const words = trouble != null ? "The tool cannot work; these pages are as they were"
    : busy ? "Setting …"
    : errors > 0 ? `${counted}; these pages are as they were last without errors`
    : counted || "Up to date";
  if ($("status").textContent !== words) $("status").textContent = words;
  if (busy || !differs("faults", [faults, trouble])) return;
  const list = faults.slice(0, 100).map((fault) => {
    const spot = fault.file ? `${fault.file}:${fault.line}:${fault.column}` : null;
    return element("div", { className: `fault ${fault.severity}` },
      element("p", {}, element("strong", { textContent: `${fault.severity}: ` }), fault.message),
      spot ? element("p", {}, element("code", { textContent: spot })) : null,
      ...fault.related.map((second) => element("p", {}, `${second.message}: `, element("code", { textContent: `${second.file}:${second.line}:${second.column}` }))),
      ...fault.hints.map((hint) => element("p", { textContent: `Hint: ${hint}` })));
  });
  if (faults.length > 100) list.push(element("p", { textContent: `… and ${faults.length - 100} more` }));
  if (trouble != null) list.unshift(element("div", { className: "fault error", textContent: trouble }));
  if (list.length === 0) list.push(element("p", { className: "quiet", textContent: "None." }));
  $("faults-body").replaceChildren(...list);
}

// The entries of the list, by item: those that say what they said stay.
const entries = new Map();

function showItems() {
  const wanted = $("find").value.toLowerCase();
  const places = state.places[state.key] ?? {};
  const faulty = new Set((state.news?.faults ?? []).map(({ file }) => file));
  const shown = state.items.filter(({ id, title, state: word, kind, doubts }) =>
    `${id} ${kind} ${word} ${title} ${doubts.join(" ")}`.toLowerCase().includes(wanted));
  const list = $("list");
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
  const details = [kind, word, place ? `page ${place[0] + 1}` : "not on a page of its own", `${file}:${line}`].filter(Boolean).join(" · ");
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

async function hear(news) {
  const first = !state.news;
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
  }
  if (state.news !== news) return;
  showItems();
  showSaved();
  if (!news.busy) state.round = news.round;
}

const events = new EventSource("events");
events.onmessage = (event) => hear(JSON.parse(event.data));
events.onerror = () => { $("status").textContent = "`raportti watch` has ended, or is starting again"; };
