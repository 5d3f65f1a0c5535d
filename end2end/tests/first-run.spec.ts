// First run: an empty database, the setup token that the server prints, the first administrator and
// the onboarding steps. The journey has a server of its own.

import { startEmpty } from "../support/empty-server.ts";
import { expect, test } from "../support/fixtures.ts";

test("an empty database opens on the page of the first administrator, once", async ({ page, context, expectAccessible, expectedErrors }) => {
  expectedErrors.push("status of 422", "status of 403", "status of 404");
  const server = await startEmpty();
  try {
    const origin = new URL(server.setup).origin;
    await page.goto(origin);
    await expect(page).toHaveURL(`${origin}/setup`);
    await expect(page.getByRole("heading", { name: "Primeiro acesso" })).toBeVisible();
    await expectAccessible();
    await page.getByLabel("Código de instalação").fill("errado");
    await page.getByLabel("Seu nome").fill("Ana Souza");
    await page.getByLabel("Usuário").fill("ana");
    await page.getByLabel("Senha").fill("uma senha comprida");
    await page.getByRole("button", { name: "Criar administrador" }).click();
    await expect(page.getByLabel("Código de instalação")).toHaveAccessibleDescription(/Este código não vale/);
    await expect(page.getByLabel("Seu nome")).toHaveValue("Ana Souza");
    await page.goto(server.setup);
    await page.getByLabel("Seu nome").fill("Ana Souza");
    await page.getByLabel("Usuário").fill("ana");
    await page.getByLabel("Senha").fill("curta");
    await page.getByRole("button", { name: "Criar administrador" }).click();
    await expect(page.getByLabel("Senha")).toHaveAccessibleDescription(/de 8 a 1000 caracteres/);
    await page.getByLabel("Senha").fill("uma senha comprida");
    await page.getByRole("button", { name: "Criar administrador" }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Primeiros passos" })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "a fazer" })).toHaveCount(4);
    await expectAccessible();
    await page.getByRole("link", { name: "Começar: Motivos de contato" }).click();
    await page.getByLabel("Nome", { exact: true }).fill("Dúvida");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Primeiros passos: 1 de 4 feitos.")).toBeVisible();
    // The setup page no longer exists, even with the token.
    const stranger = await context.browser()?.newContext();
    const late = await stranger?.newPage();
    expect((await late?.goto(server.setup))?.status()).toBe(404);
    await late?.goto(origin);
    await expect(late!).toHaveURL(/\/login/);
    await stranger?.close();
  } finally {
    await server.stop(page);
  }
});
