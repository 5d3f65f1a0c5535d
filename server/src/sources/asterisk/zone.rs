//! Whether the times of tables, CDR and CEL are known, before anything is recorded.
//!
//! Times without an offset are read by the zone that an operator names, and by no other: what they seem
//! to be is printed, for a person to confirm. A zone that contradicts the IDs of the calls is refused
//! too, because interactions with wrong times cannot be taken back.

use chrono::FixedOffset;
use intake::asterisk::cdr::{Cdr, CdrSettings, OffsetError, infer_cdr_offset};
use intake::asterisk::cel::{Cel, CelSettings, infer_cel_offset};
use intake::asterisk::queue_log::{QueueLogSettings, QueueLogTable, infer_table_offset};
use intake::source::{Output, Reason, read_whole};
use intake::zone::TableZone;

/// By how many minutes a zone may differ from what the calls seem to say: calls may be a while in a
/// menu before they enter a queue.
const MAX_DIFFERENCE: i64 = 29;

/// A log whose times may be local.
#[derive(Clone, Debug)]
pub(crate) enum LocalLog {
    Table(QueueLogSettings),
    Cdr(CdrSettings),
    Cel(CelSettings),
}

/// What the times of a file seem to be.
enum Inferred {
    One {
        offset: FixedOffset,
        because: String,
    },
    /// Two offsets: the clocks changed.
    Two(String),
    Nothing(String),
}

impl Inferred {
    /// What the IDs of channels say of the times of `things`.
    fn by_ids(offsets: &Result<Vec<(FixedOffset, usize)>, OffsetError>, things: &str) -> Self {
        match offsets.as_deref() {
            Ok([(offset, count)]) => {
                Self::One { offset: *offset, because: format!("by the IDs of {count} {things}") }
            }
            Ok(several) => {
                let each = several.iter().map(|(offset, count)| format!("UTC{offset} ({count} {things})"));
                Self::Two(each.collect::<Vec<_>>().join(" and "))
            }
            Err(error) => Self::Nothing(error.to_string()),
        }
    }
}

impl LocalLog {
    fn zone(&self) -> Option<TableZone> {
        match self {
            Self::Table(settings) => settings.zone,
            Self::Cdr(settings) => settings.zone,
            Self::Cel(settings) => settings.zone,
        }
    }

    /// What the file would become in a zone.
    fn read(&self, zone: Option<TableZone>, bytes: &[u8]) -> Output {
        match self {
            Self::Table(settings) => {
                read_whole(&QueueLogTable::new(QueueLogSettings { zone, ..settings.clone() }), bytes)
            }
            Self::Cdr(settings) => read_whole(&Cdr::new(CdrSettings { zone, ..settings.clone() }), bytes),
            Self::Cel(settings) => read_whole(&Cel::new(CelSettings { zone, ..settings.clone() }), bytes),
        }
    }

    fn infer(&self, bytes: &[u8]) -> Inferred {
        match self {
            Self::Table(_) => match infer_table_offset(bytes) {
                Some(found) if found.hour_later > 0 => Inferred::Two(format!(
                    "UTC{} ({} calls) and an hour later ({} calls)",
                    found.offset,
                    found.calls - found.hour_later,
                    found.hour_later
                )),
                Some(found) => Inferred::One {
                    offset: found.offset,
                    because: format!(
                        "by {} calls, half of which entered a queue at most {} s after they began",
                        found.calls, found.median_s
                    ),
                },
                None => Inferred::Nothing("no row has a local time and the ID of its call".to_owned()),
            },
            Self::Cdr(_) => Inferred::by_ids(&infer_cdr_offset(bytes), "calls"),
            Self::Cel(_) => Inferred::by_ids(&infer_cel_offset(bytes), "channels"),
        }
    }
}

/// The bytes up to the last line end, or all of them without one.
pub(crate) fn whole_lines(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
    &bytes[..end]
}

