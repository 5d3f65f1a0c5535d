// Arquivos CSV with links and forms only.

import { expect, test } from "../support/fixtures.ts";

const report = "Call ID;Queue;Type;Start;Wait;Talk\n1001;Suporte;In;2026-06-15 09:00:00;30;60\n";

test("a report whose columns are known is tried, and its mapping edited as JSON", async ({ page, signIn, expectedErrors }) => {
  expectedErrors.push("status of 422");
  await signIn("admin");
  await page.goto("/settings/sources/csv");
  await page.getByRole("button", { name: "Ler o arquivo" }).click();
  await expect(page.getByText("Escolha um arquivo CSV ou um mapeamento.")).toBeVisible();
  const buffer = Buffer.from(report);
  await page.getByLabel("Arquivo CSV", { exact: true }).setInputFiles({ name: "suite.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Ler o arquivo" }).click();
  const result = page.getByRole("region", { name: "Como seria importado" });
  await expect(result.getByText("atendimentos 1, rejeições 0")).toBeVisible();
  await page.getByText("O mapeamento em JSON").first().click();
  const json = page.getByRole("textbox", { name: "O mapeamento em JSON" });
  await json.fill("{");
  await page.getByRole("button", { name: "Usar este JSON" }).click();
  await expect(page.getByText("O JSON não pode ser usado.")).toBeVisible();
  await expect(json).toHaveValue("{");
  await json.fill(`{"source": "outra", "key": ["Call ID"], "time_zone": "-03:00", "fields": {
    "channel": {"value": "voice"}, "direction": {"value": "outbound"}, "queue": "Queue", "queued_at": "Start", "wait_s": "Wait", "talk_s": "Talk"}}`);
  await page.getByRole("button", { name: "Usar este JSON" }).click();
  await expect(page.getByLabel("Nome da fonte")).toHaveValue("outra");
  await expect(result.getByRole("row").filter({ hasText: "1001" })).toContainText("Realizada");
});
