// Fixtures of every journey: `test` and `expect`.
//
// - Any message on the browser's error console, any uncaught error and any failed response of our
//   own server fails the test, whatever else it checks.
// - `signIn(role)` gives the page the session of a demonstration account. Each worker signs in
//   once per role, through the real form, to stay below the throttling of sign-in attempts. A test
//   that ends sessions signs in through the form itself, so that it does not end those of others.
// - `ownCase()` stores an interaction whose case no other journey uses. A journey that changes a case
//   or an interaction changes its own, never the first of a list, which another changes meanwhile.
// - `hydrated()` waits for hydration; without JavaScript it returns at once.
// - `expectAccessible()` runs axe on the page, or on one part of it.

import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, test as base, expect, type Locator, type Page } from "@playwright/test";
import { createApiKey, type OwnCase, storeCase } from "./own-case.ts";

export { expect };

export type Role = "admin" | "supervisor" | "agent";

type Cookies = Awaited<ReturnType<BrowserContext["cookies"]>>;

const password = "protocolo-demo";
const accessibilityRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

interface Fixtures {
  signIn: (role: Role) => Promise<void>;
  ownCase: () => Promise<OwnCase>;
  hydrated: () => Promise<void>;
  expectAccessible: (within?: string) => Promise<void>;
  /** Substrings of error messages that a test provokes on purpose. */
  expectedErrors: string[];
  unexpectedErrors: string[];
}

interface WorkerFixtures {
  sessions: (role: Role) => Promise<Cookies>;
  /** An API key that may store interactions. */
  apiKey: () => Promise<string>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  sessions: [
    async ({ browser }, use, worker) => {
      const origin = worker.project.use.baseURL ?? "";
      const known = new Map<Role, Promise<Cookies>>();
      await use((role) => {
        const session = known.get(role) ?? newSession(browser, origin, role);
        known.set(role, session);
        return session;
      });
    },
    { scope: "worker" },
  ],

  apiKey: [
    async ({ browser, sessions }, use, worker) => {
      const origin = worker.project.use.baseURL ?? "";
      let created: Promise<string> | undefined;
      await use(async () => {
        created ??= createApiKey(browser, origin, await sessions("admin"), `Jornadas ${worker.workerIndex}`);
        return created;
      });
    },
    { scope: "worker" },
  ],

  ownCase: async ({ request, apiKey }, use, info) => {
    let stored = 0;
    await use(async () => {
      stored += 1;
      return storeCase(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}-${stored}`);
    });
  },

  signIn: async ({ context, sessions }, use) => {
    await use(async (role) => context.addCookies(await sessions(role)));
  },

  hydrated: async ({ page, javaScriptEnabled }, use) => {
    await use(async () => {
      if (javaScriptEnabled !== false) await hydrated(page);
    });
  },

  expectAccessible: async ({ page, javaScriptEnabled }, use) => {
    await use(async (within) => {
      expect(javaScriptEnabled, "axe runs in the page, so it needs JavaScript").not.toBe(false);
      await expectAccessible(page, within);
    });
  },

  expectedErrors: async ({}, use) => {
    await use([]);
  },

  unexpectedErrors: [
    async ({ page, expectedErrors }, use) => {
      const found: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") found.push(`${message.text()} (${message.location().url})`);
      });
      page.on("pageerror", (error) => found.push(String(error)));
      await use(found);
      const unexpected = found.filter((text) => !expectedErrors.some((expected) => text.includes(expected)));
      expect(unexpected, "nothing on the browser's error console").toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in through the form, as a user does. */
export async function fillSignIn(page: Page, login: string, secret: string = password): Promise<void> {
  await page.getByLabel("Usuário").fill(login);
  await page.getByLabel("Senha", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Entrar" }).click();
}

/** Waits until the page is hydrated. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator("html[data-hydrated]").waitFor({ state: "attached" });
}

/** Waits until no part of the page awaits an answer. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
}

/**
 * Runs axe on the page, or on the element of a CSS selector, once nothing is awaited: what waits is dimmed
 * like a control that is disabled.
 */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  await settled(page);
  const axe = new AxeBuilder({ page }).withTags(accessibilityRules);
  if (within !== undefined) axe.include(within);
  const { violations } = await axe.analyze();
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.failureSummary ?? ""}`),
  );
  expect(findings, "axe finds nothing").toEqual([]);
}

/** Some of these are there, and all of them say this: once the list follows the address. */
export async function expectOnly(cells: Locator, text: string): Promise<void> {
  await expect(cells.filter({ hasNotText: text })).toHaveCount(0);
  await expect(cells).not.toHaveCount(0);
}

/**
 * Asserts that the page does not scroll sideways, the sign of a broken narrow layout. The root is
 * wider than the body by the space that is reserved for the scroll bar.
 */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.body.clientWidth);
  expect(overflow, "the page fits its window").toBeLessThanOrEqual(0);
}

/** The trimmed text of each element of a locator. */
export async function texts(locator: Locator): Promise<string[]> {
  return (await locator.allInnerTexts()).map((text) => text.trim());
}

async function newSession(browser: Browser, origin: string, role: Role): Promise<Cookies> {
  const context = await browser.newContext({ baseURL: origin, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/login");
  await fillSignIn(page, role);
  await expect(page, `${role} signs in`).toHaveURL(/\/history/);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}
