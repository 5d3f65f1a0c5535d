// Printing an open dialog: it alone, and as a whole.

import { expect, test } from "../support/fixtures.ts";

test.beforeEach(async ({ signIn }) => signIn("supervisor"));

for (const [what, address] of [
  ["a conversation", "/history?interaction=LONGA&view=conversation&messages=all"],
  ["a case", "/history?protocol=LONGA&case=first"],
] as const) {
  test(`${what} is printed alone and whole`, async ({ page, hydrated }) => {
    if (address.endsWith("case=first")) {
      await page.goto("/history?protocol=LONGA");
      const href = await page.locator(".case-link").first().getAttribute("href");
      await page.goto(`${href}&tab=interactions`);
    } else {
      await page.goto(address);
    }
    await hydrated();
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
    await expect(page.locator("table.list")).toBeHidden();
    await expect(page.locator("dialog")).toBeVisible();
    const cut = await page.evaluate(() => {
      const parts = [...document.querySelectorAll("dialog, dialog .dialog-body")];
      return parts.filter((part) => part.scrollHeight > part.clientHeight + 1).map((part) => part.className);
    });
    expect(cut, "nothing scrolls inside").toEqual([]);
    await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: "screen" });
    await expect(page.locator("dialog:modal")).toBeVisible();
  });
}
