// Administration of users with links and forms only.

import { expect, fillSignIn, test } from "../support/fixtures.ts";
import { choosePassword, chosenPassword, freshLogin, issueLink, makeUser } from "../support/people.ts";

test("letting somebody in needs no JavaScript", async ({ page, browser, signIn }) => {
  await signIn("admin");
  const login = freshLogin("sem.script");
  await makeUser(page, "Sem Script", login);
  const link = await issueLink(page);
  const person = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await person.goto(link);
  await person.getByLabel("Nova senha", { exact: true }).fill("curta");
  await person.getByLabel("Repita a nova senha").fill("curta");
  await person.getByRole("button", { name: "Salvar senha" }).click();
  await expect(person.getByText("Use de 8 a 1000 caracteres.")).toBeVisible();
  await choosePassword(person, link);
  await fillSignIn(person, login, chosenPassword);
  await expect(person).toHaveURL(/\/history/);
  await person.goto("/account");
  await person.getByLabel("Nome", { exact: true }).fill("Sem Nenhum Script");
  await person.getByRole("button", { name: "Salvar" }).click();
  await expect(person.getByText("Sua conta foi salva.").first()).toBeVisible();
  await person.context().close();
});
