// Repassar and Notificações with links and forms only.

import { expect, test } from "../support/fixtures.ts";

test("a case is handed over, notified, opened and continued", async ({ page, browser, sessions, signIn, ownCase }) => {
  const { id } = await ownCase();
  await signIn("agent");
  await page.goto(`/my-cases?case=${id}`);
  await page.getByRole("link", { name: "Repassar" }).click();
  const form = page.getByRole("form", { name: "Repassar o caso" });
  await form.getByLabel("Para quem", { exact: true }).selectOption({ label: "Renata Albuquerque" });
  await form.getByLabel("Comentário para quem recebe").fill("Sem JavaScript");
  await form.getByRole("button", { name: "Repassar" }).click();
  await expect(page.getByText("Caso repassado.", { exact: true })).toBeVisible();

  const context = await browser.newContext({ locale: "pt-BR", javaScriptEnabled: false });
  await context.addCookies(await sessions("supervisor"));
  const receiver = await context.newPage();
  await receiver.goto("/notifications?unread=true");
  const text = `O caso #${id} foi repassado a você`;
  await receiver.getByRole("button", { name: `Marcar como lida: ${text}` }).click();
  await expect(receiver.getByText("1 notificação marcada como lida.")).toBeVisible();
  await expect(receiver.getByText(text)).toHaveCount(0);
  await receiver.getByRole("link", { name: "Todas" }).click();
  await receiver.getByRole("button", { name: text, exact: true }).click();
  await expect(receiver.locator(".event-comment").first()).toHaveText("Sem JavaScript");
  await receiver.getByRole("button", { name: "Continuar" }).click();
  await expect(receiver.locator(".case-head")).toContainText("Em atendimento");
  await context.close();
});
