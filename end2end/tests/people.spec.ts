// Users: creating and deactivating accounts, monitoring groups and their scope, and the own
// account.

import { expect, expectNoSidewaysScroll, fillSignIn, test } from "../support/fixtures.ts";
import { choosePassword, chosenPassword, createSignedIn, freshLogin, issueLink, makeUser, signInAs } from "../support/people.ts";

test("an administrator lets somebody in, and out again at once", async ({
  page,
  browser,
  signIn,
  hydrated,
  expectAccessible,
}) => {
  await signIn("admin");
  await page.goto("/settings/users");
  await hydrated();
  await page.getByRole("link", { name: "Novo usuário" }).click();
  await expect(page.getByRole("heading", { name: "Novo usuário" })).toBeVisible();
  await expectAccessible();
  const login = freshLogin("entra");
  await makeUser(page, "Entra Esai", login);
  const link = await issueLink(page);
  await expectAccessible();
  await expectNoSidewaysScroll(page);
  await page.reload();
  await expect(page.getByText("Há um link que ainda não foi usado")).toBeVisible();
  await expect(page.getByLabel("Link para escolher a senha")).toHaveCount(0);

  const person = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  await person.goto(link);
  await expectNoSidewaysScroll(person);
  await choosePassword(person, link);
  const again = await person.goto(link);
  expect(again?.status()).toBe(404);
  await expect(person.getByRole("heading", { name: "Este link não vale" })).toBeVisible();
  await person.goto("/login");
  await fillSignIn(person, login, chosenPassword);
  await expect(person).toHaveURL(/\/history/);

  await page.reload();
  await expect(page.getByText("Tem senha.")).toBeVisible();
  await expect(page.getByText("1 sessão aberta.")).toBeVisible();
  await page.getByRole("button", { name: "Desativar" }).click();
  await expect(page.getByText("O usuário foi desativado").first()).toBeVisible();
  await person.getByRole("link", { name: "Meus Atendimentos" }).click();
  await expect(person).toHaveURL(/\/login/);
  await fillSignIn(person, login, chosenPassword);
  await expect(person.getByRole("alert")).toBeVisible();
  await person.context().close();
});

test("of two who edit an account the second sees what stands now", async ({
  page,
  browser,
  sessions,
  signIn,
  hydrated,
  expectAccessible,
  expectedErrors,
}) => {
  expectedErrors.push("409");
  await signIn("admin");
  await makeUser(page, "Duas Pessoas", freshLogin("duas"));
  await hydrated();
  const colleague = await (await browser.newContext()).newPage();
  await colleague.context().addCookies(await sessions("admin"));
  await colleague.goto(page.url());
  await colleague.getByLabel("Nome", { exact: true }).fill("Duas Colegas");
  await colleague.getByRole("button", { name: "Salvar" }).click();
  await expect(colleague.getByText("“Duas Colegas” foi salvo.").first()).toBeVisible();
  await colleague.context().close();

  await page.getByLabel("Nome", { exact: true }).fill("Duas Amigas");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("alert")).toContainText("Outra pessoa alterou");
  await expect(page.getByText("Agora: Duas Colegas")).toBeVisible();
  await expect(page.getByLabel("Nome", { exact: true })).toHaveValue("Duas Amigas");
  await expectAccessible();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("“Duas Amigas” foi salvo.").first()).toBeVisible();
});

test("no administrator takes the settings from themselves", async ({ page, signIn, hydrated, expectedErrors }) => {
  expectedErrors.push("422");
  await signIn("admin");
  await page.goto("/settings/users?q=admin");
  await hydrated();
  await page.getByRole("link", { name: "Paulo Menezes" }).click();
  await page.getByLabel("Papel").selectOption({ label: "Agente" });
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Você não pode deixar de ser administrador")).toBeVisible();
  await page.getByRole("button", { name: "Desativar" }).click();
  await expect(page.getByText("Você não pode desativar a própria conta").first()).toBeVisible();
});

