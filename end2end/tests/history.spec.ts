import { expect, expectOnly, test, texts, expectNoSidewaysScroll, settled } from "../support/fixtures.ts";
import { createSignedIn, freshLogin } from "../support/people.ts";
import type { Page } from "@playwright/test";

const columns = [
  "Protocolo",
  "Data e Hora",
  "Duração",
  "Fila",
  "Número",
  "Canais",
  "Qualificações",
  "Ações",
];

const year = "/history?from=2020-01-01";

const rows = (page: Page) => page.locator("table.list tbody tr");
const protocols = (page: Page) => texts(page.locator("table.list .protocol-number"));

test.describe("the table", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("has exactly the columns of the history and twenty rows a page", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    expect(await texts(page.locator("table.list thead th"))).toEqual(columns);
    await expect(rows(page)).toHaveCount(20);
    await expect(page.locator(".pager-range")).toHaveText(/^1–20 de [\d.]+$/);
  });

  test("pages on without showing an interaction twice, newest first", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    const first = await protocols(page);
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page).toHaveURL(/page=2/);
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
    const second = await protocols(page);
    expect(new Set([...first, ...second]).size).toBe(40);
    const times = await page.locator("table.list time").evaluateAll((all) => all.map((one) => one.getAttribute("datetime")));
    expect(times).toEqual([...times].sort().reverse());
    await page.goBack();
    await expect(page.locator(".pager-range")).toHaveText(/^1–20 de/);
    expect(await protocols(page)).toEqual(first);
  });

  test("copies a protocol and says so", async ({ page, hydrated, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(year);
    await hydrated();
    const [protocol] = await protocols(page);
    await page.getByRole("button", { name: "Copiar protocolo" }).first().click();
    await expect(page.locator("#announcer")).toHaveText("Copiado");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(protocol);
  });

  test("opens a case by its ID", async ({ page, hydrated }) => {
    await page.goto(year);
    await hydrated();
    const link = page.locator(".case-link").first();
    const id = await link.innerText();
    await link.click();
    await expect(page.getByRole("dialog", { name: new RegExp(`^Informações do Atendimento.*${id}$`) })).toBeVisible();
    await expect(page).toHaveURL(/case=\d+/);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(link).toBeFocused();
  });
});

test.describe("the filters", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("narrow the list, stand in the address and can be taken off", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    await page.getByRole("button", { name: "Filtrar" }).click();
    await page.getByLabel("Data inicial").fill("2020-01-01");
    await page.getByRole("button", { name: /^Canais/ }).click();
    await page.getByLabel("Buscar Canais").fill("what");
    await page.getByRole("checkbox", { name: "WhatsApp", exact: true }).check();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page).toHaveURL(/channel=whatsapp/);
    await settled(page);
    await expect(page.locator(".result-total")).not.toHaveText(/^0 /);
    await expectOnly(page.locator("table.list .channel-name"), "WhatsApp");
    const narrowed = await page.locator(".result-total").innerText();
    await page.reload();
    await hydrated();
    await expect(page.locator(".result-total")).toHaveText(narrowed);
    await page.getByRole("link", { name: "Remover filtro Canal: WhatsApp" }).click();
    await expect(page).not.toHaveURL(/channel=/);
    await expect(page.locator(".result-total")).not.toHaveText(narrowed);
    await page.goBack();
    await expect(page.locator(".result-total")).toHaveText(narrowed);
  });

  test("explain an impossible period at the field", async ({ page, hydrated }) => {
    await page.goto("/history?from=2026-02-02&to=2026-02-01");
    await hydrated();
    await expect(page.getByLabel("Data final")).toHaveAttribute("aria-invalid", "true");
    await expect(page.locator("#filter-to-error")).toHaveText(/data final vem antes/);
  });

  test("say what of the address was not understood", async ({ page }) => {
    await page.goto("/history?channel=fax&from=2020-01-01");
    await expect(page.locator(".notice-warning")).toHaveText(/channel/);
    await expect(rows(page)).toHaveCount(20);
  });
});

