// A signed-in page of the demonstration that is alive, for the measurements in this folder. They are no
// tests: what they print is compared with the budgets in docs/benchmarks.md by hand.

import { chromium } from "@playwright/test";

/** Opens the history of everything at `base`, signed in as the supervisor; `prepare` gets the page first. */
export async function openHistory(base, prepare = async () => {}) {
  const executablePath = process.env.CHROME_PATH ?? "/usr/bin/chromium";
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath, args });
  const viewport = { width: 1280, height: 800 };
  const page = await (await browser.newContext({ baseURL: base, viewport, locale: "pt-BR" })).newPage();
  await prepare(page);
  await page.goto("/login");
  await page.getByLabel("Usuário").fill("supervisor");
  await page.getByLabel("Senha", { exact: true }).fill("protocolo-demo");
  await page.keyboard.press("Enter");
  await page.waitForURL(/history/);
  await page.goto("/history?from=2020-01-01");
  await page.waitForSelector("html[data-hydrated]", { state: "attached" });
  const devtools = await page.context().newCDPSession(page);
  return { browser, page, devtools };
}

/** Closes the case window. Handles are disposed of: they would keep what was removed from the page. */
export async function closeWindow(page) {
  await page.keyboard.press("Escape");
  await (await page.waitForFunction(() => !document.querySelector("dialog"))).dispose();
}
