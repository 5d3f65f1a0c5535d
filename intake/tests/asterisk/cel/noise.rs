//! No bytes make the reader panic, and calls beside damaged ones are not lost.

use super::cel;
use crate::random::inputs;
use crate::support::{Noise, assert_accepted, output};

const CUSTOM: &[u8] = include_bytes!("samples/syn-cel_custom.csv");

#[test]
fn damaged_rows_lose_only_their_call() {
    let mut noise = Noise(0x00d_ecaf);
    let lines: Vec<&[u8]> = CUSTOM.split_inclusive(|byte| *byte == b'\n').collect();
    let is_intact = |line: &&&[u8]| line.windows(14).any(|part| part == b"1772453200.110");
    let intact: Vec<u8> = lines.iter().filter(is_intact).copied().flatten().copied().collect();
    let others: Vec<u8> = lines.iter().filter(|line| !is_intact(line)).copied().flatten().copied().collect();
    for round in 0..inputs(1_000) {
        let mut log = others.clone();
        for _ in 0..=noise.below(6) {
            let at = noise.below(log.len());
            match noise.below(3) {
                0 => log[at] = noise.next() as u8,
                1 => drop(log.remove(at)),
                _ => log.insert(at, noise.next() as u8),
            }
        }
        let found = output(&cel(), &[&intact, &log]);
        if round % 10 == 0 {
            assert_accepted(&found);
        }
        let is_there =
            found.interactions.iter().any(|new| new.external_id == "1772453200.110/suporte/1772453203");
        assert!(is_there, "{:?}", String::from_utf8_lossy(&log));
    }
}
