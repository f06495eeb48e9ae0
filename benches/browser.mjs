// Measures the time from a saved edit to the changed page in a real browser: `node browser.mjs RAPORTTI PROJECT`. `against_typst` makes
// PROJECT with RAPORTTI_KEEP; this edits it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Chromium, watch } from "../tests/browser/chromium.mjs";

const [program, project] = process.argv.slice(2);
const edits = Number(process.env.RAPORTTI_EDITS ?? 200);
const browser = new Chromium();
const preview = await watch(program, project);
const times = [];
try {
  await browser.open(preview.address);
  await browser.until("typeof state !== 'undefined' && state.news && !state.news.busy && state.round > 0", 600_000);
  for (let n = 0; n < edits; n += 1) {
    // Each edit changes a word of the same finding, whose page the browser shows.
    const id = "H9";
    if (n === 0) await browser.value(`goToItem('${id}')`);
    await browser.until(`sheets()[state.places[state.key].${id}[0]].dataset.shown && !state.news.busy`);
    await browser.value("window.painted = new Promise((done) => document.addEventListener('shown', () => requestAnimationFrame(() => done(Date.now())), { once: true })), null");
    const path = join(project, `report/findings/${id}-havainto.toml`);
    const text = readFileSync(path, "utf8");
    const word = `sana${n} `;
    const edited = /sana\d+ /.test(text) ? text.replace(/sana\d+ /, word) : text.replace("'''\n", `'''\n${word}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const start = Date.now();
    writeFileSync(path, edited);
    times.push(await browser.value("window.painted") - start);
  }
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  console.log(`| edit → changed page painted in Chromium, p50 and p95 of ${edits} | ${at(0.5)} ms and ${at(0.95)} ms | | |`);
} finally {
  preview.end();
  await browser.close();
}
