// The case window: eight tabs above any page, and their forms.

import { expect, test } from "../support/fixtures.ts";
import type { Page } from "@playwright/test";

const year = "/history?from=2020-01-01";

const tabs = [
  "Dados do Caso",
  "Histórico do Caso",
  "Histórico do Cliente",
  "Histórico de Ligações",
  "Interações",
  "SLA",
  "Anexos",
  "Pesquisa de Satisfação",
];

test.describe("a supervisor", () => {
  // Rejected forms are returned as a page with the status.
  test.use({ expectedErrors: ["422", "409"] });
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("opens a case from the history and reads all eight tabs", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    const link = page.locator(".case-link").first();
    const id = await link.innerText();
    await link.click();
    const window = page.getByRole("dialog", { name: new RegExp(`Informações do Atendimento.*${id}`) });
    await expect(window).toBeVisible();
    await expect(window.getByRole("tab")).toHaveText(tabs);
    for (const name of tabs) {
      await window.getByRole("tab", { name, exact: true }).click();
      await expect(window.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
      await expect(window.getByRole("tabpanel", { name })).toBeVisible();
      await expect(window.locator(".state-title", { hasText: "Algo não deu certo" })).toHaveCount(0);
    }
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(link).toBeFocused();
  });

  test("moves along the tabs with the keys of the pattern", async ({ page, hydrated }) => {
    await openCase(page);
    await hydrated();
    const selected = page.getByRole("tab", { selected: true });
    await selected.focus();
    for (const [key, name] of [
      ["ArrowRight", "Histórico do Caso"],
      ["End", "Pesquisa de Satisfação"],
      ["ArrowRight", "Dados do Caso"],
      ["ArrowLeft", "Pesquisa de Satisfação"],
      ["Home", "Dados do Caso"],
    ] as const) {
      await page.keyboard.press(key);
      await expect(selected).toHaveText(name);
      await expect(selected).toBeFocused();
    }
    await expect(page.locator("[role=tab][tabindex='0']"), "one stop for the Tab key").toHaveCount(1);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("tabpanel")).toBeFocused();
  });

  test("finds a tab again by its address, with reload and back", async ({ page, hydrated }) => {
    await openCase(page);
    await hydrated();
    await page.getByRole("tab", { name: "SLA" }).click();
    await expect(page).toHaveURL(/tab=sla/);
    await page.reload();
    await hydrated();
    await expect(page.getByRole("tab", { selected: true })).toHaveText("SLA");
    await page.getByRole("tab", { name: "Anexos" }).click();
    await expect(page).toHaveURL(/tab=attachments/);
    await page.goBack();
    await expect(page.getByRole("tab", { selected: true })).toHaveText("SLA");
  });

  test("filters the timeline and searches it without accents", async ({ page, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window("timeline"));
    await hydrated();
    const comment = `Decisão número ${Date.now()}: ação`;
    const typed = comment.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
    await page.getByRole("textbox", { name: "Comentário" }).fill(comment);
    await page.getByRole("button", { name: "Comentar" }).click();
    await expect(page.locator(".event-comment").first()).toHaveText(comment);
    await page.getByLabel("Buscar na descrição").fill(typed);
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page).toHaveURL(/case\.q=/);
    await expect(page.locator(".event")).toHaveCount(1);
    await page.getByLabel("Comentários").selectOption("without");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page.getByText("Nada corresponde a esta busca")).toBeVisible();
    await page.getByRole("dialog").getByRole("link", { name: "Limpar Filtros" }).click();
    await expect(page.locator(".event-comment").first()).toHaveText(comment);
  });

  test("edits the customer in place; what is wrong is said at the field", async ({ page, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window());
    await hydrated();
    await page.getByRole("link", { name: "Editar dados do cliente" }).click();
    const name = page.getByLabel("Nome", { exact: true });
    const document = page.getByLabel("CPF/CNPJ ou documento");
    const before = { name: await name.inputValue(), document: await document.inputValue() };
    await name.fill("Nome Trocado");
    await document.fill("529.982.247-26");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(document).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("Os dígitos verificadores não conferem")).toBeVisible();
    await expect(name, "nothing typed is lost").toHaveValue("Nome Trocado");
    await document.fill("52998224725");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Alterações salvas.").first()).toBeVisible();
    await expect(page.locator(".copyable-text", { hasText: "529.982.247-25" })).toBeVisible();
    await page.getByRole("link", { name: "Editar dados do cliente" }).click();
    await name.fill(before.name);
    await document.fill(before.document);
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.locator(".copyable-text", { hasText: before.name }).first()).toBeVisible();
    await page.getByRole("tab", { name: "Histórico do Caso" }).click();
    await expect(page.locator(".event", { hasText: "Dados do cliente alterados" }).first()).toContainText("Nome Trocado");
  });

  test("gets a conflicting edit reported, and loses nothing typed", async ({ page, context, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window());
    await hydrated();
    await page.getByRole("link", { name: "Editar dados do atendimento" }).click();
    const subject = page.getByLabel("Assunto");
    const before = await subject.inputValue();
    const other = await context.newPage();
    await other.goto(page.url());
    const theirs = `${before} (deles)`;
    await other.getByLabel("Assunto").fill(theirs);
    await other.getByRole("button", { name: "Salvar" }).click();
    await expect(other.getByText("Alterações salvas.").first()).toBeVisible();
    await subject.fill(`${before} (meu)`);
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByRole("alert")).toContainText("Outra pessoa alterou estes dados");
    await expect(subject).toHaveValue(`${before} (meu)`);
    await expect(page.getByText(`Agora: ${theirs}`)).toBeVisible();
    await subject.fill(before);
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Alterações salvas.").first()).toBeVisible();
    await expect(page.locator(".case-subject")).toHaveText(before);
    // Moves the case to another queue, with an event in the timeline, and back.
    const service = page.getByRole("region", { name: "Dados do Atendimento", exact: true });
    const fact = service.locator("dl > div", { has: page.getByText("Fila", { exact: true }) }).locator("dd");
    const was = (await fact.textContent())?.trim() ?? "";
    const form = page.getByRole("form", { name: "Editar dados do atendimento" });
    const queue = form.getByLabel("Fila");
    await page.getByRole("link", { name: "Editar dados do atendimento" }).click();
    await expect(queue.locator("option:checked")).toHaveText(was);
    const to = (await queue.locator("option:not(:checked):not([value=''])").first().textContent()) ?? "";
    await queue.selectOption({ label: to });
    await form.getByRole("button", { name: "Salvar" }).click();
    await expect(fact).toHaveText(to);
    await page.getByRole("tab", { name: "Histórico do Caso" }).click();
    const edited = page.locator(".event", { hasText: "Dados do atendimento alterados" }).first();
    await expect(edited).toContainText(was);
    await expect(edited).toContainText(to);
    await page.getByRole("tab", { name: "Dados do Caso" }).click();
    await page.getByRole("link", { name: "Editar dados do atendimento" }).click();
    await queue.selectOption({ label: was });
    await form.getByRole("button", { name: "Salvar" }).click();
    await expect(fact).toHaveText(was);
  });
});

