//! Recordings belong to the call that their name names, and to no other.

use domain::Timestamp;
use intake::asterisk::recordings::{
    NameError, RecordedVisit, RecordingName, Side, UnsafePath, WavState, safe_path, visit_of, wav_state,
};

use crate::random::inputs;
use crate::support::Noise;

const NAMES: &str = include_str!("names.tsv");

#[test]
fn every_name_gives_its_parts() {
    for line in NAMES.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [path, kind, destination, caller, time, id] = columns[..] else { panic!("{line}") };
        let expected = |text: &'static str| Some(text).filter(|text| *text != "-");
        let found = RecordingName::read(path);
        if path.rsplit('.').next() == Some("gsm") {
            assert_eq!(found, Err(NameError::Format), "{path}");
            continue;
        }
        let Some(id) = expected(id) else {
            assert_eq!(found, Err(NameError::NoId), "{path}");
            continue;
        };
        let found = found.unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_eq!(found.call(|known| known == id), Some(id), "{path}");
        assert_eq!(found.call(|known| known == "1.1"), None, "{path}");
        assert_eq!(found.kind, expected(kind), "{path}");
        assert_eq!(found.destination, expected(destination), "{path}");
        assert_eq!(found.caller, expected(caller), "{path}");
        if let Some(time) = expected(time) {
            assert_eq!(
                found.local_time,
                Some(time.replace(['-', ':'], "").replace(' ', "-").as_str()),
                "{path}"
            );
        }
        assert_eq!(found.side, path.contains("-in.").then_some(Side::In), "{path}");
    }
}

#[test]
fn a_system_name_is_part_of_the_id_only_where_the_log_says_so() {
    let name = RecordingName::read("pbx1-1772454960.156.wav").expect("a name");
    assert_eq!(name.call(|_| true), Some("pbx1-1772454960.156"));
    assert_eq!(name.call(|known| !known.starts_with("pbx1")), Some("1772454960.156"));
    // After a time it can be nothing else.
    let name =
        RecordingName::read("exten-1002-unknown-20260302-093000-pbx1-1772454600.150.wav").expect("a name");
    assert_eq!(name.call(|known| !known.starts_with("pbx1")), None);
}

#[test]
fn a_recording_belongs_to_the_visit_that_holds_its_beginning() {
    let visit = |queue, answered: Option<i64>, ended| RecordedVisit {
        queue,
        answered_at: answered.map(Timestamp),
        ended_at: Timestamp(ended),
    };
    let visits = [visit("8001", None, 50), visit("8001", Some(100), 200), visit("8002", Some(150), 300)];
    let of_any = RecordingName::read("1772453800.100.wav").expect("a name");
    let of_second = RecordingName::read("q-8002-1-20260302-091640-1772453800.100.wav").expect("a name");
    assert_eq!(visit_of(&of_any, Some(Timestamp(120)), &visits), Some(1));
    assert_eq!(visit_of(&of_any, Some(Timestamp(180)), &visits), Some(1), "the first that holds it");
    assert_eq!(visit_of(&of_any, Some(Timestamp(250)), &visits), Some(2));
    assert_eq!(visit_of(&of_any, Some(Timestamp(999)), &visits), None);
    assert_eq!(visit_of(&of_any, None, &visits), Some(1));
    assert_eq!(visit_of(&of_second, Some(Timestamp(180)), &visits), Some(2));
    assert_eq!(visit_of(&of_second, None, &visits[..2]), None);
}

#[test]
fn paths_stay_inside_their_folder() {
    for path in ["a.wav", "2026/03/02/a b-ção.wav", "..a/b..wav"] {
        assert_eq!(safe_path(path), Ok(path));
    }
    for path in [
        "",
        "/etc/passwd",
        "../a.wav",
        "a/../../b.wav",
        "a//b.wav",
        "./a.wav",
        "a/",
        "a\0.wav",
        "C:\\a.wav",
        "a\\..\\b",
    ] {
        assert_eq!(safe_path(path), Err(UnsafePath), "{path:?}");
    }
}

#[test]
fn a_wav_file_is_whole_empty_or_unfinished() {
    let head = |length: u32| [b"RIFF".as_slice(), &length.to_le_bytes(), b"WAVEfmt "].concat();
    assert_eq!(wav_state(&head(36), 44), WavState::Empty);
    assert_eq!(wav_state(&head(1_036), 1_044), WavState::Whole);
    assert_eq!(wav_state(&head(1_037), 1_044), WavState::Whole, "padding that was left out");
    assert_eq!(wav_state(&head(0), 1_044), WavState::Unfinished);
    assert_eq!(wav_state(&head(9_000), 1_044), WavState::Unfinished);
    assert_eq!(wav_state(b"OggS", 1_044), WavState::Other);
}

#[test]
fn no_name_makes_it_panic() {
    let mut noise = Noise(0x77);
    let letters: Vec<char> = "0123456789-./wavçq🙂\0".chars().collect();
    for _ in 0..inputs(100_000) {
        let mut name: String = (0..noise.below(12)).map(|_| letters[noise.below(letters.len())]).collect();
        name.push_str(
            ["", "-20260302-091640-1772453800.1.wav", "1772453800.1-in.wav", ".wav"][noise.below(4)],
        );
        let _ = RecordingName::read(&name).map(|name| name.call(|_| false));
        let _ = safe_path(&name);
    }
}
