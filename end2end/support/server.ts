// The program a journey starts for itself, and how it ends: where it is, what it needs to find the
// built site, and that it is not stopped under a page that still asks it for something.

import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import type { Page } from "@playwright/test";

const target = resolve(process.env["CARGO_TARGET_DIR"] ?? "../target");

/** The program under test; `scripts/e2e-server` runs the same one. */
const program = process.env["PROTOCOLO_E2E_BINARY"] ?? join(target, "debug/protocolo");

/** Starts `protocolo serve` with more of its variables set. */
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

/** Takes the page away from the server first: a request that is cut off fails a journey. */
export async function leave(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.goto("about:blank");
}

/** Ends a process that a journey started, and waits until it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
