import type { Page } from "@playwright/test";
import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";
import { caseOf, openCustomerTab, rowOf } from "../support/cases.ts";

// The journeys of this file share a customer, so they run one after the other.
test.describe.configure({ mode: "serial" });

const open = (page: Page) => openCustomerTab(page, "A");

test("the reasons why a case cannot be selected are read by keyboard and screen reader", async ({
  page,
  signIn,
  hydrated,
  expectAccessible,
}) => {
  await signIn("supervisor");
  await open(page);
  await hydrated();
  for (const [subject, reason] of [
    ["Segunda via da fatura", "é este caso"],
    ["Mudança de plano", "está em atendimento"],
    ["Linha da empresa", "usa outro número de WhatsApp"],
    ["Assunto de outro grupo", "você não tem acesso a ele"],
  ] as const) {
    const box = rowOf(page, subject).getByRole("checkbox");
    await expect(box).toBeDisabled();
    await expect(box).toHaveAccessibleDescription(`Não pode ser unificado: ${reason}.`);
    await box.focus();
    await expect(rowOf(page, subject).getByRole("tooltip")).toBeVisible();
    await page.keyboard.press("Space");
    await expect(box).not.toBeChecked();
  }
  await expect(rowOf(page, "Assunto de outro grupo").getByRole("link")).toHaveCount(0);
  await expectAccessible();
});

test("two cases are merged from the history and taken apart again", async ({
  page,
  signIn,
  hydrated,
  expectAccessible,
}) => {
  await signIn("supervisor");
  await open(page);
  await hydrated();
  const target = caseOf(page);
  for (const subject of ["Fatura não chegou", "Endereço da fatura"]) {
    await rowOf(page, subject).getByRole("checkbox").check();
  }
  await page.getByRole("button", { name: "Unificar Atendimentos" }).click();
  const alert = page.getByRole("alert").filter({ hasText: `Unificar 2 atendimentos ao caso ${target}?` });
  await expect(alert).toContainText("Fatura não chegou");
  await expectAccessible();

  // The confirmation has its own address: it can be reloaded, and left without consequences.
  await page.reload();
  await hydrated();
  await alert.getByRole("link", { name: "Cancelar" }).click();
  await expect(alert).toHaveCount(0);
  await page.goBack();
  await alert.getByRole("button", { name: "Confirmar" }).click();
  await expect(page.locator(".flash", { hasText: `foram unificados ao caso ${target}` })).toBeVisible();
  await expect(rowOf(page, "Fatura não chegou")).toContainText("Unificado");

  // The old ID redirects to the survivor.
  await rowOf(page, "Endereço da fatura").getByRole("link").first().click();
  await expect(page.getByRole("dialog").getByText(`foi unificado ao caso ${target}`)).toBeVisible();
  await page.getByRole("tab", { name: "Histórico do Cliente" }).click();
  for (const subject of ["Fatura não chegou", "Endereço da fatura"]) {
    await rowOf(page, subject).getByRole("button", { name: /^Desfazer unificação/ }).click();
    await expect(rowOf(page, subject)).toContainText("Aguardando");
  }
  await expect(page.locator(".flash", { hasText: "foi desfeita" })).toBeVisible();
});

test("merging and undoing it keep the focus where the person goes on", async ({ page, signIn, hydrated }) => {
  await signIn("supervisor");
  await open(page);
  await hydrated();
  const window = page.getByRole("dialog");
  const row = rowOf(page, "Fatura não chegou");
  await row.getByRole("checkbox").focus();
  await page.keyboard.press("Space");
  await window.getByRole("button", { name: "Unificar Atendimentos" }).focus();
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert").filter({ hasText: "Unificar" });
  await expect(alert.getByRole("button", { name: "Confirmar" })).toBeFocused();
  await alert.getByRole("button", { name: "Confirmar" }).focus();
  await page.keyboard.press("Enter");
  await expect(row).toContainText("Unificado");
  await expect(window.locator(".dialog-title")).toBeFocused();
  await row.getByRole("button", { name: /^Desfazer unificação/ }).focus();
  await page.keyboard.press("Enter");
  await expect(row).toContainText("Aguardando");
  await expect(window.locator(".dialog-title")).toBeFocused();
});

test("nothing selected is nothing merged", async ({ page, signIn, hydrated }) => {
  await signIn("supervisor");
  await open(page);
  await hydrated();
  await page.getByRole("button", { name: "Unificar Atendimentos" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nenhum atendimento selecionado" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Confirmar" })).toHaveCount(0);
});

test("a search finds a case whatever the accents", async ({ page, signIn, hydrated }) => {
  await signIn("agent");
  await open(page);
  await hydrated();
  await page.getByRole("searchbox", { name: "Buscar nos casos do cliente" }).fill("nao chegou");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/case\.q=nao\+chegou/);
  await expect(page.locator(".customer-cases tbody tr")).toHaveCount(1);
  await expect(rowOf(page, "Fatura não chegou")).toBeVisible();
  await page.getByRole("searchbox", { name: "Buscar nos casos do cliente" }).fill("nada disso");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Limpar busca" }).click();
  await expect(page.locator(".customer-cases tbody tr")).toHaveCount(6);
});

test("the cases are cards on a phone", async ({ page, signIn, hydrated, expectAccessible }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("supervisor");
  await open(page);
  await hydrated();
  await expectNoSidewaysScroll(page);
  const body = page.locator(".case-panel");
  const wider = await body.evaluate((panel) => panel.scrollWidth - panel.clientWidth);
  expect(wider, "nothing in the window is wider than it").toBeLessThanOrEqual(0);
  await rowOf(page, "Linha da empresa").getByRole("checkbox").focus();
  await expect(rowOf(page, "Linha da empresa").getByRole("tooltip")).toBeInViewport({ ratio: 1 });
  await expectAccessible();
});
