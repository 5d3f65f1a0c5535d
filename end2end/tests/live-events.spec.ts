// What arrives while a page is open: the chart and the first page of the list follow by themselves, and
// nothing moves under a hand. Every journey has an agent of its own, so that only what it stores arrives
// in its list, and stores it in a month that no other journey looks at.

import { expect, test } from "../support/fixtures.ts";
import type { APIRequestContext, Page } from "@playwright/test";
import { createSignedIn, freshLogin } from "../support/people.ts";

/** Stores interactions of an agent, for a list that is filtered by its agent. */
class Source {
  private stored = 0;

  constructor(
    private readonly request: APIRequestContext,
    private readonly key: string,
    readonly agent: string,
  ) {}

  /** Stores interactions, each a minute later than the one before; returns their protocols. */
  async arrive(count = 1): Promise<string[]> {
    const protocols: string[] = [];
    for (let n = 0; n < count; n += 1) {
      this.stored += 1;
      const at = new Date(Date.UTC(2018, 5, 4, 12, this.stored)).toISOString();
      const answer = await this.request.post("/api/v1/interactions", {
        headers: { authorization: `Bearer ${this.key}` },
        data: {
          source: "arrivals",
          external_id: `${this.agent}-${this.stored}`,
          channel: "voice",
          direction: "inbound",
          queue: "Suporte Técnico",
          agent: this.agent,
          number: "+55 11 96543-2150",
          queued_at: at,
          answered_at: at,
          ended_at: at,
          notes: "Anotado",
        },
      });
      expect(answer.status(), await answer.text()).toBe(201);
      protocols.push(((await answer.json()) as { protocol: string }).protocol);
    }
    return protocols;
  }
}

const rows = (page: Page) => page.locator("table.list tbody tr");
const firstRow = (page: Page) => rows(page).first();
const news = (page: Page) => page.getByRole("button", { name: /novos? atendimentos?$/ });

/** Fails on a document that is loaded from now on. */
function documents(page: Page): string[] {
  const loaded: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) loaded.push(request.url());
  });
  return loaded;
}

/** Waits until the page is connected. */
async function connected(page: Page, open: () => Promise<unknown>): Promise<void> {
  const answer = page.waitForResponse((response) => response.url().includes("/live?"));
  await open();
  expect((await answer).status()).toBe(200);
}

