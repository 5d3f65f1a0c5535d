import { expect, test, texts } from "../support/fixtures.ts";

const year = "/history?from=2020-01-01";

test("filters and pages are plain forms and links", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto("/history");
  await page.getByRole("button", { name: "Filtrar" }).click();
  await page.getByLabel("Data inicial").fill("2020-01-01");
  await page.getByRole("button", { name: "Aplicar Filtros" }).click();
  await expect(page).toHaveURL(/from=2020-01-01/);
  await expect(page.locator("table.list tbody tr")).toHaveCount(20);
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
});

test("quick periods, rare filters and the order are plain links and fields", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto("/history?filters=open");
  await page.getByRole("link", { name: "Últimos 90 dias" }).click();
  await page.getByText("Mais filtros").click();
  await page.getByLabel("Espera mínima").fill("0:01");
  await page.getByRole("button", { name: "Aplicar Filtros" }).click();
  await expect(page).toHaveURL(/period=last-90-days/);
  await expect(page.getByRole("columnheader", { name: "Espera" })).toBeVisible();
  await page.getByRole("columnheader", { name: "Espera" }).getByRole("link").click();
  const waits = await texts(page.locator("table.list td.col-wait"));
  expect(waits).toEqual([...waits].sort().reverse());
  expect(waits.at(-1)).not.toBe("00:00:00");
});

test("a conversation can be read", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto(`${year}&channel=webchat`);
  const [protocol] = await texts(page.locator("table.list .protocol-number"));
  await page.goto(`${year}&interaction=${protocol}&view=conversation`);
  await expect(page.getByRole("dialog", { name: "Histórico de Conversa" }).locator(".message").first()).toBeVisible();
  await page.getByRole("link", { name: "Fechar" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test("a reason is saved by a plain form, and the next page says so", async ({ page, signIn, ownCase }) => {
  await signIn("agent");
  const list = `${(await ownCase()).list}&month=2019-06`;
  await page.goto(list);
  const row = page.locator("table.list tbody tr").first();
  const choice = row.getByRole("combobox");
  const before = await choice.inputValue();
  await choice.selectOption({ index: before === "" ? 1 : 0 });
  await row.getByRole("button", { name: "Salvar" }).click();
  await expect(page).toHaveURL(list);
  await expect(page.getByRole("status").filter({ hasText: "Qualificação salva" })).toBeVisible();
  await expect(choice).not.toHaveValue(before);
});

test("a long conversation is read whole by a link", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto("/history?interaction=LONGA&view=conversation");
  await expect(page.locator("dialog .message")).toHaveCount(300);
  await page.getByRole("link", { name: /10\.000/ }).click();
  await expect(page.locator("dialog .message")).toHaveCount(10_000);
});

test("notes, a case and a day of the chart are links", async ({ page, signIn }) => {
  await signIn("supervisor");
  await page.goto("/history?protocol=LONGA");
  await expect(page.locator("table.list tbody tr")).toHaveCount(1);
  await page.getByRole("button", { name: /^Ações do atendimento/ }).click();
  await page.getByRole("link", { name: "Ver Descrição" }).click();
  await expect(page.getByRole("dialog", { name: "Notas do Atendimento" })).toContainText("Uma conversa muito longa.");
  await page.getByRole("link", { name: "Fechar" }).click();
  await page.locator(".case-link").click();
  await expect(page.getByRole("dialog", { name: /^Informações do Atendimento/ })).toContainText("Maria Longa");
  await page.goto("/history?month=2025-01");
  await page.locator(".chart-days a.day", { hasText: "6" }).first().click();
  await expect(page.locator(".result-total")).not.toHaveText(/^0 /);
});
