// Builds the folder that the server serves from the compiled frontend, style/ and public/. Called
// by scripts/build-site: node scripts/site.mjs MODE TARGET WASM BINDGEN
//
// File names under pkg/ contain a hash of the content, so browsers may cache them for ever;
// hash.txt beside the server binary gives Leptos the names. Each file has a .br and a .gz variant,
// so that the server never compresses static files.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { basename, extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const [mode, target, wasm, bindgen, splitter] = process.argv.slice(2);
const release = mode === "release";
const site = join(target, release ? "site" : "dev-site");
const draft = `${site}.draft`;
const stamp = `${site}.stamp.json`;
const hashFile = join(target, release ? "release" : "debug", "hash.txt");
const name = "protocolo";

const compressible = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest"]);

function filesUnder(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digest(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

// The hash of all inputs. Tool versions are covered by the lock file and the path of wasm-bindgen.
function inputs() {
  const hash = createHash("sha256").update(`${mode}\0${bindgen}\0`);
  const files = [wasm, "scripts/site.mjs", "package-lock.json", ...filesUnder("style"), ...filesUnder("public")];
  for (const file of files) hash.update(`${relative(".", file)}\0${digest(fs.readFileSync(file))}\0`);
  return hash.digest("hex");
}

function sizes() {
  return Object.fromEntries([...filesUnder(site), hashFile].map((file) => [file, fs.statSync(file).size]));
}

function upToDate(key) {
  try {
    const last = JSON.parse(fs.readFileSync(stamp, "utf8"));
    return last.key === key && JSON.stringify(last.sizes) === JSON.stringify(sizes());
  } catch {
    return false; // no stamp, or a file of it is gone: build
  }
}

// The tool has printed the error; a stack trace would only hide it.
function run(tool, options) {
  const pipes = { stdio: ["ignore", "inherit", "pipe"], encoding: "utf8", maxBuffer: 1 << 26 };
  const { status, error, stderr } = spawnSync(tool, options, pipes);
  // Names of locals and labels, which the tools do not know and which are removed anyway.
  const lines = (stderr ?? "").split("\n").filter((line) => line && !line.includes("unknown name subsection"));
  if (lines.length) console.error(lines.join("\n"));
  if (status === 0) return;
  console.error(`protocolo: ${basename(tool)} failed${error ? `: ${error.message}` : ""}`);
  process.exit(1);
}

// Cuts the WASM into the main part and the chunks that are loaded on their first use.
function splitWasm(work) {
  const parts = join(work, "parts");
  run(splitter, [wasm, parts, "--out-name", name]);
  return parts;
}

function bindWasm(work, main) {
  const options = ["--target", "web", "--no-typescript", "--omit-default-module-path"];
  options.push("--keep-lld-exports", "--no-demangle");
  if (release) options.push("--remove-producers-section");
  run(bindgen, [...options, "--out-dir", work, "--out-name", name, main]);
  return join(work, `${name}_bg.wasm`);
}

// The features that rustc enables by default for this target: with fewer wasm-opt rejects the
// module, with more it might emit instructions that some browsers lack.
//
// What counts is the size as it is transferred. Functions that are made of the same source compress well
// as long as they look alike and are neighbours: a function with one caller is only put into it if it is
// tiny, and functions are in the order of their names.
function shrink(file) {
  const features = ["bulk-memory", "bulk-memory-opt", "call-indirect-overlong", "multivalue", "mutable-globals"];
  features.push("nontrapping-float-to-int", "reference-types", "sign-ext");
  const passes = ["-Oz", "--one-caller-inline-max-function-size", "15", "--reorder-functions-by-name"];
  const options = [...passes, "--strip-debug", "--strip-producers", "--mvp-features"];
  options.push(...features.map((feature) => `--enable-${feature}`));
  run(join("node_modules", ".bin", "wasm-opt"), [file, ...options, "-o", file]);
}

// Style sheets refer to the files of public/ by their URL: url("/icons.svg").
const publicFiles = {
  name: "public-files",
  setup({ onResolve }) {
    onResolve({ filter: /^\// }, ({ kind, path }) => (kind === "url-token" ? { path, external: true } : undefined));
  },
};

// Bundled: esbuild includes the imports of the entry, style layers and wasm-bindgen snippets alike.
async function bundle(entry) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: release,
    format: "esm",
    write: false,
    plugins: [publicFiles],
    legalComments: "none",
    logLevel: "warning",
    // Written by wasm-bindgen, for each chunk.
    logOverride: { "duplicate-object-key": "silent" },
  });
  return result.outputFiles[0].contents;
}

function addTwins(folder) {
  for (const file of filesUnder(folder)) {
    if (!compressible.has(extname(file))) continue;
    const bytes = fs.readFileSync(file);
    const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
    fs.writeFileSync(`${file}.br`, brotliCompressSync(bytes, brotli));
    fs.writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

// The names of the chunks have a hash too, by which the loader finds them. Answers the files of every
// split point, with those it shares with others.
function addChunks(parts, work, pkg) {
  let loader = fs.readFileSync(join(parts, "__wasm_split.js"), "utf8");
  const files = new Map();
  for (const file of filesUnder(parts)) {
    const chunk = basename(file, ".wasm");
    if (extname(file) !== ".wasm" || chunk === name) continue;
    if (release) shrink(file);
    const bytes = fs.readFileSync(file);
    const hashed = `./${name}.${chunk}.${digest(bytes).slice(0, 16)}.wasm`;
    fs.writeFileSync(join(pkg, hashed), bytes);
    loader = loader.replaceAll(`./${chunk}.wasm`, hashed);
    files.set(chunk, hashed);
  }
  fs.writeFileSync(join(work, "__wasm_split.js"), loader);
  const points = loader.matchAll(/__wasm_split_load_(\w+) =[^]*?, \[([^\]]*)\]\)\);/g);
  return Object.fromEntries(
    Array.from(points, ([, point, shared]) => {
      const chunks = [`split_${point}`, ...shared.split(",").map((one) => one.trim().replace(/^__/, ""))];
      return [point, chunks.map((chunk) => files.get(chunk)).filter(Boolean)];
    }),
  );
}

