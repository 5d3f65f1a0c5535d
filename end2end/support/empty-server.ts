// A separate server with an empty database, removed afterwards.

import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { end, leave, spawnServer } from "./server.ts";

/** The server and the setup link that it printed for the first administrator. */
export interface EmptyServer {
  setup: string;
  /** Leaves the pages first, then stops the server. */
  stop: (...pages: Page[]) => Promise<void>;
}

/** Starts the server, with further environment variables. */
export async function startEmpty(environment: Record<string, string> = {}): Promise<EmptyServer> {
  const folder = mkdtempSync(join(tmpdir(), "protocolo-empty."));
  const server = spawnServer({
    DATABASE_URL: `sqlite://${folder}/protocolo.db`,
    PROTOCOLO_BLOBS: `file:${folder}/blobs`,
    PROTOCOLO_ADDR: "127.0.0.1:0",
    ...environment,
  });
  const stop = async (...pages: Page[]) => {
    await Promise.all(pages.map(leave));
    await end(server);
    rmSync(folder, { recursive: true, force: true });
  };
  return { setup: await addressOf(server), stop };
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let said = "";
    server.stderr?.on("data", (bytes: Buffer) => {
      said += bytes.toString();
      const address = /http:\S+\/setup\?token=\S+/.exec(said);
      if (address) resolve(address[0]);
    });
    server.on("exit", (code) => reject(new Error(`the server ended (${String(code)}): ${said}`)));
  });
}
