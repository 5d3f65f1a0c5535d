// Two customers who are one person, stored through the API like any others.

import { type APIRequestContext, expect } from "@playwright/test";

/** A customer with an interaction of `agent`, and its case. */
export interface Twin {
  name: string;
  phone: string;
  /** The path of the tab *Histórico do Cliente* of its case. */
  history: string;
}

/** Stores a call; returns the path of the first tab of its case. */
export async function storeCall(
  request: APIRequestContext,
  key: string,
  externalId: string,
  customer: Record<string, string>,
): Promise<string> {
  const answer = await request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: {
      source: "end2end",
      external_id: externalId,
      channel: "voice",
      direction: "inbound",
      queue: "Suporte Técnico",
      agent: "agent",
      customer,
      number: customer["phone"],
      queued_at: "2019-06-04T12:00:00Z",
      answered_at: "2019-06-04T12:01:00Z",
      ended_at: "2019-06-04T12:09:00Z",
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { protocol, case: id } = (await answer.json()) as { protocol: string; case: number };
  return `/history?protocol=${protocol}&case=${id}`;
}

/** Two customers with one e-mail address and a number each; `id` is of one journey only. */
export async function storeTwins(request: APIRequestContext, key: string, id: string): Promise<[Twin, Twin]> {
  const digits = String(Date.now() % 10_000_000).padStart(7, "0");
  const store = async (name: string, area: string): Promise<Twin> => {
    const phone = `+55 ${area} 98${digits}`;
    const customer = { name, phone, email: `${id}@example.org`, external_id: `${id}-${area}` };
    const window = await storeCall(request, key, `${id}-${area}`, customer);
    return { name, phone, history: `${window}&tab=customer` };
  };
  return [await store("Rita Gêmea", "21"), await store("Ritinha Gêmea", "31")];
}
