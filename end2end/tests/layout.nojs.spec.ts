// The case window before hydration: as wide as the screen on a phone; on a desktop, equally high on
// every tab.

import { expect, test } from "../support/fixtures.ts";
import { expectRoom } from "../support/layout.ts";
import type { Page } from "@playwright/test";

const tabs = ["data", "timeline", "customer", "calls", "interactions", "sla", "attachments", "survey"];

test.beforeEach(async ({ signIn }) => signIn("agent"));

/** Opens the case window on each of its tabs. */
async function onEveryTab(page: Page, look: (tab: string) => Promise<void>): Promise<void> {
  await page.goto("/history?protocol=NOMES-2-3");
  const window = await page.locator(".case-link").first().getAttribute("href");
  for (const tab of tabs) {
    await page.goto(`${window}&tab=${tab}`);
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(tab);
  }
}

test("the case window is as wide as a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await onEveryTab(page, (tab) => expectRoom(page, tab));
});

test("the case window is as high with every tab", async ({ page }) => {
  const heights = new Set<number>();
  await onEveryTab(page, async () => {
    heights.add((await page.getByRole("dialog").boundingBox())?.height ?? 0);
  });
  expect([...heights]).toHaveLength(1);
});
