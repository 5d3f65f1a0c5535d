import { caseOf, openCustomerTab, rowOf } from "../support/cases.ts";
import { expect, test } from "../support/fixtures.ts";

test("two cases are merged and taken apart by plain forms and links", async ({ page, signIn }) => {
  await signIn("supervisor");
  await openCustomerTab(page, "B");
  const target = caseOf(page);
  await page.getByRole("button", { name: "Unificar Atendimentos" }).click();
  await expect(page.getByRole("alert")).toContainText("Nenhum atendimento selecionado");
  await page.getByRole("link", { name: "Cancelar" }).click();
  const subjects = ["Fatura não chegou", "Endereço da fatura"];
  for (const subject of subjects) await rowOf(page, subject).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Unificar Atendimentos" }).click();
  await expect(page.getByRole("alert")).toContainText(`Unificar 2 atendimentos ao caso ${target}?`);
  for (const subject of subjects) await expect(rowOf(page, subject).getByRole("checkbox")).toBeChecked();
  await page.getByRole("button", { name: "Confirmar" }).click();
  await expect(page.locator(".flash", { hasText: `foram unificados ao caso ${target}` })).toBeVisible();
  for (const subject of subjects) {
    await expect(rowOf(page, subject)).toContainText("Unificado");
    await rowOf(page, subject).getByRole("button", { name: /^Desfazer unificação/ }).click();
    await expect(rowOf(page, subject)).toContainText("Aguardando");
  }
});

test("a search is a form, and a hovered box says why it cannot be ticked", async ({ page, signIn }) => {
  await signIn("supervisor");
  await openCustomerTab(page, "B");
  await page.getByRole("searchbox", { name: "Buscar nos casos do cliente" }).fill("LINHA da empresa");
  await page.getByRole("button", { name: "Buscar" }).click();
  await expect(page.locator(".customer-cases tbody tr")).toHaveCount(1);
  const row = rowOf(page, "Linha da empresa");
  await row.getByRole("checkbox").hover();
  await expect(row.getByRole("tooltip")).toHaveText("Não pode ser unificado: usa outro número de WhatsApp.");
});
