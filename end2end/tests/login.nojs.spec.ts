import { expect, fillSignIn, test } from "../support/fixtures.ts";

test("signing in needs no JavaScript", async ({ page }) => {
  await page.goto("/");
  await fillSignIn(page, "agent");
  await expect(page).toHaveURL(/\/history/);
  await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
});
