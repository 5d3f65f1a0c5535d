//! The samples give their expected rows.

use intake::asterisk::cel::{Cel, CelSettings, OffsetError, infer_cel_offset, is_cel_in_order, order_cel};
use intake::source::{Reason, Recording, Skipped};

use super::{cel, rows, settings};
use crate::support::{
    Noise, assert_accepted, assert_any_cutting, expected_rows, of, output, output_in_pieces, rejects,
    skipped, written,
};

const CUSTOM: &[u8] = include_bytes!("samples/syn-cel_custom.csv");
const CUSTOM_ROWS: &str = include_str!("samples/syn-cel_custom.csv.rows.tsv");

/// A sample and its expected rows.
macro_rules! sample {
    ($name:literal) => {
        (
            $name,
            &include_bytes!(concat!("samples/", $name))[..],
            include_str!(concat!("samples/", $name, ".rows.tsv")),
        )
    };
}

#[test]
fn a_file_of_cel_custom_gives_visits_transfers_and_outbound_calls() {
    let found = output(&cel(), &[CUSTOM]);
    assert_eq!(rows(&found), expected_rows(CUSTOM_ROWS));
    assert_eq!((skipped(&found, Skipped::InternalCall), skipped(&found, Skipped::UnknownEvent)), (1, 1));
    assert_eq!(rejects(&found), [(46, Reason::StillOpen)]);
    assert_eq!(found.rejects[0].text, "1772453500.140");
    assert_accepted(&found);
}

#[test]
fn parts_of_a_call_are_legs_of_one_case() {
    let found = output(&cel(), &[CUSTOM]);
    let ids = [
        "1772453000.100/suporte/1772453005",
        "1772453000.100/vendas/1772453025",
        "1772453000.100#1772453090",
    ];
    let [first, second, third] = ids.map(|id| of(&found, id));
    assert_eq!(first.follows, None);
    assert_eq!(second.follows.as_ref(), Some(&first.external_id));
    assert_eq!(third.follows.as_ref(), Some(&second.external_id));
    for leg in [first, second, third] {
        assert_eq!(leg.case.as_ref().map(|case| case.external_id.as_str()), Some("1772453000.100"));
    }
}

#[test]
fn the_file_of_a_recording_is_that_of_its_talk() {
    let found = output(&cel(), &[CUSTOM]);
    let file = "/var/spool/asterisk/monitor/2026/03/02/vendas-0401.wav".to_owned();
    let external_id = "1772453000.100/vendas/1772453025".to_owned();
    assert_eq!(found.recordings, [Recording { external_id, file }]);
}

#[test]
fn calls_in_queues_are_left_to_queue_log_where_there_is_one() {
    let source = Cel::new(CelSettings { queue_calls: false, ..settings() });
    let found = output(&source, &[CUSTOM]);
    let outbound: Vec<String> =
        expected_rows(CUSTOM_ROWS).into_iter().filter(|row| row.contains("\toutbound\t")).collect();
    assert_eq!(rows(&found), outbound);
    assert_eq!(skipped(&found, Skipped::QueueCall), 2);
}

#[test]
fn tables_of_real_calls_give_their_rows() {
    for (name, table, expected) in [
        sample!("real-wazo-queue-local-optimised-2025.csv"),
        sample!("real-wazo-inbound-early-hangup-2024.csv"),
        sample!("real-wazo-outbound-answered-2021.csv"),
    ] {
        let found = output(&cel(), &[table]);
        assert_eq!(rows(&found), expected_rows(expected), "{name}");
        assert_eq!(found.rejects, [], "{name}");
        assert_accepted(&found);
    }
}

#[test]
fn calls_between_extensions_are_taken_only_into_a_queue_for_them() {
    for ((name, table, expected), zone) in [
        (sample!("real-wazo-uniqueid-order-2013.csv"), "-05:00"),
        (sample!("real-wazo-internal-answered-2015.csv"), "-04:00"),
        (sample!("real-wazo-internal-noanswer-2015.csv"), "-04:00"),
        (sample!("real-wazo-group-local-two-tries-2021.csv"), "-05:00"),
        (sample!("real-wazo-queue-two-members-2021.csv"), "-05:00"),
    ] {
        let settings = CelSettings { zone: zone.parse().ok(), ..settings() };
        let found = output(&Cel::new(settings.clone()), &[table]);
        assert_eq!((found.interactions.len(), skipped(&found, Skipped::InternalCall)), (0, 1), "{name}");
        let internal = CelSettings { internal_queue: Some("Ramais".to_owned()), ..settings };
        let found = output(&Cel::new(internal), &[table]);
        assert_eq!(rows(&found), expected_rows(expected), "{name}");
    }
}

