// Webhooks with links and forms only.

import { expect, test } from "../support/fixtures.ts";

test("a webhook is created, refused a bad range, switched off and on", async ({ page, signIn, expectedErrors }, worker) => {
  expectedErrors.push("status of 422");
  const name = `BI ${worker.workerIndex}-${worker.repeatEachIndex}`;
  await signIn("admin");
  await page.goto("/settings/webhooks");
  await page.getByRole("link", { name: "Novo webhook" }).click();
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByLabel("Endereço", { exact: true }).fill("https://bi.example.com/hooks");
  await page.getByLabel("Caso finalizado").check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("textbox", { name: "Segredo", exact: true })).toHaveValue(/^whsec_/);
  await page.getByRole("link", { name: "Voltar à lista" }).click();
  await page.getByRole("link", { name }).click();
  await expect(page.getByText("whsec_")).toHaveCount(0);
  await page.getByRole("button", { name: "Reenviar" }).click();
  await expect(page.getByText("Informe os números ou os dias.").last()).toBeVisible();
  await page.getByRole("button", { name: "Desligar" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Desligado");
  await row.getByRole("link", { name }).click();
  await expect(page.getByRole("button", { name: "Enviar evento de teste" })).toHaveCount(0);
  await page.getByRole("button", { name: "Ligar" }).click();
  await expect(row).toContainText("Em uso");
});