test("an agent puts a case on hold, continues it from the list, comments, and finishes it", async ({ page, signIn, hydrated, ownCase }) => {
  await signIn("agent");
  const own = await ownCase();
  await page.goto(own.window());
  await hydrated();
  const window = page.getByRole("dialog", { name: /Informações do Atendimento/ });
  const actions = window.getByRole("group", { name: "Ações do caso" });
  await actions.getByRole("button", { name: "Deixar pendente" }).click();
  await actions.getByLabel("Comentário").fill("Aguarda o técnico.");
  await actions.getByRole("button", { name: "Deixar pendente" }).last().click();
  await expect(actions.getByRole("button", { name: "Continuar" })).toBeVisible();
  await page.goto("/my-cases?status=on_hold");
  await hydrated();
  await page.getByRole("link", { name: `#${own.id}`, exact: true }).click();
  await actions.getByRole("button", { name: "Continuar" }).click();
  await expect(window.getByText("Caso em atendimento.").first()).toBeVisible();
  await window.getByRole("tab", { name: "Histórico do Caso" }).click();
  await window.getByRole("textbox", { name: "Comentário" }).fill("Cliente confirmou por telefone.");
  await window.getByRole("button", { name: "Comentar" }).click();
  await expect(window.locator(".event").first()).toContainText("Cliente confirmou por telefone.");
  await window.getByRole("link", { name: "Qualificar Atendimento" }).click();
  const form = window.getByRole("form", { name: "Qualificar Atendimento" });
  await form.getByLabel("Motivo de contato").selectOption({ index: 1 });
  await form.getByLabel("Descrição do atendimento").fill("Resolvido.");
  await form.getByRole("button", { name: "Finalizar Atendimento" }).click();
  await expect(window.locator(".case-facts")).toContainText("Finalizado");
  await expect(window.locator(".event", { hasText: "Caso finalizado" }).first()).toContainText("Resolvido.");
  await window.getByRole("tab", { name: "SLA" }).click();
  await expect(window.locator(".clock", { hasText: "Resolução" })).toContainText(/Cumprido|Fora do prazo/);
});

test("the window fits a phone", async ({ page, signIn, hydrated, expectAccessible }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("supervisor");
  await openCase(page);
  await hydrated();
  // The window covers the screen except for the scroll bar.
  const size = await page.getByRole("dialog").boundingBox();
  expect(size).toMatchObject({ x: 0, y: 0, height: 844 });
  expect(size?.width).toBeGreaterThanOrEqual(370);
  for (const name of tabs) {
    await page.getByRole("tab", { name, exact: true }).click();
    await expect(page.getByRole("tab", { selected: true })).toHaveText(name);
    await expect(page.getByRole("tab", { selected: true })).toBeInViewport();
    const sideways = await page.getByRole("tabpanel").evaluate((panel) => panel.scrollWidth - panel.clientWidth);
    expect(sideways, `${name} does not scroll sideways`).toBeLessThanOrEqual(0);
  }
  await expectAccessible();
});

/** Opens the window of the newest case in the history. */
async function openCase(page: Page): Promise<void> {
  await page.goto(year);
  await page.goto((await page.locator(".case-link").first().getAttribute("href")) ?? "");
}
