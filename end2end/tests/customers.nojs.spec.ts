// Clientes duplicados with links and forms only.

import { expect, test } from "../support/fixtures.ts";
import { storeTwins } from "../support/twins.ts";

test("twins are declared two persons, proposed again, merged and separated", async ({ page, request, signIn, apiKey }, info) => {
  const [older, newer] = await storeTwins(request, await apiKey(), `nojs-${info.testId}-${info.repeatEachIndex}`);
  await signIn("supervisor");
  await page.goto(newer.history);
  await page.getByRole("link", { name: "Comparar os cadastros" }).click();
  const both = `${older.name} e ${newer.name}`;
  const proposal = page.getByRole("region", { name: both });
  await proposal.getByRole("button", { name: `Não são a mesma pessoa: ${both}` }).click();
  await expect(page.getByText("Nenhuma duplicata proposta")).toBeVisible();
  const decided = (title: string, what: string) =>
    page.getByRole("region", { name: title }).getByRole("listitem").filter({ hasText: what }).first();
  await decided("Não são a mesma pessoa", both).getByRole("button", { name: `Desfazer: ${both}` }).click();
  await proposal.getByRole("button", { name: `Unir ${both}` }).click();
  await expect(page.getByText("Os dois cadastros são um cliente agora.")).toBeVisible();
  const merged = `${newer.name} faz parte de ${older.name}`;
  await decided("Clientes unidos", merged).getByRole("button", { name: `Desfazer: ${merged}` }).click();
  await expect(page.getByText("A união foi desfeita.")).toBeVisible();
  await expect(proposal).toBeVisible();
});

test("agents find no such page", async ({ page, signIn, expectedErrors }) => {
  expectedErrors.push("status of 404");
  await signIn("agent");
  const answer = await page.goto("/customers/duplicates");
  expect(answer?.status()).toBe(404);
});
