// The second factor with links and forms only.

import { expect, fillSignIn, test } from "../support/fixtures.ts";
import { choosePassword, chosenPassword, freshLogin, issueLink, makeUser } from "../support/people.ts";
import { answer, enrol, signInEveryWay } from "../support/second-factor.ts";

// axe needs scripts in the page; it runs on the same pages in the tests with JavaScript.
const unchecked = async () => {};

test("it needs no JavaScript, nor does a form that waits for its person", async ({ page, browser, signIn }) => {
  await signIn("admin");
  const login = freshLogin("fator.sem.script");
  await makeUser(page, "Fátima Sem Script", login);
  const link = await issueLink(page);
  const person = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await choosePassword(person, link);
  await fillSignIn(person, login, chosenPassword);
  await expect(person).toHaveURL(/\/history/);
  await person.goto("/account/second-factor");
  const factor = await enrol(person, unchecked);
  await signInEveryWay(person, login, factor, unchecked);
  await person.goto("/account");
  const name = person.getByLabel("Nome", { exact: true });
  await name.fill("Fátima <Outro Nome>");
  await person.context().clearCookies();
  await person.getByRole("button", { name: "Salvar" }).first().click();
  await expect(person.getByText("Sua sessão terminou antes do envio.")).toBeVisible();
  await person.getByLabel("Usuário").fill(login);
  await person.getByLabel("Senha", { exact: true }).fill(chosenPassword);
  await person.getByRole("button", { name: "Entrar e enviar" }).click();
  await answer(person, factor.recovery[2] ?? "");
  await expect(person.getByText("Você entrou de novo.")).toBeVisible();
  await expect(name).toHaveValue("Fátima <Outro Nome>");
  await person.context().close();
});
