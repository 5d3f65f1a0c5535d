// Processor time of the server for what one click asks for, of two builds in turn on copies of one SQLite
// database. The first may be from before pages were live: it is asked for whole pages.
//
//     node end2end/measure/server.mjs BEFORE NOW DATABASE
//
// BEFORE and NOW are folders with target/release/protocolo and target/site.

import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const ROUNDS = 5;
const CLICKS = 30;
const day = (ago) => new Date(Date.now() - ago * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
const PERIOD = `from=${day(90)}&to=${day(0)}`;
const MONTH = `month=${day(31).slice(0, 7)}`;

const [, , before, now, database] = process.argv;
const work = mkdtempSync(join(tmpdir(), "protocolo-measure-"));

class Server {
  constructor(folder, port) {
    this.base = `http://127.0.0.1:${port}`;
    const copy = join(work, `${port}.db`);
    copyFileSync(database, copy);
    const env = {
      ...process.env,
      DATABASE_URL: `sqlite://${copy}`,
      PROTOCOLO_ADDR: `127.0.0.1:${port}`,
      PROTOCOLO_BLOBS: `file:${join(work, `${port}.blobs`)}`,
      PROTOCOLO_SITE_ROOT: join(resolve(folder), "target/site"),
      PROTOCOLO_LOG: "error",
    };
    this.process = spawn(join(resolve(folder), "target/release/protocolo"), ["serve"], { env, stdio: "inherit" });
  }

  async signIn() {
    const body = "login=supervisor&password=protocolo-demo";
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: this.base, accept: "text/html" };
    for (;;) {
      if (this.process.exitCode !== null) throw new Error(`the server of ${this.base} has ended`);
      const answer = await fetch(`${this.base}/sf/sign_in`, { method: "POST", headers, body, redirect: "manual" }).catch(() => null);
      if (answer) {
        this.cookie = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");
        return;
      }
      await pause(200);
    }
  }

  async ask({ path, accept }) {
    const answer = await fetch(this.base + path, { headers: { cookie: this.cookie, accept } });
    const body = await answer.text();
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${body.slice(0, 200)}`);
    return body;
  }

  /** Processor time of all threads so far, in milliseconds. */
  used() {
    const threads = `/proc/${this.process.pid}/task`;
    const nanoseconds = (thread) => Number(readFileSync(`${threads}/${thread}/schedstat`, "utf8").split(" ")[0]);
    return readdirSync(threads).reduce((sum, thread) => sum + nanoseconds(thread), 0) / 1e6;
  }
}

const servers = [new Server(before, 3461), new Server(now, 3462)];
try {
  for (const server of servers) await server.signIn();
  const page = (more = "") => ({ path: `/history?${PERIOD}${more}`, accept: "text/html" });
  const html = await servers[1].ask(page());
  const version = /data-version="([^"]*)"/.exec(html)[1];
  const part = (name, more = "") => ({
    path: `/sf/${name}?search=${encodeURIComponent(`?${PERIOD}${more}`)}`,
    accept: `application/x-postcard; version=${version}`,
  });
  const shown = `&case=${/case=(\d+)/.exec(html)[1]}`;
  const clicks = [
    ["a full page", page(), page()],
    ["another month", page(`&${MONTH}`), part("history_month", `&${MONTH}`)],
    ["next page", page("&page=2"), part("history_list", "&page=2")],
    ["opening a case", page(shown), part("case", shown)],
    ["the tab SLA", page(`${shown}&tab=sla`), part("case", `${shown}&tab=sla`)],
  ];
  for (const [name, ...asked] of clicks) {
    const used = [0, 0];
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [which, server] of servers.entries()) {
        const start = server.used();
        for (let click = 0; click < CLICKS; click += 1) await server.ask(asked[which]);
        // The first round warms up.
        if (round > 0) used[which] += server.used() - start;
      }
    }
    const [old, current] = used.map((time) => time / ROUNDS / CLICKS);
    console.log(`${name.padEnd(16)} ${old.toFixed(2)} ms, ${current.toFixed(2)} ms: ${(current / old).toFixed(2)}`);
  }
} finally {
  for (const server of servers) server.process.kill();
  rmSync(work, { recursive: true, force: true });
}
