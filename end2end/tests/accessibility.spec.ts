// axe on every page, dialog and menu, in light and dark.

import { expect, test, texts } from "../support/fixtures.ts";
import type { Locator, Page } from "@playwright/test";

const year = "/history?from=2020-01-01";

/** The views of a supervisor: name and how to open. */
const places: [string, (page: Page) => Promise<void>][] = [
  ["the list", (page) => open(page, year)],
  ["the filters", (page) => open(page, `${year}&filters=open&channel=voice`)],
  ["a choice of several", async (page) => {
    await open(page, `${year}&filters=open`);
    await page.getByRole("button", { name: /^Filas/ }).click();
  }],
  ["an impossible period", (page) => open(page, "/history?from=2026-02-02&to=2026-02-01")],
  ["quick periods and rare filters", (page) => open(page, `${year}&filters=open&period=today&wait_min=0&sort=wait`)],
  ["the choice of columns", (page) => open(page, `${year}&columns=open`)],
  ["the views", async (page) => {
    await open(page, `${year}&views=open`);
    await shown(page);
  }],
  ["an empty list", (page) => open(page, "/history?from=2019-01-01&to=2019-01-02")],
  ["the table behind the chart", async (page) => {
    await open(page, year);
    await page.getByText("Ver como tabela").click();
  }],
  ["the menu of a row", (page) => menu(page, page.getByRole("button", { name: /^Ações do atendimento/ }).first())],
  ["the languages", (page) => menu(page, page.getByRole("button", { name: "Idioma" }))],
  ["the themes", (page) => menu(page, page.getByRole("button", { name: "Tema" }))],
  ["the account", (page) => menu(page, page.getByRole("button", { name: "Conta" }))],
  ["a chat", (page) => dialog(page, `${year}&channel=webchat`, "Ver Atendimento")],
  ["a call", (page) => dialog(page, `${year}&channel=voice`, "Ver Atendimento")],
  ["notes", (page) => dialog(page, year, "Ver Descrição")],
  ["a case", async (page) => {
    await open(page, year);
    await page.locator(".case-link").first().click();
    await shown(page);
  }],
  ...["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"].map(
    (tab): [string, (page: Page) => Promise<void>] => [`the tab ${tab} of a case`, (page) => ofCase(page, `&tab=${tab}`)],
  ),
  ["a customer being edited", (page) => ofCase(page, "&case.edit=customer")],
  ["a case being edited", (page) => ofCase(page, "&case.edit=case")],
  ["a case being handed over", (page) => ofCase(page, "&case.hand_over=open")],
  ["the notifications", (page) => open(page, "/notifications")],
  ["the cases", (page) => open(page, "/management")],
  ["the agents", (page) => open(page, "/management?view=agents")],
  ["the choice of columns of the cases", (page) => open(page, "/management?columns=open")],
  ["the choice of columns of the agents", (page) => open(page, "/management?view=agents&columns=open")],
  ["the customers", (page) => open(page, "/customers")],
  ["a customer", async (page) => {
    await open(page, "/customers");
    await page.locator(".customer-link").first().click();
    await expect(page.getByRole("region", { name: "Cadastro" })).toBeVisible();
  }],
  ["the bulk actions", (page) => open(page, "/bulk")],
  ["duplicate customers", (page) => open(page, "/customers/duplicates")],
  ["the page of the palette", (page) => open(page, "/go?q=a")],
  ["the palette", async (page) => {
    await open(page, year);
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option").first()).toBeVisible();
  }],
  ["a recording", async (page) => {
    await open(page, `${year}&channel=voice`);
    const protocols = await texts(page.locator("table.list .protocol-number"));
    for (const protocol of protocols) {
      if (!(await page.request.head(`/recordings/${protocol}`)).ok()) continue;
      await open(page, `${year}&interaction=${protocol}&view=conversation`);
      await shown(page);
      return;
    }
    throw new Error("no recording among the newest calls");
  }],
];

for (const scheme of ["light", "dark"] as const) {
  for (const [name, visit] of places) {
    test(`${name}, ${scheme}`, async ({ page, signIn, expectAccessible }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await signIn("supervisor");
      await visit(page);
      await expectAccessible();
    });
  }

  test.describe(`what does not exist, ${scheme}`, () => {
    test.use({ expectedErrors: ["404"] });

    for (const address of ["/nowhere", `${year}&interaction=P-none`, `${year}&case=999999`]) {
      test(address, async ({ page, signIn, expectAccessible }) => {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        await signIn("supervisor");
        const answer = await page.goto(address);
        expect(answer?.status()).toBe(404);
        await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
        await expectAccessible();
      });
    }
  });
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

async function menu(page: Page, button: Locator): Promise<void> {
  await open(page, year);
  await button.click();
  await expect(page.locator(":popover-open")).toBeVisible();
}

/** Opens a dialog through the first enabled menu entry of this name in the list. */
async function dialog(page: Page, address: string, entry: string): Promise<void> {
  await open(page, address);
  const link = page.locator("a.menu-item", { hasText: entry }).first();
  await open(page, (await link.getAttribute("href")) ?? "");
  await shown(page);
}

/** Opens the window of the newest case. */
async function ofCase(page: Page, rest: string): Promise<void> {
  await open(page, year);
  const address = await page.locator(".case-link").first().getAttribute("href");
  await open(page, `${address}${rest}`);
  await shown(page);
}

async function shown(page: Page): Promise<void> {
  await expect(page.locator("dialog:modal")).toBeVisible();
}
