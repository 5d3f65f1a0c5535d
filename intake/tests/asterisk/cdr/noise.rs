//! No bytes make the reader panic, and rows beside damaged ones are not lost.

use super::cdr;
use crate::random::inputs;
use crate::support::{Noise, assert_accepted, output};

const MASTER: &[u8] = include_bytes!("samples/syn-master-local-minus3.csv");

#[test]
fn damaged_rows_lose_only_their_call() {
    let mut noise = Noise(0x00d_ecaf);
    let lines: Vec<&[u8]> = MASTER.split_inclusive(|byte| *byte == b'\n').collect();
    let intact = lines[4];
    for round in 0..inputs(40_000) {
        let first = noise.below(4);
        let mut log = [intact, lines[first], lines[first + 5], lines[first + 6]].concat();
        for _ in 0..=noise.below(3) {
            let at = intact.len() + noise.below(log.len() - intact.len());
            match noise.below(3) {
                0 => log[at] = noise.next() as u8,
                1 => drop(log.remove(at)),
                _ => log.insert(at, noise.next() as u8),
            }
        }
        let found = output(&cdr(), &[&log]);
        if round % 10 == 0 {
            assert_accepted(&found);
        }
        let is_intact = found.interactions.iter().any(|new| new.number.as_deref() == Some("041999990304"));
        assert!(is_intact, "{:?}", String::from_utf8_lossy(&log));
    }
}
