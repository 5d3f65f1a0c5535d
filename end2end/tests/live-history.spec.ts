// The live history page: every step asks for what changes and for nothing else, and what does not
// change keeps its elements.

import { expect, expectOnly, test, settled } from "../support/fixtures.ts";
import type { Locator } from "@playwright/test";
import { requests } from "../support/requests.ts";

const year = "/history?from=2020-01-01";

/** Marks an element, so that its replacement would be seen. */
async function mark(part: Locator): Promise<void> {
  await part.evaluate((element) => element.setAttribute("data-marked", ""));
}

test.describe("a supervisor", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("turns a page: only the list is asked for, and the chart stays", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await mark(page.locator(".chart"));
    await mark(page.locator(".table-card"));
    const asked = requests(page);
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    expect(asked).toEqual(["/sf/history_list"]);
    await expect(page.locator(".chart[data-marked]")).toHaveCount(1);
    await expect(page.locator(".table-card[data-marked]")).toHaveCount(1);
  });

  test("goes to another month: only the chart is asked for", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await mark(page.locator("table.list tbody tr").first());
    const asked = requests(page);
    await page.getByRole("link", { name: /^Mês anterior/ }).click();
    await expect(page).toHaveURL(/month=/);
    await settled(page);
    expect(asked).toEqual(["/sf/history_month"]);
    await expect(page.locator("tr[data-marked]")).toHaveCount(1);
  });

  test("keeps the filters when choosing a day of the chart, and the month when filtering", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    await page.getByRole("link", { name: /^Mês anterior/ }).click();
    await expect(page).toHaveURL(/month=/);
    await settled(page);
    await page.getByRole("button", { name: "Filtrar" }).click();
    await page.getByRole("button", { name: /^Canais/ }).click();
    await page.getByRole("checkbox", { name: "WhatsApp", exact: true }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page).toHaveURL(/month=.*channel=whatsapp/);
    await settled(page);
    const day = page.locator(".chart-days a.day").nth(9);
    await day.click();
    await expect(page).toHaveURL(/channel=whatsapp.*from=\d{4}-\d{2}-10.*month=/);
    await expect(day).toHaveAttribute("aria-current", "true");
    await page.getByRole("link", { name: "Remover filtro Canal: WhatsApp" }).click();
    await expect(page).toHaveURL(/from=\d{4}-\d{2}-10.*month=/);
    await expect(page).not.toHaveURL(/channel=/);
  });

  test("opens a conversation over the list without asking for the list", async ({ page, hydrated }) => {
    await page.goto(`${year}&channel=whatsapp`);
    await hydrated();
    await mark(page.locator("table.list tbody tr").first());
    const asked = requests(page);
    await page.getByRole("button", { name: /^Ações do atendimento/ }).first().click();
    await page.getByRole("link", { name: "Ver Atendimento" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Histórico de Conversa" });
    await expect(dialog.locator(".identity")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    expect(asked).toEqual(["/sf/history_interaction"]);
    await expect(page.locator("tr[data-marked]")).toHaveCount(1);
  });

  test("comes back from another page to the same filters", async ({ page, hydrated }) => {
    await page.goto(`${year}&channel=whatsapp&filters=open`);
    await hydrated();
    const total = await page.locator(".result-total").innerText();
    await page.getByRole("link", { name: "Gerenciamento" }).click();
    await expect(page).toHaveURL(/management/);
    await page.goBack();
    await expect(page.locator(".result-total")).toHaveText(total);
    await expect(page.getByLabel("Data inicial")).toHaveValue("2020-01-01");
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    await expectOnly(page.locator("table.list .channel-name"), "WhatsApp");
  });

  test("opens a case over the live list, and closes it", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    await mark(page.locator("table.list tbody tr").first());
    const link = page.locator(".case-link").first();
    await link.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page).toHaveURL(/page=2/);
    await expect(link).toBeFocused();
    await expect(page.locator("tr[data-marked]")).toHaveCount(1);
  });

  test("gives up what it asked for when another page is wanted", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    // The answer of page 2 never comes.
    const isOfPage2 = (url: string) => url.includes("/sf/history_list") && url.includes("page%3D2");
    await page.route((url) => isOfPage2(url.href), () => undefined);
    const givenUp = page.waitForEvent("requestfailed", (request) => isOfPage2(request.url()));
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page).toHaveURL(/page=2/);
    await page.getByRole("link", { name: "Página 3", exact: true }).click();
    await givenUp;
    await expect(page.locator(".pager-range")).toHaveText(/^41–60/);
  });

  test.describe("without the server for a moment", () => {
    test.use({ expectedErrors: ["ERR_FAILED"] });

    test("is told in place, and tries again", async ({ page, hydrated }) => {
      await page.goto(year);
      await hydrated();
      // What other journeys store would be followed, and show the list after all.
      await page.route("**/sf/**", (route) => route.abort());
      await page.getByRole("link", { name: "Próxima página" }).click();
      await expect(page.getByRole("alert")).toContainText("servidor");
      await page.unroute("**/sf/**");
      await page.getByRole("button", { name: "Tentar de novo" }).click();
      await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    });
  });
});

test("an agent qualifies in place by choosing", async ({ page, signIn, hydrated, ownCase }) => {
  const one = await ownCase();
  await signIn("agent");
  await page.goto(`/history?protocol=${one.protocol}`);
  await hydrated();
  const row = (protocol: string) => page.locator("table.list tbody tr").filter({ hasText: protocol });
  const choice = row(one.protocol).getByRole("combobox");
  await mark(choice);
  const asked = requests(page);
  await choice.selectOption({ index: 1 });
  const chosen = await choice.inputValue();
  await expect(page.locator("#announcer")).toHaveText(/Qualificação salva/);
  await settled(page);
  expect(asked).toEqual(["/sf/qualify", "/sf/history_list"]);
  await expect(choice.locator("option[data-saved]")).toHaveAttribute("value", chosen);
  await expect(choice).toHaveAttribute("data-marked", "");
});

test("what an agent chooses while a choice is being saved is saved next", async ({ page, signIn, hydrated, ownCase }) => {
  const one = await ownCase();
  await signIn("agent");
  await page.goto(`/history?protocol=${one.protocol}`);
  await hydrated();
  const choice = page.locator("table.list tbody tr").filter({ hasText: one.protocol }).getByRole("combobox");
  let answer = () => {};
  const isHeld = new Promise<void>((held) => (answer = held));
  await page.route("**/sf/qualify", async (route) => {
    await isHeld;
    await route.continue();
  }, { times: 1 });
  await choice.selectOption({ index: 1 });
  await choice.selectOption({ index: 2 });
  const chosen = await choice.inputValue();
  answer();
  await expect(choice.locator("option[data-saved]")).toHaveAttribute("value", chosen);
  await page.reload();
  await hydrated();
  await expect(choice).toHaveValue(chosen);
});
