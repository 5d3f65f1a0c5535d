//! The arguments of `protocolo import asterisk`, and the settings of the sources that they make.

#![expect(clippy::doc_markdown, reason = "these comments are what --help prints")]

use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use clap::{ArgGroup, Args};
use intake::asterisk::cdr::CdrSettings;
use intake::asterisk::cel::CelSettings;
use intake::asterisk::queue_log::QueueLogSettings;
use intake::zone::TableZone;

use crate::cli::Failure;
use crate::cli::import::maps::{map, not_blank, pair};

/// Which files are read, and as what.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("logs").required(true).multiple(true).args(["queue_log", "table", "cdr", "cel"])))]
#[command(group(ArgGroup::new("call_logs").args(["cdr", "cel"])))]
pub(crate) struct AsteriskSettings {
    /// The name of this Asterisk, part of the identity of every interaction. Each Asterisk has its
    /// own name, and always the same one.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    pub(super) source: String,

    /// Files queue_log: calls in queues.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) queue_log: Vec<PathBuf>,

    /// The table queue_log of a database, exported as CSV with a header. Prefer the file where there is
    /// one: the table may lack rows, and what both describe conflicts.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) table: Vec<PathBuf>,

    /// Call detail records as CSV: outbound and direct calls. Calls in queues are left to queue_log.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) cdr: Vec<PathBuf>,

    /// The channel event log as CSV, of cel_custom or a table with a header, instead of the CDR: outbound
    /// and direct calls, and calls in queues too if neither queue_log nor its table is given. Always give
    /// the same logs of an Asterisk: what two of them describe conflicts.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(super) cel: Vec<PathBuf>,

    /// The folder of recordings, such as /var/spool/asterisk/monitor. A file whose name has the ID
    /// of an imported call becomes its recording; a call that has another one keeps it.
    #[arg(long, value_name = "FOLDER")]
    pub(super) recordings: Option<PathBuf>,

    /// The time zone of tables, CDR and CEL whose times have no offset: a place like America/Sao_Paulo,
    /// or an offset like -03:00. Without it such files are not imported, and what their times seem
    /// to be is printed. The operation's own zone is PROTOCOLO_TIME_ZONE.
    #[arg(id = "log_zone", long = "time-zone", value_name = "ZONE", allow_hyphen_values = true)]
    pub(super) time_zone: Option<TableZone>,

    /// The operation's zone, which all commands share as --time-zone and read from their own settings.
    #[arg(id = "time_zone", long = "operation-time-zone", value_name = "ZONE", hide = true)]
    operation_zone: Option<Tz>,

    /// The name of a queue by that in the log, such as 8001=Suporte. May be given several times.
    #[arg(long, value_name = "QUEUE=NAME", num_args = 1.., value_parser = pair)]
    pub(super) map_queue: Vec<(String, String)>,

    /// The login of an agent by the member or extension in the log, such as 1001=ana or
    /// PJSIP/1001=ana. May be given several times.
    #[arg(long, value_name = "MEMBER=LOGIN", num_args = 1.., value_parser = pair)]
    pub(super) map_agent: Vec<(String, String)>,

    /// CDR and CEL: how the channels of trunks begin, such as PJSIP/tronco. What comes from one is inbound,
    /// what goes to one is outbound. FreePBX needs none.
    #[arg(long, value_name = "CHANNEL", num_args = 1.., requires = "call_logs")]
    pub(super) trunk: Vec<String>,

    /// CDR: take calls in queues too. Only for an Asterisk whose queue_log is never imported: the
    /// calls would count twice.
    #[arg(long, requires = "cdr", conflicts_with_all = ["queue_log", "table"])]
    pub(super) queue_calls: bool,

    /// CDR and CEL: the queue of inbound calls to other destinations.
    #[arg(long, value_name = "NAME", default_value = "Ramal direto", value_parser = not_blank)]
    pub(super) direct_queue: String,

    /// CDR and CEL: the queue of outbound calls.
    #[arg(long, value_name = "NAME", default_value = "Chamadas ativas", value_parser = not_blank)]
    pub(super) outbound_queue: String,

    /// CDR and CEL: the queue of calls between two extensions. Without it they are skipped.
    #[arg(long, value_name = "NAME", value_parser = not_blank)]
    pub(super) internal_queue: Option<String>,

    /// Print the first ten interactions as they would be, the counts and the rejects. Nothing is recorded,
    /// and no database is needed. Recordings are not looked at.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// The file for what is rejected. Written only where something is.
    #[arg(long, value_name = "FILE", default_value = "asterisk.rejects.ndjson")]
    pub(super) rejects: PathBuf,
}

