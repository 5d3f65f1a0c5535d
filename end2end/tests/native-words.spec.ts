// The browser's own messages are in the language of the page: the browser of the journeys is
// English, the pages are Portuguese.

import { expect, test } from "../support/fixtures.ts";
import type { Locator } from "@playwright/test";

/** The validation message that the browser shows beside an invalid field. */
async function complaint(field: Locator): Promise<string> {
  return field.evaluate((field) => (field as HTMLInputElement).validationMessage);
}

test("the browser's own words are others", async ({ page }) => {
  await page.setContent("<input required>");
  expect(await complaint(page.locator("input"))).toMatch(/^Please/);
});

test("an empty comment is refused in Portuguese", async ({ page, signIn, hydrated }) => {
  await signIn("supervisor");
  await page.goto("/history?from=2020-01-01");
  await hydrated();
  await page.locator(".case-link").first().click();
  await page.getByRole("tab", { name: "Histórico do Caso", exact: true }).click();
  await page.getByRole("button", { name: "Comentar", exact: true }).click();
  await expect.poll(() => complaint(page.locator("#case-comment"))).toBe("Preencha este campo.");
});

test("an empty sign-in is, too", async ({ page, hydrated }) => {
  await page.goto("/login");
  await hydrated();
  await page.getByRole("button", { name: "Entrar", exact: true }).click();
  await expect.poll(() => complaint(page.getByLabel("Usuário"))).toBe("Preencha este campo.");
});

test("a field for a file has Portuguese words, and asks for one in Portuguese", async ({ page, signIn, hydrated }) => {
  await signIn("admin");
  await page.goto("/settings/operation");
  await hydrated();
  const field = page.locator(".file-field");
  await expect(field.getByText("Escolher arquivo")).toBeVisible();
  const words = await field
    .locator(".file-chosen")
    .evaluate((chosen) => getComputedStyle(chosen, "::before").content);
  expect(words).toContain("Nenhum arquivo escolhido");
  const native = field.locator("input[type=file]");
  expect((await native.boundingBox())?.width, "the browser's own button is out of sight").toBeLessThanOrEqual(1);
  await page.locator("form", { has: native }).locator("button.button-primary").click();
  await expect.poll(() => complaint(native)).toBe("Escolha um arquivo.");
});
