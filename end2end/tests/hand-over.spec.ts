// Repassar: a case is handed to another person, who is notified and has it first in Meus Atendimentos.

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

test("a case is handed over and received", async ({
  page,
  browser,
  sessions,
  signIn,
  hydrated,
  ownCase,
  expectAccessible,
  expectedErrors,
}) => {
  test.slow();
  expectedErrors.push("422");
  const { id } = await ownCase();
  await signIn("agent");
  await page.goto(`/my-cases?case=${id}`);
  await hydrated();
  const window = page.getByRole("dialog", { name: new RegExp(`#${id}`) });
  await window.getByRole("link", { name: "Repassar" }).click();
  const form = window.getByRole("form", { name: "Repassar o caso" });
  await form.getByLabel("Para quem", { exact: true }).selectOption({ label: "Renata Albuquerque" });
  await expectAccessible();
  // The comment is required, and what was chosen stays.
  await form.getByRole("button", { name: "Repassar" }).click();
  await expect(form.getByText("Escreva o que quem recebe precisa saber.")).toBeVisible();
  await expect(form.getByLabel("Para quem", { exact: true }).locator("option:checked")).toHaveText("Renata Albuquerque");
  await form.getByLabel("Comentário para quem recebe").fill("Cliente pede retorno amanhã");
  await form.getByRole("button", { name: "Repassar" }).click();
  await expect(window.getByText("Caso repassado.", { exact: true })).toBeVisible();
  await expect(window.locator(".case-head")).toContainText("Aguardando");
  await expect(window.locator(".case-head")).toContainText("Renata Albuquerque");
  await expect(window.getByRole("link", { name: "Repassar" })).toHaveCount(0);

  const context = await browser.newContext({ locale: "pt-BR" });
  await context.addCookies(await sessions("supervisor"));
  const receiver = await context.newPage();
  await receiver.goto("/my-cases?status=closed");
  await receiver.locator("html[data-hydrated]").waitFor({ state: "attached" });
  const received = receiver.getByRole("region", { name: "Recebidos" }).getByRole("listitem").filter({ hasText: `#${id}` });
  await expect(received).toContainText("Recebido de");
  await receiver.setViewportSize({ width: 390, height: 800 });
  await expectNoSidewaysScroll(receiver);
  await receiver.getByRole("link", { name: /^Notificações não lidas/ }).click();
  await expect(receiver).toHaveURL("/notifications");
  await expectNoSidewaysScroll(receiver);
  await receiver.getByRole("button", { name: `O caso #${id} foi repassado a você`, exact: true }).click();
  await expect(receiver).toHaveURL(new RegExp(`/my-cases\\?case=${id}&tab=timeline`));
  const opened = receiver.getByRole("dialog", { name: new RegExp(`#${id}`) });
  await expect(opened.locator(".event").first()).toContainText("Caso repassado");
  await expect(opened.locator(".event-comment").first()).toHaveText("Cliente pede retorno amanhã");
  await opened.getByRole("button", { name: "Continuar" }).click();
  await expect(opened.locator(".case-head")).toContainText("Em atendimento");
  await receiver.goto("/my-cases");
  await expect(received).toHaveCount(0);
  await receiver.goto("/notifications");
  await expect(receiver.getByRole("listitem").filter({ hasText: `#${id}` }).locator("s")).toHaveCount(1);
  await context.close();
});

test("the form and the notifications fit a narrow window and are accessible", async ({
  page,
  signIn,
  hydrated,
  ownCase,
  expectAccessible,
}) => {
  test.slow();
  const { id } = await ownCase();
  await signIn("supervisor");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(`/management?case=${id}&case.hand_over=open`);
    await hydrated();
    await expect(page.getByRole("form", { name: "Repassar o caso" })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible();
    await page.goto("/notifications?unread=true");
    await expect(page.getByRole("navigation", { name: "Quais mostrar" })).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible();
  }
});
