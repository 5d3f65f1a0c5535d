// Narrow screens and long names: no word that would fit is broken, nothing scrolls sideways, and
// form controls line up.

import { startEmpty } from "../support/empty-server.ts";
import { expect, test } from "../support/fixtures.ts";
import { brokenWords, expectRoom, unevenRows } from "../support/layout.ts";
import type { Page } from "@playwright/test";

const tabs = ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];
const lists = ["users", "groups", "queues", "reasons", "kinds", "policies", "calendars", "fields", "sources", "webhooks", "audit"];
const screens = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
];

/** The address of the case of an interaction. */
async function caseOf(page: Page, protocol: string): Promise<string> {
  await page.goto(`/history?protocol=${protocol}`);
  return (await page.locator(".case-link").first().getAttribute("href")) ?? "";
}

for (const viewport of screens) {
  test.describe(`${viewport.width} pixels wide`, () => {
    test.use({ viewport });

    test("the lists have room for the longest names", async ({ page, signIn }) => {
      await signIn("admin");
      for (const path of [
        "/history?from=2025-03-01&to=2025-03-31",
        "/history?from=2025-03-01&to=2025-03-31&filters=open",
        "/management?q=maria+aparecida&filters=open",
        "/management?q=atendimento.financeiro",
        "/management?view=agents&q=wellington",
      ]) {
        await page.goto(path);
        await expect(page.getByText(/NOMES-1-1|Vasconcelos|departamento-regional|wellington/).first()).toBeAttached();
        await expectRoom(page, path);
      }
    });

    test("the chip of a period does", async ({ page, signIn }) => {
      await signIn("supervisor");
      for (const path of ["/history?period=last-month", "/management?period=last-month"]) {
        await page.goto(path);
        await expect(page.locator(".chip")).toContainText("Mês passado");
        await expectRoom(page, path);
      }
    });

    test("an agent's own cases do", async ({ page, signIn }) => {
      await signIn("agent");
      await page.goto("/my-cases?q=maria+aparecida");
      await expect(page.getByText("Maria Aparecida").first()).toBeVisible();
      await expectRoom(page, "my cases");
    });

    test("the settings and the audit trail do", async ({ page, signIn }) => {
      await signIn("admin");
      for (const list of lists) {
        await page.goto(`/settings/${list}`);
        await expectRoom(page, list);
      }
    });

    test("every tab of the case window does", async ({ page, signIn }) => {
      await signIn("agent");
      for (const protocol of ["NOMES-1-3", "NOMES-2-3"]) {
        const window = await caseOf(page, protocol);
        for (const tab of tabs) {
          await page.goto(`${window}&tab=${tab}`);
          await expect(page.getByRole("dialog")).toBeVisible();
          await expectRoom(page, `${protocol} ${tab}`);
        }
      }
    });
  });
}

test("a broken word is found, one that is longer than its column is not", async ({ page }) => {
  await page.setContent(`<body style="font-family: monospace">
    <p style="inline-size: 8ch; word-break: break-all">curto longo palavra</p>
    <p style="inline-size: 8ch; overflow-wrap: anywhere">inconstitucionalissimamente</p>
    <p style="inline-size: 8ch">guarda-chuva</p>`);
  const found = await brokenWords(page);
  expect(found.map((one) => one.split(" ")[0])).toEqual(["longo", "palavra"]);
});

test("a long name of the operation leaves room for the rest of the top bar, and the audit trail for all of its values", async ({ page }) => {
  const server = await startEmpty();
  try {
    const { origin } = new URL(server.setup);
    const name = "Andorinha Fibra Telecomunicações do Brasil";
    await page.goto(server.setup);
    await page.getByLabel("Seu nome").fill("Ana Souza");
    await page.getByLabel("Usuário").fill("ana");
    await page.getByLabel("Senha").fill("uma senha comprida");
    await page.getByRole("button", { name: "Criar administrador" }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Primeiros passos" })).toBeVisible();
    await page.goto(`${origin}/settings/operation`);
    await page.getByLabel("Nome da operação").fill(name);
    await page.getByRole("button", { name: "Salvar" }).first().click();
    await expect(page.locator(".brand-operation")).toHaveText(name);
    await page.goto(`${origin}/settings/audit`);
    await page.getByText("O que mudou").first().click();
    for (const width of [1440, 1024, 870, 768, 390, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await expectRoom(page, `${width} pixels wide`);
      await expect(page.locator(".audit-on").getByText("Operação").first()).toBeVisible();
      await expect(page.locator(".audit-changes").getByText(name)).toBeVisible();
      expect(await topBar(page), `${width} pixels wide`).toEqual({ rows: width < 768 ? 2 : 1, mark: 22, covered: [] });
    }
    await server.stop(page);
  } finally {
    await server.stop(page);
  }
});

/** The rows of the top bar, the width of the product's mark, and the links that lie under a button or the name. */
async function topBar(page: Page): Promise<{ rows: number; mark: number; covered: string[] }> {
  return page.evaluate(() => {
    const box = (element: Element | null): DOMRect => element?.getBoundingClientRect() ?? new DOMRect();
    const buttons = [...document.querySelectorAll(".topbar-button, .brand-name")].map(box);
    const isCovered = (link: DOMRect): boolean =>
      buttons.some((one) => one.left < link.right && link.left < one.right && one.top < link.bottom && link.top < one.bottom);
    const links = [...document.querySelectorAll(".topbar a:not(.skip-link, .topbar-button, .brand)")];
    return {
      rows: Math.floor(box(document.querySelector(".topbar")).height / 40),
      mark: box(document.querySelector(".topbar .brand-mark")).width,
      covered: links.filter((link) => isCovered(box(link))).map((link) => link.textContent ?? ""),
    };
  });
}

for (const width of [1280, 390]) {
  test(`the controls of a form line up at ${width} pixels`, async ({ page, signIn }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/login");
    expect(await unevenRows(page), "login").toEqual([]);
    await signIn("admin");
    const window = await caseOf(page, "NOMES-1-3");
    for (const path of [
      "/history?filters=open",
      "/management?filters=open",
      "/account",
      "/settings/users/new",
      "/settings/fields/new",
      "/settings/operation",
      "/settings/files",
      "/settings/calendars/1",
      "/settings/surveys/1",
      "/settings/audit",
      ...["&case.edit=customer", "&case.edit=case", "&case.finish=open"].map((form) => window + form),
      ...tabs.map((tab) => `${window}&tab=${tab}`),
    ]) {
      await page.goto(path);
      expect(await unevenRows(page), path).toEqual([]);
    }
  });
}
