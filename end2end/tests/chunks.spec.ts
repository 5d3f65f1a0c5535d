// Code that is loaded on its first use, and tabs that outlive a deployment.

import { expect, test } from "../support/fixtures.ts";
import { requests } from "../support/requests.ts";

const year = "/history?from=2020-01-01";

test.beforeEach(async ({ signIn }) => signIn("supervisor"));

test("the code of the case window is fetched when the pointer reaches a link to a case, and no data", async ({ page, hydrated }) => {
  await page.goto(year);
  await hydrated();
  const asked = requests(page);
  const fetched = page.waitForResponse(/split_case_window/);
  await page.locator(".case-link").first().hover();
  await fetched;
  expect(asked).toEqual([]);
});

test("a page that shows a case from the start fetches its code beside the main part", async ({ page, hydrated, ownCase }) => {
  const own = await ownCase();
  const main = page.waitForRequest(/protocolo\.[0-9a-f]+\.wasm/);
  const chunk = page.waitForRequest(/split_case_window/);
  await page.goto(own.window());
  await Promise.all([main, chunk]);
  await hydrated();
  await expect(page.getByRole("dialog").locator(".case-subject")).toHaveText("Segunda via");
});

test("the panels of the history are no part of a first visit", async ({ page, hydrated }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(year);
  await hydrated();
  const isPanels = (path: string) => path.includes("split_history_panels");
  expect(asked.filter(isPanels)).toEqual([]);

  await page.getByRole("button", { name: "Filtrar" }).click();
  await expect(page.getByRole("form", { name: "Filtros" }).getByLabel("Número")).toBeVisible();
  expect(asked.filter(isPanels)).toHaveLength(1);
  await page.getByRole("button", { name: "Colunas" }).click();
  await expect(page.getByRole("form", { name: "Colunas" }).getByLabel("Densidade")).toBeVisible();
  expect(asked.filter(isPanels)).toHaveLength(1);
});

test("the choice of columns is no part of the lists of cases", async ({ page, hydrated }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/management");
  await hydrated();
  const isPanels = (path: string) => path.includes("split_history_panels");
  expect(asked.filter(isPanels)).toEqual([]);
  await page.getByRole("button", { name: "Colunas" }).click();
  await expect(page.getByRole("form", { name: "Colunas" }).getByLabel("Densidade")).toBeVisible();
  expect(asked.filter(isPanels)).toHaveLength(1);
});

test("a page that shows the filters from the start is hydrated with them", async ({ page, hydrated }) => {
  await page.goto(`${year}&filters=open`);
  await hydrated();
  await page.getByRole("form", { name: "Filtros" }).getByRole("button", { name: /^Filas/ }).click();
  await page.getByRole("searchbox", { name: /Filas/ }).fill("zzzz");
  await expect(page.locator(".multiselect-none:visible")).toHaveCount(1);
});

test.describe("with a part that does not arrive", () => {
  test.use({ expectedErrors: ["ERR_FAILED", "Failed to fetch", "404", "TypeError"] });

  test("once, the window opens all the same", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await page.evaluate(() => document.body.setAttribute("data-marked", ""));
    await page.route(/split_case_window/, (route) => route.abort(), { times: 1 });
    await page.locator(".case-link").first().click();
    await expect(page.getByRole("dialog").locator(".case-head")).toBeVisible();
    await expect(page.locator("body[data-marked]")).toHaveCount(1);
  });

  test("once, the filters open all the same", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await page.route(/split_history_panels/, (route) => route.abort(), { times: 1 });
    await page.getByRole("button", { name: "Filtrar" }).click();
    await expect(page.getByRole("form", { name: "Filtros" })).toBeVisible();
  });

  test("because another version was deployed, the next click works", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    // The files of this page's version are gone until it is loaded again.
    let isOld = true;
    page.on("request", (request) => {
      if (request.isNavigationRequest()) isOld = false;
    });
    await page.route(/split_case_window/, (route) => (isOld ? route.fulfill({ status: 404 }) : route.continue()));
    await page.locator(".case-link").first().click();
    await hydrated();
    await expect(page.getByRole("dialog").locator(".case-head")).toBeVisible();
    await page.getByRole("tab", { name: "SLA" }).click();
    await expect(page.getByRole("tabpanel", { name: "SLA" })).toContainText("Resolução");
  });

  test("while the server is away, the window says so and can be tried again", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await page.route(/split_case_window|healthz/, (route) => route.abort());
    await page.locator(".case-link").first().click();
    const retry = page.getByRole("dialog").getByRole("button", { name: "Tentar de novo" });
    await expect(retry).toBeVisible();
    await page.unroute(/split_case_window|healthz/);
    await retry.click();
    await expect(page.getByRole("dialog").locator(".case-head")).toBeVisible();
  });
});

test.describe("under a tab of another version", () => {
  test.use({ expectedErrors: ["409"] });

  const other = { accept: "application/x-postcard; version=0" };

  test("what is asked for is shown after the page was loaded again", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    await page.route("**/sf/history_list?**", (route) => route.continue({ headers: { ...route.request().headers(), ...other } }), { times: 1 });
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    await hydrated();
  });

  test("a page of that version is loaded as a whole", async ({ page, hydrated }) => {
    await page.goto("/account");
    await hydrated();
    const documents: string[] = [];
    page.on("request", (request) => {
      if (request.isNavigationRequest()) documents.push(new URL(request.url()).pathname);
    });
    // As if the server had been updated since this tab was opened.
    await page.route("**/history", async (route) => {
      if (route.request().isNavigationRequest()) return route.continue();
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replace(/data-version="\w+"/, 'data-version="0"') });
    });
    await page.getByRole("link", { name: "Histórico", exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
    await hydrated();
    expect(documents).toEqual(["/history"]);
  });

  test("a comment is not lost and not stored twice", async ({ page, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window("timeline"));
    await hydrated();
    await page.route("**/sf/case_form", (route) => route.continue({ headers: { ...route.request().headers(), ...other } }));
    await page.getByRole("textbox", { name: "Comentário" }).fill("De uma versão anterior");
    await page.getByRole("button", { name: "Comentar" }).click();
    await expect(page.locator(".event-comment", { hasText: "De uma versão anterior" })).toHaveCount(1);
  });
});
