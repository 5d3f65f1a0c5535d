// From an empty database to a day of work, in the browser only: an administrator configures the
// operation, another system sends interactions, agents finish and qualify cases, and supervisors
// see exactly those of their group.

import { type Browser, expect as check, type Page } from "@playwright/test";

import { startEmpty } from "../support/empty-server.ts";
import { expect, fillSignIn, test } from "../support/fixtures.ts";
import { choosePassword, chosenPassword, issueLink, makeUser } from "../support/people.ts";

const password = "uma senha comprida";

interface Queue {
  name: string;
  reasons: string[];
}

const queues: Queue[] = [
  { name: "Vendas", reasons: ["Dúvida", "Troca"] },
  { name: "Suporte", reasons: ["Reclamação"] },
  { name: "Cobrança", reasons: ["Segunda via"] },
];

const groups = [
  { name: "Manhã", supervisor: "chefe.manha", agents: ["ana", "bia"] },
  { name: "Tarde", supervisor: "chefe.tarde", agents: ["caio", "davi"] },
];

/** The interaction that each agent served, and its queue. */
const served = [
  { agent: "ana", queue: "Vendas", reason: "Troca" },
  { agent: "bia", queue: "Suporte", reason: "Reclamação" },
  { agent: "caio", queue: "Cobrança", reason: "Segunda via" },
  { agent: "davi", queue: "Suporte", reason: "Reclamação" },
];

/** Submits the form of a new settings record. */
async function create(page: Page, section: string, name: string, fill?: () => Promise<void>): Promise<void> {
  await page.goto(`/settings/${section}/new`);
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await fill?.();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(`“${name}” foi salvo.`).first()).toBeVisible();
}

async function queuesAndReasons(page: Page): Promise<void> {
  for (const reason of queues.flatMap((queue) => queue.reasons)) await create(page, "reasons", reason);
  for (const { name, reasons } of queues) {
    await create(page, "queues", name, async () => {
      for (const reason of reasons) await page.getByRole("checkbox", { name: reason, exact: true }).check();
      if (name === "Suporte") await page.getByLabel("Motivo obrigatório").check();
    });
  }
}

async function promisesAndQuestions(page: Page): Promise<void> {
  await create(page, "calendars", "Horário comercial", async () => {
    for (const day of ["Segunda-feira", "Terça-feira", "Quarta-feira", "Quinta-feira", "Sexta-feira"]) {
      const times = [["1, início", "09:00"], ["1, fim", "12:00"], ["2, início", "13:00"], ["2, fim", "18:00"]] as const;
      for (const [which, time] of times) await page.getByLabel(`${day}, período ${which}`).fill(time);
    }
    const holiday = page.getByRole("group", { name: "Feriado 1" });
    await holiday.getByLabel("Data").fill("2026-12-24");
    await holiday.getByLabel("Nome do feriado").fill("Véspera de Natal");
    await page.getByRole("checkbox", { name: /· Natal$/ }).first().check();
  });
  await create(page, "policies", "Padrão", async () => {
    await page.getByLabel("Calendário", { exact: true }).selectOption({ label: "Horário comercial" });
    await page.getByLabel("Primeira resposta").fill("1h");
    await page.getByLabel("Resolução").fill("900h");
  });
  await create(page, "surveys", "Satisfação", async () => {
    await page.getByLabel("Quando é pedida").selectOption({ label: "Assim que o caso é finalizado" });
    await page.getByLabel("Fila", { exact: true }).selectOption({ label: "Suporte" });
    await page.getByRole("group", { name: "Pergunta 1" }).getByLabel("O que é perguntado").fill("Que nota você dá?");
  });
  await create(page, "questionnaires", "Encerramento", async () => {
    await page.getByLabel("Fila", { exact: true }).selectOption({ label: "Suporte" });
    await page.getByRole("group", { name: "Pergunta 1" }).getByLabel("O que é perguntado").fill("Como foi resolvido?");
  });
}

/** Creates all accounts; each user chooses a password under the link they are given. */
async function people(page: Page, browser: Browser, origin: string): Promise<Map<string, Page>> {
  const pages = new Map<string, Page>();
  for (const { supervisor, agents } of groups) {
    for (const login of [supervisor, ...agents]) {
      await makeUser(page, `Pessoa ${login}`, login, login === supervisor ? "Supervisor" : "Agente");
      const link = await issueLink(page);
      const person = await (await browser.newContext({ baseURL: origin })).newPage();
      await choosePassword(person, link);
      await fillSignIn(person, login, chosenPassword);
      await expect(person).toHaveURL(/\/history/);
      pages.set(login, person);
    }
  }
  for (const { name, supervisor, agents } of groups) {
    await create(page, "groups", name, async () => {
      const choose = (group: string, login: string) =>
        page.getByRole("group", { name: group }).getByRole("checkbox", { name: `Pessoa ${login}` }).check();
      for (const login of agents) await choose("Agentes", login);
      await choose("Supervisores", supervisor);
    });
  }
  return pages;
}

