// Surveys from request to response: the agent asks, the customer answers without signing in.

import type { Page } from "@playwright/test";
import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

const year = "/history?from=2020-01-01";

/** Requests a survey of a case on this page of the history; returns the public link. */
async function ask(page: Page, pageNumber: number): Promise<string> {
  await page.goto(`${year}&page=${pageNumber}`);
  const links = await page.locator(".case-link").evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  for (const link of links) {
    const id = new URL(link).searchParams.get("case");
    await page.goto(`${year}&case=${id}&tab=survey`);
    const button = page.getByRole("button", { name: "Enviar pesquisa" });
    if (!(await button.isVisible())) continue;
    await button.click();
    await expect(page.getByRole("status").filter({ hasText: "Pesquisa criada" }).first()).toBeVisible();
    return page.getByLabel("Link para o cliente").inputValue();
  }
  throw new Error("no case can be asked about");
}

/** Answers every question: choices with the last option, the others with a text. */
async function fill(page: Page, words: string): Promise<void> {
  for (const group of await page.getByRole("radiogroup").all()) await group.getByRole("radio").last().check({ force: true });
  for (const box of await page.getByRole("textbox").all()) await box.fill(words);
}

test("the customer answers once, and the answer is read in the window", async ({
  page,
  browser,
  signIn,
  hydrated,
  expectAccessible,
}) => {
  await signIn("supervisor");
  const address = await ask(page, 3);
  const tab = page.url();
  const customer = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await customer.goto(address);
  await expect(customer.getByRole("heading", { name: "Pesquisa de Satisfação" })).toBeVisible();
  await expect(customer.getByRole("link")).toHaveCount(0);
  await expectNoSidewaysScroll(customer);
  await fill(customer, "Fui muito bem atendida.");
  await customer.getByRole("button", { name: "Enviar resposta" }).click();
  await expect(customer.getByRole("heading", { name: "Obrigado pela resposta!" })).toBeVisible();
  const again = await customer.goto(address);
  expect(again?.status()).toBe(404);
  await customer.context().close();

  await page.goto(tab);
  await hydrated();
  const card = page.locator(".survey").first();
  await expect(card).toContainText("Respondida");
  await card.getByText("Comentários e experiências").click();
  await expect(card).toContainText("Fui muito bem atendida.");
  await expectAccessible(".dialog");
});

test("what is missing is named, and what was written stays", async ({ page, context, signIn, expectAccessible, expectedErrors }) => {
  expectedErrors.push("422");
  await signIn("supervisor");
  const address = await ask(page, 5);
  await context.clearCookies();
  await page.goto(address);
  await expectAccessible();
  const box = page.getByRole("textbox").first();
  await box.fill("Só um comentário.");
  // Like a browser without form validation.
  await page.locator("form.survey-form").evaluate((form) => ((form as HTMLFormElement).noValidate = true));
  await page.getByRole("button", { name: "Enviar resposta" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.locator(".field-error").first()).toHaveText("Responda a esta pergunta.");
  await expect(box).toHaveValue("Só um comentário.");
  await expectAccessible();
  await page.getByRole("button", { name: "Não quero responder" }).click();
  await expect(page.getByRole("heading", { name: "Tudo bem!" })).toBeVisible();
});
