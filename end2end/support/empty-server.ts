// A server of a journey's own over an empty database, which is removed with it.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The server and the address it printed for the first administrator. */
export interface EmptyServer {
  setup: string;
  stop: () => Promise<void>;
}

/** Starts it; `environment` sets more of its variables. */
export async function startEmpty(environment: Record<string, string> = {}): Promise<EmptyServer> {
  const folder = mkdtempSync(join(tmpdir(), "protocolo-empty."));
  const target = resolve(process.env["CARGO_TARGET_DIR"] ?? "../target");
  const server = spawn(join(target, "release/protocolo"), ["serve"], {
    cwd: "..",
    env: {
      ...process.env,
      DATABASE_URL: `sqlite://${folder}/protocolo.db`,
      PROTOCOLO_BLOBS: `file:${folder}/blobs`,
      PROTOCOLO_ADDR: "127.0.0.1:0",
      PROTOCOLO_LOG: "warn",
      ...environment,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { setup: await addressOf(server), stop: () => stop(server, folder) };
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

async function stop(server: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => server.on("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
