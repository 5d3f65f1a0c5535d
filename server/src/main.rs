//! The binary `protocolo`.

// The types of Leptos' views nest deeply, and here is where they are laid out.
#![recursion_limit = "512"]

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// A page is thousands of small pieces of text: with the system's allocator, a third of the time
/// that a page costs went into keeping account of them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let command_line = server::config::CommandLine::parse();
    server::cli::start(command_line)
}
