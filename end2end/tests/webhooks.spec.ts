// Webhooks: an administrator sets one up, tests it, sees what fails and sends it again. What the receiver gets is
// verified by a library of the specification that has nothing to do with this program.

import type { Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";
import { type Received, startReceiver } from "../support/webhook-receiver.ts";

/** Verifies a delivery as receivers do; throws if it is not signed with the secret. */
function verified(secret: string, { headers, body }: Received): { type: string; seq: number } {
  const signed = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => [name, String(headers[name])]);
  return new Webhook(secret).verify(body, Object.fromEntries(signed)) as { type: string; seq: number };
}

/** Reloads the page until it shows a text, since the server looks every second. */
async function reloadUntil(page: Page, text: string | RegExp): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(text).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

/** Scrolls up first: the bar of the page hides a part of what is below it, which axe takes for too small. */
async function scrollUp(page: Page): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
}

test("an administrator connects another system, which verifies what it gets", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }, worker) => {
  test.slow();
  expectedErrors.push("status of 422");
  const name = `CRM ${worker.workerIndex}-${worker.repeatEachIndex}`;
  const receiver = await startReceiver();
  await signIn("admin");
  await page.goto("/settings/webhooks");
  await hydrated();
  await page.getByRole("link", { name: "Novo webhook" }).click();
  await expect(page.getByRole("heading", { level: 2, name: "Novo webhook" })).toBeVisible();
  await scrollUp(page);
  await expectAccessible();

  // A private address that the operator has not listed, and nothing to be notified of.
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByLabel("Endereço", { exact: true }).fill("http://169.254.169.254/latest/meta-data");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("alert").first()).toContainText("Não foi salvo");
  await expect(page.getByText("Marque pelo menos um evento.")).toBeVisible();
  // Of what the other journeys, which run meanwhile, do not do.
  await page.getByLabel("Gravação recebida").check();
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(/Este endereço é de uma rede interna/)).toBeVisible();
  await scrollUp(page);
  await expectAccessible();
  await page.getByLabel("Endereço", { exact: true }).fill(receiver.url);
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText(`O webhook “${name}” foi criado`).first()).toBeVisible();
  const secret = await page.getByRole("textbox", { name: "Segredo", exact: true }).inputValue();
  expect(secret).toMatch(/^whsec_/);
  await scrollUp(page);
  await expectAccessible();

  await page.goto("/settings/webhooks");
  await page.getByRole("link", { name }).click();
  await hydrated();
  await page.getByRole("button", { name: "Enviar evento de teste" }).click();
  await expect(page.getByText(/O evento de teste foi para a fila com o número 1/).first()).toBeVisible();
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(verified(secret, receiver.received[0]!)).toMatchObject({ type: "webhook.test", seq: 1 });
  expect(() => verified(secret, { ...receiver.received[0]!, body: "{}" })).toThrow();
  await reloadUntil(page, "Aceita");
  await hydrated();
  await scrollUp(page);
  await expectAccessible();

  // With the secret replaced, receivers of the former and of the new one verify it.
  await page.getByRole("button", { name: "Trocar segredo" }).click();
  await expect(page.getByText(`O segredo de “${name}” foi trocado`).first()).toBeVisible();
  const successor = await page.getByRole("textbox", { name: "Segredo", exact: true }).inputValue();
  expect(successor).not.toBe(secret);
  receiver.status = 503;
  await page.getByRole("button", { name: "Enviar evento de teste" }).click();
  await expect.poll(() => receiver.received.length).toBeGreaterThan(1);
  for (const one of [secret, successor]) {
    expect(verified(one, receiver.received[1]!)).toMatchObject({ type: "webhook.test", seq: 2 });
  }
  await reloadUntil(page, /As entregas falham desde/);
  await expect(page.getByText("O destino respondeu com o código 503.").first()).toBeVisible();
  await hydrated();
  await scrollUp(page);
  await expectAccessible();
  for (const width of [390, 768]) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  receiver.status = 204;
  await page.getByRole("button", { name: "Tentar agora" }).click();
  await expect(page.getByText("A próxima entrega da fila está sendo tentada.").first()).toBeVisible();
  await expect.poll(() => receiver.received.at(-1)?.headers["webhook-id"]).toBe(receiver.received[1]!.headers["webhook-id"]);
  await reloadUntil(page, /Guardadas: do número 1 ao 2/);
  await expect(page.getByText(/As entregas falham desde/)).toHaveCount(0);

  const before = receiver.received.length;
  await page.getByLabel("Do número").fill("1");
  await page.getByLabel("Até o número").fill("2");
  await page.getByRole("button", { name: "Reenviar" }).click();
  await expect(page.getByText("2 entregas voltaram para a fila.").first()).toBeVisible();
  await expect.poll(() => receiver.received.length).toBe(before + 2);
  const again = receiver.received.slice(before);
  expect(again.map((one) => verified(successor, one).seq)).toEqual([1, 2]);
  expect(again[0]!.headers["webhook-id"]).toBe(receiver.received[0]!.headers["webhook-id"]);

  await page.getByRole("button", { name: "Desligar" }).click();
  await expect(page.getByText("O webhook foi desligado.").first()).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Desligado");
  await receiver.close();
});