/** Creates an API key in the browser and sends a call of each agent; returns their protocols. */
async function send(page: Page): Promise<string[]> {
  await page.goto("/settings/api-keys/new");
  await page.getByLabel("Nome", { exact: true }).fill("PABX");
  await page.getByRole("checkbox", { name: "Registrar atendimentos" }).check();
  await page.getByRole("button", { name: "Salvar" }).click();
  const key = await page.locator(".once-value input").inputValue();
  const protocols: string[] = [];
  const ended = Date.now() - 60_000;
  for (const { agent, queue } of served) {
    const answer = await page.request.post("/api/v1/interactions", {
      headers: { authorization: `Bearer ${key}` },
      data: {
        source: "pbx",
        external_id: agent,
        channel: "voice",
        direction: "inbound",
        queue,
        agent,
        customer: { name: `Cliente de ${agent}`, phone: "+5511987654321", external_id: agent },
        number: "+5511987654321",
        queued_at: new Date(ended - 300_000).toISOString(),
        answered_at: new Date(ended - 280_000).toISOString(),
        ended_at: new Date(ended).toISOString(),
      },
    });
    check(answer.status(), await answer.text()).toBe(201);
    protocols.push((await answer.json() as { protocol: string }).protocol);
  }
  return protocols;
}

/** Finishes the only case of an agent, with the reasons and questions of their queue. */
async function finish(page: Page, { queue, reason }: (typeof served)[number]): Promise<void> {
  await page.goto("/my-cases");
  await page.locator("a.case-number").first().click();
  const window = page.getByRole("dialog", { name: /Informações do Atendimento/ });
  await window.getByRole("link", { name: "Qualificar Atendimento" }).click();
  const form = window.getByRole("form", { name: "Qualificar Atendimento" });
  const offered = queues.find(({ name }) => name === queue)?.reasons ?? [];
  await expect(form.getByLabel("Motivo de contato").getByRole("option")).toHaveCount(offered.length + 1);
  if (queue === "Suporte") {
    await form.getByRole("button", { name: "Finalizar Atendimento" }).click();
    await expect(form.getByLabel("Motivo de contato")).toHaveAttribute("aria-invalid", "true");
    await form.getByLabel("Como foi resolvido?").fill("Por telefone");
  }
  await form.getByLabel("Motivo de contato").selectOption({ label: reason });
  await form.getByLabel("Descrição do atendimento").fill("Resolvido na hora.");
  await form.getByRole("button", { name: "Finalizar Atendimento" }).click();
  await expect(window.locator(".case-facts")).toContainText("Finalizado");
}

/** Asserts that a supervisor finds the interactions and answers of their group, and no others. */
async function judge(page: Page, own: string[], foreign: string[]): Promise<void> {
  await page.goto("/history");
  for (const protocol of own) await expect(page.getByRole("row").filter({ hasText: protocol })).toBeVisible();
  for (const protocol of foreign) {
    await expect(page.getByText(protocol)).toHaveCount(0);
    check((await page.goto(`/history?interaction=${protocol}&view=notes`))?.status()).toBe(404);
  }
  await page.goto("/management");
  await expect(page.locator("a.case-number")).toHaveCount(own.length);
}

test("an operation is set up, served and judged with the browser alone", async ({ browser, expectedErrors }) => {
  test.setTimeout(240_000);
  expectedErrors.push("status of 422", "status of 404");
  const server = await startEmpty();
  try {
    const origin = new URL(server.setup).origin;
    const page = await (await browser.newContext({ baseURL: origin })).newPage();
    await page.goto(server.setup);
    await page.getByLabel("Seu nome").fill("Ana Souza");
    await page.getByLabel("Usuário").fill("admin");
    await page.getByLabel("Senha").fill(password);
    await page.getByRole("button", { name: "Criar administrador" }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Primeiros passos" })).toBeVisible();
    await queuesAndReasons(page);
    await promisesAndQuestions(page);
    const pages = await people(page, browser, origin);
    await page.goto("/settings/start");
    await expect(page.getByRole("listitem").filter({ hasText: "a fazer" })).toHaveCount(0);
    const protocols = await send(page);
    for (const one of served) await finish(pages.get(one.agent) as Page, one);
    await judge(pages.get("chefe.manha") as Page, protocols.slice(0, 2), protocols.slice(2));
    await judge(pages.get("chefe.tarde") as Page, protocols.slice(2), protocols.slice(0, 2));

    // The traces of a finished case of Suporte in the tabs of its window.
    const chief = pages.get("chefe.manha") as Page;
    await chief.goto("/management?q=Cliente+de+bia");
    await chief.locator("a.case-number").click();
    const window = chief.getByRole("dialog", { name: /Informações do Atendimento/ });
    await window.getByRole("tab", { name: "Histórico do Caso" }).click();
    await expect(window.getByText("Por telefone")).toBeVisible();
    await window.getByRole("tab", { name: "SLA" }).click();
    await expect(window.locator(".clock", { hasText: "Resolução" })).toContainText("Cumprido");
    await window.getByRole("tab", { name: "Pesquisa de Satisfação" }).click();
    await expect(window.getByRole("tabpanel")).toContainText("Aguardando");

    // A deactivated agent is signed out at once; an archived reason stays where it was used.
    await page.goto("/settings/users?q=caio");
    await page.getByRole("link", { name: "Pessoa caio" }).click();
    await page.getByRole("button", { name: "Desativar" }).click();
    await expect(page.getByText("O usuário foi desativado").first()).toBeVisible();
    const agent = pages.get("caio") as Page;
    await agent.goto("/history");
    await expect(agent).toHaveURL(/\/login/);
    await page.goto("/settings/reasons?q=Segunda");
    await page.getByRole("link", { name: "Segunda via" }).click();
    await page.getByRole("button", { name: "Tirar de uso" }).click();
    await expect(page.getByText("Saiu de uso.").first()).toBeVisible();
    await page.goto("/history");
    await expect(page.getByRole("row").filter({ hasText: protocols[2] as string })).toContainText("Segunda via");
    await page.goto("/settings/audit");
    await expect(page.getByRole("row").filter({ hasText: "Segunda via" }).first()).toContainText("Tirou de uso");
  } finally {
    await server.stop();
  }
});