test.describe("quick periods and rare filters", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("a quick period is one click and stays with other filters", async ({ page, hydrated }) => {
    await page.goto("/history?filters=open");
    await hydrated();
    await page.getByRole("link", { name: "Últimos 90 dias" }).click();
    await expect(page).toHaveURL(/period=last-90-days/);
    await expect(page.getByRole("link", { name: /^Remover filtro Período: Últimos 90 dias/ })).toBeVisible();
    await page.getByText("Mais filtros").click();
    await page.getByLabel("Duração mínima").fill("2:00");
    await page.getByLabel("Gravação").selectOption("Sem gravação");
    await page.getByRole("button", { name: "Aplicar Filtros" }).click();
    await expect(page).toHaveURL(/period=last-90-days/);
    await expect(page).toHaveURL(/recording=no/);
    await settled(page);
    await expect(page.getByRole("link", { name: "Remover filtro Gravação: Sem gravação" })).toBeVisible();
    const durations = () => texts(page.locator("table.list td.col-duration"));
    await expect.poll(durations).not.toEqual([]);
    await expect.poll(async () => (await durations()).filter((duration) => duration < "00:02:00")).toEqual([]);
    await page.getByRole("link", { name: /^Remover filtro Duração/ }).click();
    await expect(page).not.toHaveURL(/duration_min=[1-9]/);
  });

  test("a customer is found by any spelling of the telephone", async ({ page, hydrated }) => {
    await page.goto("/history?customer=Maria+Longa");
    await hydrated();
    await expect(rows(page)).not.toHaveCount(0);
    expect(await protocols(page)).toContain("LONGA");
  });
});

test.describe("the order", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("is chosen by the heads of the columns and stays on the next page", async ({
    page,
    hydrated,
    expectAccessible,
  }) => {
    await page.goto(year);
    await hydrated();
    const durations = () => texts(page.locator("table.list td.col-duration"));
    await page.getByRole("columnheader", { name: "Duração" }).getByRole("link").click();
    await expect(page).toHaveURL(/sort=duration/);
    await settled(page);
    await expect(page.getByRole("columnheader", { name: "Duração" })).toHaveAttribute("aria-sort", "descending");
    const longestFirst = (shown: string[]) => [...shown].sort().reverse();
    await expectOrder(durations, longestFirst);
    const longest = await durations();
    await page.getByRole("link", { name: "Próxima página" }).click();
    await expect(page.locator(".pager-range")).toHaveText(/^21–40 de/);
    await settled(page);
    const next = await durations();
    expect(next[0]! <= longest[19]!).toBe(true);
    await page.getByRole("columnheader", { name: "Duração" }).getByRole("link").click();
    await expect(page).toHaveURL(/order=asc/);
    await settled(page);
    await expectOrder(durations, (shown) => [...shown].sort());
    await expectAccessible();
  });

  test("by wait shows the waits", async ({ page, hydrated }) => {
    await page.goto(`${year}&filters=open`);
    await hydrated();
    await page.getByRole("link", { name: "Espera", exact: true }).click();
    await expect(page).toHaveURL(/sort=wait/);
    await settled(page);
    await expect(page.getByRole("columnheader", { name: "Espera" })).toHaveAttribute("aria-sort", "descending");
    const waits = () => texts(page.locator("table.list td.col-wait"));
    await expectOrder(waits, (shown) => [...shown].sort().reverse());
  });
});

