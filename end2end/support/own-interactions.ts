// Interactions of `agent` in one list, for a single journey.

import { type APIRequestContext, expect } from "@playwright/test";

/** Interactions of `agent` in one queue, each with a case of its own. */
export interface OwnInteractions {
  /** Their protocols, the oldest first. */
  protocols: string[];
  /** The IDs of their cases. */
  cases: number[];
  /** The path of the history with these interactions only. */
  list: string;
}

/** Stores interactions of a number that no other journey uses. They are older than the lists of others. */
export async function storeInteractions(
  request: APIRequestContext,
  key: string,
  name: string,
  count: number,
): Promise<OwnInteractions> {
  const number = `+55 11 9${String(10_000_000 + (hash(name) % 89_999_999))}`;
  const [protocols, cases]: [string[], number[]] = [[], []];
  for (let index = 0; index < count; index += 1) {
    const time = (minute: number): string =>
      `2018-06-03T12:${String(index * 2 + minute).padStart(2, "0")}:00Z`;
    const answer = await request.post("/api/v1/interactions", {
      headers: { authorization: `Bearer ${key}` },
      data: {
        source: "end2end",
        external_id: `${name}-${index}`,
        channel: "voice",
        direction: "inbound",
        queue: "Suporte Técnico",
        agent: "agent",
        customer: { name: "Clara Própria", external_id: name },
        number,
        queued_at: time(0),
        answered_at: time(0),
        ended_at: time(1),
        case: { external_id: `${name}-${index}`, kind: "Cobrança", subject: "Em massa" },
      },
    });
    expect(answer.status(), await answer.text()).toBe(201);
    const stored = (await answer.json()) as { protocol: string; case: number };
    protocols.push(stored.protocol);
    cases.push(stored.case);
  }
  const digits = number.replace(/\D/g, "").slice(2);
  return { protocols, cases, list: `/history?from=2018-06-01&to=2018-06-30&number=${digits}` };
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_647, 7);
}
