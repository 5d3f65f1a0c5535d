// Clientes duplicados: from the hint in the case window to the merge, and back.

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";
import { storeCall, storeTwins } from "../support/twins.ts";

const PAGE = "/customers/duplicates";

test("twins are found from the case window, merged and separated", async (
  { page, request, signIn, apiKey, hydrated, expectAccessible },
  info,
) => {
  const key = await apiKey();
  const [older, newer] = await storeTwins(request, key, `twins-${info.testId}-${info.repeatEachIndex}`);
  await signIn("supervisor");
  await page.goto(newer.history);
  await hydrated();
  const hint = page.getByRole("note").filter({ hasText: `Possível duplicado de ${older.name}.` });
  await expectAccessible();
  await hint.getByRole("link", { name: "Comparar os cadastros" }).click();

  const proposal = page.getByRole("region", { name: `${older.name} e ${newer.name}` });
  await expect(proposal).toContainText("Mesmo e-mail");
  await hydrated();
  await expectAccessible();
  await expectNoSidewaysScroll(page);
  const keep = (name: string) => proposal.getByRole("radio", { name: `Manter este cadastro: ${name}` });
  await expect(keep(older.name)).toBeChecked();
  await keep(older.name).focus();
  await page.keyboard.press("ArrowRight");
  await expect(keep(newer.name)).toBeChecked();
  await page.keyboard.press("ArrowLeft");
  await proposal.getByRole("radio", { name: `Nome: ${newer.name}` }).check();
  await proposal.getByRole("button", { name: `Unir ${older.name} e ${newer.name}` }).click();
  await expect(page.locator(".flash", { hasText: "Os dois cadastros são um cliente agora." })).toBeVisible();
  await expect(proposal).toHaveCount(0);

  // A call to the number of the older one arrives while they are one customer.
  const call = await storeCall(request, key, `call-${info.testId}-${info.repeatEachIndex}`, { phone: older.phone });
  await page.goto(`${call}&tab=customer`);
  await expect(page.getByRole("dialog").getByRole("row")).toHaveCount(4);
  await page.goto(`${call}&tab=data`);
  await expect(page.getByRole("dialog").getByText(newer.name, { exact: true }).first()).toBeVisible();

  await page.goto(PAGE);
  await hydrated();
  await expectAccessible();
  // The list names the survivor as it is called now.
  const merged = page.getByRole("listitem").filter({ hasText: `${newer.name} faz parte de ${newer.name}` }).first();
  await merged.getByRole("button", { name: /^Desfazer/ }).click();
  await expect(page.locator(".flash", { hasText: "A união foi desfeita." })).toBeVisible();
  await page.goto(`${call}&tab=customer`);
  await expect(page.getByRole("dialog").getByRole("row")).toHaveCount(3);
  await page.goto(`${call}&tab=data`);
  await expect(page.getByRole("dialog").getByText(older.name, { exact: true }).first()).toBeVisible();
});

test("the page is reached from the cases and from the palette", async ({ page, signIn, hydrated }) => {
  await signIn("supervisor");
  await page.goto("/management");
  await hydrated();
  await page.getByRole("link", { name: "Clientes duplicados" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Clientes duplicados" })).toBeVisible();
  await page.goto("/go?q=duplicados");
  await page.getByRole("link", { name: /Clientes duplicados/ }).click();
  await expect(page).toHaveURL(PAGE);
});

test("on a narrow screen both records are below each other", async (
  { page, request, signIn, apiKey, hydrated, expectAccessible },
  info,
) => {
  const [older, newer] = await storeTwins(request, await apiKey(), `narrow-${info.testId}-${info.repeatEachIndex}`);
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("admin");
  await page.goto(newer.history);
  await hydrated();
  await page.getByRole("link", { name: "Comparar os cadastros" }).click();
  const proposal = page.getByRole("region", { name: `${older.name} e ${newer.name}` });
  const [first, second] = await Promise.all(
    [older, newer].map((twin) => proposal.getByRole("radio", { name: `Manter este cadastro: ${twin.name}` }).boundingBox()),
  );
  expect(second?.y).toBeGreaterThan((first?.y ?? 0) + 50);
  await expectNoSidewaysScroll(page);
  await expectAccessible();
});
