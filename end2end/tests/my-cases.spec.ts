// Meus Atendimentos: own cases by status.

import { expect, expectOnly, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

test.beforeEach(async ({ page, signIn, hydrated }) => {
  await signIn("agent");
  await page.goto("/my-cases");
  await hydrated();
});

test("what is in service stands there, the rest is one link away", async ({ page }) => {
  await expect(page.getByRole("link", { name: "Meus Atendimentos" })).toHaveAttribute("aria-current", "page");
  const views = page.getByRole("navigation", { name: "Situações" });
  await expect(views.getByRole("link", { name: /^Em atendimento/ })).toHaveAttribute("aria-current", "page");
  const closed = views.getByRole("link", { name: /^Finalizado/ });
  const count = Number((await closed.locator(".view-count").innerText()).replace(".", ""));
  await closed.click();
  await expect(page).toHaveURL(/status=closed/);
  await expect(page.locator("table.list-cases tbody tr")).toHaveCount(Math.min(20, count));
  await expectOnly(page.locator("table.list-cases td.col-status"), "Finalizado");
});

test("a search stays within the status, and can be taken away", async ({ page }) => {
  await page.goto("/my-cases?status=closed");
  const id = await page.locator(".case-number").first().innerText();
  await page.getByRole("searchbox").fill(id);
  await page.keyboard.press("Enter");
  await expect(page.locator("table.list-cases tbody tr")).toHaveCount(1);
  await expect(page).toHaveURL(/status=closed/);
  await page.getByRole("searchbox").fill("ninguém se chama assim");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Limpar Filtros" }).click();
  await expect(page).toHaveURL("/my-cases?status=closed");
});

test("nothing is in anybody's way", async ({ page, expectAccessible }) => {
  test.slow();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/my-cases?status=closed");
    await expectAccessible();
  }
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(page);
  await expectAccessible();
});