test.describe("the columns", () => {
  test("are chosen and moved by each person, and the longest call is heard in two clicks", async ({
    page,
    browser,
    signIn,
  }) => {
    await signIn("admin");
    const person = await createSignedIn(page, browser, "Lia", freshLogin("lia"), "Administrador");
    const heads = () => texts(person.locator("table.list thead th"));
    await person.goto(`${year}&channel=voice`);
    await person.getByRole("button", { name: "Colunas" }).click();
    await person.getByRole("checkbox", { name: "Gravação" }).check();
    await person.getByRole("checkbox", { name: "Cliente" }).check();
    await person.getByRole("button", { name: "Salvar colunas" }).click();
    await expect.poll(heads).toEqual([...columns.slice(0, -1), "Cliente", "Gravação", "Ações"]);
    await person.getByRole("button", { name: "Mover Gravação para a esquerda" }).click();
    await expect.poll(async () => (await heads()).slice(-3)).toEqual(["Gravação", "Cliente", "Ações"]);
    await person.goto(`${year}&channel=voice&recording=yes`);
    await person.getByRole("columnheader", { name: "Duração" }).getByRole("link").click();
    await expect(person).toHaveURL(/sort=duration/);
    await settled(person);
    // Nothing is loaded before it is played: the third click would be the one that begins to play.
    const played = person.waitForRequest(/\/recordings\//);
    await person.getByRole("link", { name: "Ouvir gravação" }).first().click();
    await played;
    const conversation = person.getByRole("dialog", { name: "Histórico de Conversa" });
    await expect(conversation.getByRole("group", { name: "Gravação da chamada" })).toBeVisible();
    await person.goto(`${year}&columns=open`);
    await person.getByRole("button", { name: "Colunas padrão" }).click();
    await expect.poll(heads).toEqual(columns);
    await person.context().close();
  });
});

test.describe("the chart", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("turns to the month before and leads from a day to its interactions", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    await page.getByRole("link", { name: /^Mês anterior/ }).click();
    await expect(page).toHaveURL(/month=\d{4}-\d{2}/);
    await settled(page);
    const day = page.locator(".chart-days a.day").nth(9);
    await day.hover();
    const total = Number((await day.locator("strong").innerText()).replace(".", ""));
    await day.click();
    await expect(page).toHaveURL(/from=\d{4}-\d{2}-10&to=\d{4}-\d{2}-10/);
    await expect(page.locator(".result-total")).toHaveText(new RegExp(`^${total} `));
  });

  test("agrees with the table behind it, and hides a series", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    await page.getByText("Ver como tabela").click();
    const cells = await texts(page.locator("table.data tbody td:last-child"));
    const sum = cells.reduce((sum, cell) => sum + Number(cell.replace(".", "")), 0);
    const total = await page.locator(".chart-total").innerText();
    expect(Number(total.split(" ")[0]?.replace(".", ""))).toBe(sum);
    await page.getByRole("checkbox", { name: /^Voz/ }).uncheck();
    await expect(page.locator(".seg-voice").first()).toBeHidden();
  });

  test("fits its scale to the series that are shown, also in another month", async ({ page, hydrated }) => {
    await page.goto("/history");
    await hydrated();
    const axis = page.locator(".chart-axis");
    const scale = async () => (await axis.locator("span").allInnerTexts()).map((tick) => Number(tick.replace(".", "")));
    for (let months = 0; months < 2; months += 1) {
      const before = page.url();
      await page.getByRole("link", { name: /^Mês anterior/ }).click();
      await expect(page).not.toHaveURL(before);
      await expect(page.getByRole("checkbox", { name: /^Voz/ })).toBeChecked();
      const whole = await scale();
      await page.getByRole("checkbox", { name: /^Voz/ }).uncheck();
      await page.getByRole("checkbox", { name: /^WebChat/ }).uncheck();
      const counts = page.locator(".day-bar[data-counts]");
      const shown = await counts.evaluateAll((days) => days.map((day) => Number(day.getAttribute("data-counts")?.split(",")[2])));
      const peak = Math.max(...shown);
      const [top = 0] = await scale();
      expect(top).toBeGreaterThanOrEqual(peak);
      expect(top, "no more room than one step above the peak").toBeLessThan(peak + ((await scale()).at(-2) ?? 0));
      expect(top).toBeLessThan(whole[0] ?? 0);
      const tallest = counts.nth(shown.indexOf(peak)).locator(".seg-whatsapp");
      await expect(tallest).toHaveAttribute("height", `${((peak * 100) / top).toFixed(1)}%`);
      await page.getByRole("checkbox", { name: /^Voz/ }).check();
      await page.getByRole("checkbox", { name: /^WebChat/ }).check();
      expect(await scale()).toEqual(whole);
    }
    await page.getByRole("checkbox", { name: /^Voz/ }).uncheck();
    const [narrowed = 0] = await scale();
    const here = page.url();
    await page.getByRole("link", { name: /^Próximo mês/ }).click();
    await expect(page).not.toHaveURL(here);
    await page.goBack();
    await expect(page).toHaveURL(here);
    await expect.poll(async () => (await scale())[0], "a series stays hidden, and the scale fitted").toBe(narrowed);
  });
});

