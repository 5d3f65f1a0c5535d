//! Times and durations of a file.

use intake::csv_mapping::Mapping;
use intake::source::Reason;

use super::{HEADER, ROW, mapping, read};
use crate::support::{rejects, second};

#[test]
fn local_times_need_a_zone() {
    let mut without = mapping("");
    without.time_zone = None;
    assert_eq!(rejects(&read(&without, &format!("{HEADER}{ROW}"))), [(2, Reason::NoTimeZone)]);
    let with_offset =
        ROW.replace(":00,", ":00-03:00,").replace(":30,", ":30-03:00,").replace(":02:00\n", ":02:00-03:00\n");
    let found = read(&without, &format!("{HEADER}{with_offset}"));
    assert_eq!(second(found.interactions[0].queued_at), "2026-06-15T12:00:00Z");
}

#[test]
fn an_end_in_the_hour_that_comes_twice_is_the_one_after_the_beginning() {
    // On 18 February 2018, 23:00 to 24:00 came twice in São Paulo.
    let row = |start: &str, end: &str| {
        ROW.replace("2026-06-15 09:00:00", &format!("2018-02-17 {start}"))
            .replace("2026-06-15 09:00:30", "")
            .replace("2026-06-15 09:02:00", &format!("2018-02-17 {end}"))
    };
    let found = read(
        &mapping(""),
        &format!("{HEADER}{}{}", row("22:50:00", "23:10:00"), row("23:50:00", "23:55:00")),
    );
    let ends: Vec<String> = found.interactions.iter().map(|new| second(new.ended_at)).collect();
    assert_eq!(ends, ["2018-02-18T01:10:00Z", "2018-02-18T01:55:00Z"]);
}

#[test]
fn times_are_computed_from_durations() {
    let json = |fields: &str| {
        let json = format!(
            r#"{{"key": ["id"], "time_formats": ["%d/%m/%Y %H:%M"], "time_zone": "UTC", "fields": {{
            "queue": {{"value": "q"}}, "channel": {{"value": "voice"}}, "direction": {{"value": "inbound"}},
            "outcome": "result", {fields}}}}}"#
        );
        Mapping::parse(&json).expect("a mapping")
    };
    let file = "id,result,start,wait,talk\n\
        1,answered,15/06/2026 12:00,30,0:01:30\n2,abandoned,15/06/2026 12:00,45,0:00:00\n3,,15/06/2026 12:00,5,\n\
        4,,15/06/2026 12:00,x,1\n";
    let found = read(&json(r#""queued_at": "start", "wait_s": "wait", "talk_s": "talk""#), file);
    let times: Vec<(Option<String>, String)> =
        found.interactions.iter().map(|new| (new.answered_at.map(second), second(new.ended_at))).collect();
    assert_eq!(
        times,
        [
            (Some("2026-06-15T12:00:30Z".to_owned()), "2026-06-15T12:02:00Z".to_owned()),
            (None, "2026-06-15T12:00:45Z".to_owned()),
            (None, "2026-06-15T12:00:05Z".to_owned()),
        ]
    );
    assert_eq!(found.rejects.len(), 1);
    assert!(found.rejects[0].to_string().contains("wait_s must be a duration"), "{:?}", found.rejects);
}
