// Bulk actions with check boxes and forms only.

import { expect, test } from "../support/fixtures.ts";
import { storeInteractions } from "../support/own-interactions.ts";

test("interactions of a list are qualified by a form, and failures can be read", async ({
  page,
  signIn,
  request,
  apiKey,
}, info) => {
  const own = await storeInteractions(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`, 2);
  await signIn("agent");
  await page.goto(own.list);
  await page.getByRole("button", { name: "Qualificar selecionados" }).click();
  await expect(page.getByText("Nada foi selecionado. Marque ao menos uma linha.")).toBeVisible();
  await page.getByRole("button", { name: "Qualificar todos os 2 deste filtro" }).click();
  await page.getByLabel("Motivo de contato").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Conferir" }).click();
  await expect(page.getByText("2 podem")).toBeVisible();
  const proposal = page.url();
  // Meanwhile the reason of one is chosen by hand.
  await page.goto(`/history?protocol=${own.protocols[0]}`);
  const row = page.locator("table.list tbody tr").first();
  await row.getByRole("combobox").selectOption({ index: 2 });
  await row.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Qualificação salva" })).toBeVisible();
  await page.goto(proposal);
  await expect(page.getByText("Outra pessoa mudou depois da seleção").first()).toBeVisible();
  await page.getByRole("button", { name: "Começar" }).click();
  await expect(async () => {
    await page.getByRole("link", { name: "Atualizar" }).click({ timeout: 500 }).catch(() => undefined);
    await expect(page.getByText("Terminada")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByRole("table", { name: "Linhas que falharam" })).toContainText(own.protocols[0] ?? "");
  await page.getByRole("button", { name: "Repetir só as que falharam" }).click();
  await expect(page.getByText("1 pode", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Descartar" }).click();
  await expect(page.getByText("A seleção foi descartada.")).toBeVisible();
});
