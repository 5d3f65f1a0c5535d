// The folder whose files the sources of a run may read: `scripts/e2e-server` opens it, a journey writes
// logs of a telephone system into it.

import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const sourceFolder = join(tmpdir(), `protocolo-e2e-sources-${process.env["PROTOCOLO_E2E_PORT"] ?? "3210"}`);

/** Writes a file of its own for a journey and returns its path. */
export function writeLog(mark: string, lines: string[]): string {
  const folder = join(sourceFolder, mark);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "queue_log");
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}
