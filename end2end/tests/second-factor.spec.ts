// The second factor: enrolment, challenge, loss, and roles that require it.

import { startEmpty } from "../support/empty-server.ts";
import { expect, expectAccessible, fillSignIn, hydrated, test } from "../support/fixtures.ts";
import { choosePassword, chosenPassword, createSignedIn, freshLogin, issueLink } from "../support/people.ts";
import { answer, beginSignIn, enrol, signInEveryWay, tabTo } from "../support/second-factor.ts";
import { code } from "../support/authenticator.ts";

test("it is set up and asked for, by the keyboard alone", async ({ page, browser, signIn }) => {
  await signIn("admin");
  const login = freshLogin("fator");
  const person = await createSignedIn(page, browser, "Fátima Fator", login);
  await person.goto("/account");
  await hydrated(person);
  await tabTo(person, person.getByRole("link", { name: "Configurar segundo fator" }));
  await person.keyboard.press("Enter");
  await expect(person).toHaveURL(/\/account\/second-factor$/);
  const factor = await enrol(person, expectAccessible);
  await signInEveryWay(person, login, factor, expectAccessible);
  await person.goto("/account");
  await expect(person.getByRole("link", { name: "Gerenciar segundo fator" })).toBeVisible();
  // The audit trail shows what happened, without any code.
  await page.goto("/settings/audit?object=user");
  const trail = page.getByRole("table");
  await expect(trail.getByText("Senha aceita, segundo fator pendente").first()).toBeVisible();
  for (const kept of factor.recovery) await expect(trail).not.toContainText(kept);
  await person.context().close();
});

test("a form that waits for its person asks for the code above the page", async ({ page, browser, signIn, ownCase }) => {
  await signIn("admin");
  const login = freshLogin("espera");
  const person = await createSignedIn(page, browser, "Édson Espera", login, "Administrador");
  await person.goto("/account/second-factor");
  const { secret } = await enrol(person, expectAccessible);
  await person.goto((await ownCase()).window("timeline"));
  await hydrated(person);
  const comment = `Escrito antes do fim ${Date.now()}`;
  await person.getByRole("textbox", { name: "Comentário" }).fill(comment);
  await person.context().clearCookies();
  await person.getByRole("button", { name: "Comentar" }).click();
  const ended = person.getByRole("dialog", { name: "Entrar no Protocolo" });
  await ended.getByLabel("Usuário").fill(login);
  await ended.getByLabel("Senha", { exact: true }).fill(chosenPassword);
  await ended.getByRole("button", { name: "Entrar e enviar" }).click();
  await expect(ended.getByLabel("Código", { exact: true })).toBeFocused();
  await expectAccessible(person, ".session-ended");
  await answer(person, "000 000 0");
  await expect(ended.getByText("O código não confere")).toBeVisible();
  await answer(person, code(secret, 1));
  await expect(ended).toHaveCount(0);
  await expect(person.locator(".event-comment", { hasText: comment })).toHaveCount(1);
  await person.context().close();
});

test("a role that needs one sets it up before anything else", async ({ page, browser }) => {
  const server = await startEmpty();
  try {
    const origin = new URL(server.setup).origin;
    await page.goto(server.setup);
    await page.getByLabel("Seu nome").fill("Ana Souza");
    await page.getByLabel("Usuário").fill("ana");
    await page.getByLabel("Senha").fill(chosenPassword);
    await page.getByRole("button", { name: "Criar administrador" }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Primeiros passos" })).toBeVisible();
    await page.goto(`${origin}/settings/operation`);
    await page.getByRole("group", { name: "Segundo fator obrigatório" }).getByLabel("Agente").check();
    await page.getByRole("button", { name: "Salvar" }).first().click();
    await expect(page.locator(".flash")).toBeVisible();
    await page.goto(`${origin}/settings/users/new`);
    await page.getByLabel("Nome", { exact: true }).fill("Bia");
    await page.getByLabel("Usuário", { exact: true }).fill("bia");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Ainda não tem senha")).toBeVisible();
    const link = await issueLink(page);
    const person = await (await browser.newContext({ baseURL: origin })).newPage();
    await choosePassword(person, link);
    await fillSignIn(person, "bia", chosenPassword);
    await expect(person).toHaveURL(/\/account\/second-factor\?next=/);
    await expect(person.getByText("Seu papel exige um segundo fator.")).toBeVisible();
    await person.goto("/my-cases");
    await expect(person, "nothing else is open").toHaveURL(/\/account\/second-factor\?next=%2Fmy-cases/);
    const { secret } = await enrol(person, expectAccessible);
    await expect(person).toHaveURL(/\/my-cases$/);
    await beginSignIn(person, "bia");
    await answer(person, code(secret, 1));
    await expect(person).toHaveURL(/\/history/);
    await server.stop(page, person);
  } finally {
    await server.stop(page);
  }
});
