// A headless Chromium, controlled over a pipe. Needs Chromium only, no package.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Milliseconds that one request to the browser may take, on a busy machine.
const PATIENCE = 120_000;

// A failure of the browser itself, which is no fault of the page.
export class BrowserTrouble extends Error {}

export class Chromium {
  constructor(program = process.env.CHROMIUM ?? "chromium") {
    this.profile = mkdtempSync(join(tmpdir(), "raportti-browser-"));
    // Without a first-run page, network requests, and slow timers for a window that counts as hidden; with little shared memory.
    const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--force-renderer-accessibility",
      "--remote-debugging-pipe", `--user-data-dir=${this.profile}`, "--window-size=1400,900",
      "--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-component-update",
      "--disable-sync", "--disable-quic", "--disable-dev-shm-usage", "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding", "about:blank"];
    this.process = spawn(program, options, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    this.gone = new Promise((resolve) => this.process.once("exit", (code, signal) => {
      this.ended = new BrowserTrouble(`the browser has ended with ${code ?? signal}`);
      for (const { reject } of this.waiting.values()) reject(this.ended);
      this.waiting.clear();
      resolve();
    }));
    // Writing to a browser that is ending fails. The exit itself is reported elsewhere.
    this.process.stdio[3].on("error", () => {});
    this.waiting = new Map();
    this.last = 0;
    let rest = "";
    this.process.stdio[4].on("data", (data) => {
      const messages = (rest + data).split("\0");
      rest = messages.pop();
      for (const { id, result, error } of messages.map((message) => JSON.parse(message))) {
        const answer = this.waiting.get(id);
        this.waiting.delete(id);
        if (error) answer?.reject(new Error(error.message)); else answer?.resolve(result);
      }
    });
  }

  send(method, params = {}, sessionId = this.session) {
    if (this.ended) return Promise.reject(this.ended);
    const id = ++this.last;
    this.process.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new BrowserTrouble(`the browser does not answer to ${method}`)), PATIENCE);
      const done = (then) => (value) => (clearTimeout(late), then(value));
      this.waiting.set(id, { resolve: done(resolve), reject: done(reject) });
    });
  }

  async open(address) {
    const { targetInfos } = await this.send("Target.getTargets", {}, undefined);
    const { targetId } = targetInfos.find(({ type }) => type === "page")
      ?? await this.send("Target.createTarget", { url: "about:blank" }, undefined);
    this.session = (await this.send("Target.attachToTarget", { targetId, flatten: true }, undefined)).sessionId;
    await this.send("Page.bringToFront");
    await this.send("Page.navigate", { url: address });
    await this.send("Accessibility.enable");
    await this.draws();
  }

  // Whether the browser draws frames at all. Otherwise nothing can be clicked or captured.
  async draws() {
    const drawn = "new Promise((done) => { requestAnimationFrame(() => done(true)); setTimeout(() => done(false), 20_000); })";
    if (!await this.value(drawn)) throw new BrowserTrouble("the browser draws no frames");
  }

  // The value of an expression in the page; promises are awaited.
  async value(expression) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true, userGesture: true });
    if (exceptionDetails) throw new Error(`${expression}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  }

  // Waits until an expression is true. If it never is, the error contains the state of the page.
  async until(expression, patience = PATIENCE) {
    for (const end = Date.now() + patience; Date.now() < end;) {
      if (await this.value(expression)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.draws();
    const seen = await this.value(`JSON.stringify({
      visibility: document.visibilityState, size: [innerWidth, innerHeight], status: document.getElementById("status")?.textContent,
      sheets: [...document.querySelectorAll(".sheet")].slice(0, 4).map((it) => ({ ...it.dataset, stale: it.stale, page: it.page, top: it.offsetTop })),
      asked: performance.getEntriesByType("resource").slice(-8).map(({ name, responseStatus, duration }) => [name, responseStatus, duration]),
    })`);
    throw new Error(`never came: ${expression}\nthe page: ${seen}`);
  }

  async key(key, code = key, text) {
    const virtual = { Enter: 13, ArrowDown: 40, ArrowUp: 38, PageUp: 33, PageDown: 34, Escape: 27, Tab: 9 }[key];
    const more = { key, code, windowsVirtualKeyCode: virtual, text: key === "Enter" ? "\r" : text };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...more });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key, code });
  }

  async click(x, y) {
    for (const type of ["mousePressed", "mouseReleased"]) {
      await this.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
    }
  }

  // Sets the size of the window in CSS pixels, and the colour scheme, `light` or `dark`.
  async resize(width, height, scheme) {
    await this.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    await this.draws();
  }

  async picture() {
    return Buffer.from((await this.send("Page.captureScreenshot", { format: "png" })).data, "base64");
  }

  // The accessibility tree: roles and names.
  async tree() {
    const { nodes } = await this.send("Accessibility.getFullAXTree");
    return nodes.filter(({ ignored }) => !ignored).map(({ role, name }) => [role?.value, name?.value ?? ""]);
  }

  async close() {
    this.process.kill();
    await this.gone;
    // Its last processes may still be writing to the profile. If it cannot be deleted after a while, it stays.
    for (let attempt = 0; attempt < 30; attempt += 1) {
      try {
        rmSync(this.profile, { recursive: true, force: true });
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

// Starts `raportti watch --serve`, and returns the address of the preview.
export async function watch(program, project, options = []) {
  const child = spawn(program, ["--project", project, "watch", "--serve", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  let heard = "";
  const address = await new Promise((resolve, reject) => {
    child.stdout.on("data", (data) => {
      heard += data;
      const found = /preview: (\S+)/.exec(heard);
      if (found) resolve(found[1]);
    });
    child.once("exit", (code) => reject(new Error(`raportti ended with ${code}`)));
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  return { address, end: () => (child.kill("SIGINT"), gone) };
}