impl AsteriskSettings {
    /// All files, in the order in which they are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &Path> {
        [&self.queue_log, &self.table, &self.cdr, &self.cel].into_iter().flatten().map(PathBuf::as_path)
    }

    /// Refuses maps that contradict themselves.
    pub(super) fn check_maps(&self) -> Result<(), Failure> {
        map("--map-queue", &self.map_queue)?;
        map("--map-agent", &self.map_agent).map(drop)
    }

    /// The settings of the file and the table `queue_log`.
    pub(super) fn of_queue_log(&self) -> QueueLogSettings {
        QueueLogSettings {
            source: self.source.clone(),
            queues: self.map_queue.iter().cloned().collect(),
            agents: self.map_agent.iter().cloned().collect(),
            zone: self.time_zone,
            ..QueueLogSettings::default()
        }
    }

    /// The settings of the CDR, which share the source and the maps.
    pub(super) fn of_cdr(&self) -> CdrSettings {
        CdrSettings {
            source: self.source.clone(),
            trunks: self.trunk.clone(),
            zone: self.time_zone,
            queues: self.map_queue.iter().cloned().collect(),
            direct_queue: self.direct_queue.clone(),
            outbound_queue: self.outbound_queue.clone(),
            internal_queue: self.internal_queue.clone(),
            queue_calls: self.queue_calls,
            agents: self.map_agent.iter().cloned().collect(),
            ..CdrSettings::default()
        }
    }

    /// The settings of the CEL. It takes calls in queues only where no other log does.
    pub(super) fn of_cel(&self) -> CelSettings {
        CelSettings {
            source: self.source.clone(),
            trunks: self.trunk.clone(),
            zone: self.time_zone,
            queues: self.map_queue.iter().cloned().collect(),
            direct_queue: self.direct_queue.clone(),
            outbound_queue: self.outbound_queue.clone(),
            internal_queue: self.internal_queue.clone(),
            queue_calls: self.queue_log.is_empty() && self.table.is_empty(),
            agents: self.map_agent.iter().cloned().collect(),
            ..CelSettings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use clap::Parser;

    use super::*;
    use crate::cli::Command;
    use crate::cli::import::ImportCommand;
    use crate::config::CommandLine;

    fn parsed(arguments: &str) -> Result<(Tz, AsteriskSettings), String> {
        let words = format!("protocolo {arguments}");
        let line = CommandLine::try_parse_from(words.split(' ')).map_err(|error| error.to_string())?;
        match line.command {
            Command::Import(ImportCommand::Asterisk(asterisk)) => Ok((line.settings.time_zone, *asterisk)),
            other => Err(format!("{other:?}")),
        }
    }

    fn asterisk(arguments: &str) -> AsteriskSettings {
        parsed(&format!("import asterisk --source pbx {arguments}")).expect("arguments").1
    }

    fn refusal(arguments: &str) -> String {
        parsed(&format!("import asterisk {arguments}")).expect_err("a refusal")
    }

    #[test]
    fn several_files_are_kept_in_their_order() {
        let settings = asterisk("--queue-log a b --cdr c.csv --queue-log - --table t.csv");
        let files: Vec<String> = settings.files().map(|file| file.display().to_string()).collect();
        assert_eq!(files, ["a", "b", "-", "t.csv", "c.csv"]);
    }

    #[test]
    fn the_zone_of_the_files_is_not_the_zone_of_the_operation() {
        let (operation, settings) =
            parsed("--time-zone America/Manaus import asterisk --source pbx --cdr c.csv --time-zone -03:00")
                .expect("arguments");
        assert_eq!(operation, Tz::America__Manaus);
        assert_eq!(settings.time_zone.map(String::from).as_deref(), Some("-03:00"));
        assert_eq!(settings.of_cdr().zone, settings.time_zone);
        assert_eq!(settings.of_queue_log().zone, settings.time_zone);
        assert_eq!(asterisk("--cdr c.csv").time_zone, None);
        assert!(refusal("--source pbx --cdr c.csv --time-zone Mars").contains("America/Sao_Paulo"));
    }

    #[test]
    fn maps_are_pairs() {
        let settings = asterisk("--queue-log q --map-queue 8001=Suporte 8002=A=B --map-agent PJSIP/1001=ana");
        let queues = settings.of_queue_log().queues;
        assert_eq!((queues["8001"].as_str(), queues["8002"].as_str()), ("Suporte", "A=B"));
        assert_eq!(settings.of_queue_log().agents["PJSIP/1001"], "ana");
        assert_eq!(settings.of_cdr().queues, queues);
        for wrong in ["8001", "=Suporte", "8001="] {
            assert!(
                refusal(&format!("--source pbx --queue-log q --map-queue {wrong}")).contains("like 8001")
            );
        }
    }

    #[test]
    fn a_source_and_a_log_are_needed() {
        assert!(refusal("--queue-log q").contains("--source"));
        assert!(refusal("--source pbx").contains("--queue-log"));
        assert!(refusal("--source pbx --queue-log q --trunk PJSIP/t").contains("--cdr"));
        assert!(refusal("--source pbx --queue-log q --cdr c --queue-calls").contains("--queue-calls"));
        assert!(refusal("--source pbx --cdr c --cel c").contains("cannot be used with"));
        assert_eq!(asterisk("--cel c --trunk PJSIP/t").of_cel().trunks, ["PJSIP/t"]);
    }

    #[test]
    fn one_log_takes_the_calls_in_queues() {
        assert!(asterisk("--cel c").of_cel().queue_calls);
        assert!(!asterisk("--cel c --queue-log q").of_cel().queue_calls);
        assert!(!asterisk("--cel c --table t").of_cel().queue_calls);
        assert_eq!(asterisk("--cel c").of_cel().direct_queue, CelSettings::default().direct_queue);
        assert_eq!(asterisk("--cel c").of_cel().outbound_queue, CelSettings::default().outbound_queue);
    }

    #[test]
    fn calls_in_queues_are_left_to_queue_log() {
        assert!(!asterisk("--queue-log q --cdr c").of_cdr().queue_calls);
        assert!(!asterisk("--cdr c").of_cdr().queue_calls);
        assert!(asterisk("--cdr c --queue-calls").of_cdr().queue_calls);
        assert_eq!(asterisk("--cdr c").of_cdr().direct_queue, CdrSettings::default().direct_queue);
        assert_eq!(asterisk("--cdr c").of_cdr().outbound_queue, CdrSettings::default().outbound_queue);
    }
}
