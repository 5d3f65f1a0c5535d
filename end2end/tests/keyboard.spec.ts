// The keyboard: tab stops, arrows, keys of a page, and where the focus is after an action.

import { expect, test } from "../support/fixtures.ts";
import type { Locator, Page } from "@playwright/test";

const year = "/history?from=2020-01-01";

/** How often Tab is pressed from the first element of a part to the first one after it. */
async function tabStops(page: Page, within: string): Promise<number> {
  return page.locator(within).evaluate((part) =>
    Array.from(part.querySelectorAll<HTMLElement>("a[href], button, input, select, summary, [tabindex]")).filter(
      (element) => element.tabIndex >= 0 && element.checkVisibility(),
    ).length,
  );
}

/** Presses a button or follows a link with the keyboard. */
async function press(page: Page, button: Locator): Promise<void> {
  await button.focus();
  await page.keyboard.press("Enter");
}

test.describe("a supervisor", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("moves along the days of the chart with arrows; it is one tab stop", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    expect(await tabStops(page, ".chart-days")).toBe(1);
    const days = page.locator(".chart-days a");
    const last = (await days.count()) - 1;
    await page.locator('.chart-days a[tabindex="0"]').focus();
    await page.keyboard.press("Home");
    await expect(days.first()).toBeFocused();
    await page.keyboard.press("ArrowRight");
    if (last > 0) await expect(days.nth(1)).toBeFocused();
    await page.keyboard.press("End");
    await expect(days.nth(last)).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(days.first()).toBeFocused();
    expect(await tabStops(page, ".chart-days")).toBe(1);
  });

  test("moves in a menu with arrows, and Escape returns to its button", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    const button = page.getByRole("button", { name: /^Idioma/ });
    await button.focus();
    await page.keyboard.press("ArrowDown");
    const items = page.locator("#menu-language .menu-item");
    await expect(items.first()).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await expect(items.nth(1)).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expect(items.last()).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(button).toBeFocused();
  });

  test("moves between rows with j, k and arrows, opens one with o", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    const rows = page.locator("table.list tbody tr");
    const stops = await tabStops(page, "table.list tbody");
    expect(stops).toBeLessThanOrEqual(4);
    await page.keyboard.press("j");
    const link = (row: number) => rows.nth(row).locator("td a[href]").first();
    await expect(link(0)).toBeFocused();
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await expect(link(2)).toBeFocused();
    await page.keyboard.press("k");
    await expect(link(1)).toBeFocused();
    expect(await tabStops(page, "table.list tbody")).toBe(stops);
    await page.keyboard.press("o");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(link(1)).toBeFocused();
  });

  test("sees the keys with ?, and can switch them off", async ({ page, hydrated, expectAccessible }) => {
    await page.goto(year);
    await hydrated();
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", { name: "Atalhos do teclado" });
    await expect(list).toBeVisible();
    await expectAccessible("#keys");
    await list.getByRole("checkbox", { name: "Usar atalhos de uma tecla" }).uncheck();
    await page.keyboard.press("Escape");
    await expect(list).toBeHidden();
    await page.keyboard.press("?");
    await page.keyboard.press("j");
    await expect(list).toBeHidden();
    await expect(page.locator("table.list tbody :focus")).toHaveCount(0);
    await page.getByRole("button", { name: /^Conta/ }).click();
    await page.getByRole("button", { name: "Atalhos do teclado" }).click();
    await list.getByRole("checkbox", { name: "Usar atalhos de uma tecla" }).check();
    await list.getByRole("button", { name: "Fechar" }).click();
    await page.keyboard.press("j");
    await expect(page.locator("table.list tbody :focus")).toHaveCount(1);
  });

  test("goes to the search with /, where keys are text", async ({ page, hydrated }) => {
    await page.goto("/management");
    await hydrated();
    await page.keyboard.press("/");
    const search = page.getByRole("searchbox").first();
    await expect(search).toBeFocused();
    await page.keyboard.type("j?/k");
    await expect(search).toHaveValue("j?/k");
  });

  test("goes from one conversation to its neighbours, and on to the case", async ({ page, hydrated }) => {
    await page.goto(`${year}&channel=whatsapp`);
    await hydrated();
    const protocols = await page.locator("table.list .protocol-number").allInnerTexts();
    await page.getByRole("button", { name: /^Ações/ }).first().click();
    await page.getByRole("link", { name: "Ver Atendimento" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Histórico de Conversa" });
    const shown = dialog.locator(".identity .protocol-number");
    await expect(shown).toHaveText(protocols[0] ?? "");
    await expect(dialog.getByRole("link", { name: "Anterior" })).toHaveCount(0);
    await page.keyboard.press("n");
    await expect(shown).toHaveText(protocols[1] ?? "");
    await dialog.getByRole("link", { name: "Próximo" }).click();
    await expect(shown).toHaveText(protocols[2] ?? "");
    await page.keyboard.press("p");
    await expect(shown).toHaveText(protocols[1] ?? "");
    await dialog.getByRole("link", { name: /^#\d+$/ }).click();
    await expect(page.getByRole("dialog").locator(".case-head")).toBeVisible();
    await page.goBack();
    await expect(shown).toHaveText(protocols[1] ?? "");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page).not.toHaveURL(/interaction|case/);
  });

  test("closes a window for good: back does not open it again", async ({ page, hydrated }) => {
    await page.goto("/management");
    await hydrated();
    await page.getByRole("link", { name: "Histórico", exact: true }).click();
    await hydrated();
    await page.locator(".case-link").first().click();
    await page.getByRole("tab", { name: "SLA" }).click();
    await page.getByRole("tab", { name: "Anexos" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.goBack();
    await expect(page).toHaveURL(/\/management$/);
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
});

test("an agent reaches the choice of every row with Tab, as arrows do not lead out of it", async ({ page, signIn, hydrated, ownCase }) => {
  await ownCase();
  await ownCase();
  await signIn("agent");
  await page.goto("/history?from=2019-06-03&to=2019-06-03");
  await hydrated();
  const choices = page.locator("table.list tbody select");
  await expect(choices).not.toHaveCount(1);
  for (const choice of await choices.all()) expect(await choice.evaluate((field: HTMLElement) => field.tabIndex)).toBe(0);
});

test("the login has no keys", async ({ page, hydrated }) => {
  await page.goto("/login");
  await hydrated();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test.describe("the focus", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("stays where the person goes on in the lists", async ({ page, hydrated }) => {
    await page.goto(`${year}&filters=open`);
    await hydrated();
    await page.getByLabel("Data inicial").fill("2020-01-02");
    const apply = page.getByRole("button", { name: "Aplicar" });
    await apply.focus();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/from=2020-01-02/);
    await expect(page.locator(".table-card")).not.toHaveAttribute("aria-busy", "true");
    await expect(page.locator("main :focus")).toHaveCount(1);
    const next = page.getByRole("link", { name: "Próxima página" });
    await next.focus();
    await page.keyboard.press("Enter");
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    await expect(next).toBeFocused();
  });

  test("goes into the form that was opened, and stays in the window", async ({ page, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window());
    await hydrated();
    const window = page.getByRole("dialog");
    await press(page, window.getByRole("link", { name: "Editar dados do atendimento" }));
    await expect(window.locator(".case-form :is(input, select, textarea):focus")).toHaveCount(1);
    await press(page, window.getByRole("link", { name: "Cancelar" }));
    await expect(window.locator(".case-form")).toHaveCount(0);
    await expect(window.locator(".dialog-title")).toBeFocused();

    await press(page, window.getByRole("link", { name: "Qualificar Atendimento" }));
    await expect(window.locator(".case-finish :is(input, select, textarea):focus")).toHaveCount(1);
    await press(page, window.getByRole("link", { name: "Cancelar" }));
    await expect(window.locator(".case-finish")).toHaveCount(0);
    await expect(window.locator(".dialog-title")).toBeFocused();

    await press(page, window.getByRole("button", { name: "Pendente" }));
    await press(page, window.locator("#step-hold").getByRole("button", { name: "Pendente" }));
    await expect(window.locator(".case-facts")).toContainText("Pendente");
    await expect(window.locator(".dialog-title")).toBeFocused();
    await press(page, window.getByRole("button", { name: "Continuar" }));
    await expect(window.locator(".case-facts")).toContainText("Em atendimento");
    await expect(window.locator(".dialog-title")).toBeFocused();

    await press(page, window.getByRole("link", { name: "Qualificar Atendimento" }));
    await window.getByLabel("Motivo de contato").selectOption({ index: 1 });
    await press(page, window.getByRole("button", { name: "Finalizar Atendimento" }));
    await expect(window.locator(".case-facts")).toContainText("Finalizado");
    await expect(window.locator(".dialog-title")).toBeFocused();
  });

  test("stays in the window after a survey was sent, a file attached and removed", async ({ page, hydrated, ownCase }) => {
    const own = await ownCase();
    await page.goto(own.window("survey"));
    await hydrated();
    const window = page.getByRole("dialog");
    await press(page, window.getByRole("button", { name: "Enviar pesquisa" }));
    await expect(window.getByLabel("Link para o cliente")).toBeVisible();
    await expect(window.locator(".dialog-title")).toBeFocused();

    await press(page, window.getByRole("tab", { name: "Anexos" }));
    const name = `foco ${Math.random()}.txt`;
    const file = { name, mimeType: "text/plain", buffer: Buffer.from(name) };
    await window.getByLabel("Anexar Arquivo").focus();
    await window.getByLabel("Anexar Arquivo").setInputFiles([file]);
    const row = window.getByRole("row", { name });
    await expect(row).toBeVisible();
    await expect(window.getByLabel("Anexar Arquivo")).toBeFocused();
    await press(page, row.getByRole("button", { name: /^Remover/ }));
    await press(page, window.getByRole("button", { name: "Remover arquivo" }));
    await expect(row).toContainText("Removido por");
    await expect(window.locator(".dialog-title")).toBeFocused();
  });
});
