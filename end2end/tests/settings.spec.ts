// Configurações: records, edit conflicts that lose no input, and entries in the audit trail.

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";

test.describe("reasons and queues", () => {
  test("an administrator sets up a queue with its reasons and finds it in the audit trail", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }, worker) => {
    test.slow();
    expectedErrors.push("status of 422");
    const name = `Fila ${worker.workerIndex}-${worker.repeatEachIndex} de teste`;
    await signIn("admin");
    await page.goto("/history");
    await hydrated();
    await page.getByRole("navigation", { name: "Navegação" }).getByRole("link", { name: "Configurações" }).click();
    await page.getByRole("navigation", { name: "Configurações" }).getByRole("link", { name: "Filas" }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Filas" })).toBeVisible();
    await expectAccessible();
    await page.getByRole("link", { name: "Nova fila" }).click();
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByRole("alert")).toContainText("Não foi salvo");
    await expect(page.getByLabel("Nome", { exact: true })).toHaveAccessibleDescription("Preencha este campo.");
    await expectAccessible();
    await page.getByLabel("Nome", { exact: true }).fill(name);
    const reasons = page.getByRole("group", { name: "Motivos de contato" });
    const [first, second] = [reasons.getByRole("checkbox").nth(0), reasons.getByRole("checkbox").nth(1)];
    const chosen = [await first.getAttribute("value"), await second.getAttribute("value")];
    await first.check();
    await second.check();
    await reasons.getByRole("button", { name: /^Mover / }).nth(1).press("ArrowUp");
    await expect(reasons.getByRole("checkbox").nth(0)).toHaveValue(chosen[1] ?? "");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText(`“${name}” foi salvo.`).first()).toBeVisible();
    await page.getByRole("searchbox", { name: "Buscar filas" }).fill(name);
    await page.getByRole("button", { name: "Buscar" }).click();
    await page.getByRole("link", { name, exact: true }).click();
    // Selected options come first, in their order.
    await expect(reasons.getByRole("checkbox").nth(0)).toHaveValue(chosen[1] ?? "");
    await expect(reasons.getByRole("checkbox").nth(1)).toHaveValue(chosen[0] ?? "");
    await page.getByRole("button", { name: "Tirar de uso" }).click();
    await expect(page.getByText("Saiu de uso.").first()).toBeVisible();
    await page.getByRole("navigation", { name: "Configurações" }).getByRole("link", { name: "Auditoria" }).click();
    await page.getByLabel("Buscar", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    const rows = page.getByRole("row").filter({ hasText: name });
    await expect(rows).toHaveCount(2);
    await expect(rows.nth(0)).toContainText("Tirou de uso");
    await expect(rows.nth(1)).toContainText("Criou");
    await rows.nth(1).getByText("O que mudou").click();
    await expect(rows.nth(1)).toContainText("Motivo obrigatório");
    await expect(rows.nth(1).getByRole("link", { name })).toHaveAttribute("href", /\/settings\/queues\/\d+$/);
    await expectAccessible();
  });

  test("the second of two who edit a reason is told what the first said", async ({ page, context, signIn, hydrated, expectedErrors }, worker) => {
    expectedErrors.push("status of 409");
    const name = `Motivo ${worker.workerIndex}-${worker.repeatEachIndex}`;
    await signIn("admin");
    await page.goto("/settings/reasons/new");
    await hydrated();
    await page.getByLabel("Nome", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Salvar" }).click();
    await page.getByRole("searchbox", { name: "Buscar motivos" }).fill(name);
    await page.getByRole("button", { name: "Buscar" }).click();
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByLabel("Nome", { exact: true })).toHaveValue(name);
    const other = await context.newPage();
    await other.goto(page.url());
    await other.getByLabel("Nome", { exact: true }).fill(`${name} deles`);
    await other.getByRole("button", { name: "Salvar" }).click();
    await expect(other.getByText("foi salvo").first()).toBeVisible();
    await page.getByLabel("Nome", { exact: true }).fill(`${name} meu`);
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByRole("alert")).toContainText("Outra pessoa alterou");
    await expect(page.getByLabel("Nome", { exact: true })).toHaveValue(`${name} meu`);
    await expect(page.getByText(`Agora: ${name} deles`)).toBeVisible();
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText(`“${name} meu” foi salvo.`).first()).toBeVisible();
  });
});

