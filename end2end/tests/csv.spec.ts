// Arquivos CSV: a mapping is made for a report from nothing, tried, corrected and downloaded.

import { readFileSync } from "node:fs";

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

const report = [
  "Chave;Setor;Quem;Tipo;Origem;Quando;Espera;Conversa;Final",
  "1001;Suporte;Ana Souza;Ent;11987654321;15/06/2026 09:00:00;0:00:30;0:02:10;Ok",
  "1002;Suporte;;Ent;anonymous;15/06/2026 09:05:00;0:00:45;0:00:00;Desistiu",
  "1003;;Ana Souza;Interna;1002;15/06/2026 09:10:00;0:00:05;0:01:00;Ok",
].join("\n");

const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

test("a mapping is made from nothing, tried, corrected and downloaded", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }) => {
  test.slow();
  expectedErrors.push("status of 422");
  await signIn("admin");
  await page.goto("/settings/sources");
  await page.getByRole("link", { name: "Arquivos CSV" }).click();
  await hydrated();
  await expectAccessible();
  await page.getByLabel("Arquivo CSV", { exact: true }).setInputFiles(file("relatorio.csv", report));
  await page.getByRole("button", { name: "Ler o arquivo" }).click();
  await expect(page.getByText("Lido de relatorio.csv")).toBeVisible();
  await hydrated();
  await expectAccessible();

  // Of this report the names of the columns say little.
  const group = (name: string) => page.getByRole("group", { name, exact: true });
  await page.getByRole("button", { name: "Testar" }).click();
  await expect(page.getByText("O mapeamento ainda não pode ser usado.")).toBeVisible();
  await expect(page.getByText("Escolha as colunas que juntas identificam uma linha.")).toBeVisible();
  await hydrated();
  await expectAccessible();
  await page.getByLabel("Nome da fonte").fill("relatorio");
  await page.getByLabel("Coluna-chave 1").selectOption("Chave");
  await group("Fila").getByLabel("Coluna", { exact: true }).selectOption("Setor");
  await group("Fila").getByLabel("Senão, valor fixo").fill("Sem fila");
  await group("Login do agente").getByLabel("Coluna", { exact: true }).selectOption("Quem");
  await group("Login do agente").getByLabel("Valores (arquivo=Protocolo)").fill("Ana Souza=ana");
  await group("Desfecho").getByLabel("Coluna", { exact: true }).selectOption("Final");
  await group("Começo").getByLabel("Coluna", { exact: true }).selectOption("Quando");
  await group("Duração da espera").getByLabel("Coluna", { exact: true }).selectOption("Espera");
  await group("Duração da conversa").getByLabel("Coluna", { exact: true }).selectOption("Conversa");
  await page.getByText("Como o arquivo é escrito").click();
  await page.getByLabel("Formatos dos horários").fill("%d/%m/%Y");
  await page.getByRole("button", { name: "Testar" }).click();
  await expect(page.getByText("“%d/%m/%Y” não dá uma data com hora.")).toBeVisible();
  await expect(page.getByLabel("Nome da fonte")).toHaveValue("relatorio");
  await page.getByLabel("Formatos dos horários").fill("%d/%m/%Y %H:%M:%S");
  await page.getByRole("button", { name: "Testar" }).click();

  // The values of the columns are there now.
  const result = page.getByRole("region", { name: "Como seria importado" });
  await expect(result.getByText("atendimentos 0, rejeições 3")).toBeVisible();
  await group("Sentido").getByLabel("Sentido: Ent").selectOption("Recebida");
  await group("Sentido").getByLabel("Sentido: Interna").selectOption("Deixar a linha de fora");
  await group("Desfecho").getByLabel("Desfecho: Ok").selectOption("Atendido");
  await group("Desfecho").getByLabel("Desfecho: Desistiu").selectOption("Abandonado pelo cliente");
  await page.getByRole("button", { name: "Testar" }).click();
  await expect(result.getByText("atendimentos 2, rejeições 0")).toBeVisible();
  await expect(result.getByRole("row").filter({ hasText: "1001" })).toContainText("15/06/2026 09:00");
  await expect(result.getByRole("row").filter({ hasText: "1002" })).toContainText("Abandonado pelo cliente");
  await hydrated();
  await expectAccessible();

  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible();

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Baixar mapeamento" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("relatorio.json");
  const mapping = JSON.parse(readFileSync(await download.path(), "utf8")) as { key: string[]; fields: Record<string, unknown> };
  expect(mapping.key).toEqual(["Chave"]);
  expect(mapping.fields["queue"]).toEqual(["Setor", { value: "Sem fila" }]);
  // The page is still there, and another file is read with the same mapping.
  await page.getByText("Começar com").first().click();
  await page.getByLabel("Arquivo CSV", { exact: true }).setInputFiles(file("outro.csv", report.replaceAll("100", "200")));
  await page.getByRole("button", { name: "Ler o arquivo" }).click();
  await expect(result.getByRole("row").filter({ hasText: "2001" })).toBeVisible();
});

for (const width of [1440, 390]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page, signIn }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn("admin");
    await page.goto("/settings/sources/csv");
    await expectNoSidewaysScroll(page);
    await page.getByLabel("Arquivo CSV", { exact: true }).setInputFiles(file("relatorio.csv", report));
    await page.getByRole("button", { name: "Ler o arquivo" }).click();
    await expect(page.getByText("Lido de relatorio.csv")).toBeVisible();
    await expectNoSidewaysScroll(page);
  });
}
