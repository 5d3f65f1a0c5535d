// Single sign-on through the pages of a real identity provider, with success and with errors. Each
// journey has a provider and a server of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { end, leave, spawnServer } from "../support/server.ts";

/** A provider and a server that uses it. */
interface Operation {
  origin: string;
  issuer: string;
  stop: (page: Page) => Promise<void>;
}

/** A free port: the address of the site must be known before the server starts. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}

/** Waits for a line of a process that matches, and drains the output from then on. */
async function waitForOutput(process: ChildProcess, from: "stdout" | "stderr", what: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = "";
    process[from]?.on("data", (bytes: Buffer) => {
      all += bytes.toString();
      const found = what.exec(all);
      if (found) resolve(found[1] ?? found[0]);
    });
    process.on("exit", (code) => reject(new Error(`it ended (${String(code)}): ${all}`)));
  });
}

async function startOperation(more: Record<string, string> = {}): Promise<Operation> {
  const provider = spawn("node", ["support/oidc-provider.mjs"], { stdio: ["pipe", "pipe", "ignore"] });
  const issuer = await waitForOutput(provider, "stdout", /"issuer":"([^"]+)"/);
  const folder = mkdtempSync(join(tmpdir(), "protocolo-sso."));
  const origin = `http://127.0.0.1:${await freePort()}`;
  const server = spawnServer({
    DATABASE_URL: `sqlite://${folder}/protocolo.db`,
    PROTOCOLO_BLOBS: `file:${folder}/blobs`,
    PROTOCOLO_ADDR: new URL(origin).host,
    PROTOCOLO_PUBLIC_URL: origin,
    PROTOCOLO_OIDC_ISSUER: issuer,
    PROTOCOLO_OIDC_CLIENT_ID: "public",
    PROTOCOLO_OIDC_ROLES: "protocolo-admins=administrator,protocolo-leads=supervisor,desk=agent",
    ...more,
  });
  // Without an administrator, the server prints the setup link once it listens.
  await waitForOutput(server, "stderr", /\/setup\?token=/);
  const stop = async (page: Page) => {
    await leave(page);
    await Promise.all([end(server), end(provider)]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { origin, issuer, stop };
}

/** Signs in and consents on the provider's own pages. */
async function signInAtProvider(page: Page, { issuer }: Operation, name: string): Promise<void> {
  await expect(page).toHaveURL((url) => url.href.startsWith(issuer));
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

test.beforeEach(async ({ page }) => {
  // The provider's pages load a font from the internet.
  await page.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));
});

test("the button leads to the provider and back to where somebody wanted to go", async ({ page, hydrated, expectAccessible }) => {
  const operation = await startOperation();
  try {
    await page.goto(`${operation.origin}/history?page=2`);
    await expect(page).toHaveURL(/\/login\?/);
    await hydrated();
    await expectAccessible();
    await expect(page.getByLabel("Usuário")).toBeVisible();
    await page.getByRole("link", { name: "Entrar com SSO" }).click();
    await signInAtProvider(page, operation, "ana");
    await expect(page).toHaveURL(`${operation.origin}/history?page=2`);
    await expect(page.getByRole("heading", { level: 1, name: "Histórico de atendimentos" })).toBeVisible();
    await page.getByRole("button", { name: "Conta" }).click();
    await expect(page.getByText("Ana Souza", { exact: true }).last()).toBeVisible();
    await expect(page.getByText("Supervisor", { exact: true })).toBeVisible();
  } finally {
    await operation.stop(page);
  }
});

test("an administrator by group finds the settings", async ({ page }) => {
  const operation = await startOperation();
  try {
    await page.goto(`${operation.origin}/login?next=%2Fsettings%2Fusers`);
    await page.getByRole("link", { name: "Entrar com SSO" }).click();
    await signInAtProvider(page, operation, "clara");
    await expect(page).toHaveURL(`${operation.origin}/settings/users`);
    await expect(page.getByRole("link", { name: "Clara Dias", exact: true })).toBeVisible();
  } finally {
    await operation.stop(page);
  }
});

test("whoever is in no group with a role is told so, and whoever cancels may begin again", async ({ page, expectAccessible }) => {
  const operation = await startOperation();
  try {
    await page.goto(`${operation.origin}/login`);
    await page.getByRole("link", { name: "Entrar com SSO" }).click();
    await expect(page).toHaveURL((url) => url.href.startsWith(operation.issuer));
    await page.getByRole("link", { name: "Cancel" }).click();
    await expect(page.getByRole("alert")).toContainText("A entrada foi cancelada no provedor de identidade");
    await page.getByRole("link", { name: "Entrar com SSO" }).click();
    await signInAtProvider(page, operation, "estranho");
    await expect(page.getByRole("alert")).toContainText("Nenhum dos seus grupos dá acesso ao Protocolo");
    await expectAccessible();
    await page.goto(`${operation.origin}/history`);
    await expect(page).toHaveURL(/\/login/);
  } finally {
    await operation.stop(page);
  }
});

test("with passwords switched off there is only the button", async ({ page, expectAccessible }) => {
  const operation = await startOperation({
    PROTOCOLO_LOCAL_SIGN_IN: "off",
    PROTOCOLO_OIDC_LABEL: "Entrar com a conta da empresa",
  });
  try {
    await page.goto(`${operation.origin}/login`);
    await expect(page.getByLabel("Usuário")).toHaveCount(0);
    await expect(page.getByLabel("Senha")).toHaveCount(0);
    await expectAccessible();
    await page.getByRole("link", { name: "Entrar com a conta da empresa" }).click();
    await signInAtProvider(page, operation, "bruno");
    await expect(page).toHaveURL(`${operation.origin}/history`);
    await page.waitForLoadState("networkidle");
  } finally {
    await operation.stop(page);
  }
});
