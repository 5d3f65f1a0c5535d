// The columns of the lists of cases and agents with links and forms only.

import { expect, test, texts } from "../support/fixtures.ts";
import { createSignedIn, freshLogin } from "../support/people.ts";

test("the columns of the cases are chosen and moved by a plain form", async ({ page, browser, signIn }) => {
  await signIn("admin");
  const person = await createSignedIn(page, browser, "Rita", freshLogin("rita"), "Administrador");
  const heads = () => texts(person.locator("table.list thead th"));
  await person.goto("/management?sort=id");
  await person.getByRole("button", { name: "Colunas", exact: true }).click();
  const choice = person.getByRole("form", { name: "Colunas" });
  for (const name of ["Tipo", "Fila", "Responsável", "Abertura", "Última atualização", "SLA"]) {
    await choice.getByRole("checkbox", { name }).uncheck();
  }
  await choice.getByRole("button", { name: "Salvar colunas" }).last().click();
  await expect(person).toHaveURL(/sort=id&columns=open/);
  expect(await heads()).toEqual(["ID", "Cliente", "Assunto", "Situação"]);
  await choice.getByRole("button", { name: "Mover Situação para a esquerda" }).click();
  expect(await heads()).toEqual(["ID", "Cliente", "Situação", "Assunto"]);
  // What the list is sorted by is shown, although it was not chosen.
  await person.goto("/management?sort=opened");
  expect(await heads()).toEqual(["ID", "Cliente", "Situação", "Assunto", "Abertura"]);
  await person.goto("/my-cases?columns=open");
  await choice.getByLabel("Densidade").selectOption("Compacta");
  await choice.getByRole("button", { name: "Salvar colunas" }).last().click();
  await expect(choice.getByLabel("Densidade")).toHaveValue("compact");
  await person.context().close();
});
