//! `protocolo import freeswitch`: imports call records of FreeSWITCH and FusionPBX.

#![expect(clippy::doc_markdown, reason = "these comments are what --help prints")]

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use intake::freeswitch::{FreeSwitch, FreeSwitchSettings, ValueEncoding};
use store::Store;

use super::arguments::FileArguments;
use super::files;
use super::input::Input;
use super::maps::not_blank;
use crate::cli::Failure;

/// What the files are, and where.
#[derive(Debug, Args)]
pub(crate) struct FreeSwitchArguments {
    /// The name of this FreeSWITCH, part of the identity of every interaction.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    source: String,

    /// Take only calls of this domain, which is a tenant. May be given several times; by default all are
    /// taken.
    #[arg(long, value_name = "DOMAIN", value_parser = not_blank)]
    domain: Vec<String>,

    /// Take only calls in queues.
    #[arg(long)]
    queues_only: bool,

    /// The queue of inbound calls to an extension.
    #[arg(long, value_name = "NAME", default_value = "Ramal direto", value_parser = not_blank)]
    direct_queue: String,

    /// The queue of outbound calls.
    #[arg(long, value_name = "NAME", default_value = "Chamadas ativas", value_parser = not_blank)]
    outbound_queue: String,

    /// The queue of calls between two extensions. Without it they are skipped.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    internal_queue: Option<String>,

    /// A SIP profile that leads to trunks: what comes from it is inbound, where records do not say so. May be
    /// given several times.
    #[arg(long, value_name = "PROFILE", default_value = "external", value_parser = not_blank)]
    trunk_profile: Vec<String>,

    /// Whether values in JSON are percent-encoded, as encode-values of mod_json_cdr sets it.
    #[arg(long, value_enum, default_value_t)]
    values: Values,

    #[command(flatten)]
    pub(super) files: FileArguments,
}

/// Whether values are percent-encoded.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Values {
    /// As each value looks.
    #[default]
    Auto,
    /// All are.
    Encoded,
    /// None is.
    Plain,
}

impl FreeSwitchArguments {
    fn settings(&self) -> Result<FreeSwitchSettings, Failure> {
        let unless_queues_only = |queue: &String| (!self.queues_only).then(|| queue.clone());
        Ok(FreeSwitchSettings {
            source: self.source.clone(),
            domains: self.domain.clone(),
            queues: self.files.queues()?,
            agents: self.files.agents()?,
            direct_queue: unless_queues_only(&self.direct_queue),
            outbound_queue: unless_queues_only(&self.outbound_queue),
            internal_queue: self.internal_queue.as_ref().and_then(unless_queues_only),
            trunk_profiles: self.trunk_profile.clone(),
            values: match self.values {
                Values::Auto => ValueEncoding::Auto,
                Values::Encoded => ValueEncoding::Encoded,
                Values::Plain => ValueEncoding::Plain,
            },
            ..FreeSwitchSettings::default()
        })
    }
}

pub(super) async fn run(store: Option<&Store>, arguments: FreeSwitchArguments) -> Result<ExitCode, Failure> {
    let source = FreeSwitch::new(arguments.settings()?);
    let paths = arguments.files.paths();
    files::check(&paths, &arguments.files.rejects)?;
    // A folder may hold a file for each call.
    let inputs: Vec<Vec<Input>> = paths.into_iter().map(Input::find_all).collect::<Result<_, _>>()?;
    let inputs = inputs.into_iter().flatten().collect();
    files::import(store, source, "call records of FreeSWITCH", inputs, &arguments.files).await
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        arguments: FreeSwitchArguments,
    }

    fn settings(words: &str) -> FreeSwitchSettings {
        let line =
            Line::try_parse_from(format!("x --source pbx {words} a.json").split(' ')).expect("arguments");
        line.arguments.settings().unwrap_or_else(|Failure(text)| panic!("{text}"))
    }

    #[test]
    fn without_arguments_the_settings_are_those_of_the_source() {
        let expected = FreeSwitchSettings { source: "pbx".to_owned(), ..FreeSwitchSettings::default() };
        assert_eq!(settings("--values auto"), expected);
    }

    #[test]
    fn only_calls_in_queues_are_taken_on_demand() {
        let settings = settings("--queues-only --domain a --domain b --internal-queue I");
        assert_eq!(
            (settings.direct_queue, settings.outbound_queue, settings.internal_queue),
            (None, None, None)
        );
        assert_eq!(settings.domains, ["a", "b"]);
    }
}
