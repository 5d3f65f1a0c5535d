// Fontes: a telephone system is connected by keyboard alone, its problem is shown, names it brings along are
// mapped, and it is paused and resumed.

import type { Locator, Page } from "@playwright/test";

import { expect, expectNoSidewaysScroll, test } from "../support/fixtures.ts";
import { writeLog } from "../support/source-folder.ts";

/** Presses Tab until an element of the page has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let step = 0; step < 120; step++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(wanted, "it is reached by Tab").toBeFocused();
}

async function press(page: Page, role: "link" | "button", name: string): Promise<void> {
  const wanted = page.getByRole("main").getByRole(role, { name, exact: true });
  await page.locator("#main").focus();
  await tabTo(page, wanted);
  await page.keyboard.press("Enter");
}

async function typeInto(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByLabel(label, { exact: true });
  await page.locator("#main").focus();
  await tabTo(page, field);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Reloads the page until it shows what the server, which looks every two seconds, has found. */
async function reloadUntil(page: Page, wanted: Locator): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expect(wanted).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

/** Scrolls up first: the bar of the page hides a part of what is below it, which axe takes for too small. */
async function scrollUp(page: Page): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** A call to a queue without an answer, in a year that no other journey looks at. */
function abandonedCall(queue: string, at: number): string[] {
  return [
    `${at}|${at}.40|${queue}|NONE|ENTERQUEUE||5511900000004|1`,
    `${at + 17}|${at}.40|${queue}|NONE|ABANDON|1|1|17`,
  ];
}

test("an administrator connects a telephone system by keyboard", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }, worker) => {
  test.slow();
  expectedErrors.push("status of 422");
  const mark = `${worker.workerIndex}-${worker.repeatEachIndex}`;
  const [name, foreign] = [`pbx-${mark}`, `8001-${mark}`];
  const log = writeLog(mark, [...abandonedCall(foreign, 1_431_234_567), "uma linha qualquer"]);
  await signIn("admin");
  await page.goto("/settings/sources");
  await hydrated();
  await scrollUp(page);
  await expectAccessible();
  await press(page, "link", "Nova fonte");
  await expect(page.getByRole("heading", { level: 2, name: "Nova fonte" })).toBeVisible();
  await scrollUp(page);
  await expectAccessible();
  const kind = page.getByRole("main").getByRole("link", { name: /^Asterisk/ });
  await tabTo(page, kind);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 2, name: "Nova fonte: Asterisk" })).toBeVisible();
  await scrollUp(page);
  await expectAccessible();

  await typeInto(page, "Nome", name);
  await typeInto(page, "Filas: nome na fonte e nome aqui", "sem sinal de igual");
  await press(page, "button", "Salvar");
  await expect(page.getByRole("alert")).toContainText("Não foi salvo");
  await expect(page.getByLabel("Arquivo queue_log")).toHaveAccessibleDescription(/Informe o caminho/);
  const queues = page.getByLabel("Filas: nome na fonte e nome aqui");
  await expect(queues).toHaveAccessibleDescription(/A linha 1 \(“sem sinal de igual”\)/);
  await expect(queues).toHaveValue("sem sinal de igual");
  await scrollUp(page);
  await expectAccessible();
  await typeInto(page, "Filas: nome na fonte e nome aqui", `outra-${mark}=Outra`);
  await typeInto(page, "Arquivo queue_log", "/etc/passwd");
  await page.keyboard.press("Enter");

  await expect(page.getByLabel("Arquivo queue_log")).toHaveAccessibleDescription(/O servidor só lê arquivos destas pastas/);
  await scrollUp(page);
  await expectAccessible();
  await typeInto(page, "Arquivo queue_log", log);
  await page.keyboard.press("Enter");

  // It is paused until it is resumed.
  await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
  await expect(page.getByLabel("Nome", { exact: true })).toHaveValue(name);
  await expect(page.getByText("Pausada: nada é lido.")).toBeVisible();
  await scrollUp(page);
  await expectAccessible();
  await press(page, "button", "Retomar");
  await expect(page.getByText("A fonte está em uso.").first()).toBeVisible();
  await press(page, "link", name);
  // Until it is there, a reload is one of the list.
  await expect(page.getByLabel("Arquivo queue_log")).toHaveValue(log);
  await reloadUntil(page, page.getByRole("button", { name: `Mapear: Fila ${foreign}` }));
  await hydrated();
  await expect(page.getByText(/não pode ser lida/)).toHaveCount(0);
  await expect(page.getByText(/\d\d\/05\/2015/).first()).toBeVisible();
  await expect(page.getByRole("list", { name: "Rejeições" })).toContainText("linha 3");
  await expect(page.getByRole("list", { name: "Rejeições" })).toContainText("A linha tem campos de menos.");
  await scrollUp(page);
  await expectAccessible();
  for (const width of [390, 768]) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSidewaysScroll(page);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    press(page, "link", "Baixar rejeições"),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rejects-\d+\.ndjson$/);

  // The name that came along is kept, so that it is not asked for again.
  await press(page, "button", `Mapear: Fila ${foreign}`);
  await expect(page.getByText(`“${foreign}” é “${foreign}” a partir de agora.`).first()).toBeVisible();
  await expect(page.getByText("Todos os nomes que a fonte citou são conhecidos.")).toBeVisible();
  await expect(queues).toHaveValue(new RegExp(`${foreign}=${foreign}`));

  await press(page, "button", "Ler novamente desde o início");
  await expect(page.getByText("A fonte será lida novamente desde o início.").first()).toBeVisible();
  const known = page.locator("dl > div").filter({ hasText: "Já registrados" });
  await reloadUntil(page, known.getByText("1", { exact: true }));

  await press(page, "button", "Pausar");
  await expect(page.getByText("A fonte foi pausada.").first()).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Pausada");
});

