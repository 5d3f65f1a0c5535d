// What is typed and not sent stays.

import { expect, test } from "../support/fixtures.ts";

test.beforeEach(async ({ signIn }) => signIn("supervisor"));

test("a comment outlives Escape, the close link and another tab, until it is sent", async ({ page, hydrated, ownCase }) => {
  const own = await ownCase();
  await page.goto(own.list);
  await hydrated();
  const open = page.getByRole("link", { name: `#${own.id}` }).first();
  const tab = (name: string) => page.getByRole("dialog").getByRole("tab", { name, exact: true });
  const box = page.getByRole("textbox", { name: "Comentário" });
  await open.click();
  await tab("Histórico do Caso").click();
  await box.fill("Ligar de volta");

  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await open.click();
  await tab("Histórico do Caso").click();
  await expect(box).toHaveValue("Ligar de volta");
  await expect(page.getByRole("dialog").getByText("está de volta")).toBeVisible();

  await page.getByRole("dialog").getByRole("link", { name: "Fechar" }).click();
  await open.click();
  await tab("Histórico do Caso").click();
  await expect(box).toHaveValue("Ligar de volta");

  await tab("SLA").click();
  await expect(box).toHaveCount(0);
  await tab("Histórico do Caso").click();
  await expect(box).toHaveValue("Ligar de volta");

  await page.getByRole("button", { name: "Comentar" }).click();
  await expect(page.locator(".event-comment")).toHaveText("Ligar de volta");
  await tab("SLA").click();
  await tab("Histórico do Caso").click();
  await expect(box).toHaveValue("");
});

test("an edit outlives a look at another tab, and Cancelar drops it", async ({ page, hydrated, ownCase }) => {
  await page.goto((await ownCase()).window());
  await hydrated();
  const window = page.getByRole("dialog");
  const edit = window.getByRole("link", { name: "Editar dados do atendimento" });
  const subject = window.getByLabel("Assunto");
  await edit.click();
  await subject.fill("Terceira via");
  await window.getByRole("tab", { name: "SLA" }).click();
  await window.getByRole("tab", { name: "Dados do Caso" }).click();
  await edit.click();
  await expect(subject).toHaveValue("Terceira via");
  await window.getByRole("link", { name: "Cancelar" }).click();
  await edit.click();
  await expect(subject).toHaveValue("Segunda via");
});

test("a draft of one case is not given to another", async ({ page, hydrated, ownCase }) => {
  const [one, another] = [await ownCase(), await ownCase()];
  await page.goto(`/history?from=2019-06-03&to=2019-06-03&case=${one.id}&tab=timeline`);
  await hydrated();
  await page.getByRole("textbox", { name: "Comentário" }).fill("Só deste caso");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: `#${another.id}` }).first().click();
  await page.getByRole("tab", { name: "Histórico do Caso" }).click();
  await expect(page.getByRole("textbox", { name: "Comentário" })).toHaveValue("");
});

test("credentials are no draft: leaving the login page does not ask", async ({ page, hydrated }) => {
  await page.context().clearCookies();
  await page.goto("/login");
  await hydrated();
  await page.getByLabel("Usuário").fill("supervisor");
  let asked = false;
  page.on("dialog", (dialog) => {
    asked = true;
    void dialog.accept();
  });
  await page.reload();
  await hydrated();
  expect(asked).toBe(false);
});

test("leaving the site asks while something is not sent", async ({ page, hydrated, ownCase }) => {
  await page.goto((await ownCase()).window("timeline"));
  await hydrated();
  await page.getByRole("textbox", { name: "Comentário" }).fill("Ainda não enviado");
  const asked = page.waitForEvent("dialog");
  const left = page.reload();
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.accept();
  await left;
});
