// Opens the cases of merge-cases.mjs.

import { expect, type Locator, type Page } from "@playwright/test";

/** Opens the first case of a customer (A or B) in the window, on *Histórico do Cliente*. */
export async function openCustomerTab(page: Page, customer: "A" | "B"): Promise<void> {
  await page.goto(`/history?protocol=UNIR-${customer}-1`);
  const href = await page.locator("table.list .case-link").first().getAttribute("href");
  await page.goto(`${href}&tab=customer`);
  await expect(page.getByRole("dialog", { name: /^Informações do Atendimento/ })).toBeVisible();
}

/** The ID of the open case in the address, as the page shows it. */
export function caseOf(page: Page): string {
  return `#${new URL(page.url()).searchParams.get("case")}`;
}

/** The row of the case with this subject. */
export function rowOf(page: Page, subject: string): Locator {
  return page.locator(".customer-cases tbody tr").filter({ hasText: subject });
}
