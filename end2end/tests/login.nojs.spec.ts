import { expect, fillSignIn, test } from "../support/fixtures.ts";

test("signing in needs no JavaScript", async ({ page }) => {
  await page.goto("/");
  await fillSignIn(page, "agent");
  await expect(page).toHaveURL(/\/history/);
  await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
});

test("after signing out, going back shows nothing of what was there", async ({ page }) => {
  await page.goto("/history");
  await fillSignIn(page, "agent");
  await expect(page).toHaveURL(/\/history/);
  await page.getByRole("button", { name: /^Conta: / }).click();
  await page.getByRole("button", { name: "Sair", exact: true }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toHaveCount(0);
});
