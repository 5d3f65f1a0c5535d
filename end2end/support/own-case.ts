// A case for a single journey, stored through the API like any other.

import { type APIRequestContext, type Browser, type BrowserContext, expect } from "@playwright/test";

/** A case with one interaction of `agent` and a customer of its own. */
export interface OwnCase {
  /** The protocol of the interaction. */
  protocol: string;
  /** The case ID. */
  id: number;
  /** The path of the history with this interaction only. */
  list: string;
  /** The path of the case window, on a tab or on the first one. */
  window: (tab?: string) => string;
}

/** Creates an API key with the permission to store interactions, in the settings. */
export async function createApiKey(
  browser: Browser,
  baseURL: string,
  admin: Awaited<ReturnType<BrowserContext["cookies"]>>,
  name: string,
): Promise<string> {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  await context.addCookies(admin);
  const page = await context.newPage();
  await page.goto("/settings/api-keys/new");
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByRole("checkbox", { name: "Registrar atendimentos" }).check();
  await page.getByRole("button", { name: "Salvar" }).click();
  const key = await page.getByLabel("Chave de API", { exact: true }).inputValue();
  await context.close();
  return key;
}

/**
 * Stores the case. Its interaction is older than the period of every list of interactions that the
 * journeys open, so their pages and totals stay the same; those of `/management` and `/my-cases` have
 * no period.
 */
export async function storeCase(request: APIRequestContext, key: string, externalId: string): Promise<OwnCase> {
  const answer = await request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: {
      source: "end2end",
      external_id: externalId,
      channel: "whatsapp",
      direction: "inbound",
      queue: "Suporte Técnico",
      agent: "agent",
      customer: { name: "Clara Própria", external_id: externalId },
      number: "+55 11 96543-2150",
      queued_at: "2019-06-03T12:00:00Z",
      answered_at: "2019-06-03T12:01:00Z",
      ended_at: "2019-06-03T12:09:00Z",
      case: { external_id: externalId, kind: "Cobrança", subject: "Segunda via" },
      messages: [{ at: "2019-06-03T12:01:00Z", from: "customer", text: "Bom dia, preciso de ajuda." }],
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { protocol, case: id } = (await answer.json()) as { protocol: string; case: number };
  const list = `/history?protocol=${protocol}`;
  return { protocol, id, list, window: (tab) => `${list}&case=${id}${tab === undefined ? "" : `&tab=${tab}`}` };
}
