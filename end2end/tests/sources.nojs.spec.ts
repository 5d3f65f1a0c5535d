// Fontes with links and forms only.

import { expect, test } from "../support/fixtures.ts";

test("a Chatwoot account is connected, resumed and paused", async ({ page, signIn, expectedErrors }, worker) => {
  expectedErrors.push("status of 422");
  const name = `site-${worker.workerIndex}-${worker.repeatEachIndex}`;
  await signIn("admin");
  await page.goto("/settings/sources");
  await page.getByRole("link", { name: "Nova fonte" }).click();
  await page.getByRole("link", { name: /^Chatwoot/ }).click();
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByLabel("Endereço do Chatwoot").fill("chat.example.com");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("Escreva um endereço que comece com https://")).toBeVisible();
  await page.getByLabel("Endereço do Chatwoot").fill("https://chat.example.com");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
  const secret = page.getByLabel("Segredo do webhook", { exact: true }).and(page.locator("input"));
  await secret.fill("muito-secreto");
  await page.getByRole("button", { name: "Salvar: Segredo do webhook" }).click();
  await expect(page.getByText("Segredo do webhook: definido.")).toBeVisible();
  await page.getByRole("button", { name: "Retomar" }).click();
  const row = page.getByRole("row").filter({ hasText: name });
  await expect(row).toContainText("Em uso");
  await row.getByRole("link", { name }).click();
  await page.getByRole("button", { name: "Pausar" }).click();
  await expect(row).toContainText("Pausada");
});