/// Checks the times of the beginning of a file, which is cut at a line end.
///
/// # Errors
/// What a person has to say about them first.
pub(crate) fn check(log: &LocalLog, name: &str, bytes: &[u8]) -> Result<(), String> {
    let is_local = log.read(None, bytes).rejects.iter().any(|reject| reject.reason == Reason::NoTimeZone);
    if !is_local {
        return Ok(());
    }
    match (log.zone(), log.infer(bytes)) {
        (None, Inferred::One { offset, because }) => Err(format!(
            "the times of {name} have no offset. They seem to be UTC{offset}, {because}. \
             Confirm it with --time-zone {offset}, or name the place, like --time-zone America/Sao_Paulo, \
             where clocks change"
        )),
        (None, Inferred::Two(offsets)) => Err(format!(
            "the times of {name} have no offset. They seem to be {offsets}, as where \
             clocks change. Name the place, like --time-zone America/Sao_Paulo"
        )),
        (None, Inferred::Nothing(why)) => Err(format!(
            "the times of {name} have no offset, and none can be inferred ({why}). \
             Name their zone, like --time-zone America/Sao_Paulo or --time-zone -03:00"
        )),
        (Some(zone), Inferred::One { offset, because }) => {
            let minutes = difference(log, zone, offset, bytes);
            if minutes.abs() <= MAX_DIFFERENCE {
                return Ok(());
            }
            Err(format!(
                "the times of {name} seem to be UTC{offset}, {because}, but with \
                 --time-zone {zone} they would be {} minutes {}. Name the zone in which they were written",
                minutes.abs(),
                if minutes > 0 { "later" } else { "earlier" }
            ))
        }
        (Some(zone @ TableZone::Offset(_)), Inferred::Two(offsets)) => Err(format!(
            "the times of {name} seem to be {offsets}, as where clocks change, and \
             --time-zone {zone} is only one of them. Name the place, like --time-zone America/Sao_Paulo"
        )),
        (Some(TableZone::Place(_)), Inferred::Two(_)) | (Some(_), Inferred::Nothing(_)) => Ok(()),
    }
}

