// Expired sessions without JavaScript: the sign-in page says why and the form keeps its input.

import { expect, test } from "../support/fixtures.ts";

test.use({ expectedErrors: ["401"] });

test("the form comes back filled in after signing in", async ({ page, signIn, ownCase }) => {
  await signIn("supervisor");
  await page.goto((await ownCase()).window());
  await page.getByRole("link", { name: "Editar dados do atendimento" }).click();
  await page.getByLabel("Assunto").fill("Assunto ainda não salvo");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Salvar", exact: true }).click();
  await expect(page.getByText("Sua sessão terminou antes do envio.")).toBeVisible();
  await page.getByLabel("Usuário").fill("supervisor");
  await page.getByLabel("Senha", { exact: true }).fill("protocolo-demo");
  await page.getByRole("button", { name: "Entrar e enviar" }).click();
  await expect(page.getByText("Você entrou de novo.")).toBeVisible();
  await expect(page.getByLabel("Assunto")).toHaveValue("Assunto ainda não salvo");
});
