// Bulk actions with JavaScript: what is chosen in a list, what the page says before and after, and *Tarefas*.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { storeInteractions } from "../support/own-interactions.ts";

/** Reloads by the link of the page until the job is done. */
async function followed(page: Page): Promise<void> {
  await expect(async () => {
    const reload = page.getByRole("link", { name: "Atualizar" });
    if (await reload.isVisible()) await reload.click();
    await expect(page.getByText("Terminada")).toBeVisible({ timeout: 500 });
  }).toPass();
}

test("ten interactions are qualified with at most twenty clicks", async ({
  page,
  signIn,
  request,
  apiKey,
  hydrated,
  expectAccessible,
}, info) => {
  const own = await storeInteractions(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`, 10);
  await signIn("agent");
  await page.goto(own.list);
  await hydrated();
  await expectAccessible();
  let clicks = 0;
  for (const protocol of own.protocols) {
    await page.getByRole("checkbox", { name: `Selecionar ${protocol}` }).check();
    clicks += 1;
  }
  await page.getByRole("button", { name: "Qualificar selecionados" }).click();
  clicks += 1;
  await expect(page.getByRole("heading", { name: "Qualificar atendimentos" })).toBeVisible();
  await expectAccessible();
  await page.getByLabel("Motivo de contato").selectOption({ index: 1 });
  clicks += 2;
  await page.getByRole("button", { name: "Conferir" }).click();
  clicks += 1;
  await expect(page.getByText("10 podem")).toBeVisible();
  await page.getByRole("button", { name: "Começar" }).click();
  clicks += 1;
  expect(clicks).toBeLessThanOrEqual(20);
  await followed(page);
  await expect(page.getByText("10 de 10")).toBeVisible();
  await expectAccessible();
  await page.goto(own.list);
  for (const choice of await page.locator("table.list tbody select").all()) {
    await expect(choice).not.toHaveValue("");
  }
  await page.goto("/bulk");
  await expect(page.getByRole("row").filter({ hasText: "10 de 10" }).first()).toContainText("Terminada");
  await expectAccessible();
});

test("what is chosen stays chosen on the other pages of the list", async ({
  page,
  signIn,
  request,
  apiKey,
  hydrated,
  expectAccessible,
}, info) => {
  const own = await storeInteractions(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`, 22);
  await signIn("agent");
  await page.goto(own.list);
  await hydrated();
  const choices = page.getByRole("checkbox", { name: /^Selecionar / });
  const chosen = page.getByRole("status").filter({ hasText: "Seleção" });
  await expect(choices).toHaveCount(20);
  const first = (await choices.first().getAttribute("aria-label")) ?? "";
  await choices.first().check();
  await expect(chosen).toHaveText("Seleção: 1");
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(choices).toHaveCount(2);
  await choices.last().check();
  await expect(chosen).toHaveText("Seleção: 2");
  await expectAccessible();
  await page.getByRole("link", { name: "Página anterior" }).click();
  await expect(choices).toHaveCount(20);
  await expect(page.getByRole("checkbox", { name: first })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: /^Selecionar /, checked: true })).toHaveCount(1);
  await page.getByRole("button", { name: "Limpar seleção" }).click();
  await expect(page.getByRole("checkbox", { name: /^Selecionar /, checked: true })).toHaveCount(0);
  await expect(chosen).toHaveCount(0);
  await page.getByRole("checkbox", { name: first }).check();
  await page.getByRole("link", { name: "Próxima página" }).click();
  await expect(choices).toHaveCount(2);
  await choices.first().check();
  await choices.last().check();
  await choices.last().uncheck();
  await page.getByRole("button", { name: "Qualificar selecionados" }).click();
  await page.getByLabel("Motivo de contato").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Conferir" }).click();
  await expect(page.getByText("2 podem")).toBeVisible();
});

test("all cases of a filter are put on hold and back into service, and administrators see the job", async ({
  page,
  context,
  signIn,
  request,
  apiKey,
  hydrated,
  expectAccessible,
}, info) => {
  const own = await storeInteractions(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`, 3);
  await signIn("agent");
  await page.goto(`/my-cases?q=%23${own.cases[0]}`);
  await hydrated();
  await expect(page.getByRole("checkbox", { name: `Selecionar #${own.cases[0]}` })).toBeVisible();
  await expectAccessible();
  await page.getByRole("button", { name: "Deixar pendentes todos os 1 deste filtro" }).click();
  await expect(page.getByText("1 pode", { exact: true })).toBeVisible();
  await page.getByLabel("Comentário").fill("Aguarda a operadora");
  await page.getByRole("button", { name: "Começar" }).click();
  await followed(page);
  const number = /\/bulk\/(\d+)/.exec(page.url())?.[1] ?? "";
  await expectAccessible();
  await page.getByRole("button", { name: "Desfazer" }).click();
  await expect(page.getByRole("heading", { name: "Desfazer a pendência de casos" })).toBeVisible();
  await followed(page);
  await expect(page.locator("dl.facts")).toContainText("1 de 1");
  await context.clearCookies();
  await signIn("admin");
  await page.goto("/settings/jobs");
  await expectAccessible();
  await page.locator(`a[href="/settings/jobs/${number}"]`).click();
  // The list, which is left only now, has other jobs of one row as well.
  await expect(page.locator("dl.facts")).toContainText("1 de 1");
  await expectAccessible();
  await page.goto(`/management?case=${own.cases[0]}&tab=timeline`);
  await expect(page.getByText("Aguarda a operadora")).toBeVisible();
  await expect(page.getByRole("list", { name: "Acontecimentos" })).toContainText("Pendência desfeita");
});

test.describe("with a form that is refused once", () => {
  test.use({ expectedErrors: ["422"] });

  test("chosen cases are handed over, and the receiver has them first", async ({
    page,
    signIn,
    request,
    apiKey,
    hydrated,
    expectAccessible,
  }, info) => {
    const own = await storeInteractions(request, await apiKey(), `${info.testId}-${info.repeatEachIndex}`, 2);
    await signIn("agent");
    const [first] = own.cases;
    await page.goto(`/my-cases?q=%23${first}`);
    await hydrated();
    await page.getByRole("checkbox", { name: `Selecionar #${first}` }).check();
    await page.getByRole("button", { name: "Repassar selecionados" }).click();
    await expect(page.getByRole("heading", { name: "Repassar casos" })).toBeVisible();
    await expect(page.getByText("1 pode", { exact: true })).toBeVisible();
    await expectAccessible();
    // Nothing is begun without a receiver, and what was typed stays.
    await page.getByLabel("Comentário para quem recebe").fill("Ana está de férias");
    await page.getByRole("button", { name: "Começar" }).click();
    await expect(page.getByText("Escolha quem recebe o caso, ou uma fila.")).toBeVisible();
    await expect(page.getByLabel("Comentário para quem recebe")).toHaveValue("Ana está de férias");
    await expectAccessible();
    await page.getByLabel("Para quem", { exact: true }).selectOption({ index: 1 });
    await page.getByRole("button", { name: "Começar" }).click();
    await followed(page);
    await expect(page.locator("dl.facts")).toContainText("1 de 1");
    await page.goto(`/my-cases?q=%23${first}`);
    await expect(page.getByRole("checkbox", { name: `Selecionar #${first}` })).toHaveCount(0);
  });
});
