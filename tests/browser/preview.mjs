// Tests the preview in a real browser: `node preview.mjs RAPORTTI PROJECT PICTURES`. PROJECT is copied; PICTURES gets screenshots to
// look at. Exit code 1 if a test fails, and 75 if the browser itself does not work.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BrowserTrouble, Chromium, watch } from "./chromium.mjs";

const [program, original, pictures] = process.argv.slice(2);
const project = mkdtempSync(join(tmpdir(), "raportti-preview-"));
for (const folder of ["report", "templates", "fonts"]) cpSync(join(original, folder), join(project, folder), { recursive: true });
mkdirSync(pictures, { recursive: true });
const browser = new Chromium();
// An editor that records what it was asked to open.
writeFileSync(join(project, "editor.mjs"), 'import { writeFileSync } from "node:fs"; writeFileSync(new URL("opened", import.meta.url), process.argv[2]);');
const preview = await watch(program, project, ["--editor", `${process.execPath} ${join(project, "editor.mjs")} {file}:{line}:{column}`]);
const look = async (name) => writeFileSync(join(pictures, `${name}.png`), await browser.picture());
// A text of the report that was reworded would otherwise make a later step wait for ever.
const edit = (path, change) => {
  const before = readFileSync(join(project, path), "utf8");
  const after = change(before);
  assert.notEqual(after, before, `${path} has other words than this test looks for`);
  writeFileSync(join(project, path), after);
};
const quiet = () => browser.until("state.news && !state.news.busy && state.news.round > 0");
const shown = () => browser.until("[...document.querySelectorAll('.sheet')].some((it) => it.dataset.shown)");
// Texts of the bar and the column whose contrast is too low (WCAG 2.2, 1.4.3).
const FAINT = `(() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3)
    .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if ((parts(colour)[3] ?? 1) === 1) return colour;
    }
    throw new Error("there is no ground");
  };
  return [...document.querySelectorAll("header *, aside *")]
    .filter((it) => !it.closest(".hidden, option, [hidden]") && [...it.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
    .map((it) => {
      const [one, other] = [light(getComputedStyle(it).color), light(ground(it))];
      return [(Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05), it.tagName, it.textContent.slice(0, 30)];
    })
    .filter(([ratio]) => ratio < 4.5);
})()`;
// Elements that are wider than the window.
const WIDE = `[
  ...(document.documentElement.scrollWidth > innerWidth ? ["the window"] : []),
  ...["main", "aside"].filter((name) => ((it) => it.scrollWidth > it.clientWidth)(document.querySelector(name))),
  ...[...document.querySelectorAll("header *")].filter((it) => !it.closest(".hidden, option") && it.getBoundingClientRect().right > innerWidth).map((it) => it.id || it.tagName),
]`;
let failed = false;
const holds = async (name, proof) => {
  try {
    await proof();
    console.log(`fine: ${name}`);
  } catch (error) {
    if (error instanceof BrowserTrouble) throw error;
    failed = true;
    console.error(`FAILED: ${name}\n${error.stack}`);
  }
};
const finding = "report/findings/H4-projektit-ja-palvelut.toml";

