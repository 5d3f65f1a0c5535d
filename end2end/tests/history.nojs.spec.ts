import { expect, test, texts } from "../support/fixtures.ts";

const year = "/history?from=2020-01-01";

test("filters and pages are plain forms and links", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto("/history");
  await page.getByRole("button", { name: "Filtrar" }).click();
  await page.getByLabel("Data inicial").fill("2020-01-01");
  await page.getByRole("button", { name: "Aplicar Filtros" }).click();
  await expect(page).toHaveURL(/from=2020-01-01/);
  await expect(page.locator("table.list tbody tr")).toHaveCount(20);
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
});

test("a conversation can be read", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto(`${year}&channel=webchat`);
  const [protocol] = await texts(page.locator("table.list .protocol-number"));
  await page.goto(`${year}&interaction=${protocol}&view=conversation`);
  await expect(page.getByRole("dialog", { name: "Histórico de Conversa" }).locator(".message").first()).toBeVisible();
  await page.getByRole("link", { name: "Fechar" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a reason is saved by a plain form, and the next page says so", async ({ page, signIn }) => {
  await signIn("agent");
  await page.goto(`${year}&page=2`);
  const row = page.locator("table.list tbody tr").first();
  const choice = row.getByRole("combobox");
  const before = await choice.inputValue();
  await choice.selectOption({ index: before === "" ? 1 : 0 });
  await row.getByRole("button", { name: "Salvar" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(page.getByRole("status").filter({ hasText: "Qualificação salva" })).toBeVisible();
  await expect(choice).not.toHaveValue(before);
});
