//! Lets the linker fold functions with identical code into one (identical code folding): the program has
//! tens of thousands of functions that drop nested views.

use std::env::var;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The linker of this target is the one that Rust brings (lld); others do not know the option.
    let is_known = var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu");
    if is_known && var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--icf=all");
    }
}
