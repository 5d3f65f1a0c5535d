// `make dev`: builds, serves and watches. After a change, rebuilds what is affected, restarts the
// server and reloads the browser.
//
// The browser talks to this proxy, which forwards requests to the server. A page that is requested
// during a rebuild waits for it, and reloading needs no support by the application: a small script
// with the nonce of the page's security policy is inserted into each page.

import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import { join } from "node:path";

const address = process.env.PROTOCOLO_ADDR ?? "127.0.0.1:3000";
const [host, port] = [address.slice(0, address.lastIndexOf(":")), Number(address.slice(address.lastIndexOf(":") + 1))];
const inner = { host: "127.0.0.1", port: port + 1 };
const target = process.env.CARGO_TARGET_DIR ?? "target";
const folders = ["app", "domain", "frontend", "intake", "migrations", "public", "server", "store", "style"];
const environment = {
  ...process.env,
  DATABASE_URL: process.env.DATABASE_URL ?? "sqlite://data/dev.db",
  PROTOCOLO_BLOBS: process.env.PROTOCOLO_BLOBS ?? "file:data/dev-blobs",
  PROTOCOLO_ADDR: `${inner.host}:${inner.port}`,
  PROTOCOLO_SITE_ROOT: join(target, "dev-site"),
};
const binary = join(target, "debug", "protocolo");
const reloadPath = "/__reload";

const browsers = new Set(); // open event streams, one per page
let server = null;
let ready = Promise.resolve(); // settles when the server of the newest build answers, or the build failed

function say(text) {
  console.log(`protocolo: ${text}`);
}

function run(command, ...options) {
  return new Promise((resolve) => {
    const child = spawn(command, options, { stdio: ["ignore", "inherit", "inherit"], env: environment });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

function answers() {
  return new Promise((resolve) => {
    const request = http.get({ ...inner, path: "/healthz" }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("error", () => resolve(false));
  });
}

async function stopServer() {
  const old = server;
  server = null;
  if (!old || old.exitCode !== null || old.signalCode !== null) return;
  const gone = new Promise((resolve) => old.once("exit", resolve));
  old.kill("SIGTERM");
  await gone;
}

async function startServer() {
  const child = spawn(binary, ["serve"], { stdio: ["ignore", "inherit", "inherit"], env: environment });
  server = child;
  while (child.exitCode === null && child.signalCode === null) {
    if (await answers()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function prepareDatabase() {
  const path = environment.DATABASE_URL.replace(/^sqlite:\/\//, "");
  const mine = !process.env.DATABASE_URL && !fs.existsSync(path);
  fs.mkdirSync("data", { recursive: true });
  if (!(await run(binary, "migrate"))) return false;
  if (!mine) return true;
  const filled = await run(binary, "demo", "--interactions", "3000", "--seed", "1");
  if (!filled) for (const end of ["", "-wal", "-shm"]) fs.rmSync(path + end, { force: true });
  return filled;
}

async function rebuild() {
  const began = Date.now();
  const built = (await run("cargo", "build", "--package", "server")) && (await run("scripts/build-site", "--dev"));
  if (!built) return say("not rebuilt; the last version that built goes on");
  await stopServer();
  if (!(await prepareDatabase()) || !(await startServer())) return say("the server did not start");
  say(`ready in ${((Date.now() - began) / 1000).toFixed(1)} s: http://localhost:${port}`);
  for (const browser of browsers) browser.write("data: reload\n\n");
}

// One rebuild at a time; changes during a rebuild cause exactly one more.
let dirty = false;
let working = false;
function changed() {
  dirty = true;
  if (working) return;
  working = true;
  ready = (async () => {
    while (dirty) {
      dirty = false;
      await rebuild();
    }
    working = false;
  })();
}

// Editors write a file in several steps, so changes are debounced.
let quiet = null;
function watch() {
  const noticed = (_event, file) => {
    if (file && /(^|[\\/])(\.|4913$)|~$/.test(file)) return;
    clearTimeout(quiet);
    quiet = setTimeout(changed, 100);
  };
  for (const folder of folders) if (fs.existsSync(folder)) fs.watch(folder, { recursive: true }, noticed);
  for (const file of ["Cargo.toml", "Cargo.lock"]) fs.watch(file, noticed);
}

function script(policy) {
  const nonce = /'nonce-([^']+)'/.exec(policy ?? "")?.[1];
  return (
    `<script${nonce ? ` nonce="${nonce}"` : ""}>` +
    `new EventSource("${reloadPath}").onmessage = () => location.reload();</script>`
  );
}

// Streams the page through, with the script inserted right after the opening <head>.
function passPage(answer, response) {
  const addition = script(answer.headers["content-security-policy"]);
  let waiting = "";
  let done = false;
  answer.setEncoding("utf8");
  answer.on("data", (text) => {
    if (done) return response.write(text);
    waiting += text;
    const head = /<head[^>]*>/.exec(waiting);
    if (!head) return;
    done = true;
    const end = head.index + head[0].length;
    response.write(waiting.slice(0, end) + addition + waiting.slice(end));
  });
  answer.on("end", () => response.end(done ? "" : waiting));
}

function pass(request, response) {
  const headers = { ...request.headers };
  delete headers["accept-encoding"];
  const forward = http.request({ ...inner, method: request.method, path: request.url, headers }, (answer) => {
    const page = (answer.headers["content-type"] ?? "").startsWith("text/html");
    const back = { ...answer.headers };
    if (page) delete back["content-length"];
    response.writeHead(answer.statusCode, back);
    if (page && request.method !== "HEAD") passPage(answer, response);
    else answer.pipe(response);
  });
  forward.on("error", (error) => {
    if (!response.headersSent) response.writeHead(502, { "content-type": "text/plain" });
    response.end(`The server does not answer (${error.message}): see the terminal.\n`);
  });
  request.pipe(forward);
}

function listenForReloads(response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write("retry: 500\n\n");
  browsers.add(response);
  response.on("close", () => browsers.delete(response));
}

const proxy = http.createServer(async (request, response) => {
  if (request.url === reloadPath) return listenForReloads(response);
  await ready;
  pass(request, response);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => {
    await stopServer();
    process.exit(0);
  });
}
proxy.on("error", (error) => {
  console.error(`protocolo: cannot listen on ${address}: ${error.message}`);
  process.exit(1);
});
proxy.listen(port, host, () => {
  say(`building; http://localhost:${port} answers when it is done`);
  watch();
  changed();
});
