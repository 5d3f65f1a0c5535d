// Sessions that expire while a form is being filled in: no input is lost.

import { expect, test } from "../support/fixtures.ts";

test.describe("in the browser", () => {
  test.use({ expectedErrors: ["401"] });

  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("the page stays, offers to sign in beside it, and sends again", async ({ page, hydrated, ownCase, expectAccessible }) => {
    await page.goto((await ownCase()).window());
    await hydrated();
    await page.getByRole("link", { name: "Editar dados do atendimento" }).click();
    const subject = page.getByLabel("Assunto");
    const before = await subject.inputValue();
    const typed = `Assunto digitado ${Date.now()}`;
    await subject.fill(typed);
    await page.context().clearCookies();
    await page.getByRole("button", { name: "Salvar", exact: true }).click();
    const ended = page.getByRole("dialog", { name: "Entrar no Protocolo" });
    await expect(ended.getByText("Sua sessão terminou antes do envio.")).toBeVisible();
    await expect(ended.getByLabel("Usuário")).toBeFocused();
    await expectAccessible(".session-ended");
    await expect(subject, "the page stays as it was").toHaveValue(typed);
    await page.keyboard.press("Escape");
    await expect(ended).toBeHidden();
    await page.getByRole("button", { name: "Salvar", exact: true }).click();
    await ended.getByLabel("Usuário").fill("supervisor");
    await ended.getByLabel("Senha", { exact: true }).fill("wrong");
    await ended.getByRole("button", { name: "Entrar e enviar" }).click();
    await expect(ended.getByText("Usuário ou senha incorretos.")).toBeVisible();
    await ended.getByLabel("Senha", { exact: true }).fill("protocolo-demo");
    await ended.getByRole("button", { name: "Entrar e enviar" }).click();
    await expect(ended).toHaveCount(0);
    await expect(page.locator(".case-subject")).toHaveText(typed);
    await page.getByRole("link", { name: "Editar dados do atendimento" }).click();
    await subject.fill(before);
    await page.getByRole("button", { name: "Salvar", exact: true }).click();
    await expect(page.locator(".case-subject")).not.toHaveText(typed);
  });
});

test.describe("on a live page", () => {
  test.use({ expectedErrors: ["401"] });

  test("whoever else signs in sees nothing of what was there before", async ({ page, signIn, hydrated }) => {
    await signIn("agent");
    await page.goto("/history?from=2020-01-01");
    await hydrated();
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40/);
    const island = page.locator("leptos-island").first();
    await island.evaluate((element) => element.setAttribute("data-marked", ""));
    await page.context().clearCookies();
    const row = page.locator("table.list tbody tr").first();
    const choice = row.getByRole("combobox");
    await choice.selectOption({ index: (await choice.inputValue()) === "" ? 1 : 0 });
    const ended = page.getByRole("dialog", { name: "Entrar no Protocolo" });
    await ended.getByLabel("Usuário").fill("supervisor");
    await ended.getByLabel("Senha", { exact: true }).fill("protocolo-demo");
    await ended.getByRole("button", { name: "Entrar e enviar" }).click();
    await expect(ended).toHaveCount(0);
    await expect(page.locator("leptos-island[data-marked]")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Salvar" })).toHaveCount(0);
    // The parts of the page that came are alive.
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^41–60/);
  });
});

test.describe("a comment", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("is written once by a double click, and its box is empty afterwards", async ({ page, hydrated, ownCase }) => {
    await page.goto((await ownCase()).window());
    await hydrated();
    await page.getByRole("tab", { name: "Histórico do Caso" }).click();
    const comment = `Uma vez só ${Date.now()}`;
    const box = page.getByRole("textbox", { name: "Comentário" });
    await box.fill(comment);
    await page.getByRole("button", { name: "Comentar" }).dblclick();
    await expect(page.locator(".event-comment", { hasText: comment })).toHaveCount(1);
    await expect(box).toHaveValue("");
  });
});
