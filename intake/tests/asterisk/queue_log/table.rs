//! The table: columns by name, zones that are set or confirmed, rows in any order.

use intake::asterisk::queue_log::{QueueLogSettings, QueueLogTable, infer_table_offset, order_table};
use intake::source::{Reason, Skipped};

use super::source::{rows, settings};
use crate::support::{output, rejects, skipped};

const TABLE_2014: &[u8] = include_bytes!("samples/real-wazo-2014-table.csv");

fn table(zone: Option<&str>) -> QueueLogTable {
    let zone = zone.map(|zone| zone.parse().expect("a zone"));
    QueueLogTable::new(QueueLogSettings { zone, ..settings() })
}

#[test]
fn local_times_without_a_zone_are_refused() {
    let found = output(&table(None), &[TABLE_2014]);
    assert_eq!(rejects(&found), [2, 3, 4].map(|line| (line, Reason::NoTimeZone)));
    assert_eq!(found.interactions, []);
}

#[test]
fn the_offset_is_inferred_from_when_calls_began() {
    let inferred = infer_table_offset(TABLE_2014).expect("an offset");
    assert_eq!((inferred.offset.to_string().as_str(), inferred.calls, inferred.median_s), ("+02:00", 1, 26));
    let found = output(&table(Some("+02:00")), &[TABLE_2014]);
    assert_eq!(
        rows(&found),
        [
            "fila_alemanha\t448\t2014-07-03T08:57:11Z\t2014-07-03T08:57:19Z\t2014-07-03T09:06:10Z\tanswered\tagent\t00049242555010"
        ]
    );
    assert_eq!(output(&table(Some("Europe/Berlin")), &[TABLE_2014]), found);
    assert_eq!(infer_table_offset(b"time,callid,queuename,event\n"), None);
    let with_offset = b"time,callid,queuename,event\n2014-07-03 10:57:11+00,1404377805.6,q,ENTERQUEUE\n";
    assert_eq!(infer_table_offset(with_offset), None);
    // 220 days are no offset.
    let other = b"time,callid,queuename,event\n2014-07-03 10:57:11,1385377805.6,q,ENTERQUEUE\n";
    assert_eq!(infer_table_offset(other), None);
}

#[test]
fn columns_are_found_by_their_names() {
    let expected = output(&table(Some("UTC")), &[TABLE_2014]);
    let text = String::from_utf8(TABLE_2014.to_vec()).expect("UTF-8");
    let semicolons = text.replace(',', ";");
    let quote = |line: &str| "\"".to_owned() + &line.replace(',', "\",\"") + "\"\r\n";
    let quoted: String = text.lines().map(quote).collect();
    let reversed: String =
        text.lines().map(|line| line.split(',').rev().collect::<Vec<_>>().join(",") + "\n").collect();
    let no_line_end = text.trim_end().to_owned();
    for other in [semicolons, quoted, reversed, no_line_end, format!("\u{feff}{text}")] {
        assert_eq!(
            output(&table(Some("UTC")), &[other.as_bytes()]).interactions,
            expected.interactions,
            "{other}"
        );
    }
}

#[test]
fn a_table_that_lacks_a_column_is_refused_by_its_name() {
    let found = output(&table(Some("UTC")), &[b"id,callid,event,queuename\n1,1.1,ENTERQUEUE,q\n"]);
    assert_eq!(rejects(&found), [(1, Reason::MissingColumn { name: "time".to_owned() })]);
    assert_eq!(skipped(&found, Skipped::RefusedTable), 1);
}

#[test]
fn one_column_of_data_and_a_link_in_the_last_are_cut_at_bars() {
    let one = b"time,callid,queuename,agent,event,data\n\
        1772453600,1772453600.90,suporte,NONE,ENTERQUEUE,|5511900000009|1\n\
        1772453604,1772453600.90,suporte,PJSIP/1001,CONNECT,4|1772453601.91|3\n\
        1772453634,1772453601.92,suporte,PJSIP/1001,ATTENDEDTRANSFER,LINK|PJSIP/1001-1|PJSIP/1002-2|4|30|1\n";
    let five = b"time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n\
        1772453600,1772453600.90,suporte,NONE,ENTERQUEUE,,5511900000009,1,,\n\
        1772453604,1772453600.90,suporte,PJSIP/1001,CONNECT,4,1772453601.91,3,,\n\
        1772453634,1772453601.92,suporte,PJSIP/1001,ATTENDEDTRANSFER,LINK,PJSIP/1001-1,PJSIP/1002-2,4,30|1\n";
    let row = "suporte\t1001\t2026-03-02T12:13:20Z\t2026-03-02T12:13:24Z\t2026-03-02T12:13:54Z\tanswered\tagent\t5511900000009";
    for bytes in [&one[..], five] {
        assert_eq!(rows(&output(&table(None), &[bytes])), [row]);
    }
}

#[test]
fn an_export_that_is_not_in_order_can_be_ordered() {
    let text = String::from_utf8(TABLE_2014.to_vec()).expect("UTF-8");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[1..].reverse();
    let reversed = lines.join("\n");
    assert_eq!(order_table(reversed.as_bytes()), TABLE_2014);
    assert_eq!(order_table(b"no table\nat all"), b"no table\nat all");
}

#[test]
fn columns_that_an_event_does_not_use_are_no_part_of_it() {
    let log = b"1772453600|1772453600.90|suporte|NONE|ENTERQUEUE||5511900000009|1\n\
        1772453622|1772453600.90|suporte|NONE|WITHDRAW|1|1|22|retorno\n";
    let table_of_it = b"time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n\
        1772453600,1772453600.90,suporte,NONE,ENTERQUEUE,,5511900000009,1,,\n\
        1772453622,1772453600.90,suporte,NONE,WITHDRAW,1,1,22,retorno,\n";
    let expected = output(&crate::queue_log::source::file(), &[log]).interactions;
    assert_eq!(expected.len(), 1);
    assert_eq!(output(&table(None), &[table_of_it]).interactions, expected);
}
