// Navigation between pages: the document is kept, the address follows, nothing jumps.

import { expect, test } from "../support/fixtures.ts";
import type { Page } from "@playwright/test";

const year = "/history?from=2020-01-01";

declare global {
  interface Window {
    /** Set by a test, and lost when a new document is loaded. */
    sameDocument?: boolean;
    /** The cumulative layout shift without user input. */
    shifted?: number;
  }
}

test.beforeEach(async ({ signIn }) => signIn("supervisor"));

test("pages turn in place, and back restores filters and scroll", async ({ page, hydrated }) => {
  await page.goto(`${year}&channel=whatsapp`);
  await hydrated();
  await page.evaluate(() => (window.sameDocument = true));
  await page.getByRole("link", { name: "Próxima página" }).scrollIntoViewIfNeeded();
  const before = await settledScroll(page);
  expect(before).toBeGreaterThan(0);
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
  // The beginning of the list is in view, and the page is not scrolled to its own.
  const top = () => page.locator(".list-head").evaluate((head) => Math.round(head.getBoundingClientRect().top));
  await expect.poll(top).toBeGreaterThanOrEqual(0);
  expect(await top()).toBeLessThan(400);
  expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
  await page.goBack();
  await expect(page.locator(".pager-range")).toHaveText(/^1–20/);
  await expect(page).toHaveURL(/channel=whatsapp/);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(before);
  await page.goForward();
  await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
  expect(await page.evaluate(() => window.sameDocument)).toBe(true);
});

test("what has the focus keeps it while the page turns, and what was chosen stays", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  await page.getByRole("checkbox", { name: /^Voz/ }).uncheck();
  await page.getByText("Ver como tabela").click();
  const previous = page.getByRole("link", { name: /^Mês anterior/ });
  await previous.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/month=/);
  await expect(previous).toBeFocused();
  await expect(page.getByRole("checkbox", { name: /^Voz/ })).not.toBeChecked();
  await expect(page.locator("table.data")).toBeVisible();
});

test("the filter button answers to the keys of a button", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  const button = page.getByRole("button", { name: "Filtrar" });
  await button.focus();
  await page.keyboard.press("Space");
  await expect(page.getByLabel("Data inicial")).toBeVisible();
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Data inicial")).toHaveCount(0);
});

test("the range of the list is said aloud", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator("#announcer")).toHaveText(/^21–40 de/);
});

test("closing a dialog is a step back, however it is closed", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  const link = page.locator(".case-link").first();
  for (const close of [
    () => page.keyboard.press("Escape"),
    () => page.getByRole("link", { name: "Fechar" }).click(),
    () => page.mouse.click(5, 400),
  ]) {
    await link.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await close();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page).toHaveURL(new RegExp(`${year.slice(-10)}$`));
    await expect(link).toBeFocused();
  }
});

test("a dialog opened by its address closes to the list below it", async ({ page, hydrated }) => {
  await page.goto(year);
  const href = await page.locator(".case-link").first().getAttribute("href");
  await page.goto(href ?? "");
  await hydrated();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).not.toHaveURL(/case=/);
});

test("the first key leads past the bar to the page", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Ir para o conteúdo" });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Visões" })).toBeFocused();
});

test("the theme changes in place and stays", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  await page.evaluate(() => (window.sameDocument = true));
  for (const [name, theme] of [
    ["Escuro", "dark"],
    ["Claro", "light"],
  ] as const) {
    await page.getByRole("button", { name: "Tema" }).click();
    await page.getByRole("button", { name }).click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await page.keyboard.press("Escape");
  }
  expect(await page.evaluate(() => window.sameDocument)).toBe(true);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("nothing shifts while the page comes to life", async ({ page, hydrated }) => {
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        window.shifted = (window.shifted ?? 0) + ((entry as PerformanceEntry & { value?: number }).value ?? 0);
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const address of [year, `${year}&filters=open`, "/history"]) {
    await page.goto(address);
    await hydrated();
    await settledScroll(page);
    expect(await page.evaluate(() => window.shifted), address).toBe(0);
  }
});

test.describe("without the server", () => {
  test.use({ expectedErrors: ["ERR_FAILED"] });

  test("a choice that was not saved does not wander to another interaction", async ({ page, context, signIn, hydrated }) => {
    await context.clearCookies();
    await signIn("agent");
    await page.goto(year);
    await hydrated();
    await page.route("**/sf/qualify", (route) => route.abort());
    const first = page.locator("table.list tbody tr").first();
    const choice = first.getByRole("combobox");
    const protocol = await first.locator(".protocol-number").innerText();
    await choice.selectOption({ index: (await choice.inputValue()) === "" ? 1 : 0 });
    const unsaved = await choice.inputValue();
    await page.locator(".case-link").first().click();
    await page.getByRole("link", { name: "Fechar" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(choice, "it stays where it was made").toHaveValue(unsaved);
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    await expect(first.locator(".protocol-number")).not.toHaveText(protocol);
    const wandered = await page.locator("form.qualify select").evaluateAll((all) =>
      all.filter((one) => !(one as HTMLSelectElement).selectedOptions[0]?.hasAttribute("data-saved")).length,
    );
    expect(wandered, "every other choice is the saved one").toBe(0);
  });

  test("a choice is not lost, and the page says why it was not saved", async ({ page, context, signIn, hydrated }) => {
    await context.clearCookies();
    await signIn("agent");
    await page.goto(year);
    await hydrated();
    await page.route("**/sf/qualify", (route) => route.abort());
    const row = page.locator("table.list tbody tr").first();
    const choice = row.getByRole("combobox");
    const before = await choice.inputValue();
    await choice.selectOption({ index: before === "" ? 1 : 0 });
    const wanted = await choice.inputValue();
    await expect(page.locator("#announcer")).toBeInViewport();
    await expect(page.locator("#announcer")).toHaveText(/servidor/);
    await expect(choice).toHaveValue(wanted);
    await expect(row.getByRole("button", { name: "Salvar" })).toBeVisible();
  });
});

/** The scroll position, once it has not changed for two frames. */
async function settledScroll(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let last = -1;
        const look = () => {
          if (window.scrollY === last) resolve(last);
          else {
            last = window.scrollY;
            requestAnimationFrame(() => requestAnimationFrame(look));
          }
        };
        look();
      }),
  );
}
