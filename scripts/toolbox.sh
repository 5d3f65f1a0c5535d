# Sourced by the other scripts: where our tools live and which toolchain builds the browser's half.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Outside the clone, so that a fresh clone on a machine that built Protocolo before finds them.
tools=${PROTOCOLO_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/protocolo/tools}

wasm_target=wasm32-unknown-unknown
debian_toolchain=protocolo-debian

# The command and the crate speak a private format, so they must be of exactly one version.
bindgen_version=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' Cargo.toml)
bindgen=$tools/wasm-bindgen-$bindgen_version/bin/wasm-bindgen

deny_version=0.20.2
deny=$tools/cargo-deny-$deny_version/bin/cargo-deny

say() {
    echo "protocolo: $*"
}

die() {
    echo "protocolo: $*" >&2
    exit 1
}

# Whether the given toolchain (`+NAME`, or nothing for the active one) has the WASM standard library.
has_wasm() {
    local sysroot
    sysroot=$(rustc "$@" --print sysroot 2>/dev/null) || return 1
    compgen -G "$sysroot/lib/rustlib/$wasm_target/lib/libstd-*.rlib" >/dev/null
}

# Sets wasm_toolchain to the arguments that make cargo build for the browser.
wasm_toolchain=()
find_wasm_toolchain() {
    wasm_toolchain=()
    if has_wasm; then return; fi
    wasm_toolchain=("+$debian_toolchain")
    has_wasm "${wasm_toolchain[@]}"
}