/// By how many minutes the first interaction is later in a zone than with an offset.
fn difference(log: &LocalLog, zone: TableZone, offset: FixedOffset, bytes: &[u8]) -> i64 {
    let first = |zone| {
        let output = log.read(Some(zone), bytes);
        output.interactions.into_iter().map(|interaction| interaction.queued_at).min()
    };
    match (first(zone), first(TableZone::Offset(offset))) {
        (Some(given), Some(inferred)) => (given - inferred).num_minutes(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[u8] =
        include_bytes!("../../../../intake/tests/asterisk/queue_log/samples/real-wazo-2014-table.csv");
    const CDR: &[u8] =
        include_bytes!("../../../../intake/tests/asterisk/cdr/samples/syn-freepbx17-table-local-minus3.csv");

    const CEL: &[u8] =
        include_bytes!("../../../../intake/tests/asterisk/cel/samples/real-wazo-outbound-unanswered.csv");
    const CEL_OF_ANOTHER_YEAR: &[u8] =
        include_bytes!("../../../../intake/tests/asterisk/cel/samples/real-wazo-inbound-answered-2013.csv");

    fn zone(text: Option<&str>) -> Option<TableZone> {
        text.map(|text| text.parse().expect("a zone"))
    }

    fn table(text: Option<&str>) -> LocalLog {
        LocalLog::Table(QueueLogSettings { zone: zone(text), source: "pbx".to_owned(), ..Default::default() })
    }

    fn cdr(text: Option<&str>) -> LocalLog {
        LocalLog::Cdr(CdrSettings { zone: zone(text), source: "pbx".to_owned(), ..Default::default() })
    }

    fn cel(text: Option<&str>) -> LocalLog {
        LocalLog::Cel(CelSettings { zone: zone(text), source: "pbx".to_owned(), ..Default::default() })
    }

    fn refusal(log: &LocalLog, bytes: &[u8]) -> Option<String> {
        check(log, "log.csv", bytes).err()
    }

    #[test]
    fn local_times_are_not_read_without_a_zone() {
        let said = refusal(&table(None), TABLE).expect("a refusal");
        assert!(said.contains("seem to be UTC+02:00, by 1 calls"), "{said}");
        assert!(said.contains("--time-zone +02:00"), "{said}");
        let said = refusal(&cdr(None), CDR).expect("a refusal");
        assert!(said.contains("seem to be UTC-03:00"), "{said}");
        let nothing = b"time,callid,queuename,event\n2014-07-03 10:57:11,x,q,ENTERQUEUE\n";
        let said = refusal(&table(None), nothing).expect("a refusal");
        assert!(said.contains("none can be inferred"), "{said}");
    }

    #[test]
    fn times_of_cel_are_checked_by_the_ids_of_channels() {
        let said = refusal(&cel(None), CEL).expect("a refusal");
        assert!(said.contains("seem to be UTC-04:00, by the IDs of 2 channels"), "{said}");
        assert_eq!(refusal(&cel(Some("America/New_York")), CEL), None);
        let said = refusal(&cel(Some("UTC")), CEL).expect("a refusal");
        assert!(said.contains("240 minutes earlier"), "{said}");
        // The IDs are months away from the times: only a person can know.
        let said = refusal(&cel(None), CEL_OF_ANOTHER_YEAR).expect("a refusal");
        assert!(said.contains("none can be inferred"), "{said}");
        assert_eq!(refusal(&cel(Some("UTC")), CEL_OF_ANOTHER_YEAR), None);
    }

    #[test]
    fn a_zone_that_the_calls_contradict_is_refused() {
        for fine in ["+02:00", "Europe/Berlin", "+02:15"] {
            assert_eq!(refusal(&table(Some(fine)), TABLE), None, "{fine}");
        }
        let said = refusal(&table(Some("UTC")), TABLE).expect("a refusal");
        assert!(said.contains("with --time-zone +00:00 they would be 120 minutes later"), "{said}");
        assert_eq!(refusal(&cdr(Some("America/Sao_Paulo")), CDR), None);
        let said = refusal(&cdr(Some("+00:00")), CDR).expect("a refusal");
        assert!(said.contains("180 minutes earlier"), "{said}");
    }

    #[test]
    fn where_clocks_changed_only_a_place_will_do() {
        let table_across = b"time,callid,queuename,event\n\
            2018-02-17 21:00:05,1518908400.1,q,ENTERQUEUE\n2018-02-18 12:00:05,1518966000.2,q,ENTERQUEUE\n";
        let row = |at: &str, id: &str| {
            format!(
                "\"\",\"11900000001\",\"1001\",\"from-did\",\"\",\"PJSIP/t-1\",\"PJSIP/1001-1\",\"Dial\",\"x\",\
                 \"{at}\",\"{at}\",\"{at}\",0,0,\"ANSWERED\",\"DOCUMENTATION\",\"{id}\",\"\"\n"
            )
        };
        let cdr_across =
            row("2018-02-17 21:00:00", "1518908400.1") + &row("2018-02-18 12:00:00", "1518966000.2");
        for (log, bytes) in
            [(table as fn(Option<&str>) -> LocalLog, &table_across[..]), (cdr, cdr_across.as_bytes())]
        {
            assert_eq!(refusal(&log(Some("America/Sao_Paulo")), bytes), None);
            for zone in [None, Some("-03:00"), Some("-02:00")] {
                let said = refusal(&log(zone), bytes).expect("a refusal");
                assert!(said.contains("Name the place"), "{zone:?}: {said}");
            }
        }
    }

    #[test]
    fn times_with_an_offset_need_no_zone() {
        let with_offset = b"time,callid,queuename,event\n2014-07-03 10:57:11+00,1404377805.6,q,ENTERQUEUE\n";
        assert_eq!(refusal(&table(None), with_offset), None);
        assert_eq!(refusal(&table(None), b""), None);
    }
}
