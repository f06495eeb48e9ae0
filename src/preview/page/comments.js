// Open comments: a mark over their words on the pages, and a list in the column. What people wrote is text and never markup.
"use strict";

// The marks of a page: a button over each line of the words. Its text shows while it is pointed at or has the focus.
function layComments(sheet) {
  sheet.querySelector(".comments")?.remove();
  const number = sheets().indexOf(sheet);
  const marks = state.marks[state.key] ?? [];
  const layer = element("div", { className: "comments" });
  marks.forEach((lines, index) => {
    const comment = state.comments[index];
    const here = lines.filter(([page]) => page === number);
    if (!comment || here.length === 0) return;
    const [, width, height] = sheet.page;
    here.forEach(([, x, y, wide, high], line) => {
      // The first line can be reached by Tab; the others belong to it.
      const mark = line === 0
        ? element("button", { type: "button", className: "comment", onclick: () => showComment(index) })
        : element("span", { className: "comment" });
      if (line === 0) mark.setAttribute("aria-label", spoken(comment));
      mark.dataset.comment = index;
      Object.assign(mark.style, { left: `${100 * x / width}%`, top: `${100 * y / height}%`, width: `${100 * wide / width}%`, height: `${100 * high / height}%` });
      layer.append(mark);
    });
    const last = here.at(-1);
    const tip = element("div", { className: "tip" }, ...said(comment));
    tip.dataset.comment = index;
    tip.setAttribute("aria-hidden", "true");
    tip.style.setProperty("--left", `${100 * here[0][1] / width}%`);
    tip.style.top = `${100 * (last[2] + last[4]) / height}%`;
    layer.append(tip);
  });
  if (layer.childElementCount > 0) sheet.append(layer);
}

const spoken = ({ author, text, words }) => `Comment${author ? ` of ${author}` : ""}${words ? ` on “${words}”` : ""}: ${text}`;

const said = ({ author, text }) => [
  author ? element("strong", { textContent: author }) : null,
  ...text.split("\n").map((line) => element("p", { textContent: line })),
];

function showComment(index) {
  const comment = state.comments[index];
  showPlace(...placed(comment, "spot"), element("div", { className: "words", textContent: comment.text }));
}

// Shows the tip of the mark that is pointed at or has the focus, one at a time; Escape takes it away.
function tell(mark) {
  for (const other of main.querySelectorAll(".tip.shown")) other.classList.remove("shown");
  const layer = mark?.closest(".comments");
  layer?.querySelector(`.tip[data-comment="${mark.dataset.comment}"]`)?.classList.add("shown");
}
main.addEventListener("focusin", (event) => tell(event.target.closest(".comment")));
main.addEventListener("pointerover", (event) => {
  if (event.target.closest(".tip")) return;
  tell(event.target.closest(".comment") ?? document.activeElement?.closest(".comment"));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tell(null);
});

function goToComment(index) {
  const [first] = state.marks[state.key]?.[index] ?? [];
  showComment(index);
  if (!first) return;
  const sheet = sheets()[first[0]];
  if (!sheet) return;
  goTo([first[0], Math.max(0, first[2] - 60) / sheet.page[2]]);
  const focus = () => sheet.querySelector(`button.comment[data-comment="${index}"]`)?.focus({ preventScroll: true });
  if (sheet.dataset.shown) focus();
  else document.addEventListener("shown", focus, { once: true });
}

// Called when the list or the language has changed.
function showComments() {
  if (!differs("comments", [state.key, state.comments, state.marks[state.key]])) return;
  for (const sheet of sheets()) if (sheet.dataset.shown) layComments(sheet);
  $("comments").hidden = state.comments.length === 0;
  $("comment-count").textContent = state.comments.length;
  const marks = state.marks[state.key] ?? [];
  $("comment-list").replaceChildren(...state.comments.map((comment, index) => {
    const { author, text, words, item, file, line } = comment;
    const page = marks[index]?.[0]?.[0];
    const name = `${author ? `${author}: ` : ""}${text}`;
    const head = element("button", { type: "button", className: "link", textContent: name, onclick: () => goToComment(index) });
    const details = [item, words && `“${words}”`, page === undefined ? "on no page" : `page ${page + 1}`, `${file}:${line}`].filter(Boolean).join(" · ");
    return element("li", {}, head, element("small", { textContent: details }));
  }));
}
