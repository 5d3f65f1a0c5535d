// The command palette: pages, protocols, cases and searches by what is typed.

import { expect, test, texts } from "../support/fixtures.ts";
import type { Page } from "@playwright/test";

const year = "/history?from=2020-01-01";

/** The dialog, its field, and its items. */
function paletteOf(page: Page) {
  const dialog = page.getByRole("dialog", { name: "Ir para" });
  return { dialog, field: dialog.getByRole("combobox", { name: "Ir para" }), items: dialog.getByRole("option") };
}

test.describe("a supervisor", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("goes to a page by the beginning of its name", async ({ page, hydrated, expectAccessible }) => {
    await page.goto(year);
    await hydrated();
    await page.keyboard.press("Control+k");
    const { dialog, field, items } = paletteOf(page);
    await expect(field).toBeFocused();
    // Views that other journeys save follow.
    await expect(items).toContainText([
      /^Histórico/,
      /^Gerenciamento/,
      /^Clientes +Página/,
      /^Agentes/,
      /^Clientes duplicados/,
      /^Ações em massa/,
      /^Notificações/,
      /^Minha conta/,
    ]);
    await expect(items.first()).toHaveAttribute("aria-selected", "true");
    await expectAccessible("#palette");
    await field.fill("geren");
    await expect(items).toHaveText([/^Gerenciamento/, /^Agentes/, /^Buscar casos: geren/]);
    await expect(dialog.getByRole("status")).toHaveText("3 resultados");
    await page.keyboard.press("ArrowDown");
    await expect(items.nth(1)).toHaveAttribute("aria-selected", "true");
    await expect(field).toHaveAttribute("aria-activedescendant", (await items.nth(1).getAttribute("id")) ?? "");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/management\?view=agents$/);
    await expect(dialog).toHaveCount(0);
  });

  test("opens a conversation by its protocol, and a case by its number, without a document", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    const [protocol] = await texts(page.locator("table.list .protocol-number"));
    const id = await page.locator(".case-link").first().innerText();
    await page.evaluate(() => (window.sameDocument = true));
    const { dialog, field, items } = paletteOf(page);
    await page.keyboard.press("Control+k");
    await field.fill(protocol ?? "");
    await expect(items.first()).toHaveText(new RegExp(`Atendimento ${protocol}`));
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await expect(page.locator(".identity .protocol-number")).toHaveText(protocol ?? "");
    // Over an open window, too.
    await page.keyboard.press("Control+k");
    await field.fill(id);
    await expect(items).toHaveText([new RegExp(`Caso ${id}`)]);
    await items.first().click();
    await expect(page.getByRole("dialog", { name: new RegExp(`Informações do Atendimento.*${id}$`) })).toBeVisible();
    expect(await page.evaluate(() => window.sameDocument)).toBe(true);
  });

  test("leaves with Escape to where the focus was; nothing is asked of the history", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    const link = page.locator(".case-link").first();
    await link.focus();
    const { dialog, field } = paletteOf(page);
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(link).toBeFocused();
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused();
    await page.keyboard.press("Control+k");
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(new RegExp(`${year.replace("?", "\\?")}$`));
  });

  test("finds the calls of an agent of yesterday in four clicks", async ({ page, hydrated }) => {
    await page.goto("/management?view=agents");
    // The login is below the name.
    const [name = ""] = (await page.locator("table.list tbody .cell-title").first().innerText()).split("\n");
    await page.goto("/history");
    await hydrated();
    const { field, items } = paletteOf(page);
    await page.getByRole("link", { name: "Ir para", exact: true }).click();
    await field.fill(name);
    await items.filter({ hasText: name }).filter({ hasText: "Voz" }).click();
    await expect(page.getByRole("link", { name: `Remover filtro Agente: ${name}` })).toBeVisible();
    await page.getByRole("button", { name: /^Filtrar/ }).click();
    await page.getByRole("link", { name: "Ontem", exact: true }).click();
    for (const filter of [`Agente: ${name}`, "Canal: Voz"]) {
      await expect(page.getByRole("link", { name: `Remover filtro ${filter}` })).toBeVisible();
    }
    await expect(page.getByRole("link", { name: /^Remover filtro Período: Ontem/ })).toBeVisible();
  });

  test("says that nothing is found, and searches for a number", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await page.getByRole("link", { name: "Ir para", exact: true }).click();
    const { dialog, field, items } = paletteOf(page);
    await field.fill("#999999999");
    await expect(dialog.getByRole("status")).toHaveText("Nada encontrado");
    await expect(items).toHaveCount(0);
    await field.fill("(11) 9");
    await expect(items.first()).toHaveText(/Atendimentos com o número \(11\) 9/);
    await items.first().click();
    await expect(page).toHaveURL(/\/history\?number=119$/);
  });

  test.describe("while its code does not arrive", () => {
    test.use({ expectedErrors: ["ERR_FAILED", "Failed to fetch", "TypeError"] });

    test("gets its page", async ({ page, hydrated }) => {
      await page.goto(year);
      await hydrated();
      await page.route(/split_palette/, (route) => route.abort());
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("heading", { name: "Ir para" })).toBeVisible();
    });
  });
});

test("pages without a session have no palette", async ({ page, hydrated }) => {
  await page.goto("/login");
  await hydrated();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