test("a secret is set and never shown", async ({ page, signIn, hydrated, expectAccessible, expectedErrors }, worker) => {
  expectedErrors.push("status of 422");
  const name = `zap-${worker.workerIndex}-${worker.repeatEachIndex}`;
  await signIn("admin");
  await page.goto("/settings/sources/new?kind=whatsapp");
  await hydrated();
  await page.getByLabel("Nome", { exact: true }).fill(name);
  await page.getByLabel("Números", { exact: true }).fill("106540352242922=WhatsApp");
  await page.getByRole("button", { name: "Salvar", exact: true }).click();
  const address = page.getByRole("textbox", { name: "Endereço para entregas" });
  await expect(address).toHaveValue(new RegExp(`/hooks/whatsapp/${name}$`));
  const token = page.getByLabel("Token de acesso", { exact: true }).and(page.locator("input"));
  await expect(token).toHaveAccessibleDescription(/^Não definido\./);
  await page.getByRole("button", { name: "Salvar: Token de acesso" }).click();
  await expect(token).toHaveAccessibleDescription(/Preencha este campo/);
  await scrollUp(page);
  await expectAccessible();
  await token.fill("muito-secreto");
  await page.getByRole("button", { name: "Salvar: Token de acesso" }).click();
  await expect(page.getByText("Token de acesso: definido.").first()).toBeVisible();
  await expect(token).toHaveValue("");
  await expect(token).toHaveAccessibleDescription(/^Definido em/);
  expect(await page.content()).not.toContain("muito-secreto");
  await page.getByRole("button", { name: "Remover: Token de acesso" }).click();
  await expect(page.getByText("Token de acesso: removido.").first()).toBeVisible();
});

for (const kind of ["asterisk", "whatsapp", "chatwoot"]) {
  test(`the form of a new ${kind} fits a phone, light and dark`, async ({ page, signIn, expectAccessible }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn("admin");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(`/settings/sources/new?kind=${kind}`);
      await expectNoSidewaysScroll(page);
      await expectAccessible();
    }
  });
}
