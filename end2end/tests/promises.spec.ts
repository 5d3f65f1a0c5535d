// Configurações: calendars, policies, surveys and questionnaires by keyboard alone; concurrent
// edits; kinds, fields, files and the operation.

import type { Page } from "@playwright/test";

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

/** Presses Tab until a control has the focus. */
async function tabTo(page: Page, name: string | RegExp, role: "textbox" | "button" | "combobox" | "spinbutton" | "checkbox"): Promise<void> {
  const wanted = page.getByRole("main").getByRole(role, { name, exact: typeof name === "string" });
  for (let step = 0; step < 80; step++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(wanted, `${name} is reached by Tab`).toBeFocused();
}

async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabTo(page, name, "textbox");
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Opens the form of a new record in a section. */
async function startFrom(page: Page, section: string, hydrated: () => Promise<void>): Promise<void> {
  await page.goto(`/settings/${section}/new`);
  await hydrated();
  await page.locator("#main").focus();
}

test("an administrator sets up a calendar, a policy, a survey and a questionnaire by keyboard", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }, worker) => {
  test.slow();
  expectedErrors.push("status of 422");
  const mark = `${worker.workerIndex}-${worker.repeatEachIndex}`;
  await signIn("admin");

  await startFrom(page, "calendars", hydrated);
  await typeInto(page, "Nome", `Turno ${mark}`);
  const monday = page.getByRole("group", { name: "Segunda-feira" });
  await monday.getByLabel("período 1, início").fill("08:00");
  const holiday = page.getByRole("group", { name: "Feriado 1", exact: true });
  await holiday.getByLabel("Data").fill("2026-12-24");
  await holiday.getByLabel("Nome do feriado").fill("Véspera de Natal");
  await tabTo(page, "Salvar", "button");
  await page.keyboard.press("Enter");
  await expect(monday).toHaveAccessibleDescription(/“08:00-” não é um período/);
  await expect(holiday.getByLabel("Nome do feriado")).toHaveValue("Véspera de Natal");
  await expectAccessible();
  await page.locator("#main").focus();
  await monday.getByLabel("período 1, fim").fill("12:00");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`“Turno ${mark}” foi salvo.`).first()).toBeVisible();

  await page.goto("/settings/kinds/new");
  await page.getByLabel("Nome", { exact: true }).fill(`Tipo ${mark}`);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("foi salvo").first()).toBeVisible();

  await startFrom(page, "policies", hydrated);
  await typeInto(page, "Nome", `Plano ${mark}`);
  await tabTo(page, "Tipo de caso", "combobox");
  await page.keyboard.type(`Tipo ${mark}`);
  await tabTo(page, "Calendário", "combobox");
  await page.keyboard.type(`Turno ${mark}`);
  await typeInto(page, "Primeira resposta", "4h30");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`“Plano ${mark}” foi salvo.`).first()).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: `Plano ${mark}` });
  await expect(row).toContainText("4h 30min");
  await expect(row).toContainText(`Tipo ${mark}`);

  await page.goto("/settings/queues/new");
  await page.getByLabel("Nome", { exact: true }).fill(`Fila SLA ${mark}`);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("foi salvo").first()).toBeVisible();

  await startFrom(page, "surveys", hydrated);
  await typeInto(page, "Nome", `Pesquisa ${mark}`);
  await tabTo(page, "Fila", "combobox");
  await page.keyboard.type(`Fila SLA ${mark}`);
  await tabTo(page, "Mais perguntas", "button");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("group", { name: "Pergunta 6" })).toBeVisible();
  await expect(page.getByLabel("Nome", { exact: true })).toHaveValue(`Pesquisa ${mark}`);
  await expectAccessible();
  const first = page.getByRole("group", { name: "Pergunta 1" });
  await first.getByLabel("O que é perguntado").focus();
  await page.keyboard.type("Que nota você dá?");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`“Pesquisa ${mark}” foi salvo.`).first()).toBeVisible();

  await startFrom(page, "questionnaires", hydrated);
  await typeInto(page, "Nome", `Questionário ${mark}`);
  await tabTo(page, "Fila", "combobox");
  await page.keyboard.type(`Fila SLA ${mark}`);
  const asked = page.getByRole("group", { name: "Pergunta 2" });
  await asked.getByLabel("O que é perguntado").focus();
  await page.keyboard.type("Como foi resolvido?");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Escolha");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Na hora\nDepois");
  await tabTo(page, "Salvar", "button");
  await page.keyboard.press("Enter");
  await expect(page.getByText(`“Questionário ${mark}” foi salvo.`).first()).toBeVisible();
});

test("the second of two who edit a policy is told what changed and loses nothing typed", async ({ page, context, signIn, hydrated, expectedErrors }, worker) => {
  expectedErrors.push("status of 409");
  const name = `Tipo de política ${worker.workerIndex}-${worker.repeatEachIndex}`;
  await signIn("admin");
  for (const [section, fields] of [["kinds", {}], ["policies", { "Tipo de caso": name, "Resolução": "8h" }]] as const) {
    await page.goto(`/settings/${section}/new`);
    await hydrated();
    await page.getByLabel("Nome", { exact: true }).fill(name);
    for (const [label, value] of Object.entries(fields)) {
      const field = page.getByLabel(label, { exact: true });
      if (label === "Tipo de caso") await field.selectOption({ label: value });
      else await field.fill(value);
    }
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText(`“${name}” foi salvo.`).first()).toBeVisible();
  }
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByLabel("Resolução")).toHaveValue("8h");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Resolução").fill("6h");
  await other.getByRole("button", { name: "Salvar" }).click();
  await expect(other.getByText("foi salvo").first()).toBeVisible();
  await page.getByLabel("Primeira resposta").fill("20min");
  await page.getByLabel("Resolução").fill("10h");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("alert")).toContainText("Outra pessoa alterou");
  await expect(page.getByLabel("Resolução")).toHaveValue("10h");
  await expect(page.getByLabel("Resolução")).toHaveAccessibleDescription(/Agora: 6h/);
  await expect(page.getByLabel("Primeira resposta")).toHaveValue("20min");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(`“${name}” foi salvo.`).first()).toBeVisible();
});

const pages = ["kinds", "fields", "policies", "calendars", "surveys", "questionnaires", "sources", "webhooks"].flatMap((section) => [
  `/settings/${section}`,
  `/settings/${section}/new`,
]);

for (const path of [...pages, "/settings/policies/1", "/settings/calendars/1", "/settings/surveys/1", "/settings/files", "/settings/operation"]) {
  test(`${path} fits a phone, light and dark`, async ({ page, signIn, expectAccessible }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn("admin");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(path);
      await expectNoSidewaysScroll(page);
      await expectAccessible();
    }
  });
}
