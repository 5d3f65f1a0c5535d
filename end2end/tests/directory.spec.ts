// Clientes and the page of a person: found by any spelling of a number, with everything on one page.

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";
import { storeTwins } from "../support/twins.ts";

test("everything of a customer is three clicks from any page, by phone", async (
  { page, request, signIn, apiKey, hydrated, expectAccessible },
  info,
) => {
  const [older] = await storeTwins(request, await apiKey(), `directory-${info.testId}-${info.repeatEachIndex}`);
  await signIn("supervisor");
  await page.goto("/history");
  await hydrated();
  await page.getByRole("navigation", { name: "Navegação" }).getByRole("link", { name: "Clientes" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Clientes" })).toBeVisible();
  await hydrated();
  await expectAccessible();
  const search = page.getByRole("searchbox", { name: "Buscar clientes" });
  await search.fill(older.phone.replace("+55", "0"));
  await search.press("Enter");
  const table = page.getByRole("table", { name: "Clientes" });
  await expect(table.getByRole("row")).toHaveCount(2);
  await expectAccessible();
  await expectNoSidewaysScroll(page);
  await table.getByRole("link", { name: older.name }).click();

  await expect(page.getByRole("heading", { level: 1, name: older.name })).toBeVisible();
  await hydrated();
  await expectAccessible();
  await expectNoSidewaysScroll(page);
  await expect(page.getByRole("region", { name: "Cadastro" })).toContainText("Último contato");
  const timeline = page.getByRole("list", { name: "Atendimentos" });
  await expect(timeline.getByRole("listitem")).toHaveCount(1);

  // The interaction opens in the case window over the page, and closing it leads back.
  await timeline.getByRole("link", { name: /^Abrir o atendimento/ }).click();
  const dialog = page.getByRole("dialog", { name: /Informações do Atendimento/ });
  await expect(dialog.getByRole("tab", { name: "Interações" })).toHaveAttribute("aria-selected", "true");
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page).toHaveURL(/\/customers\/\d+$/);
});

test("a search that finds nothing says what to do, and keeps what was typed", async ({ page, signIn, hydrated, expectAccessible }) => {
  await signIn("agent");
  await page.goto("/customers?q=Ninguém+Assim&sort=name");
  await hydrated();
  await expect(page.getByText("Confira o que digitou ou busque por menos palavras.")).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Buscar clientes" })).toHaveValue("Ninguém Assim");
  await expect(page.getByText("sort")).toBeVisible();
  await expectAccessible();
  await page.getByRole("link", { name: "Limpar Filtros" }).click();
  await expect(page.getByText("Os clientes dos atendimentos mais recentes.")).toBeVisible();
});

test("the case window leads to the customer, also on a narrow screen", async (
  { page, request, signIn, apiKey, hydrated, expectAccessible },
  info,
) => {
  await page.setViewportSize({ width: 390, height: 800 });
  const [older] = await storeTwins(request, await apiKey(), `narrow-directory-${info.testId}-${info.repeatEachIndex}`);
  await signIn("supervisor");
  await page.goto(older.history);
  await hydrated();
  await page.getByRole("dialog").getByRole("link", { name: "Ver tudo deste cliente" }).click();
  await expect(page.getByRole("heading", { level: 1, name: older.name })).toBeVisible();
  await hydrated();
  await expectAccessible();
  await expectNoSidewaysScroll(page);
  await page.getByRole("link", { name: "Possíveis duplicatas" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Clientes duplicados" })).toBeVisible();
});