#[test]
fn who_forwards_to_the_outside_calls_it_where_the_trunk_is_known() {
    let answered = include_bytes!("samples/real-wazo-noanswer-forward-external-answered-2024.csv");
    let unanswered =
        include_bytes!("samples/real-wazo-noanswer-forward-external-unanswered-newest-first-2024.csv");
    for table in [&answered[..], &unanswered[..]] {
        let found = output(&cel(), &[table]);
        assert_eq!((found.interactions.len(), skipped(&found, Skipped::InternalCall)), (0, 1));
    }
    let trunks = vec!["PJSIP/voipms_trunk".to_owned()];
    let source = Cel::new(CelSettings { trunks, ..settings() });
    assert_eq!(
        rows(&output(&source, &[answered])),
        ["1727264874.60\toutbound\tChamadas ativas\t18005551234\t1005\t2024-09-25T11:47:54.519754Z\t\
          2024-09-25T11:48:18.063297Z\t2024-09-25T11:48:25.645114Z\tanswered\tagent\tanswered 7"]
    );
    assert_eq!(
        rows(&output(&source, &[unanswered])),
        ["1726169196.48\toutbound\tChamadas ativas\t18005555555\t1005\t2024-09-12T19:26:36.599100Z\t-\t\
          2024-09-12T19:26:57.971581Z\tfailed\tagent\tno_answer 0"]
    );
}

#[test]
fn local_times_need_a_zone_and_ids_propose_one() {
    let (_, outbound, rows_outbound) = sample!("real-wazo-outbound-unanswered.csv");
    let found = output(&cel(), &[outbound]);
    assert_eq!(found.interactions.len(), 0);
    assert!(found.rejects.iter().all(|reject| reject.reason == Reason::NoTimeZone));
    let offsets = infer_cel_offset(outbound).expect("an offset");
    assert_eq!(offsets.iter().map(|(offset, _)| offset.to_string()).collect::<Vec<_>>(), ["-04:00"]);
    let source = Cel::new(CelSettings { zone: "-04:00".parse().ok(), ..settings() });
    assert_eq!(rows(&output(&source, &[outbound])), expected_rows(rows_outbound));
    for (table, offset) in [
        (sample!("real-wazo-uniqueid-order-2013.csv"), "-05:00"),
        (sample!("real-wazo-internal-answered-2015.csv"), "-04:00"),
    ] {
        assert_eq!(infer_cel_offset(table.1).expect("an offset")[0].0.to_string(), offset);
    }
    assert_eq!(infer_cel_offset(CUSTOM), Err(OffsetError::NothingToInferFrom), "its times are seconds");
}

#[test]
fn an_offset_of_days_is_refused_and_a_person_says_the_zone() {
    let (_, inbound, expected) = sample!("real-wazo-inbound-answered-2013.csv");
    assert_eq!(infer_cel_offset(inbound), Err(OffsetError::Impossible));
    let source = Cel::new(CelSettings { zone: "UTC".parse().ok(), ..settings() });
    assert_eq!(rows(&output(&source, &[inbound])), expected_rows(expected));
}

#[test]
fn the_order_of_the_rows_changes_nothing() {
    let whole = rows(&output(&cel(), &[CUSTOM]));
    assert!(is_cel_in_order(CUSTOM));
    let mut lines: Vec<&[u8]> = CUSTOM.split_inclusive(|byte| *byte == b'\n').collect();
    lines.reverse();
    let reversed = lines.concat();
    assert!(is_cel_in_order(&reversed));
    assert_eq!(rows(&output(&cel(), &[&reversed])), whole, "newest first");
    let mut noise = Noise(0x5eed);
    for _ in 0..30 {
        for last in (1..lines.len()).rev() {
            lines.swap(last, noise.below(last + 1));
        }
        let mixed = lines.concat();
        assert!(!is_cel_in_order(&mixed));
        assert_eq!(rows(&output(&cel(), &[&order_cel(&mixed)])), whole);
    }
    let table = sample!("real-wazo-queue-local-optimised-2025.csv").1;
    assert_eq!(order_cel(table), table);
    let newest_first =
        include_bytes!("samples/real-wazo-noanswer-forward-external-unanswered-newest-first-2024.csv");
    let ordered = order_cel(newest_first);
    assert!(ordered.starts_with(b"eventtype,") && ordered.len() == newest_first.len());
    assert_eq!(order_cel(b"no,cel\n"), b"no,cel\n");
}

#[test]
fn a_file_that_is_read_twice_says_nothing_else() {
    let mut twice = rows(&output(&cel(), &[CUSTOM, CUSTOM]));
    twice.dedup();
    assert_eq!(twice, expected_rows(CUSTOM_ROWS));
}

#[test]
fn any_cutting_gives_the_same() {
    let mut noise = Noise(99);
    let lines: Vec<&[u8]> = CUSTOM.split_inclusive(|byte| *byte == b'\n').collect();
    assert_any_cutting(&cel(), &lines[31..].concat(), &mut noise);
    for log in [CUSTOM, sample!("real-wazo-queue-local-optimised-2025.csv").1] {
        let whole = written(&output(&cel(), &[log]));
        assert_eq!(written(&output_in_pieces(&cel(), log, || noise.below(200) + 1)), whole);
    }
}

#[test]
fn a_file_that_was_cut_has_only_interactions_of_the_whole_one() {
    let whole = expected_rows(CUSTOM_ROWS);
    for end in (1..CUSTOM.len()).step_by(7) {
        let cut = output(&cel(), &[&CUSTOM[..end]]);
        for row in rows(&cut) {
            assert!(whole.contains(&row), "cut at {end}: {row}");
        }
    }
}
