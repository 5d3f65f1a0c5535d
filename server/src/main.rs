//! The binary `protocolo`.

// The types of Leptos views nest deeply, and their layout is computed in this crate.
#![recursion_limit = "512"]

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// Rendering a page allocates thousands of small strings: with the system allocator, that took a
/// third of the rendering time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command_line = server::config::CommandLine::parse();
    server::cli::start(command_line)
}
