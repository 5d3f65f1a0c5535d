import { expect, test } from "../support/fixtures.ts";

test("files are attached and removed by plain forms, and the next page says so", async ({ page, signIn, ownCase }) => {
  await signIn("agent");
  await page.goto((await ownCase()).window("attachments"));
  const name = `simples ${Math.random()}.txt`;
  await page.getByLabel("Anexar Arquivo").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(name) });
  await page.getByRole("button", { name: "Enviar", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "foi anexado" })).toBeVisible();
  const row = page.getByRole("row", { name });
  await row.getByRole("button", { name: /^Remover/ }).click();
  await page.getByRole("button", { name: "Remover arquivo" }).click();
  await expect(row).toContainText("Removido por");
});
