// Gerenciamento and Meus Atendimentos are live: every step asks for what changes and for no page, and
// what does not change keeps its elements.

import { expect, expectOnly, test, texts, settled } from "../support/fixtures.ts";
import type { Locator, Page } from "@playwright/test";
import { requests } from "../support/requests.ts";

const rows = "table.list-cases tbody tr";

/** What is asked of our own server from now on: the paths, and the addresses of pages. */
function watch(page: Page): { paths: string[]; documents: string[] } {
  const documents: string[] = [];
  page.on("response", (response) => {
    if (response.headers()["content-type"]?.startsWith("text/html")) documents.push(response.url());
  });
  return { paths: requests(page), documents };
}

/** Marks an element, so that its replacement would be seen. */
async function mark(part: Locator): Promise<void> {
  await part.evaluate((element) => element.setAttribute("data-marked", ""));
}

test.describe("a supervisor on Gerenciamento", () => {
  test.beforeEach(async ({ page, signIn, hydrated }) => {
    await signIn("supervisor");
    await page.goto("/management");
    await hydrated();
  });

  test("turns pages, sorts, filters and searches: only the list is asked for", async ({ page }) => {
    for (const part of [".page-head", "[role=tablist].views", ".list-search", ".table-card"]) await mark(page.locator(part));
    const asked = watch(page);
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
    await page.getByRole("link", { name: "ID", exact: true }).click();
    await expect(page.getByRole("columnheader", { name: "ID" })).toHaveAttribute("aria-sort", "descending");
    await settled(page);
    const ids = (await texts(page.locator(`${rows} .case-number`))).map((id) => Number(id.slice(1)));
    expect(ids).toEqual([...ids].sort((one, other) => other - one));
    const search = page.getByRole("searchbox", { name: "Buscar casos" });
    await search.fill(`#${ids[3]}`);
    await search.press("Enter");
    await expect(page.locator(rows)).toHaveCount(1);
    await expect(search).toBeFocused();
    await page.getByRole("link", { name: /^Remover filtro Buscar/ }).click();
    await expect(page.locator(rows)).toHaveCount(20);
    await expect(search).toHaveValue("");
    expect(new Set(asked.paths)).toEqual(new Set(["/sf/management_cases"]));
    expect(asked.documents).toEqual([]);
    await expect(page.locator("[data-marked]")).toHaveCount(4);
  });

  test("a panel of filters asks for its options, and narrows the choices without the server", async ({ page }) => {
    await mark(page.locator(rows).first());
    const asked = watch(page);
    await page.getByRole("button", { name: "Filtrar" }).click();
    await page.getByRole("button", { name: /^Situações/ }).click();
    expect(asked.paths).toEqual(["/sf/management_options"]);
    await page.getByRole("searchbox", { name: "Buscar Situações" }).fill("fin");
    await expect(page.getByRole("checkbox", { name: "Pendente" })).toBeHidden();
    await page.getByRole("checkbox", { name: "Finalizado" }).check();
    expect(asked.paths).toEqual(["/sf/management_options"]);
    await expect(page.locator("tr[data-marked]")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page).toHaveURL(/status=closed/);
    await settled(page);
    await expectOnly(page.locator(`${rows} .col-status`), "Finalizado");
    await page.getByRole("link", { name: "Remover filtro Situação: Finalizado" }).click();
    await expect(page).toHaveURL("/management");
    expect(asked.documents).toEqual([]);
  });

  test("arrow keys change the tab, and a case opens over the agents", async ({ page }) => {
    await mark(page.locator(".page-head"));
    const asked = watch(page);
    await page.getByRole("tab", { name: "Casos" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect(page.getByRole("tab", { name: "Agentes" })).toBeFocused();
    await expect(page.getByRole("tab", { name: "Agentes" })).toHaveAttribute("aria-selected", "true");
    await expect(page.locator("table.list-agents tbody tr").first()).toBeVisible();
    await expect(page.getByRole("searchbox", { name: "Buscar agentes" })).toBeVisible();
    expect(asked.paths).toEqual(["/sf/management_agents"]);
    const link = page.locator("table.list-agents .case-number").first();
    await link.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(link).toBeFocused();
    await page.getByRole("tab", { name: "Agentes" }).focus();
    await page.keyboard.press("Home");
    await expect(page.locator(rows)).toHaveCount(20);
    expect(new Set(asked.paths)).toEqual(new Set(["/sf/management_agents", "/sf/management_cases", "/sf/case"]));
    expect(asked.documents).toEqual([]);
    await expect(page.locator(".page-head[data-marked]")).toHaveCount(1);
  });

  test("back and forward show what was there at once, where it was scrolled to", async ({ page }) => {
    const [first] = await texts(page.locator(`${rows} .case-number`));
    await page.evaluate(() => window.scrollTo(0, 200));
    await expect.poll(() => page.evaluate(() => (history.state as unknown[] | null)?.[0])).toBe(200);
    // A click of the mouse would scroll to the link first.
    await page.getByRole("link", { name: "Próxima página" }).dispatchEvent("click");
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
    const top = () => page.locator(".list-head").evaluate((head) => Math.round(head.getBoundingClientRect().top));
    await expect.poll(top).toBeGreaterThanOrEqual(0);
    // The answers never come: what is shown was kept.
    await page.route("**/sf/management_cases?**", () => undefined);
    await page.goBack();
    await expect(page.locator(".pager-range")).toHaveText(/^1–20 de/);
    await expect(page.locator(`${rows} .case-number`).first()).toHaveText(first ?? "");
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBe(200);
    await page.goForward();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
  });

  test.describe("without the server for a moment", () => {
    test.use({ expectedErrors: ["ERR_FAILED"] });

    test("is told in place, and tries again", async ({ page }) => {
      await page.route("**/sf/management_cases?**", (route) => route.abort());
      await page.getByRole("link", { name: "Próxima página" }).click();
      await expect(page.getByRole("alert")).toContainText("servidor");
      await page.unroute("**/sf/management_cases?**");
      await page.getByRole("button", { name: "Tentar de novo" }).click();
      await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
    });
  });
});

test("what is done in the window changes the row below it, and no page is loaded", async ({ page, signIn, hydrated, ownCase }) => {
  const { id } = await ownCase();
  await signIn("supervisor");
  await page.goto(`/management?q=%23${id}`);
  await hydrated();
  const row = page.locator(rows);
  await mark(row);
  const link = row.getByRole("link", { name: `#${id}` });
  await link.click();
  const window = page.getByRole("dialog");
  await expect(window.locator(".case-facts")).toContainText("Em atendimento");
  const asked = watch(page);
  await window.getByRole("button", { name: "Pendente" }).click();
  await window.locator("#step-hold").getByRole("button", { name: "Pendente" }).click();
  await expect(window.locator(".case-facts")).toContainText("Pendente");
  await expect(row.locator(".col-status")).toHaveText("Pendente");
  expect([...asked.paths].sort()).toEqual(["/sf/case", "/sf/case_form", "/sf/management_cases"]);
  expect(asked.documents).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(window).toHaveCount(0);
  await expect(link).toBeFocused();
  await expect(page.locator("tr[data-marked]")).toHaveCount(1);
});

test("the case window follows to the page that a link leads to", async ({ page, signIn, hydrated }) => {
  await signIn("supervisor");
  await page.goto("/history?from=2020-01-01");
  await hydrated();
  await page.getByRole("link", { name: "Gerenciamento" }).click();
  await expect(page.locator(rows)).toHaveCount(20);
  const asked = watch(page);
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
  await page.locator(`${rows} .case-number`).first().click();
  await expect(page.getByRole("dialog").locator(".case-facts")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(new Set(asked.paths)).toEqual(new Set(["/sf/management_cases", "/sf/case"]));
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/history/);
  await page.locator(".case-link").first().click();
  await expect(page.getByRole("dialog").locator(".case-facts")).toBeVisible();
});

test("Meus Atendimentos: statuses, search, pages and the window ask for no page", async ({ page, signIn, hydrated }) => {
  await signIn("agent");
  await page.goto("/my-cases");
  await hydrated();
  for (const part of [".page-head", ".list-tools .views", ".list-search", ".table-card"]) await mark(page.locator(part));
  const asked = watch(page);
  const views = page.getByRole("navigation", { name: "Situações" });
  const closed = views.getByRole("link", { name: /^Finalizado/ });
  await closed.focus();
  await page.keyboard.press("Enter");
  await expect(closed).toHaveAttribute("aria-current", "page");
  await settled(page);
  await expect(closed).toBeFocused();
  await expectOnly(page.locator("table.list-cases td.col-status"), "Finalizado");
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(page.locator(".pager-range")).toHaveText(/^21–/);
  const link = page.locator(".case-number").first();
  const id = await link.innerText();
  await link.click();
  await expect(page.getByRole("dialog", { name: new RegExp(`${id}$`) }).locator(".case-facts")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(link).toBeFocused();
  await page.getByRole("searchbox").fill(id);
  await page.keyboard.press("Enter");
  await expect(page.locator(rows)).toHaveCount(1);
  await page.getByRole("searchbox").fill("ninguém se chama assim");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Limpar Filtros" }).click();
  await expect(page.getByRole("searchbox")).toHaveValue("");
  await expect(page.locator(".pager-range")).toHaveText(/^1–20/);
  expect(new Set(asked.paths)).toEqual(new Set(["/sf/my_cases", "/sf/case"]));
  expect(asked.documents).toEqual([]);
  await expect(page.locator("[data-marked]")).toHaveCount(4);
});

test("an agent takes a case out of the status that is shown, and the numbers follow", async ({ page, signIn, hydrated, ownCase }) => {
  const { id } = await ownCase();
  await signIn("agent");
  await page.goto(`/my-cases?q=%23${id}`);
  await hydrated();
  const count = async (name: RegExp) => Number(await page.getByRole("link", { name }).locator(".view-count").innerText());
  const before = await count(/^Pendente/);
  await page.getByRole("link", { name: `#${id}` }).click();
  const window = page.getByRole("dialog");
  const asked = watch(page);
  await window.getByRole("button", { name: "Pendente" }).click();
  await window.locator("#step-hold").getByRole("button", { name: "Pendente" }).click();
  await expect(window.locator(".case-facts")).toContainText("Pendente");
  await expect(page.getByText("Nenhum caso", { exact: true })).toBeVisible();
  expect(await count(/^Pendente/)).toBeGreaterThan(before);
  expect([...asked.paths].sort()).toEqual(["/sf/case", "/sf/case_form", "/sf/my_cases"]);
  expect(asked.documents).toEqual([]);
});

test.describe("without the server for a moment", () => {
  test.use({ expectedErrors: ["ERR_FAILED"] });

  test("Meus Atendimentos says so in place, and tries again", async ({ page, signIn, hydrated }) => {
    await signIn("agent");
    await page.goto("/my-cases");
    await hydrated();
    await page.route("**/sf/my_cases?**", (route) => route.abort());
    await page.getByRole("link", { name: /^Finalizado/ }).click();
    await expect(page.getByRole("alert")).toContainText("servidor");
    await expect(page.getByRole("link", { name: /^Finalizado/ }).locator(".view-count")).toBeVisible();
    await page.unroute("**/sf/my_cases?**");
    await page.getByRole("button", { name: "Tentar de novo" }).click();
    await expect(page.locator(rows).first()).toBeVisible();
  });
});
