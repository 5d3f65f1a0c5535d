import { expect, test } from "../support/fixtures.ts";

const year = "/history?from=2020-01-01";

test("files are attached and removed by plain forms, and the next page says so", async ({ page, signIn }) => {
  await signIn("agent");
  await page.goto(year);
  const href = (await page.locator(".case-link").first().getAttribute("href")) ?? "";
  const id = new URL(href, "http://localhost").searchParams.get("case");
  await page.goto(`${year}&case=${id}&tab=attachments`);
  const name = `simples ${Math.random()}.txt`;
  await page.getByLabel("Anexar Arquivo").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
  await page.getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "foi anexado" })).toBeVisible();
  const row = page.getByRole("row", { name });
  await row.getByRole("button", { name: /^Remover/ }).click();
  await page.getByRole("button", { name: "Remover arquivo" }).click();
  await expect(row).toContainText("Removido por");
});