test("a group says what a supervisor sees, at once", async ({ page, browser, signIn, hydrated, expectAccessible }) => {
  await signIn("admin");
  const login = freshLogin("chefe");
  const chief = await createSignedIn(page, browser, "Chefe Novo", login, "Supervisor");
  await chief.goto("/management?view=agents");
  await expect(chief.getByText("Camila Ferreira")).toHaveCount(0);

  await page.goto("/settings/groups/new");
  await hydrated();
  await expectAccessible();
  const group = `Grupo ${login}`;
  await page.getByLabel("Nome", { exact: true }).fill(group);
  await page.getByRole("group", { name: "Supervisores" }).getByLabel("Chefe Novo").check();
  await page.getByRole("group", { name: "Agentes" }).getByLabel("Camila Ferreira").check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(`“${group}” foi salvo.`).first()).toBeVisible();
  await chief.reload();
  await expect(chief.getByText("Camila Ferreira").first()).toBeVisible();

  await page.getByRole("link", { name: group }).click();
  await page.getByRole("button", { name: "Tirar de uso" }).click();
  await expect(page.getByText("Saiu de uso").first()).toBeVisible();
  await chief.reload();
  await expect(chief.getByText("Camila Ferreira")).toHaveCount(0);
  await chief.context().close();
});

test("everybody keeps their own account", async ({ page, browser, signIn }) => {
  await signIn("admin");
  const login = freshLogin("conta");
  const person = await createSignedIn(page, browser, "Conta Própria", login);
  const elsewhere = await signInAs(browser, login);

  await person.getByRole("button", { name: "Conta" }).click();
  await person.getByRole("link", { name: "Minha conta" }).click();
  await expect(person.getByRole("heading", { level: 1, name: "Minha conta" })).toBeVisible();
  await expect(person.getByText("Esta sessão")).toHaveCount(1);
  await expect(person.getByRole("button", { name: /^Encerrar sessão: Chrome/ })).toHaveCount(2);

  await person.getByLabel("Senha atual").fill("não é esta");
  await person.getByLabel("Nova senha", { exact: true }).fill("outra frase qualquer");
  await person.getByLabel("Repita a nova senha").fill("outra frase qualquer");
  await person.getByRole("button", { name: "Mudar senha" }).click();
  await expect(person.getByText("A senha atual não confere")).toBeVisible();

  await person.getByRole("button", { name: "Encerrar todas as outras" }).click();
  await expect(person.getByText("1 sessão encerrada.").first()).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/login/);
  await elsewhere.context().close();

  await person.getByRole("combobox", { name: "Tema" }).selectOption({ label: "Escuro" });
  await person.getByRole("combobox", { name: "Idioma" }).selectOption({ label: "English" });
  await person.getByRole("button", { name: "Salvar" }).click();
  await expect(person.getByRole("heading", { level: 1, name: "My account" })).toBeVisible();
  await expect(person.locator("html")).toHaveAttribute("data-theme", "dark");
  await person.context().close();
});

test("the account page and the lists of people are accessible", async ({ page, signIn, hydrated, expectAccessible }) => {
  await signIn("admin");
  for (const address of ["/account", "/settings/users", "/settings/groups", "/settings/groups/1", "/settings/api-keys"]) {
    await page.goto(address);
    await hydrated();
    await expectAccessible();
    await expectNoSidewaysScroll(page);
  }
});

test("a key is shown once and revoked for good", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }) => {
  expectedErrors.push("422");
  await signIn("admin");
  await page.goto("/settings/api-keys/new");
  await hydrated();
  const name = freshLogin("Gravador");
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Marque pelo menos uma permissão.")).toBeVisible();
  await page.getByLabel("Enviar gravações").check();
  await page.getByRole("button", { name: "Salvar" }).click();
  const key = await page.getByLabel("Chave de API", { exact: true }).inputValue();
  expect(key).toMatch(/^prt_/);
  await expectAccessible();
  await page.getByRole("link", { name: "Voltar à lista" }).click();
  await expect(page.getByText(key)).toHaveCount(0);
  await expect(page.getByText(`${key.slice(0, 10)}…`)).toBeVisible();
  await page.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Revogar chave" }).click();
  await expect(page.getByText("A chave foi revogada.").first()).toBeVisible();
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("button", { name: "Revogar chave" })).toHaveCount(0);
});