// What an address shows from the start: a parameter of it, and the split point.
const shown = [
  ["case", "case_window"],
  ["interaction", "conversation"],
  ["case.open", "conversation"],
];

// The page's script awaits the default export before it hydrates the page. Chunks that the page shows
// from the start are fetched beside the main part.
const entry = (files) => `
import init, { prepare } from "./${name}.js";
export * from "./${name}.js";
const query = new URLSearchParams(location.search);
for (const [parameter, files] of ${JSON.stringify(shown.map(([parameter, point]) => [parameter, files[point] ?? []]))}) {
  if (query.has(parameter)) for (const file of files) fetch(new URL(file, import.meta.url)).catch(() => {});
}
export default async function (options) {
  const exports = await init(options);
  if (!(await prepare())) throw new Error("a part of the page did not arrive");
  return exports;
}
`;

async function assemble() {
  fs.rmSync(draft, { recursive: true, force: true });
  const work = join(draft, ".work");
  const pkg = join(draft, "pkg");
  fs.mkdirSync(work, { recursive: true });
  fs.mkdirSync(pkg);
  if (fs.existsSync("public")) fs.cpSync("public", draft, { recursive: true });

  const parts = splitWasm(work);
  const bound = bindWasm(work, join(parts, `${name}.wasm`));
  if (release) shrink(bound);
  const files = addChunks(parts, work, pkg);
  fs.writeFileSync(join(work, "entry.js"), entry(files));
  const assets = {
    js: await bundle(join(work, "entry.js")),
    wasm: fs.readFileSync(bound),
    css: await bundle("style/main.css"),
  };
  const hashes = {};
  for (const [kind, bytes] of Object.entries(assets)) {
    hashes[kind] = digest(bytes).slice(0, 16);
    fs.writeFileSync(join(pkg, `${name}.${hashes[kind]}.${kind}`), bytes);
  }
  fs.rmSync(work, { recursive: true });
  if (release) addTwins(draft);
  return hashes;
}

// The site is replaced as a whole and the stamp written last, so interrupted builds run again.
function publish(hashes, key) {
  fs.rmSync(stamp, { force: true });
  fs.rmSync(site, { recursive: true, force: true });
  fs.renameSync(draft, site);
  fs.mkdirSync(join(hashFile, ".."), { recursive: true });
  fs.writeFileSync(hashFile, Object.entries(hashes).map(([kind, hash]) => `${kind}: ${hash}\n`).join(""));
  fs.writeFileSync(stamp, JSON.stringify({ key, sizes: sizes() }));
}

function report() {
  for (const file of filesUnder(join(site, "pkg"))) {
    if (file.endsWith(".br") || file.endsWith(".gz")) continue;
    const size = fs.statSync(file).size;
    const sent = fs.existsSync(`${file}.br`) ? `, ${fs.statSync(`${file}.br`).size} as brotli` : "";
    console.log(`  ${basename(file)}: ${size} bytes${sent}`);
  }
}

const key = inputs();
if (!upToDate(key)) {
  console.log(`protocolo: assembling ${site}`);
  publish(await assemble(), key);
  report();
}
