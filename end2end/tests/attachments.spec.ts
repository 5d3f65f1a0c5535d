// Attachments of a case: upload by button and by drag and drop, search, preview, download, removal.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** An image with unique content: viewers ignore bytes after its end. */
function image(name: string) {
  return { name, mimeType: "image/png", buffer: Buffer.concat([pixel, Buffer.from(`${name}${Math.random()}`)]) };
}

function text(name: string) {
  return { name, mimeType: "text/plain", buffer: Buffer.from(`${name} ${Math.random()}`) };
}

test.beforeEach(async ({ page, signIn, ownCase, hydrated }) => {
  await signIn("agent");
  await page.goto((await ownCase()).window("attachments"));
  await expect(page.getByRole("tab", { name: "Anexos" })).toHaveAttribute("aria-selected", "true");
  await hydrated();
});

test("several files are chosen, attached, saved and removed, and the page stays", async ({ page, expectAccessible }) => {
  await page.evaluate(() => (window.sameDocument = true));
  const photo = image("foto à mão.png");
  const report = text("تقرير.txt");
  const party = text("🎉 festa.txt");
  const files = [photo, report, party];
  await page.getByLabel("Anexar Arquivo").setInputFiles(files);
  const row = (name: string) => page.getByRole("row", { name }).first();
  for (const file of files) await expect(row(file.name)).toBeVisible();
  await expect(page.locator(".upload-item")).toHaveCount(0);
  expect(await page.evaluate(() => window.sameDocument)).toBe(true);

  const waiting = page.waitForEvent("download");
  await row(report.name).getByRole("link", { name: /^Baixar/ }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toBe(report.name);
  const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  expect(hash(await readFile(await download.path()))).toBe(hash(report.buffer));

  await row(photo.name).getByText("Ver imagem").click();
  await expect(row(photo.name).getByRole("img", { name: photo.name })).toBeVisible();
  await expectAccessible(".dialog");

  await row(party.name).getByRole("button", { name: /^Remover/ }).click();
  await page.getByRole("button", { name: "Remover arquivo" }).click();
  await expect(page.getByRole("status").filter({ hasText: "foi removido" }).first()).toBeVisible();
  await expect(row(party.name)).toContainText("Removido por");
});

test("files are dropped, and what is refused says why", async ({ page, expectedErrors }) => {
  // The browser logs every refused request on its console.
  expectedErrors.push("415");
  const good = `solto ${Math.random()}.txt`;
  const dropped = await page.evaluateHandle((name) => {
    const data = new DataTransfer();
    data.items.add(new File([`texto ${name}`], name, { type: "text/plain" }));
    data.items.add(new File(["<svg onload=alert(1)>"], "inocente.png", { type: "image/png" }));
    return data;
  }, good);
  await page.locator(".upload").dispatchEvent("drop", { dataTransfer: dropped });
  await expect(page.getByRole("row", { name: good })).toBeVisible();
  const refused = page.locator(".upload-item").filter({ hasText: "inocente.png" });
  await expect(refused).toContainText("não é de um tipo conhecido");
  await refused.getByRole("button", { name: /^Tirar/ }).click();
  await expect(refused).toHaveCount(0);
});

test("what is under way is cancelled and tried again", async ({ page }) => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/attachments", async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  const file = text(`devagar ${Math.random()}.txt`);
  await page.getByLabel("Anexar Arquivo").setInputFiles(file);
  const item = page.locator(".upload-item").filter({ hasText: file.name });
  await expect(item.getByRole("progressbar")).toBeVisible();
  await item.getByRole("button", { name: /^Cancelar/ }).click();
  await expect(item).toContainText("Cancelado");
  release();
  await item.getByRole("button", { name: /^Tentar/ }).click();
  await expect(page.getByRole("row", { name: file.name })).toBeVisible();
});

test("a file is found by its name, and the tab fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const file = text(`Comprovação ${Math.random()}.txt`);
  await page.getByLabel("Anexar Arquivo").setInputFiles(file);
  await expect(page.getByRole("row", { name: file.name })).toBeVisible();
  await page.getByLabel("Buscar por nome do arquivo").fill("comprovacao");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/case\.q=comprovacao/);
  await expect(page.getByRole("row", { name: file.name })).toBeVisible();
  await page.getByLabel("Buscar por nome do arquivo").fill("não existe");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nenhum arquivo com “não existe” no nome.").first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});
