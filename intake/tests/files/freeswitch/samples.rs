//! The samples give their rows.

use intake::freeswitch::{FreeSwitch, FreeSwitchSettings};
use intake::source::Skipped;
use proptest::prelude::*;

use super::{AGENT, ANSWERED, CANCELED, POSTED, RING, TABLE, read, row, rows, settings, source};
use crate::random::inputs;
use crate::support::{
    Noise, assert_accepted, assert_any_cutting, output, output_in_pieces, rejects, skipped, written,
};

const ANSWERED_ROW: &str = "inbound\tsuporte\t1001\t5511900000041\tCliente Um\t2026-06-15T12:00:02Z\t\
    2026-06-15T12:00:32Z\t2026-06-15T12:02:00Z\t";
const CANCELED_ROW: &str =
    "inbound\tvendas\t-\t5521900000042\t-\t2026-06-15T12:04:00Z\t-\t2026-06-15T12:04:50Z\t";
const OUTBOUND_ROW: &str = "outbound\tChamadas ativas\t1001\t5531999990043\t-\t2026-06-15T12:06:40Z\t\
    2026-06-15T12:06:55Z\t2026-06-15T12:07:55Z\tanswered 60";

#[test]
fn a_visit_to_a_queue_is_that_of_the_members_leg() {
    let found = read(&[ANSWERED, AGENT, RING]);
    assert_eq!((rows(&found), rejects(&found)), (vec![ANSWERED_ROW.to_owned()], vec![]));
    assert_eq!(skipped(&found, Skipped::Leg), 2);
    let new = &found.interactions[0];
    assert_eq!(new.external_id, "11111111-0000-4000-8000-0000000000e1");
    let case = new.case.as_ref().map(|case| case.external_id.as_str());
    assert_eq!(case, Some("11111111-0000-4000-8000-000000000001"));
    assert_accepted(&found);
}

#[test]
fn what_is_left_of_an_earlier_visit_is_no_answer() {
    let found = read(&[CANCELED]);
    assert_eq!(rows(&found), [CANCELED_ROW]);
    assert_eq!(skipped(&found, Skipped::EarlierVisit), 1);
}

#[test]
fn the_body_of_a_post_is_read() {
    let found = read(&[POSTED]);
    assert_eq!((rows(&found), rejects(&found)), (vec![OUTBOUND_ROW.to_owned()], vec![]));
    assert_eq!(found.interactions[0].external_id, "33333333-0000-4000-8000-000000000003");
    assert_accepted(&found);
}

#[test]
fn the_table_of_fusionpbx_gives_the_same_calls() {
    let found = read(&[TABLE]);
    assert_eq!(
        rows(&found),
        [
            ANSWERED_ROW,
            CANCELED_ROW,
            "outbound\tChamadas ativas\t-\t31999990043\t-\t2026-06-15T12:06:40Z\t2026-06-15T12:06:55Z\t2026-06-15T12:07:55Z\tanswered 60",
            "inbound\tRamal direto\t-\t5511900000046\t-\t2026-06-15T12:08:20Z\t-\t2026-06-15T12:08:50Z\t",
        ]
    );
    assert_eq!((skipped(&found, Skipped::Leg), skipped(&found, Skipped::EarlierVisit)), (2, 1));
    assert_eq!(rejects(&found), []);
    assert_eq!(found.interactions[0], read(&[ANSWERED]).interactions[0], "byte by byte");
    assert_eq!(found.interactions[1].external_id, "22222222-0000-4000-8000-000000000002/1781525040");
    assert_accepted(&found);
}

#[test]
fn only_calls_of_the_domains_of_the_settings_are_taken() {
    let of_one =
        FreeSwitch::new(FreeSwitchSettings { domains: vec!["empresa.exemplo".to_owned()], ..settings() });
    let found = output(&of_one, &[TABLE.as_bytes(), ANSWERED.as_bytes(), POSTED.as_bytes()]);
    assert_eq!((found.interactions.len(), skipped(&found, Skipped::OtherDomain)), (5, 1));
}

#[test]
fn direct_and_outbound_calls_are_left_out_without_a_queue() {
    let none = FreeSwitch::new(FreeSwitchSettings { direct_queue: None, outbound_queue: None, ..settings() });
    let found = output(&none, &[TABLE.as_bytes()]);
    assert_eq!((found.interactions.len(), skipped(&found, Skipped::DirectCall)), (2, 2));
}

#[test]
fn maps_name_queues_and_agents() {
    let map =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let named = FreeSwitchSettings {
        queues: map(&[("suporte@empresa.exemplo", "Suporte"), ("vendas", "Vendas")]),
        agents: map(&[("1001", "ana")]),
        ..settings()
    };
    let files = [ANSWERED, CANCELED, POSTED].map(str::as_bytes);
    let found = output(&FreeSwitch::new(named), &files);
    let names: Vec<_> =
        found.interactions.iter().map(|new| (new.queue.as_str(), new.agent.as_deref())).collect();
    assert_eq!(names, [("Suporte", Some("ana")), ("Vendas", None), ("Chamadas ativas", Some("ana"))]);
}

#[test]
fn any_cutting_gives_the_same() {
    let mut noise = Noise(8);
    let all = [ANSWERED, RING, CANCELED, POSTED, ANSWERED].join("\n");
    assert_any_cutting(&source(), POSTED.as_bytes(), &mut noise);
    assert_any_cutting(&source(), TABLE.as_bytes(), &mut noise);
    // Byte by byte, each record is scanned again with each byte: once is enough.
    let whole = written(&output(&source(), &[all.as_bytes()]));
    for largest in [40, 700, 5_000] {
        assert_eq!(written(&output_in_pieces(&source(), all.as_bytes(), || noise.below(largest) + 1)), whole);
    }
}

#[test]
fn damage_costs_only_what_is_damaged() {
    let mut noise = Noise(0xcd_12);
    let compact = |record: &str| {
        let value: serde_json::Value = serde_json::from_str(record).expect("JSON");
        value.to_string()
    };
    let (damaged, intact) = (compact(CANCELED), compact(ANSWERED));
    for _ in 0..inputs(3_000) {
        let mut bytes = damaged.clone().into_bytes();
        for _ in 0..=noise.below(3) {
            let at = noise.below(bytes.len());
            match noise.below(4) {
                0 => bytes[at] = noise.next() as u8,
                1 => bytes.truncate(at.max(1)),
                2 if bytes.len() > 1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, noise.next() as u8),
            }
        }
        let file = [intact.as_bytes(), b"\n", &bytes, b"\n", intact.as_bytes(), b"\n"].concat();
        let found = output(&source(), &[&file]);
        let count = found.interactions.iter().filter(|new| row(new) == ANSWERED_ROW).count();
        assert_eq!(count, 2, "{}", String::from_utf8_lossy(&bytes));
        assert_accepted(&found);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(inputs(300)))]

    #[test]
    fn no_bytes_make_it_panic(
        bytes in "(\\{|\\}|\"variables\":\\{|\"[a-z_]{0,9}\":|\"cc_side\":\"member\"|,|\n|%7B|cdr=|[a-z0-9]|\0){0,40}",
        piece in 1..20_usize,
    ) {
        let found = output(&source(), &[bytes.as_bytes()]);
        prop_assert_eq!(written(&output_in_pieces(&source(), bytes.as_bytes(), || piece)), written(&found));
    }
}
