// Histórico de Ligações and Interações: listening to recordings and reading conversations in place.

import type { Page } from "@playwright/test";

import { expect, expectOnly, expectNoSidewaysScroll, test, texts } from "../support/fixtures.ts";

/** Opens the calls of a case with a recording. */
async function openRecorded(page: Page): Promise<void> {
  await page.goto("/history?from=2020-01-01&channel=voice");
  const found = page.locator("table.list tbody tr");
  const calls = await found.evaluateAll((all) =>
    all.map((row) => [
      row.querySelector(".protocol-number")?.textContent ?? "",
      row.querySelector(".case-link")?.getAttribute("href") ?? "",
    ]),
  );
  for (const [protocol, href] of calls) {
    if ((await page.request.head(`/recordings/${protocol}`)).ok()) {
      await page.goto(`${href}&tab=calls`);
      return;
    }
  }
  throw new Error("no recording among the newest calls");
}

test.beforeEach(async ({ signIn }) => {
  await signIn("supervisor");
});

test("a recording is heard in the row of its call", async ({ page, hydrated, expectAccessible }) => {
  await openRecorded(page);
  await hydrated();
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/recordings/")) asked.push(request.url());
  });
  await page.getByRole("button", { name: /^Ouvir: / }).first().click();
  await expect(page).toHaveURL(/case\.open=/);
  const player = page.getByRole("group", { name: "Gravação da chamada" });
  await expect(player.locator(".player-time").last()).toHaveText(/^\d\d:\d\d$/);
  expect(asked, "the length is shown without the recording").toEqual([]);
  await expectAccessible("dialog");
  await page.getByRole("button", { name: /^Fechar: / }).click();
  await expect(page.getByRole("group", { name: "Gravação da chamada" })).toHaveCount(0);
});

test("calls are filtered by status, period and number", async ({ page, hydrated }) => {
  await openRecorded(page);
  await hydrated();
  const calls = page.locator("table.list-calls tbody tr");
  const phone = await calls.first().locator(".col-phone").innerText();
  await page.getByLabel("Telefone").fill(phone.slice(-6));
  await page.getByRole("dialog").getByLabel("Situação").selectOption("Atendida");
  await page.getByRole("button", { name: "Filtrar", exact: true }).last().click();
  await expect(page).toHaveURL(/case\.status=answered/);
  await expectOnly(calls.locator(".col-status"), "Atendida");
  await page.getByLabel("Data inicial").fill("2019-01-02");
  await page.getByLabel("Data final").fill("2019-01-01");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "vem antes" })).toBeVisible();
  await page.getByRole("link", { name: "Limpar Filtros" }).last().click();
  await expect(calls.first()).toBeVisible();
});

test("each channel has its interactions, which open in place", async ({ page, hydrated, expectAccessible }) => {
  await page.goto("/history?from=2020-01-01&channel=whatsapp");
  await hydrated();
  const [protocol] = await texts(page.locator("table.list .protocol-number"));
  await page.locator(".case-link").first().click();
  await page.getByRole("tab", { name: "Interações" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("link", { name: /^WhatsApp/ }).click();
  await expect(page).toHaveURL(/case\.channel=whatsapp/);
  await dialog.getByRole("button", { name: `Abrir: ${protocol}` }).click();
  await expect(dialog.getByRole("log").locator(".message").first()).toBeVisible();
  await expectAccessible("dialog");
  await page.goBack();
  await expect(dialog.getByRole("log")).toHaveCount(0);
});

test("both fit a phone", async ({ page, expectAccessible }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await openRecorded(page);
  for (const tab of ["calls", "interactions"]) {
    await page.goto(page.url().replace(/tab=\w+/, `tab=${tab}`));
    await expectNoSidewaysScroll(page);
    await expectAccessible("dialog");
  }
});
