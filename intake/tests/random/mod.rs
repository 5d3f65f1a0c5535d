//! Random inputs of the tests, and how many of them: a few in `make test`, a million for each reader in
//! `make fuzz`.

/// How many inputs a test makes: `usual`, or what the environment variable `PROTOCOLO_FUZZ_INPUTS` says.
pub(crate) fn inputs(usual: u32) -> u32 {
    match std::env::var("PROTOCOLO_FUZZ_INPUTS") {
        Ok(number) => number.parse().expect("PROTOCOLO_FUZZ_INPUTS is a number of inputs"),
        Err(_) => usual,
    }
}

/// Xorshift: quick noise that is the same every time.
pub(crate) struct Noise(pub u64);

impl Noise {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}
