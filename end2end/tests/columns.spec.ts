// The columns of the lists of cases and agents: chosen, ordered and kept by each person.

import { type Page } from "@playwright/test";
import { expect, test, texts } from "../support/fixtures.ts";
import { createSignedIn, freshLogin } from "../support/people.ts";

const heads = (page: Page) => () => texts(page.locator("table.list thead th"));
const cases = ["ID", "Cliente", "Tipo", "Assunto", "Fila", "Situação", "Responsável", "Abertura", "Última atualização", "SLA"];
const agents = ["Agente", "Grupos", "Em atendimento", "Aguardando", "Pendente", "Finalizados hoje", "Tempo médio hoje", "Casos abertos"];

test("cases, agents and one's own cases have columns of their own, which stay", async ({ page, browser, signIn }) => {
  await signIn("admin");
  const person = await createSignedIn(page, browser, "Rui", freshLogin("rui"), "Administrador");
  const choice = person.getByRole("form", { name: "Colunas" });
  const save = choice.getByRole("button", { name: "Salvar colunas" }).last();

  await person.goto("/management");
  await expect.poll(heads(person)).toEqual(cases);
  await person.getByRole("button", { name: "Colunas", exact: true }).click();
  await choice.getByRole("checkbox", { name: "Tipo" }).uncheck();
  await choice.getByRole("checkbox", { name: "Fila" }).uncheck();
  await choice.getByRole("checkbox", { name: "Vence em" }).check();
  await choice.getByLabel("Densidade").selectOption("Compacta");
  await save.click();
  const few = cases.filter((name) => !["Tipo", "Fila"].includes(name));
  await expect.poll(heads(person)).toEqual([...few, "Vence em"]);
  await expect(person.locator("table.list-cases.list-compact")).toBeVisible();
  // The panel is still there, and moves a column by one place.
  await choice.getByRole("button", { name: "Mover Vence em para a esquerda" }).click();
  const chosen = [...few.slice(0, -1), "Vence em", "SLA"];
  await expect.poll(heads(person)).toEqual(chosen);
  await person.getByRole("button", { name: "Colunas", exact: true }).click();
  await expect(choice).toHaveCount(0);

  // The list is sorted by the new column, and a case opens over it.
  await person.getByRole("columnheader", { name: "Vence em" }).getByRole("link").click();
  await expect(person.getByRole("columnheader", { name: "Vence em" })).toHaveAttribute("aria-sort", "ascending");
  await person.locator("table.list-cases .case-number").first().click();
  await expect(person.getByRole("dialog").locator(".case-head")).toBeVisible();
  await person.getByRole("link", { name: "Fechar", exact: true }).first().click();
  await expect(person.getByRole("dialog")).toHaveCount(0);

  // Another tab of the page, without loading it again.
  await person.getByRole("tab", { name: "Agentes" }).click();
  await expect.poll(heads(person)).toEqual(agents);
  await person.getByRole("button", { name: "Colunas", exact: true }).click();
  await choice.getByRole("checkbox", { name: "Grupos" }).uncheck();
  await save.click();
  await expect.poll(heads(person)).toEqual(agents.filter((name) => name !== "Grupos"));
  await person.getByRole("tab", { name: "Casos" }).click();
  await expect.poll(heads(person)).toEqual(chosen);

  await person.goto("/my-cases?columns=open");
  await expect(choice.getByRole("checkbox", { name: "Tipo" })).toBeChecked();
  await expect(choice.getByRole("checkbox", { name: "Responsável" })).toHaveCount(0);
  await choice.getByRole("checkbox", { name: "Tipo" }).uncheck();
  await save.click();
  await expect(choice.getByRole("checkbox", { name: "Tipo" })).not.toBeChecked();
  await person.goto("/management?columns=open");
  await choice.getByRole("button", { name: "Colunas padrão" }).click();
  await expect.poll(heads(person)).toEqual(cases);
  await person.context().close();
});
