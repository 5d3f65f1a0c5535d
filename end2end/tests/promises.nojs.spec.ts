// The settings with links and forms only.

import { expect, test } from "../support/fixtures.ts";

test("a questionnaire with more rows than the form began with", async ({ page, signIn }, worker) => {
  const mark = `${worker.workerIndex}-${worker.repeatEachIndex} sem JavaScript`;
  await signIn("admin");
  await page.goto("/settings/kinds/new");
  await page.getByLabel("Nome").fill(`Tipo ${mark}`);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(`“Tipo ${mark}” foi salvo.`)).toBeVisible();
  await page.goto("/settings/questionnaires/new");
  await page.getByLabel("Nome").fill(`Questionário ${mark}`);
  await page.getByLabel("Tipo de caso").selectOption({ label: `Tipo ${mark}` });
  const question = (n: number) => page.getByRole("group", { name: `Pergunta ${n}` }).getByLabel("O que é perguntado");
  await question(3).fill("Terceira");
  await page.getByRole("button", { name: "Mais perguntas" }).click();
  await expect(question(3)).toHaveValue("Terceira");
  await question(6).fill("Sexta");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(`“Questionário ${mark}” foi salvo.`)).toBeVisible();
  await page.getByRole("link", { name: `Questionário ${mark}` }).click();
  await expect(question(1)).toHaveValue("Terceira");
  await expect(question(2)).toHaveValue("Sexta");
});
