// Accounts for a single journey: created by an administrator and activated by a one-time link, each
// in a browser context of its own.

import { type Browser, expect, type Page } from "@playwright/test";
import { fillSignIn } from "./fixtures.ts";

/** The password of all these accounts. */
export const chosenPassword = "uma frase fácil de lembrar";

let made = 0;

/** A login that no other journey uses. */
export function freshLogin(part: string): string {
  made += 1;
  return `${part}.${process.pid}.${made}`;
}

/** Creates an account in the settings as the administrator on `page`; ends on its page. */
export async function makeUser(page: Page, name: string, login: string, role = "Agente"): Promise<void> {
  await page.goto("/settings/users/new");
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByLabel("Usuário", { exact: true }).fill(login);
  await page.getByLabel("Papel").selectOption({ label: role });
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page).toHaveURL(/\/settings\/users\/\d+$/);
  await expect(page.getByText("Ainda não tem senha")).toBeVisible();
}

/** Issues a password reset link for the account on the page. */
export async function issueLink(page: Page): Promise<string> {
  await page.getByRole("button", { name: /^(Redefinir senha|Gerar link de acesso)$/ }).click();
  return page.getByLabel("Link para escolher a senha").inputValue();
}

/** Chooses the password on the page of a reset link. */
export async function choosePassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel("Nova senha", { exact: true }).fill(chosenPassword);
  await page.getByLabel("Repita a nova senha").fill(chosenPassword);
  await page.getByRole("button", { name: "Salvar senha" }).click();
  await expect(page.getByText("A senha foi salva. Entre com ela.")).toBeVisible();
}

/** Signs in, in a new browser context. */
export async function signInAs(browser: Browser, login: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto("/login");
  await fillSignIn(page, login, chosenPassword);
  await expect(page).toHaveURL(/\/history/);
  return page;
}

/** Creates an account and signs in, in a new browser context. */
export async function createSignedIn(page: Page, browser: Browser, name: string, login: string, role?: string): Promise<Page> {
  await makeUser(page, name, login, role);
  const link = await issueLink(page);
  const person = await (await browser.newContext()).newPage();
  await choosePassword(person, link);
  await fillSignIn(person, login, chosenPassword);
  await expect(person).toHaveURL(/\/history/);
  return person;
}
