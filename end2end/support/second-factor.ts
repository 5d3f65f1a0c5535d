// The second factor by keyboard alone, with and without JavaScript.

import { expect, type Locator, type Page } from "@playwright/test";
import { code } from "./authenticator.ts";
import { chosenPassword } from "./people.ts";

/** The secret and the recovery codes of an account. */
export interface Factor {
  secret: string;
  recovery: string[];
}

/** Presses Tab until an element has the focus. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(wanted, "the keyboard gets there").toBeFocused();
}

/** Replaces the text of a field that is reached by keyboard. */
export async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Enrols in a second factor on the current page and continues. */
export async function enrol(page: Page, check: (page: Page) => Promise<void>): Promise<Factor> {
  const [app, password] = [page.getByLabel("Código do aplicativo"), page.getByLabel("Senha atual", { exact: true })];
  await check(page);
  const secret = (await page.locator("form code").innerText()).replaceAll(" ", "");
  await type(page, app, "12");
  await type(page, password, chosenPassword);
  await page.keyboard.press("Enter");
  await expect(app).toHaveAccessibleDescription(/O código não confere/);
  await check(page);
  await expect(page.locator("form code"), "the app need not read it again").toHaveText(/^([A-Z2-7]{4} ?)+$/);
  await type(page, app, code(secret));
  await type(page, password, chosenPassword);
  await page.keyboard.press("Enter");
  await expect(page.getByText("O segundo fator está ligado.").first()).toBeVisible();
  await check(page);
  const recovery = await page.locator(".recovery-codes code").allInnerTexts();
  expect(recovery).toHaveLength(10);
  await tabTo(page, page.getByRole("link", { name: "Guardei os códigos, continuar" }));
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/\/account\/second-factor/);
  return { secret, recovery };
}

/** Submits login and password; ends at the challenge. */
export async function beginSignIn(page: Page, login: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto("/login");
  await expect(page.getByLabel("Usuário")).toBeFocused();
  await page.keyboard.type(login);
  await type(page, page.getByLabel("Senha", { exact: true }), chosenPassword);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Confirme que é você" })).toBeVisible();
}

/** Submits a code at the challenge. */
export async function answer(page: Page, text: string): Promise<void> {
  const field = page.getByLabel("Código", { exact: true });
  await expect(field).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
}

/** Signs in with the app, after a wrong code; then with recovery codes, which work once. */
export async function signInEveryWay(
  page: Page,
  login: string,
  { secret, recovery }: Factor,
  check: (page: Page) => Promise<void>,
): Promise<void> {
  const [first, second] = [recovery[0] ?? "", recovery[1] ?? ""];
  await beginSignIn(page, login);
  await check(page);
  await answer(page, "AAAA-BBBB-CCCC-DDDD");
  await expect(page.getByRole("alert")).toContainText("O código não confere");
  await check(page);
  await answer(page, code(secret, 1));
  await expect(page).toHaveURL(/\/history/);
  await beginSignIn(page, login);
  await answer(page, first.toLowerCase());
  await expect(page).toHaveURL(/\/history/);
  await beginSignIn(page, login);
  await answer(page, first);
  await expect(page.getByRole("alert")).toContainText("O código não confere");
  await answer(page, second);
  await expect(page).toHaveURL(/\/history/);
  await page.goto("/account/second-factor");
  await expect(page.getByText("Restam 8 códigos de recuperação.")).toBeVisible();
  await check(page);
}
