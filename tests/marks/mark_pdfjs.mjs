// Marks base.pdf with the editor of pdf.js in Chromium: `mark_pdfjs.mjs BASE FOLDER`. It highlights selected words, types a text box and
// draws; then it saves an update, and all pages anew (which drops the attachments). NODE_MODULES has pdfjs-dist and puppeteer-core.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";

const [base, out] = process.argv.slice(2);
const modules = process.env.NODE_MODULES;
const puppeteer = createRequire(path.join(modules, "x.js"))("puppeteer-core");
const chromium = process.env.CHROMIUM ?? process.env.PATH.split(":").map(folder => path.join(folder, "chromium")).find(fs.existsSync);

const html = `<!doctype html><meta charset=utf-8><link rel=stylesheet href="/m/pdfjs-dist/web/pdf_viewer.css">
<style>#view { position: absolute; inset: 0; overflow: auto }</style><div id=view><div class=pdfViewer></div></div>
<script type=module>
  import * as pdfjs from "/m/pdfjs-dist/build/pdf.mjs";
  globalThis.pdfjsLib = pdfjs;
  pdfjs.GlobalWorkerOptions.workerSrc = "/m/pdfjs-dist/build/pdf.worker.mjs";
  const { EventBus, PDFLinkService, PDFViewer } = await import("/m/pdfjs-dist/web/pdf_viewer.mjs");
  const eventBus = new EventBus(), linkService = new PDFLinkService({ eventBus });
  const viewer = new PDFViewer({ container: document.getElementById("view"), eventBus, linkService,
    annotationEditorMode: 0, annotationEditorHighlightColors: "yellow=#FFD100" });
  linkService.setViewer(viewer);
  let editor;
  eventBus.on("annotationeditoruimanager", event => { editor = event.uiManager; });
  const file = await pdfjs.getDocument({ url: "/base.pdf", wasmUrl: "/m/pdfjs-dist/wasm/",
    standardFontDataUrl: "/m/pdfjs-dist/standard_fonts/" }).promise;
  const loaded = new Promise(done => eventBus.on("pagesloaded", done));
  viewer.setDocument(file);
  linkService.setDocument(file);
  await loaded;
  viewer.currentScale = 1;
  const base64 = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
  const mode = mode => new Promise(done => {
    eventBus.on("annotationeditormodechanged", done, { once: true });
    viewer.annotationEditorMode = { mode };
  });
  globalThis.session = { file, mode, base64, editor: () => editor };
</script>`;

const server = http.createServer((question, answer) => {
  const address = decodeURIComponent(question.url.split("?")[0]);
  if (address === "/") return answer.setHeader("content-type", "text/html"), answer.end(html);
  const file = address === "/base.pdf" ? base : path.join(modules, path.normalize(address.replace(/^\/m/, "")));
  if (!fs.existsSync(file)) return answer.writeHead(404).end();
  const kinds = { ".mjs": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };
  answer.setHeader("content-type", kinds[path.extname(file)] ?? "application/octet-stream");
  fs.createReadStream(file).pipe(answer);
}).listen(0, "127.0.0.1");
await new Promise(done => server.on("listening", done));
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"],
  defaultViewport: { width: 1000, height: 1300 } });
const page = await browser.newPage();
page.on("pageerror", error => console.error("page:", error.message));
await page.goto(`http://127.0.0.1:${server.address().port}/`);
await page.waitForFunction("globalThis.session");
await page.waitForSelector(".page[data-page-number='1'] .textLayer .endOfContent");

const HIGHLIGHT = 9, TEXT = 3, INK = 15;
await page.evaluate(mode => session.mode(mode), HIGHLIGHT);
for (const [first, last, text] of [
  ["one library open in the evenings", "one library open in the evenings", "Which library?"],
  ["uncharacteristic counter", "revolutionaries", "Över två rader"],
]) {
  await page.evaluate((first, last, text) => {
    // A line is cut into many pieces of text.
    const layer = document.querySelector(".page[data-page-number='1'] .textLayer");
    const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const all = nodes.map(node => node.data).join("");
    const place = (words, end) => {
      let at = all.indexOf(words) + (end ? words.length : 0);
      const node = nodes.find(node => at < node.length || ((at -= node.length), false));
      return [node, at];
    };
    getSelection().setBaseAndExtent(...place(first, false), ...place(last, true));
    const before = new Set([...session.file.annotationStorage].map(([key]) => key));
    session.editor().highlightSelection("main_menu");
    const [[, added]] = [...session.file.annotationStorage].filter(([key]) => !before.has(key));
    added.comment = text;
  }, first, last, text);
}
const corner = await page.evaluate(() => {
  const { x, y } = document.querySelector(".page[data-page-number='1'] .annotationEditorLayer").getBoundingClientRect();
  return [x, y];
});
const at = (x, y) => [corner[0] + (x * 96) / 72, corner[1] + (y * 96) / 72];
await page.evaluate(mode => session.mode(mode), TEXT);
await page.mouse.click(...at(66, 304));
await page.waitForSelector(".freeTextEditor .internal:focus");
await page.keyboard.type("Move this");
await page.keyboard.press("Enter");
await page.keyboard.type("to chapter 2?");
await page.keyboard.press("Escape");
await page.evaluate(() => session.mode(0));

// Two strokes of one drawing, where no other mark takes the mouse.
await page.evaluate(mode => session.mode(mode), INK);
await page.waitForSelector(".page[data-page-number='1'] .annotationEditorLayer.inkEditing");
const stroke = async points => {
  await page.mouse.move(...at(...points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(...point), { steps: 6 });
  await page.mouse.up();
};
await stroke([[188, 470], [260, 474], [330, 469]]);
await stroke([[340, 462], [350, 480]]);
await page.keyboard.press("Escape");
await page.evaluate(() => session.mode(0));
await page.evaluate(() => {
  for (const [, editor] of session.file.annotationStorage) if (editor.editorType === "ink") editor.comment = "Hard to read";
});

const save = async (name, call) => {
  const bytes = await page.evaluate(`(async () => session.base64(await session.file.${call}))()`);
  fs.writeFileSync(path.join(out, `pdfjs-${name}.pdf`), Buffer.from(bytes, "base64"));
};
await save("incremental", "saveDocument()");
await save("rewritten", "extractPages([{ document: null }])");
await browser.close();
server.close();
