import { expect, fillSignIn, test } from "../support/fixtures.ts";

test.describe("signing in", () => {
  test("leads to the history, and out again", async ({ page, hydrated }) => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/login/);
    await hydrated();
    await fillSignIn(page, "supervisor");
    await expect(page).toHaveURL(/\/history/);
    await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
  });

  test("says the same of a wrong password and of an unknown user", async ({ page, hydrated }) => {
    await page.goto("/login");
    await hydrated();
    await fillSignIn(page, "login-smoke-wrong", "not-the-password");
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page).toHaveURL(/\/login/);
  });

  test("is accessible", async ({ page, hydrated, expectAccessible }) => {
    await page.goto("/login");
    await hydrated();
    await expectAccessible();
  });
});

test("a session opens the history at once", async ({ page, signIn }) => {
  await signIn("agent");
  await page.goto("/history");
  await expect(page).toHaveURL(/\/history/);
  await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
});

test("after signing out, going back shows nothing of what was there", async ({ page, hydrated }) => {
  await page.goto("/history");
  await hydrated();
  await fillSignIn(page, "agent");
  await expect(page).toHaveURL(/\/history/);
  await page.getByRole("button", { name: /^Conta: / }).click();
  await page.getByRole("button", { name: "Sair", exact: true }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goBack();
  await expect(page).toHaveURL(/\/login/);
  await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toHaveCount(0);
});
