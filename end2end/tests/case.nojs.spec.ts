// The case window with links and forms only.

import { expect, test } from "../support/fixtures.ts";

const year = "/history?from=2020-01-01";

test.beforeEach(async ({ signIn }) => signIn("supervisor"));

test("every tab of a case is a link", async ({ page }) => {
  await page.goto(year);
  await page.locator(".case-link").first().click();
  for (const name of ["Histórico do Caso", "Histórico do Cliente", "Histórico de Ligações", "Interações", "SLA", "Anexos", "Pesquisa de Satisfação", "Dados do Caso"]) {
    await page.getByRole("tab", { name, exact: true }).click();
    await expect(page.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
  }
  await page.getByRole("link", { name: "Fechar" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test.describe("forms", () => {
  test.use({ expectedErrors: ["422"] });

  test("a comment is written and a refused edit keeps what was typed", async ({ page, ownCase }) => {
    await page.goto((await ownCase()).window());
    await page.getByRole("tab", { name: "Histórico do Caso" }).click();
    await page.getByRole("textbox", { name: "Comentário" }).fill("Sem JavaScript");
    await page.getByRole("button", { name: "Comentar" }).click();
    await expect(page.getByText("Comentário registrado.")).toBeVisible();
    await expect(page.locator(".event-comment").first()).toHaveText("Sem JavaScript");
    await page.getByRole("tab", { name: "Dados do Caso" }).click();
    await page.getByRole("link", { name: "Editar dados do cliente" }).click();
    await page.getByRole("textbox", { name: "E-mail" }).fill("não é um endereço");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Escreva um e-mail como nome@exemplo.com.")).toBeVisible();
    await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue("não é um endereço");
    await page.getByRole("link", { name: "Cancelar" }).click();
    await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveCount(0);
  });
});
