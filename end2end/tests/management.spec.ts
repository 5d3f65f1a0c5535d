// Gerenciamento: cases in scope, agents, and the case window above both.

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

const rows = "table.list-cases tbody tr";

test.describe("cases", () => {
  test.beforeEach(async ({ page, signIn, hydrated }) => {
    await signIn("supervisor");
    await page.goto("/management");
    await hydrated();
  });

  test("the navigation leads there, the newest change stands first", async ({ page }) => {
    await expect(page.getByRole("link", { name: "Gerenciamento" })).toHaveAttribute("aria-current", "page");
    await expect(page.locator(rows)).toHaveCount(20);
    await expect(page.getByRole("columnheader", { name: "Última atualização" })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
    const times = await page.locator(`${rows} .col-updated time`).evaluateAll((all) =>
      all.map((time) => time.getAttribute("datetime") ?? ""),
    );
    expect(times).toEqual([...times].sort().reverse());
  });

  test("heads put the list in order, both ways, and back undoes it", async ({ page }) => {
    await page.getByRole("link", { name: "ID", exact: true }).click();
    await expect(page).toHaveURL(/sort=id/);
    await expect(page.getByRole("columnheader", { name: "ID" })).toHaveAttribute("aria-sort", "descending");
    await page.getByRole("link", { name: "ID", exact: true }).click();
    await expect(page).toHaveURL(/order=asc/);
    await expect(page.locator(`${rows} .case-number`).first()).toHaveText("#1");
    await page.goBack();
    await expect(page.getByRole("columnheader", { name: "ID" })).toHaveAttribute("aria-sort", "descending");
  });

  test("a quick period stays relative in the address, and typed dates replace it", async ({ page }) => {
    await page.getByRole("button", { name: "Filtrar" }).click();
    const periods = page.getByRole("list", { name: "Abertura · Períodos" });
    await periods.getByRole("link", { name: "Últimos 90 dias" }).click();
    await expect(page).toHaveURL(/period=last-90-days/);
    await expect(page.getByRole("link", { name: /^Remover filtro Abertura: .?Últimos 90 dias/ })).toBeVisible();
    await expect(periods.getByRole("link", { name: "Últimos 90 dias" })).toHaveAttribute("aria-current", "true");
    await page.getByLabel("Abertura · Data inicial").fill("2020-01-01");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page.getByRole("link", { name: /^Remover filtro Abertura: .?desde 01\/01\/2020/ })).toBeVisible();
    await expect(page.getByRole("link", { name: /^Remover filtro/ })).toHaveCount(1);
  });

  test("filters narrow the list, show as chips and go one by one", async ({ page }) => {
    await page.getByRole("button", { name: "Filtrar" }).click();
    await page.getByRole("button", { name: /^Situações/ }).click();
    await page.getByRole("checkbox", { name: "Finalizado" }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page).toHaveURL(/status=closed/);
    const statuses = page.locator(`${rows} .col-status`);
    await expect(statuses.filter({ hasNotText: "Finalizado" })).toHaveCount(0);
    await expect(statuses).not.toHaveCount(0);
    await page.getByRole("link", { name: "Remover filtro Situação: Finalizado" }).click();
    await expect(page).toHaveURL("/management");
  });

  test("a search finds by ID and by name, whatever the accents", async ({ page }) => {
    const first = page.locator(rows).first();
    const id = await first.locator(".case-number").innerText();
    const name = await first.locator(".col-customer").innerText();
    const search = page.getByRole("searchbox", { name: "Buscar casos" });
    await search.fill(id);
    await search.press("Enter");
    await expect(page.locator(rows)).toHaveCount(1);
    const unaccented = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toUpperCase();
    await search.fill(unaccented);
    await search.press("Enter");
    await expect(page.locator(".chip", { hasText: unaccented })).toBeVisible();
    await expect(page.locator(`${rows} .case-number`, { hasText: id })).not.toHaveCount(0);
    await search.fill("ninguém se chama assim");
    await search.press("Enter");
    await expect(page.getByText("Nenhum caso", { exact: true })).toBeVisible();
  });

  test("an ID opens the window over the list, and closing it leaves the list", async ({ page }) => {
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
    const link = page.locator(`${rows} .case-number`).first();
    const id = await link.innerText();
    await link.click();
    await expect(page).toHaveURL(/page=2&case=\d+/);
    await expect(page.getByRole("dialog", { name: new RegExp(`${id}$`) })).toBeVisible();
    await page.reload();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.getByRole("link", { name: "Fechar" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
  });
});

test("agents: who they are, what they have, and their cases", async ({ page, signIn, expectAccessible }) => {
  await signIn("admin");
  await page.goto("/management?view=agents");
  await expect(page.locator("table.list-agents tbody tr")).toHaveCount(20);
  await page.getByRole("searchbox", { name: "Buscar agentes" }).fill("camila ferreira");
  await page.keyboard.press("Enter");
  await expect(page.locator("table.list-agents tbody tr")).toHaveCount(1);
  await expectAccessible();
  await page.locator("table.list-agents .case-number").first().click();
  await expect(page).toHaveURL(/view=agents.*case=\d+/);
  await expect(page.getByRole("dialog")).toBeVisible();
});

test("it is not there for agents", async ({ page, signIn, expectedErrors }) => {
  expectedErrors.push("404");
  await signIn("agent");
  const answer = await page.goto("/management");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Página não encontrada" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Gerenciamento" })).toHaveCount(0);
});

for (const address of ["/management", "/management?filters=open&status=closed", "/management?view=agents"]) {
  test(`nothing is in anybody's way at ${address}`, async ({ page, signIn, expectAccessible }) => {
    await signIn("supervisor");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(address);
      await expectAccessible();
    }
    await page.setViewportSize({ width: 390, height: 800 });
    await expectNoSidewaysScroll(page);
    await expectAccessible();
  });
}

test("what is overdue is one click away, the most overdue first", async ({
  page,
  signIn,
  hydrated,
  expectAccessible,
}) => {
  await signIn("supervisor");
  await page.goto("/management");
  await hydrated();
  const links = page.getByRole("navigation", { name: "Casos em aberto" });
  for (const [name, due] of [["Fora do prazo", "overdue"], ["Em aberto", "open"]] as const) {
    const link = links.getByRole("link", { name: new RegExp(`^${name}`) });
    await link.click();
    await expect(page).toHaveURL(new RegExp(`due=${due}&sort=due&order=asc`));
    await expect(link).toHaveAttribute("aria-current", "true");
    // Both may grow meanwhile: other journeys open cases.
    const cases = page.locator("table.list-cases tbody tr");
    const counted = async () => Number((await link.locator(".view-count").innerText()).replace(/\D/g, ""));
    await expect.poll(async () => (await cases.count()) - Math.min(await counted(), 20)).toBe(0);
    if (due === "overdue") {
      await expect(cases.locator(".sla-due").filter({ hasNotText: /^Venceu há / })).toHaveCount(0);
      await expect(cases.locator(".sla-due")).not.toHaveCount(0);
    }
  }
  await expect(page.getByRole("columnheader", { name: "SLA" })).toHaveAttribute("aria-sort", "ascending");
  await expectAccessible();
  await links.getByRole("link", { name: /^Em aberto/ }).click();
  await expect(page).toHaveURL(/\/management$/);
});
