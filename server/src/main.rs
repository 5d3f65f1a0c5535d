//! The binary `protocolo`.

// The types of Leptos' views nest deeply, and here is where they are laid out.
#![recursion_limit = "512"]

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let command_line = server::config::CommandLine::parse();
    server::cli::start(command_line)
}