test.describe("the dialogs", () => {
  test.beforeEach(async ({ signIn }) => signIn("supervisor"));

  test("open, close and return the focus by keyboard alone", async ({ page, hydrated, expectAccessible }) => {
    await page.goto(`${year}&channel=whatsapp`);
    await hydrated();
    const button = page.getByRole("button", { name: /^Ações do atendimento/ }).first();
    await button.focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Histórico de Conversa" });
    await expect(dialog).toBeVisible();
    await expect(dialog.locator(".message").first()).toBeVisible();
    await expectAccessible("dialog");
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(button).toBeFocused();
  });

  test("show the length of a recording, and play it only when asked to", async ({ page, hydrated }) => {
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/recordings/")) asked.push(request.url());
    });
    await page.goto(`${year}&channel=voice`);
    const recorded = await firstRecorded(page);
    await page.goto(`${year}&interaction=${recorded}&view=conversation`);
    await hydrated();
    asked.length = 0;
    const player = page.getByRole("group", { name: "Gravação da chamada" });
    await expect(player).toBeVisible();
    const total = player.locator(".player-time").last();
    await expect(total).toHaveText(/^\d\d:\d\d$/);
    await expect(total).not.toHaveText("00:00");
    const length = await total.innerText();
    await player.getByRole("slider", { name: "Posição na gravação" }).fill("3");
    await expect(player.locator(".player-time").first()).toHaveText("00:03");
    expect(asked).toEqual([]);
    await player.getByRole("button", { name: "Ouvir" }).click();
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    await expect(total).toHaveText(length);
  });
});

