// Saved views: saving the address, coming back to it, altering, sharing with a group, and removing.

import { expect, test } from "../support/fixtures.ts";
import { expectRoom } from "../support/layout.ts";
import type { Page } from "@playwright/test";

const calls = "/history?channel=voice&from=2020-01-01";

/** A name that no other journey uses. */
function named(what: string, info: { testId: string; repeatEachIndex: number }): string {
  return `${what} ${info.testId.slice(-6)}-${info.repeatEachIndex}`;
}

/** Saves the address that is shown as a new view. */
async function save(page: Page, name: string, choose?: () => Promise<void>): Promise<void> {
  await page.locator(".views-link").click();
  const form = page.getByRole("dialog").getByRole("form", { name: /^Salvar/ });
  await form.getByLabel("Nome da visão").fill(name);
  await choose?.();
  await form.getByRole("button", { name: /^Salvar/ }).click();
  await expect(page.getByText("A visão foi salva.")).toBeVisible();
}

/** Removes the view that is open. */
async function remove(page: Page): Promise<void> {
  await page.locator(".views-link").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Remover", { exact: true }).first().click();
  await dialog.getByRole("button", { name: "Remover" }).click();
  await expect(page.getByText("A visão foi removida.")).toBeVisible();
}

test("a view is saved, altered, discarded and removed", async ({ page, signIn, hydrated, expectAccessible }, info) => {
  await signIn("supervisor");
  await page.goto(calls);
  await hydrated();
  const name = named("Ligações", info);
  await page.locator(".views-link").click();
  await expect(page.getByRole("dialog", { name: "Visões" })).toBeVisible();
  await expectAccessible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await save(page, name);
  const link = page.locator(".views-link");
  await expect(link).toHaveText(name);
  await expect(page).toHaveURL(/saved=[a-z0-9]+/);
  const slug = new URL(page.url()).searchParams.get("saved");

  await hydrated();
  await page.locator("a.chip").filter({ hasText: "Voz" }).click();
  await expect(link).toContainText("Alterada");
  await link.click();
  const dialog = page.getByRole("dialog", { name: "Visões" });
  await expect(dialog.getByRole("heading", { name })).toBeVisible();
  await expectAccessible();
  await dialog.getByRole("link", { name: "Descartar as alterações" }).click();
  await expect(link).toHaveText(name);
  await expect(page).toHaveURL(/channel=voice/);

  await page.goto("/history");
  await page.goto(`/v/${slug}`);
  await expect(page).toHaveURL(new RegExp(`^[^?]*/history\\?saved=${slug}&`));
  await expect(page.locator(".views-link")).toHaveText(name);
  await remove(page);
  await expect(page.locator(".views-link")).toHaveText("Visões");
});

test("a view of a group is opened and copied by its agents", async ({ page, signIn, hydrated }, info) => {
  await signIn("supervisor");
  await page.goto("/history?period=last-30-days");
  await hydrated();
  const name = named("Do grupo", info);
  await save(page, name, async () => {
    await page.getByLabel("Para grupos que supervisiono").check();
    for (const group of await page.getByRole("group", { name: "Grupos de monitoramento" }).getByRole("checkbox").all()) {
      await group.check();
    }
  });
  const address = `/v/${new URL(page.url()).searchParams.get("saved")}`;
  await signIn("agent");
  await page.goto(address);
  await expect(page.locator(".views-link")).toHaveText(name);
  await hydrated();
  await page.locator(".views-link").click();
  const dialog = page.getByRole("dialog", { name: "Visões" });
  await expect(dialog.getByText(/Você pode salvar uma cópia/)).toBeVisible();
  await expect(dialog.getByText("Remover", { exact: true })).toHaveCount(0);
  await signIn("supervisor");
  await page.goto(address);
  await remove(page);
});

test("views of the lists of cases open there", async ({ page, signIn, hydrated }, info) => {
  await signIn("supervisor");
  await page.goto("/management?status=waiting&sort=id");
  await hydrated();
  const name = named("Aguardando", info);
  await save(page, name);
  await expect(page).toHaveURL(/\/management\?.*saved=/);
  await hydrated();
  await remove(page);
});

test.describe("390 pixels wide", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the title and the dialog have room", async ({ page, signIn, hydrated }, info) => {
    await signIn("supervisor");
    await page.goto(calls);
    await hydrated();
    await save(page, named("Uma visão com um nome bastante comprido para o título", info));
    await expectRoom(page, "the title");
    await page.locator(".views-link").click();
    await expect(page.getByRole("dialog", { name: "Visões" })).toBeVisible();
    await expectRoom(page, "the dialog");
    await page.keyboard.press("Escape");
    await remove(page);
  });
});
