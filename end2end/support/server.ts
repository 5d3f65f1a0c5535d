// Servers that a journey starts: the binary, the variables for the built site, and an orderly stop
// that interrupts no request of a page.

import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";

const target = resolve(process.env["CARGO_TARGET_DIR"] ?? "../target");

/** The binary under test, the same that `scripts/e2e-server` runs. */
const program = process.env["PROTOCOLO_E2E_BINARY"] ?? join(target, "debug/protocolo");

/** Starts `protocolo serve` with further environment variables. */
export function spawnServer(environment: Record<string, string>): ChildProcess {
  return spawn(program, ["serve"], {
    cwd: "..",
    env: {
      ...process.env,
      LEPTOS_HASH_FILE_NAME: join(target, "release/hash.txt"),
      PROTOCOLO_SITE_ROOT: join(target, "site"),
      PROTOCOLO_LOG: "warn",
      ...environment,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

/** Navigates the page away, since an interrupted request would fail the journey. */
export async function leave(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.goto("about:blank");
}

/** Stops a process and waits for its end. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
