//! *Ouvir gravação* in a row: the recording plays as soon as its player is shown, without another click.

use std::cell::RefCell;

use domain::Protocol;

thread_local! {
    /// The interaction whose recording a person wants to hear.
    static ASKED: RefCell<Option<Protocol>> = const { RefCell::new(None) };
}

/// Plays the recording of this interaction as soon as its player is shown.
pub(crate) fn ask(protocol: &Protocol) {
    ASKED.with_borrow_mut(|asked| *asked = Some(protocol.clone()));
}

/// Whether a person wants to hear the recording of this interaction, which is answered once. What they
/// asked for before and did not wait for is forgotten.
pub(super) fn take(protocol: &Protocol) -> bool {
    ASKED.take().as_ref() == Some(protocol)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_that_was_asked_for_plays_once() {
        let [first, second] = ["P1", "P2"].map(|text| Protocol::parse(text).expect("a protocol"));
        assert!(!take(&first));
        ask(&first);
        assert!(take(&first) && !take(&first));
        ask(&first);
        assert!(!take(&second), "another interaction was opened");
        assert!(!take(&first), "and this one is not played later");
    }
}