test.describe("qualification", () => {
  test("an agent sets and clears the reason of an interaction of theirs by choosing it", async ({ page, signIn, hydrated, ownCase }) => {
    await signIn("agent");
    await page.goto((await ownCase()).list);
    await hydrated();
    const row = rows(page).first();
    const choice = row.getByRole("combobox", { name: /^Motivo de contato/ });
    const before = await choice.inputValue();
    await choice.selectOption({ index: before === "" ? 1 : 0 });
    await expect(page.locator("#announcer")).toHaveText(/Qualificação salva/);
    const after = await choice.inputValue();
    await page.reload();
    await hydrated();
    await expect(choice).toHaveValue(after);
    await choice.selectOption(before);
    await expect(page.locator("#announcer")).toHaveText(/Qualificação salva/);
    await page.reload();
    await expect(choice).toHaveValue(before);
  });

  test("what was chosen is undone", async ({ page, signIn, hydrated, ownCase }) => {
    await signIn("agent");
    await page.goto((await ownCase()).list);
    await hydrated();
    const row = rows(page).first();
    const choice = row.getByRole("combobox", { name: /^Motivo de contato/ });
    await choice.selectOption({ index: 1 });
    await row.getByRole("button", { name: "Desfazer" }).click();
    await expect(choice).toHaveValue("");
    await expect(choice).toBeFocused();
    await expect(row.getByRole("button", { name: "Desfazer" })).toHaveCount(0);
    await expect(row.getByRole("button", { name: "Salvar" })).toBeHidden();
    await page.reload();
    await expect(choice).toHaveValue("");
  });

  test("keys pass over reasons without saving them, and the one that is left is saved", async ({ page, signIn, hydrated, ownCase }) => {
    await signIn("agent");
    await page.goto((await ownCase()).list);
    await hydrated();
    const saved: string[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/sf/qualify")) saved.push(new URLSearchParams(request.postData() ?? "").get("reason") ?? "");
    });
    const choice = rows(page).first().getByRole("combobox", { name: /^Motivo de contato/ });
    await choice.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const wanted = await choice.inputValue();
    expect(saved).toEqual([]);
    await page.keyboard.press("Tab");
    await expect(page.locator("#announcer")).toHaveText(/Qualificação salva/);
    expect(saved).toEqual([wanted]);
  });

  test("a choice that the server refuses is taken back, and the page says why", async ({ page, signIn, hydrated, ownCase }) => {
    await signIn("agent");
    await page.goto((await ownCase()).list);
    await hydrated();
    const choice = rows(page).first().getByRole("combobox", { name: /^Motivo de contato/ });
    await choice.locator("option").nth(1).evaluate((option) => option.setAttribute("value", "999999"));
    await choice.selectOption({ index: 1 });
    await expect(page.locator(".flash.notice-error")).toBeVisible();
    await expect(choice).toHaveValue("");
  });

  test("a supervisor only reads", async ({ page, signIn }) => {
    await signIn("supervisor");
    await page.goto(year);
    await expect(rows(page)).toHaveCount(20);
    await expect(page.getByRole("combobox", { name: /^Motivo de contato/ })).toHaveCount(0);
  });
});

test.describe("everybody", () => {
  for (const scheme of ["light", "dark"] as const) {
    test(`finds the page accessible, ${scheme}`, async ({ page, signIn, hydrated, expectAccessible }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await signIn("supervisor");
      await page.goto(`${year}&filters=open`);
      await hydrated();
      await expectAccessible();
    });
  }

  test("can use it on a phone", async ({ page, signIn, hydrated, expectAccessible }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn("agent");
    await page.goto(year);
    await hydrated();
    await expectNoSidewaysScroll(page);
    await expectAccessible();
  });

  test("reads it in their language", async ({ page, signIn, hydrated }) => {
    await signIn("admin");
    await page.goto("/history");
    await hydrated();
    await page.getByRole("button", { name: "Idioma" }).click();
    await page.getByRole("button", { name: "English" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Interaction history" })).toBeVisible();
    await page.getByRole("button", { name: "Language" }).click();
    await page.getByRole("button", { name: "Português" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
  });
});

/** The protocol of the newest interaction with a recording on the page. */
async function firstRecorded(page: Page): Promise<string> {
  for (const protocol of await protocols(page)) {
    if ((await page.request.head(`/recordings/${protocol}`)).ok()) return protocol;
  }
  throw new Error("no recording among the newest calls");
}

test("a conversation of ten thousand messages comes whole, by itself", async ({ page, signIn, hydrated }) => {
  test.slow();
  await signIn("supervisor");
  await page.goto("/history?interaction=LONGA&view=conversation");
  await hydrated();
  const messages = page.locator("dialog .message");
  await expect(messages).toHaveCount(10_000, { timeout: 60_000 });
  await expect(page.locator(".transcript-more")).toBeHidden();
  await messages.last().scrollIntoViewIfNeeded();
  await expect(messages.last()).toContainText("Mensagem 10000");
  // A day has one heading, whichever chunk it begins in.
  const titles = await texts(page.locator(".transcript-date"));
  expect(new Set(titles).size).toBe(titles.length);
});

/** Twenty rows, once they are in this order. */
async function expectOrder(shown: () => Promise<string[]>, sorted: (shown: string[]) => string[]): Promise<void> {
  await expect(async () => {
    const now = await shown();
    expect(now).toHaveLength(20);
    expect(now).toEqual(sorted(now));
  }).toPass();
}
