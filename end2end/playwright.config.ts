// Journeys run against a server that `scripts/e2e-server` starts over a small demonstration database
// of its own and removes afterwards.

import { execFileSync } from "node:child_process";
import { defineConfig, devices } from "@playwright/test";
import { sourceFolder } from "./support/source-folder.ts";
import { zoneOfRun } from "./support/zone.ts";

const port = process.env["PROTOCOLO_E2E_PORT"] ?? "3210";
const origin = `http://127.0.0.1:${port}`;
const zone = zoneOfRun();
const chromium = execFileSync("../scripts/find-chromium", { encoding: "utf8" }).trim();

export default defineConfig({
  testDir: "./tests",
  outputDir: "./test-results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env["CI"]),
  // No retries: a test that passes only the second time is faulty.
  retries: 0,
  workers: 2,
  // Nothing here measures time. axe and the layout of ten thousand messages take many seconds, several
  // times as many while something else is being built.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"], ["html", { open: "never", outputFolder: "playwright-report" }]],
  use: {
    baseURL: origin,
    locale: "pt-BR",
    timezoneId: zone,
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      // No sandbox, since Chromium has none as root; no requests to Google services.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    {
      name: "chromium",
      testIgnore: "**/*.nojs.spec.ts",
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 } },
    },
    {
      // The same journeys with links and forms only, as before hydration and without WASM.
      name: "no-js",
      testMatch: "**/*.nojs.spec.ts",
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 }, javaScriptEnabled: false },
    },
  ],
  webServer: {
    command: "../scripts/e2e-server",
    url: `${origin}/healthz`,
    timeout: 180_000,
    reuseExistingServer: false,
    stdout: "pipe",
    env: { PROTOCOLO_E2E_PORT: port, PROTOCOLO_TIME_ZONE: zone, PROTOCOLO_E2E_SOURCES: sourceFolder },
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
