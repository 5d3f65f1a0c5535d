// What a source says of an interaction besides its times: a call that was transferred to a chat, with a
// file that the customer sent. Both are older than every period that other journeys look at.

import { createHash } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";

const file = Buffer.from("%PDF-1.4 o boleto");
const sha256 = createHash("sha256").update(file).digest("hex");

interface Stored {
  protocol: string;
  case: number;
}

async function store(request: APIRequestContext, key: string, more: object): Promise<Stored> {
  const answer = await request.post("/api/v1/interactions", {
    headers: { authorization: `Bearer ${key}` },
    data: {
      source: "course",
      direction: "inbound",
      queue: "Suporte Técnico",
      agent: "agent",
      customer: { name: "Clara Transferida", external_id: "course" },
      queued_at: "2018-03-05T12:00:00Z",
      answered_at: "2018-03-05T12:00:20Z",
      ended_at: "2018-03-05T12:05:00Z",
      ...more,
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as Stored;
}

/** Stores the two legs; `id` distinguishes them from those of other journeys. */
async function twoLegs(request: APIRequestContext, key: string, id: string): Promise<{ call: Stored; chat: Stored }> {
  const common = { case: { external_id: id } };
  const call = await store(request, key, {
    ...common,
    external_id: `${id}-call`,
    channel: "voice",
    hold_s: 32,
    wrap_up_s: 75,
    ended_by: "agent",
    outcome: "answered",
    calls: [{ at: "2018-03-05T12:00:20Z", number: "+5511965432150", status: "answered", duration_s: 280 }],
  });
  const chat = await store(request, key, {
    ...common,
    external_id: `${id}-chat`,
    channel: "whatsapp",
    follows: `${id}-call`,
    messages: [
      {
        at: "2018-03-05T12:01:00Z",
        from: "customer",
        text: "Segue o boleto",
        attachments: [
          { name: "boleto.pdf", type: "application/pdf", size: file.length, sha256 },
          { name: "ausente.jpg", type: "image/jpeg", size: 2_500_000, sha256: sha256.replace(/^./, "0") },
        ],
      },
    ],
  });
  const put = await request.put(`/api/v1/interactions/${chat.protocol}/media/${sha256}`, {
    headers: { authorization: `Bearer ${key}` },
    data: file,
  });
  expect(put.status(), await put.text()).toBe(204);
  return { call, chat };
}

test("the legs of a transfer lead to each other, and a message to its files", async ({
  page,
  request,
  apiKey,
  signIn,
  hydrated,
  expectAccessible,
}, info) => {
  const { call, chat } = await twoLegs(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`);
  await signIn("supervisor");
  await page.goto(`/history?protocol=${call.protocol}`);
  await hydrated();
  await page.goto(`/history?protocol=${call.protocol}&interaction=${call.protocol}&view=conversation`);
  await hydrated();
  const dialog = page.getByRole("dialog", { name: "Histórico de Conversa" });
  const facts = {
    Desfecho: "Atendido",
    "Encerrado por": "Agente",
    "Tempo em espera": "00:00:32",
    "Pós-atendimento": "00:01:15",
  };
  for (const [fact, value] of Object.entries(facts)) {
    await expect(dialog.getByRole("term").filter({ hasText: fact }).locator("xpath=..")).toContainText(value);
  }

  await dialog.getByRole("link", { name: chat.protocol }).click();
  await expect(page).toHaveURL(new RegExp(`interaction=${chat.protocol}`));
  const files = dialog.getByRole("list", { name: "Arquivos" }).getByRole("listitem");
  await expect(files).toHaveCount(2);
  await expect(files.nth(1)).toContainText("ausente.jpg 2,4 MB arquivo não recebido");
  await expectAccessible("dialog");
  const loading = page.waitForEvent("download");
  await files.nth(0).getByRole("link", { name: "boleto.pdf" }).click();
  const download = await loading;
  expect(download.suggestedFilename()).toBe("boleto.pdf");

  await dialog.getByRole("link", { name: call.protocol }).click();
  await expect(dialog.getByRole("term").filter({ hasText: "Transferido para" })).toBeVisible();
});

test("calls and interactions of a case tell their course", async ({ page, request, apiKey, signIn, hydrated }, info) => {
  const { call } = await twoLegs(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`);
  await signIn("supervisor");
  await page.goto(`/history?protocol=${call.protocol}&case=${call.case}&tab=calls`);
  await hydrated();
  const row = page.getByRole("dialog").getByRole("row").filter({ hasText: "Atendida" });
  await expect(row).toContainText("Encerrado por Agente");
  await expect(row).toContainText("Tempo em espera 00:00:32");
  await page.getByRole("tab", { name: "Interações" }).click();
  await expect(page.locator(".interaction-facts").first()).toContainText("Atendido");
});
