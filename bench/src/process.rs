//! Memory and CPU time of a running process, from `/proc`.

use std::time::Duration;

use anyhow::{Context, Result};

/// Memory of a process in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Resident memory, including mapped files.
    pub resident: u64,
    /// The peak of resident memory.
    pub peak: u64,
    /// Anonymous resident memory. The rest is mapped files: the program itself and, if SQLite maps
    /// its file, the database, which the system can reclaim.
    pub own: u64,
}

impl Memory {
    /// Reads the memory of a running process.
    ///
    /// # Errors
    /// Returns an error if it is not running, or the system is not Linux.
    pub fn of(process: u32) -> Result<Self> {
        let status = read(process, "status")?;
        Self::parse(&status).context("/proc does not contain the memory")
    }

    fn parse(status: &str) -> Option<Self> {
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
        };
        Some(Self { resident: bytes("VmRSS")?, peak: bytes("VmHWM")?, own: bytes("RssAnon")? })
    }
}

/// The CPU time of a process since its start, to a hundredth of a second.
///
/// # Errors
/// Returns an error if it is not running, or the system is not Linux.
pub fn processor_time(process: u32) -> Result<Duration> {
    ticks(&read(process, "stat")?)
        .map(|ticks| Duration::from_millis(ticks * 10))
        .context("/proc does not contain the CPU time")
}

/// User and system time in ticks; fields are counted after the name, which may contain anything.
fn ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
}

fn read(process: u32, file: &str) -> Result<String> {
    let file = format!("/proc/{process}/{file}");
    std::fs::read_to_string(&file).with_context(|| format!("{file} cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::{Memory, ticks};

    #[test]
    fn the_status_of_a_process_is_read() {
        let status = "Name:\tprotocolo\nVmHWM:\t   20 kB\nVmRSS:\t   10 kB\nRssAnon:\t    4 kB\n";
        let expected = Memory { resident: 10 * 1024, peak: 20 * 1024, own: 4 * 1024 };
        assert_eq!(Memory::parse(status), Some(expected));
        assert_eq!(Memory::parse("Name:\tprotocolo\n"), None);
    }

    #[test]
    fn user_and_system_time_are_added() {
        assert_eq!(ticks("7 (a) b) S 1 2 3 4 5 6 7 8 9 10 120 3 0 0"), Some(123));
        assert_eq!(ticks("7 (a) S 1 2"), None);
    }
}
