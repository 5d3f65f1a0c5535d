import { expect, test, texts } from "../support/fixtures.ts";

test("search, filters, order and pages are plain forms and links", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto("/management");
  await page.getByRole("button", { name: "Filtrar" }).click();
  await page.getByLabel("Abertura · Data inicial").fill("2020-01-01");
  await page.getByRole("button", { name: "Aplicar Filtros" }).click();
  await expect(page).toHaveURL(/from=2020-01-01/);
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
  await page.getByRole("link", { name: "Abertura", exact: true }).click();
  await expect(page).toHaveURL(/sort=opened/);
  const [id] = await texts(page.locator("table.list-cases .case-number"));
  await page.getByRole("searchbox", { name: "Buscar casos" }).fill(id ?? "");
  await page.getByRole("button", { name: "Buscar" }).click();
  await expect(page.locator("table.list-cases tbody tr")).toHaveCount(1);
  await page.locator(".case-number").click();
  await expect(page.getByRole("dialog", { name: /^Informações do Atendimento/ })).toBeVisible();
});

test("one's own cases by status", async ({ page, signIn }) => {
  await signIn("agent");
  // A conversation of their own, whose messages can be opened.
  await page.goto("/history?from=2020-01-01&channel=whatsapp");
  const [protocol] = await texts(page.locator("table.list .protocol-number"));
  const id = (await page.locator(".case-link").first().innerText()).slice(1);
  await page.goto("/my-cases");
  await page.getByRole("link", { name: /^Finalizado/ }).click();
  await expect(page).toHaveURL(/status=closed/);
  await page.goto(`/my-cases?status=closed&case=${id}&tab=interactions&case.channel=whatsapp`);
  await page.getByRole("button", { name: new RegExp(`${protocol}$`) }).click();
  await expect(page.locator(".interaction-open")).toBeVisible();
  await page.getByRole("link", { name: "Fechar", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page).toHaveURL(/status=closed$/);
});

test("open cases by their clocks are plain links", async ({ page, signIn }) => {
  await signIn("agent");
  await page.goto("/my-cases");
  await page.getByRole("navigation", { name: "Casos em aberto" }).getByRole("link", { name: /^Em aberto/ }).click();
  await expect(page).toHaveURL(/due=open&sort=due&order=asc/);
  await expect(page.getByRole("columnheader", { name: "SLA" })).toHaveAttribute("aria-sort", "ascending");
});
