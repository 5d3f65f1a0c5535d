// Memory of one tab over 200 turns of pages and 100 openings of the case window:
//
//     node end2end/measure/memory.mjs http://127.0.0.1:3000

import { closeWindow, openHistory } from "./page.mjs";

/** Lets the page know the memory of its WASM. */
function keepMemory() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await original.apply(WebAssembly, args);
      const exported = Object.values((made.instance ?? made).exports);
      const memory = exported.find((one) => one instanceof WebAssembly.Memory);
      if (memory) window.wasmMemory = memory;
      return made;
    };
  }
}

const [, , base] = process.argv;
const { browser, page, devtools } = await openHistory(base, (page) => page.addInitScript(keepMemory));
await devtools.send("Performance.enable");
await devtools.send("HeapProfiler.enable");

async function report(after) {
  for (let i = 0; i < 2; i += 1) await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const { JSHeapUsedSize: heap, Nodes: nodes } = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  const wasm = await page.evaluate(() => window.wasmMemory.buffer.byteLength);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(2);
  console.log(`${after.padEnd(12)} JavaScript ${megabytes(heap)} MB, WASM ${megabytes(wasm)} MB, ${nodes} nodes`);
}

await report("begin");
for (let turn = 1; turn <= 200; turn += 1) {
  const isBack = turn % 50 > 25 || turn % 50 === 0;
  const first = await page.locator(".protocol-number").first().innerText();
  await page.getByRole("link", { name: isBack ? "Página anterior" : "Próxima página" }).click();
  const isTurned = (before) => document.querySelector(".protocol-number")?.textContent !== before;
  await (await page.waitForFunction(isTurned, first)).dispose();
  if (turn % 50 === 0) await report(`${turn} turns`);
}
for (let opening = 1; opening <= 100; opening += 1) {
  await page.locator(".case-link").nth(opening % 20).click();
  await page.locator("dialog .case-head").waitFor();
  await closeWindow(page);
  if (opening % 25 === 0) await report(`${opening} windows`);
}
await browser.close();