test.describe("which reasons a queue offers", () => {
  test("is ticked for all queues on one page and ordered by dragging", async ({ page, signIn, hydrated, expectAccessible }, worker) => {
    test.slow();
    const mark = `${worker.workerIndex}-${worker.repeatEachIndex} ofertas`;
    await signIn("admin");
    for (const [section, name] of [["reasons", `A ${mark}`], ["reasons", `B ${mark}`], ["queues", `Fila ${mark}`]]) {
      await page.goto(`/settings/${section}/new`);
      await hydrated();
      await page.getByLabel("Nome", { exact: true }).fill(name ?? "");
      await page.getByRole("button", { name: "Salvar" }).click();
      await expect(page.getByText(`“${name}” foi salvo.`).first()).toBeVisible();
    }
    await page.goto("/settings/reasons");
    await hydrated();
    await page.getByRole("link", { name: "Motivos por fila" }).click();
    await expect(page.getByRole("heading", { level: 2, name: "Motivos por fila" })).toBeVisible();
    await expectAccessible();
    for (const letter of ["A", "B"]) {
      await page.getByRole("checkbox", { name: `${letter} ${mark} em Fila ${mark}` }).check();
    }
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Os motivos das filas foram salvos.").first()).toBeVisible();
    await page.getByRole("link", { name: `Fila ${mark}` }).click();
    const reasons = page.getByRole("group", { name: "Motivos de contato" });
    const [first, second] = [reasons.getByRole("listitem").nth(0), reasons.getByRole("listitem").nth(1)];
    await expect(first).toContainText(`A ${mark}`);
    await second.dragTo(first, { targetPosition: { x: 20, y: 2 } });
    await expect(reasons.getByRole("listitem").nth(0)).toContainText(`B ${mark}`);
    await expect(reasons.getByRole("listitem").filter({ hasText: `B ${mark}` }).locator(".option-position")).toHaveValue("1");
    await expect(reasons.getByRole("listitem").filter({ hasText: `A ${mark}` }).locator(".option-position")).toHaveValue("2");
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText(`“Fila ${mark}” foi salvo.`).first()).toBeVisible();
    await page.goto("/settings/queues");
    await page.getByRole("searchbox", { name: "Buscar filas" }).fill(`Fila ${mark}`);
    await page.getByRole("searchbox", { name: "Buscar filas" }).press("Enter");
    await page.getByRole("link", { name: `Fila ${mark}`, exact: true }).click();
    await expect(reasons.getByRole("listitem").nth(0)).toContainText(`B ${mark}`);
  });

  test("two administrators who tick at once lose nothing", async ({ page, context, signIn, hydrated, expectedErrors }, worker) => {
    expectedErrors.push("status of 409");
    const mark = `${worker.workerIndex}-${worker.repeatEachIndex} juntos`;
    await signIn("admin");
    for (const [section, name] of [["reasons", `Motivo ${mark}`], ["queues", `Fila ${mark}`]]) {
      await page.goto(`/settings/${section}/new`);
      await hydrated();
      await page.getByLabel("Nome", { exact: true }).fill(name ?? "");
      await page.getByRole("button", { name: "Salvar" }).click();
      await expect(page.getByText(`“${name}” foi salvo.`).first()).toBeVisible();
    }
    await page.goto("/settings/reasons/queues");
    await hydrated();
    const other = await context.newPage();
    await other.goto(page.url());
    await other.getByRole("link", { name: `Fila ${mark}` }).click();
    await other.getByLabel("Motivo obrigatório").check();
    await other.getByRole("button", { name: "Salvar" }).click();
    await expect(other.getByText("foi salvo").first()).toBeVisible();
    const box = page.getByRole("checkbox", { name: `Motivo ${mark} em Fila ${mark}` });
    await box.check();
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByRole("alert")).toContainText(`Fila ${mark}`);
    await expect(box).toBeChecked();
    await page.getByRole("button", { name: "Salvar" }).click();
    await expect(page.getByText("Os motivos das filas foram salvos.").first()).toBeVisible();
  });
});

test("the operation names its country and area code and says whether all numbers are read", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }) => {
  expectedErrors.push("status of 422");
  await signIn("admin");
  await page.goto("/settings/operation");
  await hydrated();
  await expect(page.getByLabel("Código do país")).toHaveValue("55");
  await expect(page.getByText("Todos os números estão lidos com estes códigos.")).toBeVisible();
  await expectAccessible();
  await page.getByLabel("Código de área").fill("10");
  await page.getByRole("button", { name: "Salvar" }).click();
  await expect(page.getByRole("alert")).toContainText("Não foi salvo");
  await expect(page.getByLabel("Código de área")).toHaveValue("10");
  await expect(page.getByLabel("Código de área")).toHaveAccessibleDescription(/no Brasil dois algarismos/);
});

test("settings exist for administrators only", async ({ page, signIn, expectedErrors }) => {
  expectedErrors.push("status of 404");
  await signIn("supervisor");
  await page.goto("/history");
  await expect(page.getByRole("link", { name: "Configurações" })).toHaveCount(0);
  for (const path of ["/settings/queues", "/settings/queues/1", "/settings/audit", "/settings/start"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
  }
});

for (const path of ["/settings/queues", "/settings/queues/1", "/settings/reasons", "/settings/audit", "/settings/start"]) {
  test(`${path} fits a phone, light and dark`, async ({ page, signIn, expectAccessible }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn("admin");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(path);
      await expectNoSidewaysScroll(page);
      await expectAccessible();
    }
  });
}