try {
  await browser.open(preview.address);
  await browser.until("typeof state !== 'undefined'");
  await quiet();
  await shown();

  await holds("every language and edition can be chosen", async () => {
    const keys = await browser.value("[...document.querySelectorAll('#edition option')].map((it) => it.value)");
    const editions = ["cover", "print", "screen"];
    assert.deepEqual([...keys].sort(), ["en", "fi", "sv"].flatMap((language) => editions.map((edition) => `${language}-${edition}`)));
    await look("first");
  });

  await holds("no page is wider than the window from the first paint on", async () => {
    assert.deepEqual(await browser.value(WIDE), []);
    assert.ok(await browser.value("state.fit"));
  });

  await holds("an edit keeps the scroll position and the zoom, and brings only the pages that changed", async () => {
    await browser.value("$('larger').click(), goToItem('H4')");
    await browser.until("sheets()[state.places[state.key].H4[0]].dataset.shown");
    // Pages are fetched again in their new size.
    await browser.until("((it) => it.pixels === pixels(it))(sheets()[state.places[state.key].H4[0]]) && sheets().every((it) => !it.loading)");
    const before = await browser.value("({ at: position(), zoom: state.zoom, pages: edition().pages.map(([id]) => id) })");
    const round = await browser.value("state.round");
    await browser.value("performance.clearResourceTimings()");
    edit(finding, (text) => text.replace("Esiselvitys esiteltiin", "Esiselvitykset esiteltiin"));
    await browser.until(`state.round > ${round} && !state.news.busy`);
    await browser.until("sheets()[state.places[state.key].H4[0]].dataset.shown === sheets()[state.places[state.key].H4[0]].page[0]");
    const after = await browser.value("({ at: position(), zoom: state.zoom, pages: edition().pages.map(([id]) => id) })");
    assert.equal(after.zoom, before.zoom);
    assert.ok(await browser.value("[...document.querySelectorAll('.sheet img')].every((it) => it.naturalWidth === it.closest('.sheet').pixels)"), "a picture has as many pixels as it has on the screen");
    assert.equal(after.at[0], before.at[0]);
    assert.ok(Math.abs(after.at[1] - before.at[1]) < 0.02, `${before.at} became ${after.at}`);
    const changed = after.pages.filter((id) => !before.pages.includes(id)).length;
    assert.ok(changed > 0 && changed <= 4, `${changed} pages changed`);
    const fetched = await browser.value("performance.getEntriesByType('resource').filter(({ name }) => name.includes('/page/')).map(({ name }) => name.split('/').at(-2))");
    assert.ok(fetched.every((id) => !before.pages.includes(id)), "a page that was there travelled again");
    await look("edited");
  });

  await holds("a click on a word shows its file, line and column", async () => {
    const [x, y] = await browser.value(`(() => {
      const sheet = sheets()[state.places[state.key].H4[0]];
      const line = [...sheet.querySelectorAll('.text span')].find((it) => it.textContent.includes('Esiselvitykset'));
      const box = line.getBoundingClientRect();
      return [box.left + 4, box.top + box.height / 2];
    })()`);
    await browser.click(x, y);
    await browser.until("document.getElementById('spot')");
    const spot = await browser.value("$('spot').textContent");
    const line = readFileSync(join(project, finding), "utf8").split("\n").findIndex((line) => line.includes("Esiselvitykset")) + 1;
    assert.equal(spot, `${finding}:${line}:1`);
    await look("clicked");
  });

  await holds("the same by keyboard", async () => {
    await browser.value("showPlace(), sheets()[state.places[state.key].H4[0]].focus()");
    await browser.key("Enter");
    await browser.key("ArrowDown");
    await browser.key("ArrowDown");
    assert.equal(await browser.value("document.activeElement.matches('.text span')"), true);
    await browser.key("Enter");
    await browser.until("document.getElementById('spot')");
    assert.match(await browser.value("$('spot').textContent"), /^report\/.+:\d+:\d+$/);
    await browser.key("Escape");
    assert.equal(await browser.value("document.activeElement.matches('.sheet')"), true);
  });

  // What people wrote comes from outside.
  await holds("an open comment is marked at its words, and its text is shown by pointer and by keyboard", async () => {
    const wicked = "<img src=x onerror='document.title = 1'> Mitä tämä tarkoittaa?";
    mkdirSync(join(project, "report/comments"), { recursive: true });
    const saved = join(project, "report/comments/lukijat.toml");
    writeFileSync(saved, `[[comment]]\nitem = "H4"\nfield = "condition"\nlanguage = "fi"\nwords = "Esiselvitykset esiteltiin"\nauthor = "A. <b>Lukija</b>"\ntext = ${JSON.stringify(wicked)}\n\n[[comment]]\ntext = "Kiitos raportista."\n`);
    await browser.until("state.comments.length === 2 && state.marks[state.key]?.[0]?.length > 0");
    await browser.value("$('fit').click()");
    const page = await browser.value("state.marks[state.key][0][0][0]");
    assert.equal(await browser.value("state.marks[state.key][1].length"), 0);
    await browser.value("document.querySelector('#comment-list button').click()");
    await browser.until("document.activeElement?.matches('button.comment') && document.querySelector('.tip.shown')");
    assert.equal(await browser.value("getComputedStyle(document.querySelector('.tip.shown')).display"), "block");
    assert.equal(await browser.value("sheets().indexOf(document.activeElement.closest('.sheet'))"), page);
    assert.equal(await browser.value("document.querySelector('.tip.shown').textContent"), `A. <b>Lukija</b>${wicked}`);
    assert.equal(await browser.value("document.querySelectorAll('.comments img, .comments b, #comment-list img, #comment-list b').length"), 0);
    assert.match(await browser.value("document.activeElement.getAttribute('aria-label')"), /^Comment of A\. <b>Lukija<\/b> on “Esiselvitykset esiteltiin”: <img/);
    // The mark lies over the words.
    const apart = await browser.value(`(() => {
      const mark = document.activeElement.getBoundingClientRect();
      const line = [...document.activeElement.closest('.sheet').querySelectorAll('.text span')].find((it) => it.textContent.includes('Esiselvitykset'));
      const box = line.getBoundingClientRect();
      return [Math.abs(mark.top - box.top), mark.left - box.left, box.right - mark.right, mark.width];
    })()`);
    assert.ok(apart[0] < 8 && apart[1] > -4 && apart[2] > -4 && apart[3] > 60, apart.join());
    await browser.key("Enter");
    await browser.until("$('spot')?.textContent.startsWith('report/comments/lukijat.toml:1:')");
    for (const [width, height] of [[1400, 900], [420, 800]]) {
      await browser.resize(width, height, "light");
      await browser.until("sheets().every((it) => !it.loading)");
      await browser.value("document.activeElement.blur(), goToComment(0)");
      await browser.until("document.querySelector('.tip.shown')");
      const [left, right] = await browser.value("((tip, sheet) => [tip.left - sheet.left, sheet.right - tip.right])(document.querySelector('.tip.shown').getBoundingClientRect(), document.activeElement.closest('.sheet').getBoundingClientRect())");
      assert.ok(left >= 0 && right >= 0, `the text is cut: ${left}, ${right}`);
      assert.deepEqual(await browser.value(WIDE), [], `${width}`);
      await look(`comment-${width}`);
    }
    await browser.send("Emulation.clearDeviceMetricsOverride");
    await browser.resize(1400, 900, "light");
    await browser.key("Escape");
    assert.equal(await browser.value("document.querySelectorAll('.tip.shown').length"), 0);
    assert.equal(await browser.value("document.activeElement.matches('.sheet')"), true);
    rmSync(saved);
    await browser.until("state.comments.length === 0 && $('comments').hidden && document.querySelectorAll('.comment').length === 0");
  });

  await holds("faults show over the last good pages, with their places, and go again", async () => {
    const good = readFileSync(join(project, finding), "utf8");
    const pages = await browser.value("edition().pages");
    edit(finding, (text) => text.replace("confidence =", "confidense ="));
    await browser.until("document.body.classList.contains('faulty')");
    assert.deepEqual(await browser.value("edition().pages"), pages);
    assert.match(await browser.value("$('faults-body').textContent"), new RegExp(`${finding}:\\d+:\\d+`));
    await look("faulty");
    for (const scheme of ["dark", "light"]) {
      await browser.resize(1400, 900, scheme);
      assert.deepEqual(await browser.value(FAINT), [], scheme);
      await look(`faulty-${scheme}`);
    }
    await browser.value("[...document.querySelectorAll('.fault button')].find((it) => /Open/.test(it.textContent)).click()");
    await browser.until("[...document.querySelectorAll('.fault button')].some((it) => /Opened/.test(it.textContent))");
    const asked = () => { try { return readFileSync(join(project, "opened"), "utf8"); } catch { return ""; } };
    for (let patience = 600; patience > 0 && !asked(); patience--) await new Promise((resolve) => setTimeout(resolve, 50));
    const told = await browser.value("document.querySelector('.fault .spot code').textContent");
    assert.equal(asked().slice(-told.length), told, "the editor was asked for another place");
    edit(finding, () => good);
    await browser.until("!document.body.classList.contains('faulty') && !$('faults-body').textContent.includes('confidense')");
  });

  await holds("it fits narrow windows, by day and by night", async () => {
    await browser.value("$('fit').click()");
    for (const scheme of ["light", "dark"]) {
      for (const [width, height] of [[1400, 900], [420, 800], [320, 256]]) {
        await browser.resize(width, height, scheme);
        await browser.until("sheets().every((it) => !it.loading)");
        assert.deepEqual(await browser.value(WIDE), [], `${width}, ${scheme}`);
        assert.deepEqual(await browser.value(FAINT), [], `${width}, ${scheme}`);
        assert.equal(await browser.value("getComputedStyle(document.querySelector('.sheet')).backgroundColor"), "rgb(255, 255, 255)");
        await look(`${scheme}-${width}`);
      }
    }
    await browser.send("Emulation.clearDeviceMetricsOverride");
    await browser.resize(1400, 900, "light");
  });

  await holds("one page can be reached by Tab, and the others from it", async () => {
    await browser.value("goToItem('H4')");
    await browser.until("sheets().filter((it) => it.tabIndex === 0).length === 1");
    const at = await browser.value("sheets().indexOf(document.activeElement)");
    await browser.key("PageDown");
    assert.equal(await browser.value("sheets().indexOf(document.activeElement)"), at + 1);
    await browser.key("PageUp");
    assert.equal(await browser.value("sheets().indexOf(document.activeElement)"), at);
    assert.equal(await browser.value("document.querySelectorAll('.text [tabindex=\"0\"]').length"), 0);
  });

  await holds("what a reviewer has to look at stands beside the item, in words", async () => {
    // The edits above changed H4, on which J2 rests.
    await browser.until("[...document.querySelectorAll('#list li')].some((it) => /^J2 .*suspect link/.test(it.textContent))");
    await browser.value("$('find').value = 'suspect link', showItems()");
    const found = await browser.value("[...document.querySelectorAll('#list li')].map((it) => it.textContent.split(' ')[0])");
    assert.ok(found.includes("J2") && !found.includes("H4"), found.join());
    await look("suspect");
    await browser.value("$('find').value = '', showItems()");
  });

  await holds("a saved item leads to its page", async () => {
    const round = await browser.value("state.round");
    edit("report/recommendations/S12-viestinta.toml", (text) => text + "\n");
    await browser.until(`state.round > ${round} && document.querySelector('#saved button')`);
    await browser.value("document.querySelector('#saved button').click()");
    assert.equal(await browser.value("sheets().indexOf(document.activeElement)"), await browser.value("state.places[state.key].S12[0]"));
  });

  await holds("another language, and back to where one was", async () => {
    await browser.value("goToItem('H4')");
    const at = await browser.value("position()");
    const choose = (key) => browser.value(`$('edition').value = '${key}', $('edition').dispatchEvent(new Event('change'))`);
    await choose("sv-print");
    assert.equal(await browser.value("document.getElementById('pages').lang"), "sv");
    await shown();
    await look("swedish-print");
    await choose("fi-screen");
    assert.equal((await browser.value("position()"))[0], at[0]);
    await browser.until("sheets()[state.places[state.key].H4[0]].dataset.shown");
  });

  await holds("a screen reader is told of pages, words, faults and items", async () => {
    // The accessibility tree is updated a moment after the page.
    let tree;
    for (let patience = 100; patience > 0; patience--) {
      tree = await browser.tree();
      if (tree.some(([, words]) => words.includes("Esiselvitykset"))) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const has = (role, name) => tree.some(([own, words]) => own === role && name.test(words));
    assert.ok(has("main", /Pages/) && has("region", /^Page \d+ of \d+$/) && has("status", /.*/), `landmarks: ${JSON.stringify(tree.filter(([role]) => /main|region|status|banner|complementary/i.test(role)).slice(0, 12))}`);
    assert.ok(has("heading", /Faults/) && has("heading", /Items/) && has("combobox", /Edition/) && has("searchbox", /Find/));
    assert.ok(has("button", /^H4 /) && tree.some(([, words]) => words.includes("Esiselvitykset")), "the words of the pages");
    assert.ok(!tree.some(([role, name]) => ["button", "link", "combobox", "spinbutton"].includes(role) && !name.trim()), "every control has a name");
  });

  // "These are the last pages without errors", the page once said where there were none.
  await holds("a report that is broken from the start has no pages yet", async () => {
    edit("report/report.toml", (text) => text.replace("id = ", "id == "));
    const other = await watch(program, project, ["--out", join(project, "other")]);
    try {
      await browser.open(other.address);
      await browser.until("typeof state !== 'undefined' && document.querySelector('.fault button')");
      assert.equal(await browser.value("$('status').textContent"), "1 error; there are no pages yet");
      await look("no-pages");
    } finally {
      await other.end();
    }
  });
} catch (error) {
  if (!(error instanceof BrowserTrouble)) throw error;
  console.error(error.message);
  process.exitCode = 75;
} finally {
  await preview.end();
  await browser.close();
  rmSync(project, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
process.exit(process.exitCode ?? (failed ? 1 : 0));
