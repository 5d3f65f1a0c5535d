// Time from a click to what it shows, with the processor as it is and four times slower:
//
//     node end2end/measure/clicks.mjs http://127.0.0.1:3000

import { setTimeout as pause } from "node:timers/promises";
import { closeWindow, openHistory } from "./page.mjs";

const CLICKS = 20;
/** Between two clicks, in milliseconds: nobody clicks at once again. */
const PAUSE = 120;

const [, , base] = process.argv;
const { browser, page, devtools } = await openHistory(base);

// In the page: clicks on `find`, and answers the milliseconds until `done` and the number of frames until
// `reacts`.
await page.evaluate(() => {
  window.tasks = [];
  const observed = (list) => list.getEntries().forEach((task) => window.tasks.push(Math.round(task.duration)));
  new PerformanceObserver(observed).observe({ type: "longtask" });
  window.timed = (find, done, reacts) =>
    new Promise((answer, fail) => {
      const start = performance.now();
      const late = setTimeout(() => fail(new Error("nothing was shown")), 15_000);
      let [frames, reaction] = [0, undefined];
      const look = () => {
        if (reaction === undefined && reacts()) reaction = frames;
        if (!done()) return;
        clearTimeout(late);
        changes.disconnect();
        answer([performance.now() - start, reaction]);
      };
      const changes = new MutationObserver(look);
      changes.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true });
      const count = () => {
        frames += 1;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
      find().click();
      look();
    });
});

const turn = (n) =>
  page.evaluate((name) => {
    const first = () => document.querySelector(".protocol-number")?.textContent;
    const before = first();
    const isTurned = () => first() !== before;
    const isBusy = () => document.querySelector(".table-card")?.getAttribute("aria-busy") === "true";
    return window.timed(() => document.querySelector(`a[aria-label="${name}"]`), isTurned, () => isBusy() || isTurned());
  }, n % 2 ? "Página anterior" : "Próxima página");

const open = (n) =>
  page.evaluate((n) => {
    const shown = (part) => () => document.querySelector(part) !== null;
    return window.timed(() => document.querySelectorAll(".case-link")[n % 15], shown("dialog .facts"), shown("dialog"));
  }, n);

const switchTab = (n) =>
  page.evaluate((name) => {
    const tab = [...document.querySelectorAll("[role=tab]")].find((one) => one.textContent.trim() === name);
    const panel = () => document.querySelector("dialog [role=tabpanel]");
    const isOpen = () => tab.getAttribute("aria-selected") === "true";
    const isShown = () => isOpen() && panel().getAttribute("aria-labelledby") === tab.id && panel().ariaBusy !== "true";
    return window.timed(() => tab, isShown, isOpen);
  }, n % 2 ? "Dados do Caso" : "SLA");

async function measure(what, click) {
  await page.evaluate(() => (window.tasks = []));
  const times = [];
  let slowest = 0;
  for (let n = 0; n < CLICKS; n += 1) {
    const [time, frames] = await click(n);
    times.push(time);
    slowest = Math.max(slowest, frames);
    await pause(PAUSE);
  }
  times.sort((one, other) => one - other);
  const tasks = await page.evaluate(() => window.tasks);
  const [median, longest] = [times[CLICKS / 2], times[CLICKS - 1]].map(Math.round);
  console.log(`${what.padEnd(14)} p50 ${median} ms, at most ${longest} ms; reaction after ${slowest} frames; tasks over 50 ms: ${tasks}`);
}

for (const rate of [1, 4]) {
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  console.log(`processor ${rate} times slower`);
  for (let n = 0; n < 4; n += 1) await turn(n);
  await measure("turning a page", turn);
  await open(0);
  await closeWindow(page);
  await measure("opening a case", async (n) => {
    const measured = await open(n);
    await closeWindow(page);
    return measured;
  });
  await open(1);
  for (let n = 0; n < 4; n += 1) await switchTab(n);
  await measure("switching tabs", switchTab);
  await closeWindow(page);
}
await browser.close();
