import { expect, test, texts } from "../support/fixtures.ts";

test("the palette is a page with links, which leads straight to a protocol", async ({ page, signIn }) => {
  await signIn("agent");
  await page.goto("/history?from=2020-01-01");
  const [protocol] = await texts(page.locator("table.list .protocol-number"));
  await page.getByRole("link", { name: "Ir para", exact: true }).click();
  await expect(page).toHaveURL(/\/go$/);
  const items = page.locator("main .palette-item");
  // Views that other journeys save follow.
  await expect(items).toContainText([/^Histórico/, /^Meus Atendimentos/, /^Clientes/, /^Ações em massa/, /^Notificações/, /^Minha conta/]);
  await page.getByRole("searchbox", { name: "Ir para" }).fill("meus");
  await page.getByRole("button", { name: "Buscar" }).click();
  await expect(items).toHaveText([/^Meus Atendimentos/, /^Buscar nos meus casos: meus/]);
  await page.getByRole("searchbox", { name: "Ir para" }).fill(protocol ?? "");
  await page.getByRole("button", { name: "Buscar" }).click();
  await expect(page).toHaveURL(new RegExp(`/history\\?interaction=${protocol}`));
});
