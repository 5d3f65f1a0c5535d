// The live case window: tabs and forms ask for what changes, and what does not change keeps its
// elements.

import { expect, test } from "../support/fixtures.ts";
import type { Locator } from "@playwright/test";
import { requestsWithMethods } from "../support/requests.ts";

/** Marks an element, so that its replacement would be seen. */
async function mark(part: Locator): Promise<void> {
  await part.evaluate((element) => element.setAttribute("data-marked", ""));
}

test.beforeEach(async ({ signIn }) => signIn("supervisor"));

test("a case opens over the list, tab by tab, and only it is asked for", async ({ page, hydrated, ownCase }) => {
  const { id, list } = await ownCase();
  await page.goto(list);
  await hydrated();
  await mark(page.locator("table.list tbody tr").first());
  await mark(page.locator(".chart"));
  const asked = requestsWithMethods(page);
  await page.getByRole("link", { name: `#${id}` }).click();
  const window = page.getByRole("dialog", { name: new RegExp(`#${id}`) });
  await expect(window.locator(".case-subject")).toHaveText("Segunda via");
  expect(asked).toEqual(["GET /sf/case"]);
  await mark(window.locator(".case-head"));
  await mark(window.locator(".tabs"));
  for (const [name, text] of [
    ["Histórico do Caso", "Caso aberto"],
    ["Histórico do Cliente", "Este caso"],
    ["Histórico de Ligações", "ligações"],
    ["Interações", "Bom dia, preciso de ajuda."],
    ["SLA", "Resolução"],
    ["Anexos", "Anexar Arquivo"],
    ["Pesquisa de Satisfação", "pesquisa"],
  ] as const) {
    asked.length = 0;
    await window.getByRole("tab", { name, exact: true }).click();
    await expect(window.getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
    await expect(window.getByRole("tabpanel", { name })).toContainText(new RegExp(text, "i"));
    await expect(window.getByRole("tabpanel", { name })).not.toHaveAttribute("aria-busy", "true");
    expect(asked, name).toEqual(["GET /sf/case"]);
  }
  await expect(window.locator(".case-head[data-marked]")).toHaveCount(1);
  await expect(window.locator(".tabs[data-marked]")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(window).toHaveCount(0);
  await expect(page.locator("tr[data-marked]")).toHaveCount(1);
  await expect(page.locator(".chart[data-marked]")).toHaveCount(1);
});

test("what is done in the window asks for no page", async ({ page, hydrated, ownCase }) => {
  const pages: string[] = [];
  page.on("response", (response) => {
    if (response.headers()["content-type"]?.startsWith("text/html")) pages.push(response.url());
  });
  await page.goto((await ownCase()).window("timeline"));
  await hydrated();
  pages.length = 0;
  const window = page.getByRole("dialog");
  await mark(window);
  await mark(window.getByRole("form", { name: "Filtros" }));

  const box = window.getByRole("textbox", { name: "Comentário" });
  await box.fill("Ligar amanhã");
  await window.getByRole("button", { name: "Comentar" }).click();
  await expect(window.locator(".event-comment")).toHaveText("Ligar amanhã");
  await expect(box).toHaveValue("");
  await expect(window.locator(".flash")).toContainText("Comentário");

  // What is being typed outlives a step.
  await box.fill("Ainda não enviado");
  await window.getByRole("button", { name: "Pendente" }).click();
  await window.getByLabel("Comentário (opcional)").fill("Aguardando o banco");
  await window.locator("#step-hold").getByRole("button", { name: "Pendente" }).click();
  await expect(window.locator(".case-facts")).toContainText("Pendente");
  await expect(window.locator(".event-comment", { hasText: "Aguardando o banco" })).toBeVisible();
  await expect(box).toHaveValue("Ainda não enviado");
  await window.getByRole("button", { name: "Continuar" }).click();
  await expect(window.locator(".case-facts")).toContainText("Em atendimento");
  await expect(box).toHaveValue("Ainda não enviado");
  await expect(window.getByRole("form", { name: "Filtros" })).toHaveAttribute("data-marked", "");

  await window.getByRole("tab", { name: "Dados do Caso" }).click();
  await window.getByRole("link", { name: "Editar dados do atendimento" }).click();
  await window.getByLabel("Assunto").fill("Outro assunto");
  await window.getByRole("button", { name: "Salvar" }).click();
  await expect(window.locator(".case-subject")).toHaveText("Outro assunto");
  await expect(window.getByLabel("Assunto")).toHaveCount(0);

  await window.getByRole("tab", { name: "Anexos" }).click();
  const file = { name: "recado.txt", mimeType: "text/plain", buffer: Buffer.from(`recado ${Math.random()}`) };
  await window.getByLabel("Anexar Arquivo").setInputFiles([file]);
  await expect(window.getByRole("row", { name: "recado.txt" })).toBeVisible();
  await expect(window.locator(".upload-item")).toHaveCount(0);
  await window.getByRole("button", { name: "Remover recado.txt" }).click();
  await window.getByRole("button", { name: "Remover arquivo" }).click();
  await expect(window.getByRole("row", { name: "recado.txt" })).toContainText("Removido por");

  await window.getByRole("link", { name: "Qualificar Atendimento" }).click();
  const form = window.getByRole("form", { name: "Qualificar Atendimento" });
  await form.getByLabel("Descrição do atendimento").fill("Resolvido.");
  await form.getByRole("button", { name: "Finalizar Atendimento" }).click();
  await expect(window.locator(".case-facts")).toContainText("Finalizado");
  await expect(form).toHaveCount(0);

  await expect(page.locator("dialog[data-marked]")).toHaveCount(1);
  expect(pages, "no page was loaded").toEqual([]);
});

test("a form that is not accepted comes back with the focus on what is wrong", async ({ page, hydrated, ownCase }) => {
  await page.goto((await ownCase()).window());
  await hydrated();
  const window = page.getByRole("dialog");
  await window.getByRole("link", { name: "Editar dados do cliente" }).click();
  const asked = requestsWithMethods(page);
  await window.getByLabel("Nome", { exact: true }).fill("Nome Trocado");
  const email = window.getByLabel("E-mail");
  await email.fill("nenhum");
  await window.getByRole("button", { name: "Salvar" }).click();
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toBeFocused();
  await expect(window.getByLabel("Nome", { exact: true })).toHaveValue("Nome Trocado");
  expect(asked).toEqual(["POST /sf/case_form"]);
});

test("the same window opens over the other pages", async ({ page, hydrated, ownCase }) => {
  const { id } = await ownCase();
  await page.goto(`/management?q=%23${id}`);
  await hydrated();
  const asked = requestsWithMethods(page);
  await page.locator("a.case-number").first().click();
  const window = page.getByRole("dialog", { name: new RegExp(`#${id}`) });
  await window.getByRole("tab", { name: "SLA" }).click();
  await expect(window.getByRole("tabpanel", { name: "SLA" })).toContainText("Resolução");
  await page.goBack();
  await expect(window.getByRole("tab", { selected: true })).toHaveText("Dados do Caso");
  expect(asked.filter((one) => one !== "GET /sf/case")).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(window).toHaveCount(0);
  await expect(page).toHaveURL(/\/management/);
});

test.describe("without the server for a moment", () => {
  test.use({ expectedErrors: ["ERR_FAILED"] });

  test("what was typed stays, and the window says what happened", async ({ page, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window("timeline"));
    await hydrated();
    const window = page.getByRole("dialog");
    const box = window.getByRole("textbox", { name: "Comentário" });
    await box.fill("Não se perde");
    await page.route("**/sf/**", (route) => route.abort());
    await window.getByRole("button", { name: "Comentar" }).click();
    await expect(page.locator("#announcer")).toContainText("servidor");
    await expect(box).toHaveValue("Não se perde");
    await window.getByRole("tab", { name: "SLA" }).click();
    await expect(window.getByRole("alert")).toContainText("servidor");
    await page.unroute("**/sf/**");
    await window.getByRole("button", { name: "Tentar de novo" }).click();
    await expect(window.getByRole("tabpanel", { name: "SLA" })).toContainText("Resolução");
  });
});