/** Answers from now on that the page is hidden, or visible again. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, hidden);
}

let source: Source;
let list: string;

test.beforeEach(async ({ page, request, apiKey, signIn }, info) => {
  source = new Source(request, await apiKey(), `agent-${info.testId}-${info.repeatEachIndex}-${info.workerIndex}`);
  await source.arrive(25);
  await signIn("admin");
  // The number of an agent is known from the options of the filter.
  await page.goto("/history?filters=open");
  const option = page.locator("input[name=agent]").and(page.getByLabel(source.agent, { exact: true }));
  list = `/history?agent=${await option.getAttribute("value")}`;
});

test("the chart, the first page and the counts follow", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(`${list}&month=2018-06`));
  await hydrated();
  const loaded = documents(page);
  const before = Number((await page.locator(".chart-total").innerText()).replace(/\D/g, ""));
  const [protocol] = await source.arrive();
  await expect(firstRow(page)).toContainText(protocol ?? "");
  await expect(page.locator(".result-total")).toHaveText("26 atendimentos");
  await expect(page.locator(".pager-range")).toHaveText("1–20 de 26");
  await expect
    .poll(async () => Number((await page.locator(".chart-total").innerText()).replace(/\D/g, "")))
    .toBeGreaterThan(before);
  await expect(news(page)).toHaveCount(0);
  await expect(page.locator("#announcer")).toHaveText("1 novo atendimento");
  expect(loaded).toEqual([]);
});

test("many arrivals are followed to the last one", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(list));
  await hydrated();
  const protocols = await source.arrive(30);
  await expect(page.locator(".result-total")).toHaveText("55 atendimentos");
  await expect(firstRow(page)).toContainText(protocols.at(-1) ?? "");
});

test("a later page stays, and a button leads to what is new", async ({ page, hydrated, expectAccessible }) => {
  await connected(page, () => page.goto(`${list}&page=2`));
  await hydrated();
  const loaded = documents(page);
  const before = await rows(page).allInnerTexts();
  await source.arrive();
  await expect(news(page)).toHaveText("1 novo atendimento");
  const top = (await firstRow(page).boundingBox())?.y;
  const [, last] = await source.arrive(2);
  await expect(news(page)).toHaveText("3 novos atendimentos");
  expect(await rows(page).allInnerTexts()).toEqual(before);
  expect((await firstRow(page).boundingBox())?.y).toBe(top);
  await expectAccessible();
  await news(page).press("Enter");
  await expect(page).not.toHaveURL(/page=/);
  await expect(firstRow(page)).toContainText(last ?? "");
  await expect(news(page)).toHaveCount(0);
  await expect(page.locator(".table-card")).toBeFocused();
  expect(loaded).toEqual([]);
});

test("arrivals that the filters leave out are no news", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(`${list}&channel=whatsapp&from=2018-06-01`));
  await hydrated();
  const asked = page.waitForResponse((response) => response.url().includes("/sf/history_arrivals"));
  await source.arrive();
  await asked;
  await expect(page.locator(".result-total")).toHaveText("0 atendimentos");
  await expect(news(page)).toHaveCount(0);
});

test("an open menu stays open over rows that do not move", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(list));
  await hydrated();
  const first = await firstRow(page).innerText();
  await page.getByRole("button", { name: /^Ações do atendimento/ }).first().click();
  await expect(page.getByRole("link", { name: "Ver Atendimento" }).first()).toBeVisible();
  await source.arrive();
  await expect(news(page)).toHaveText("1 novo atendimento");
  await expect(page.getByRole("link", { name: "Ver Atendimento" }).first()).toBeVisible();
  expect(await firstRow(page).innerText()).toContain(first.split("\n")[0]);
});

test("the focus stays where it is, and what waits is shown by the next arrival after it left", async ({
  page,
  hydrated,
}) => {
  await connected(page, () => page.goto(list));
  await hydrated();
  const link = page.locator(".case-link").nth(3);
  await link.focus();
  await source.arrive();
  await expect(news(page)).toHaveText("1 novo atendimento");
  await expect(link).toBeFocused();
  await page.getByRole("heading", { level: 1 }).click();
  const [protocol] = await source.arrive();
  await expect(firstRow(page)).toContainText(protocol ?? "");
  await expect(news(page)).toHaveCount(0);
});

test("the button of the first page shows what waits", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(list));
  await hydrated();
  await firstRow(page).hover();
  const [protocol] = await source.arrive();
  await news(page).click();
  await expect(firstRow(page)).toContainText(protocol ?? "");
  await expect(news(page)).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`${list.split("?")[1]}$`));
});

test("a hidden page rests, and is right when it is seen again", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(list));
  await hydrated();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const closed = page.waitForEvent("requestfailed", (request) => request.url().includes("/live?"));
  await setHidden(page, true);
  await closed;
  // What was asked before it was hidden.
  asked.length = 0;
  const protocols = await source.arrive(2);
  expect(asked).toEqual([]);
  await setHidden(page, false);
  await expect(firstRow(page)).toContainText(protocols.at(-1) ?? "");
  await expect(page.locator(".result-total")).toHaveText("27 atendimentos");
});

test("what a page heard before it was hidden is asked for when it is seen again", async ({ page, hydrated }) => {
  await page.clock.install();
  await connected(page, () => page.goto(list));
  await hydrated();
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
  const seen = () => page.locator("html").getAttribute("data-seen");
  const before = await seen();
  const [protocol] = await source.arrive();
  await expect.poll(seen).not.toBe(before);
  await setHidden(page, true);
  const asked = page.waitForRequest((request) => request.url().includes("/sf/history_arrivals"));
  let isHidden = true;
  const whileHidden = asked.then(() => isHidden);
  await page.clock.runFor(5_000);
  isHidden = false;
  await setHidden(page, false);
  await page.clock.resume();
  await expect(firstRow(page)).toContainText(protocol ?? "");
  expect(await whileHidden).toBe(false);
});

test("a page that comes back to the list follows it again", async ({ page, hydrated }) => {
  await page.goto(list);
  await hydrated();
  await page.getByRole("link", { name: "Configurações" }).click();
  await expect(page).toHaveURL(/settings/);
  await connected(page, () => page.goBack());
  const [protocol] = await source.arrive();
  await expect(firstRow(page)).toContainText(protocol ?? "");
});

test("Gerenciamento follows: its cases, and the numbers of its agents", async ({ page, hydrated }) => {
  await connected(page, () => page.goto(list.replace("/history", "/management")));
  await hydrated();
  const loaded = documents(page);
  await expect(page.locator(".result-total")).toHaveText("25 casos");
  const first = await firstRow(page).locator(".case-number").innerText();
  await source.arrive();
  await expect(page.locator(".result-total")).toHaveText("26 casos");
  await expect(firstRow(page).locator(".case-number")).not.toHaveText(first);
  await connected(page, () => page.goto(`/management?view=agents&q=${source.agent}`));
  await hydrated();
  const counted = firstRow(page).locator(".col-count").first();
  await expect(counted).toHaveText("26");
  loaded.length = 0;
  await source.arrive();
  await expect(counted).toHaveText("27");
  expect(loaded).toEqual([]);
});

test("on Gerenciamento no case moves under a hand, and a button shows what has changed", async ({
  page,
  hydrated,
  expectAccessible,
}) => {
  await connected(page, () => page.goto(list.replace("/history", "/management")));
  await hydrated();
  const changed = page.getByRole("button", { name: "A lista mudou: mostrar" });
  const shown = await rows(page).allInnerTexts();
  await firstRow(page).hover();
  await source.arrive();
  await expect(changed).toBeVisible();
  expect(await rows(page).allInnerTexts()).toEqual(shown);
  await expectAccessible();
  await changed.press("Enter");
  await expect(page.locator(".result-total")).toHaveText("26 casos");
  await expect(changed).toHaveCount(0);
  await expect(page.locator(".table-card")).toBeFocused();
});

test("a browser announces arrivals to screen readers, unless it was asked not to", async ({ page, hydrated }) => {
  await page.goto("/account");
  await hydrated();
  const choice = page.getByRole("checkbox", { name: "Avisar no leitor de tela quando chegarem" });
  await expect(choice).toBeChecked();
  await choice.uncheck();
  await page.getByRole("region", { name: "Novos atendimentos" }).getByRole("button", { name: "Confirmar escolha" }).click();
  await expect(page.locator(".flash")).toContainText("A escolha vale para este navegador.");
  await expect(choice).not.toBeChecked();
  await connected(page, () => page.goto(list));
  await hydrated();
  const [protocol] = await source.arrive();
  await expect(firstRow(page)).toContainText(protocol ?? "");
  await expect(page.locator("#announcer")).toHaveText("");
});

test("Meus Atendimentos follows: the list and the numbers of the statuses", async ({
  page,
  browser,
  request,
  apiKey,
}) => {
  const login = freshLogin("chegadas");
  const person = await createSignedIn(page, browser, "Pessoa das Chegadas", login);
  const own = new Source(request, await apiKey(), login);
  await connected(person, () => person.goto("/my-cases"));
  const current = person.locator(".views [aria-current=page] .view-count");
  await expect(current).toHaveText("0");
  await own.arrive();
  await expect(current).toHaveText("1");
  await expect(rows(person)).toHaveCount(1);
});
