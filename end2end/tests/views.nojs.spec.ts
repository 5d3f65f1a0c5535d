// Saved views without JavaScript: every step is a link or a form.

import { expect, test } from "../support/fixtures.ts";

// A form that comes back.
test.use({ expectedErrors: ["422"] });

test("a view is saved, opened by its address, altered, saved again and removed", async ({ page, signIn }, info) => {
  await signIn("supervisor");
  const name = `Sem script ${info.testId.slice(-6)}-${info.repeatEachIndex}`;
  await page.goto("/history?channel=voice&from=2020-01-01");
  await page.getByRole("link", { name: "Visões" }).click();
  const dialog = page.getByRole("dialog", { name: "Visões" });
  const form = dialog.getByRole("form", { name: "Salvar visão" });
  await form.getByRole("button", { name: "Salvar visão" }).click();
  await expect(form.getByLabel("Nome da visão")).toHaveAttribute("aria-invalid", "true");
  await form.getByLabel("Nome da visão").fill(name);
  await form.getByRole("button", { name: "Salvar visão" }).click();
  await expect(page.getByText("A visão foi salva.")).toBeVisible();
  const slug = new URL(page.url()).searchParams.get("saved");

  await page.goto(`/v/${slug}`);
  await expect(page.locator(".views-link")).toHaveText(name);
  await page.goto(`/history?saved=${slug}&channel=webchat&from=2020-01-01`);
  await expect(page.locator(".views-link")).toContainText("Alterada");
  await page.locator(".views-link").click();
  await dialog.getByRole("form", { name }).getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByText("A visão foi salva.")).toBeVisible();
  await expect(page.locator(".views-link")).toHaveText(name);

  await page.locator(".views-link").click();
  await dialog.getByRole("button", { name: `Abrir ${name} ao entrar` }).click();
  await expect(page.getByText("A visão abre quando você entrar.")).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL(new RegExp(`saved=${slug}`));
  await page.locator(".views-link").click();
  await dialog.getByText("Remover", { exact: true }).first().click();
  await dialog.getByRole("button", { name: "Remover" }).click();
  await expect(page.getByText("A visão foi removida.")).toBeVisible();
  await expect(page.locator(".views-link")).toHaveText("Visões");
});
