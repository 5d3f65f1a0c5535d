//! No bytes make the reader panic, and lines beside damaged ones are not lost.

use super::source::{file, of_lines, rows};
use crate::random::inputs;
use crate::support::{Noise, assert_accepted, output};

const MODERN: &[u8] = include_bytes!("samples/syn-modern.log");

/// A complete call, which no damage before or after it may change.
const GOOD: &str = "1772453400|1772453399.990|intacta|NONE|ENTERQUEUE||5511900000777|1\n\
    1772453406|1772453399.990|intacta|PJSIP/7777|CONNECT|6|1772453401.991|5\n\
    1772453526|1772453399.990|intacta|PJSIP/7777|COMPLETEAGENT|6|120|1\n";
const ROW: &str = "intacta\t7777\t2026-03-02T12:10:00Z\t2026-03-02T12:10:06Z\t2026-03-02T12:12:06Z\tanswered\tagent\t5511900000777";

#[test]
fn random_bytes_between_lines_lose_nothing() {
    let mut noise = Noise(0x00c0_ffee);
    for _ in 0..inputs(60_000) {
        let mut log = Vec::with_capacity(400);
        for line in GOOD.split_inclusive('\n') {
            for _ in 0..noise.below(3) {
                // Digits and bars are likelier, so that some noise looks like a line.
                let length = noise.below(40);
                log.extend((0..length).map(|_| match noise.below(3) {
                    0 => b"0123456789|||\0"[noise.below(14)],
                    _ => noise.next() as u8,
                }));
                log.push(b'\n');
            }
            log.extend_from_slice(line.as_bytes());
        }
        let found = output(&file(), &[&log]);
        assert_eq!(rows(&found), [ROW], "{:?}", String::from_utf8_lossy(&log));
    }
}

#[test]
fn damaged_lines_lose_only_themselves() {
    let mut noise = Noise(0x0bad_cafe);
    let lines: Vec<&[u8]> = MODERN.split_inclusive(|byte| *byte == b'\n').collect();
    for round in 0..inputs(60_000) {
        // A few lines of the sample, one of them damaged, and the intact call after them.
        let (first, count) = (noise.below(lines.len() - 8), noise.below(8) + 1);
        let mut log = lines[first..first + count].concat();
        for _ in 0..=noise.below(3) {
            let at = noise.below(log.len());
            match noise.below(3) {
                0 => log[at] = noise.next() as u8,
                1 => drop(log.remove(at)),
                _ => log.insert(at, noise.next() as u8),
            }
            if log.is_empty() {
                break;
            }
        }
        log.push(b'\n');
        log.extend_from_slice(GOOD.as_bytes());
        let found = output(&file(), &[&log]);
        if round % 10 == 0 {
            assert_accepted(&found);
        }
        let intact = rows(&found).into_iter().filter(|row| row.starts_with("intacta")).collect::<Vec<_>>();
        assert_eq!(intact, [ROW], "{:?}", String::from_utf8_lossy(&log));
    }
}

#[test]
fn a_line_that_is_not_utf8_is_latin1() {
    let mut log = b"1772453200|1.1|Recep\xe7\xe3o|NONE|ENTERQUEUE||1|1\n".to_vec();
    log.extend_from_slice("1772453217|1.1|Recepção|NONE|ABANDON|1|1|17\n".as_bytes());
    let found = output(&file(), &[&log]);
    assert_eq!(found.interactions[0].queue, "Recepção");
}

#[test]
fn one_damaged_time_ends_no_visit() {
    let log = "1772453200|1.1|suporte|NONE|ENTERQUEUE||1|1\n\
        9772453201|x|suporte|NONE|NOTA|\n1772453202|x|suporte|NONE|NOTA|\n\
        1772453217|1.1|suporte|NONE|ABANDON|1|1|17\n";
    assert_eq!(of_lines(log).interactions.len(), 1);
    let (damaged, rest) = ("9772453201|x|suporte|NONE|NOTA|\n", log.replace("9772453201", "1772453201"));
    assert_eq!(of_lines(&format!("{damaged}{rest}")).interactions.len(), 1);
}
