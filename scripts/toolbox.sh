# Sourced by the other scripts: the folder of the build tools and the toolchain for WASM.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Outside of the clone, so that a fresh clone on the same machine can reuse them.
tools=${PROTOCOLO_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/protocolo/tools}

wasm_target=wasm32-unknown-unknown
debian_toolchain=protocolo-debian

# The command and the crate use a private format, so their versions must match exactly.
bindgen_version=$(sed -n 's/^wasm-bindgen = "=\(.*\)"$/\1/p' Cargo.toml)
bindgen=$tools/wasm-bindgen-$bindgen_version/bin/wasm-bindgen

# Cuts the WASM into chunks; its version must fit that of the crate wasm_split_helpers.
splitter_version=0.2.4
splitter=$tools/wasm-split-$splitter_version/bin/wasm-split-cli

deny_version=0.20.2
deny=$tools/cargo-deny-$deny_version/bin/cargo-deny

say() {
    echo "protocolo: $*"
}

die() {
    echo "protocolo: $*" >&2
    exit 1
}

# Builds the browser's half in the background, into $site_log; it links for minutes on one core. It is a
# process group of its own, which end_site ends as a whole.
site_build=
site_log=
begin_site() {
    site_log=$(mktemp "${TMPDIR:-/tmp}/protocolo-site.XXXXXX")
    set -m
    scripts/build-site >"$site_log" 2>&1 &
    site_build=$!
    set +m
}

# Ends that build if it was not waited for, and removes its output.
end_site() {
    if [[ -n $site_build ]]; then kill -- "-$site_build" 2>/dev/null || true; fi
    rm -f "$site_log"
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
