//! However a file is cut into pieces, the same values and rejects are found in it.

use proptest::prelude::*;

use super::*;

/// What is found in a file that arrives in pieces: objects as JSON, and lines; and the rejects.
fn in_pieces(file: &[u8], piece: usize) -> (Vec<String>, Vec<(u64, Reason)>) {
    let (found, output) = all_in_pieces(file, piece);
    let rejects = output.rejects.into_iter().map(|reject| (reject.place.line, reject.reason)).collect();
    (found, rejects)
}

fn all_in_pieces(file: &[u8], piece: usize) -> (Vec<String>, Output) {
    let (mut values, mut output, mut found) = (JsonValues::default(), Output::default(), Vec::new());
    let mut take = |place: Place, part: Part<'_>, _: &mut Output| {
        found.push(match part {
            Part::Object(value, _) => format!("{}: {value}", place.line),
            Part::Line(line) => format!("{}: {line}", place.line),
        });
    };
    let (mut at, mut end) = (0, 0);
    while end < file.len() {
        end = (end + piece).min(file.len());
        let stored = serde_json::to_string(&values).expect("JSON");
        values = serde_json::from_str(&stored).expect("a state");
        at += values.read(&file[at..end], Some("list"), &mut output, &mut take);
    }
    values.end_file(&file[at..], Some("list"), &mut output, &mut take);
    (found, output)
}

#[track_caller]
fn assert_found(file: &str, expected: &[&str], rejects: &[(u64, Reason)]) {
    for piece in [file.len().max(1), 1, 2, 5] {
        let (found, rejected) = in_pieces(file.as_bytes(), piece);
        assert_eq!(found, expected, "in pieces of {piece} bytes");
        assert_eq!(rejected, rejects, "in pieces of {piece} bytes");
    }
}

#[test]
fn objects_come_in_many_forms() {
    for file in [
        "{\"a\":1}\n{\"b\":[2]}\n",
        "{\"a\":1}\r\n\r\n{\"b\":[2]}",
        "\u{feff}{\n \"a\": 1 }\n{\"b\":\n[2]}\n",
        "[{\"a\":1},\n{\"b\":[2]}]\n",
        "{\"total\":{\"list\":1},\"list\":[{\"a\":1},\n{\"b\":[2]}],\"more\":[{\"}\":\"]\\\"}\"}]}",
    ] {
        for piece in [file.len(), 1, 3] {
            let (found, rejects) = in_pieces(file.as_bytes(), piece);
            let objects: Vec<&str> = found.iter().filter_map(|text| Some(text.split_once(": ")?.1)).collect();
            assert_eq!((objects, rejects), (vec!["{\"a\":1}", "{\"b\":[2]}"], vec![]), "{file}");
        }
    }
    assert_found("{\"a\":1}{\"b\":2}", &["1: {\"a\":1}", "1: {\"b\":2}"], &[]);
    assert_found(
        "{\"list\":[]}\n{\"list\":[{\"a\":1}]}{\"list\":[{\"a\":2}]}\n{\"a\":3}",
        &["2: {\"a\":1}", "2: {\"a\":2}", "3: {\"a\":3}"],
        &[],
    );
    assert_found("", &[], &[]);
}

#[test]
fn what_is_damaged_swallows_nothing() {
    for cut in ["{\"a\":1", "{\"a\":{\"b\":1}", "{\"a\":\"te", "{", "{\"a\":01}", "{\"a\":tru}"] {
        let file = format!("{{\"x\":1}}\n{cut}\n{{\"y\":2}}\n{{\"z\":3}}\n");
        assert_found(&file, &["1: {\"x\":1}", "3: {\"y\":2}", "4: {\"z\":3}"], &[(2, Reason::BadJson)]);
    }
    // This one seems to go on, so that it is seen only at the end of the file.
    assert_found("{\"a\":[1,\n{\"y\":2}\n", &["2: {\"y\":2}"], &[(1, Reason::CutLine)]);
    // The rest of an indented object is no object.
    assert_found(
        "[\n  {\n    \"a\": {\n      \"b\": 1 2\n    }\n  },\n  {\n    \"c\": {\n    }\n  }\n]\n",
        &["7: {\"c\":{}}"],
        &[(2, Reason::BadJson)],
    );
    assert_found("{\"a\":1}\n{\"b\"", &["1: {\"a\":1}"], &[(2, Reason::CutLine)]);
}

#[test]
fn what_is_no_json_is_a_line() {
    assert_found("uuid=1&cdr=2\n{\"a\":1}\nx", &["1: uuid=1&cdr=2", "2: {\"a\":1}", "3: x"], &[]);
}

#[test]
fn nul_bytes_are_reported_and_end_nothing_else() {
    assert_found(
        "{\"a\":1}\n\0\0\0{\"b\":2}\n\0",
        &["1: {\"a\":1}", "2: {\"b\":2}"],
        &[(2, Reason::NulBytes { count: 3 }), (3, Reason::NulBytes { count: 1 })],
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_latin_1() {
    let (found, rejects) = in_pieces(b"{\"a\":\"S\xe3o\"}", 100);
    assert_eq!((found, rejects), (vec!["1: {\"a\":\"São\"}".to_owned()], vec![]));
}

#[test]
fn an_object_has_a_limit_and_the_list_of_a_page_has_none() {
    let item = format!("{{\"a\":\"{}\"}}", "x".repeat(99_000));
    let page = format!("{{\"list\":[{}]}}\n{{\"b\":1}}\n", [item.as_str()].repeat(60).join(","));
    let (found, rejects) = in_pieces(page.as_bytes(), MAX_OBJECT_BYTES + 1);
    assert_eq!((found.len(), rejects), (61, vec![]));
    let large = format!("{{\"other\":[{}]}}\n{{\"b\":1}}\n", [item.as_str()].repeat(60).join(",\n"));
    let (found, rejects) = in_pieces(large.as_bytes(), MAX_OBJECT_BYTES + 1);
    assert_eq!(rejects, [(1, Reason::RecordTooLong { limit: MAX_OBJECT_BYTES as u64 })]);
    assert_eq!(found.last().map(String::as_str), Some("61: {\"b\":1}"));
    let one_line = format!("{}\n{{\"b\":1}}\n", "x".repeat(2 * MAX_OBJECT_BYTES));
    let (found, rejects) = in_pieces(one_line.as_bytes(), MAX_OBJECT_BYTES + 1);
    assert_eq!((found, rejects.len()), (vec!["2: {\"b\":1}".to_owned()], 1));
}

proptest! {
    #[test]
    fn any_cutting_gives_the_same(
        file in "([ab1,:\"{}\\[\\]\n\\\\\0 ]|\"list\":\\[|\\{\"a\":1\\}){0,50}",
        piece in 1..7_usize,
    ) {
        let whole = all_in_pieces(file.as_bytes(), file.len().max(1));
        prop_assert_eq!(all_in_pieces(file.as_bytes(), piece), whole);
    }

    #[test]
    fn a_whole_line_after_damage_is_read(noise in "[ab1,:\"{}\\[\\]\n\\\\ ]{0,40}") {
        let file = format!("{noise}\n{{\"is\":\"there\"}}\n");
        let (found, _) = in_pieces(file.as_bytes(), file.len());
        prop_assert!(found.last().is_some_and(|last| last.ends_with("{\"is\":\"there\"}")), "{:?}", found);
    }
}
