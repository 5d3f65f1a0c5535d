//! The events of `queue_log`, in the forms of all versions of Asterisk.

use domain::EndedBy;

use crate::source::Skipped;

/// One event, with its time in microseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub at: i64,
    pub call: &'a str,
    pub queue: &'a str,
    pub member: &'a str,
    pub event: Event<'a>,
}

/// What happened. Seconds are those that the event names; older versions name fewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// A visit began.
    Enter { caller: &'a str, name: &'a str },
    /// The member answered.
    Connect { hold: Option<i64> },
    /// The talk ended.
    Complete { by: EndedBy, hold: Option<i64>, talk: Option<i64> },
    /// The member passed the caller on. In an attended transfer the member's own call to the next
    /// queue goes on as the caller's.
    Transfer { hold: Option<i64>, talk: Option<i64>, attended: bool },
    /// The caller left without an answer.
    Leave { exit: Exit<'a>, wait: Option<i64> },
    /// The process started: no call from before is alive.
    Restart,
    /// A dialler called a number.
    Dialled { status: &'a str, talk: Option<i64>, number: &'a str },
    /// Nothing that makes an interaction.
    Skipped(Skipped),
}

/// How a caller left the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit<'a> {
    Abandon,
    Timeout,
    Key(&'a str),
    Empty,
    Withdraw(&'a str),
}

impl<'a> Event<'a> {
    /// The event of a name, with its parameters separated by bars.
    pub(super) fn parse(name: &str, parameters: &'a str) -> Self {
        let text = |position: usize| parameters.split('|').nth(position).unwrap_or("").trim();
        let number = |position: usize| seconds(text(position));
        match name {
            "ENTERQUEUE" => Self::Enter { caller: text(1), name: text(3) },
            "CONNECT" => Self::Connect { hold: number(0) },
            "COMPLETEAGENT" => Self::Complete { by: EndedBy::Agent, hold: number(0), talk: number(1) },
            "COMPLETECALLER" => Self::Complete { by: EndedBy::Customer, hold: number(0), talk: number(1) },
            "BLINDTRANSFER" | "TRANSFER" => {
                Self::Transfer { hold: number(2), talk: number(3), attended: false }
            }
            "ATTENDEDTRANSFER" => {
                // A link names two channels, the others one bridge or application.
                let first = if text(0) == "LINK" { 3 } else { 2 };
                Self::Transfer { hold: number(first), talk: number(first + 1), attended: true }
            }
            "ABANDON" => Self::Leave { exit: Exit::Abandon, wait: number(2) },
            "EXITWITHTIMEOUT" => Self::Leave { exit: Exit::Timeout, wait: number(2) },
            "EXITWITHKEY" => Self::Leave { exit: Exit::Key(text(0)), wait: number(3) },
            "EXITEMPTY" => Self::Leave { exit: Exit::Empty, wait: number(2) },
            "WITHDRAW" => {
                let said = parameters.splitn(4, '|').nth(3).unwrap_or("").trim();
                Self::Leave { exit: Exit::Withdraw(said), wait: number(2) }
            }
            "QUEUESTART" => Self::Restart,
            "OUTCALL" => Self::Dialled { status: text(0), talk: number(1), number: text(2) },
            "CONFIGRELOAD" => Self::Skipped(Skipped::ProcessEvent),
            "RINGNOANSWER" | "RINGCANCELED" => Self::Skipped(Skipped::Ring),
            "AGENTDUMP" | "SYSCOMPAT" => Self::Skipped(Skipped::DuringVisit),
            "DID" => Self::Skipped(Skipped::DialledNumber),
            "ADDMEMBER"
            | "REMOVEMEMBER"
            | "PAUSE"
            | "UNPAUSE"
            | "PAUSEALL"
            | "UNPAUSEALL"
            | "PENALTY"
            | "QUEUESTRATEGY"
            | "RINGINUSE"
            | "AGENTLOGIN"
            | "AGENTLOGOFF"
            | "AGENTCALLBACKLOGIN"
            | "AGENTCALLBACKLOGOFF"
            | "PAUSEREASON" => Self::Skipped(Skipped::AgentPresence),
            _ => Self::Skipped(Skipped::UnknownEvent),
        }
    }
}

impl Exit<'_> {
    /// The side that ended the visit.
    pub(super) const fn by(self) -> EndedBy {
        match self {
            Self::Abandon | Self::Key(_) => EndedBy::Customer,
            Self::Timeout | Self::Empty | Self::Withdraw(_) => EndedBy::System,
        }
    }
}

/// A number of seconds, up to some years.
fn seconds(text: &str) -> Option<i64> {
    text.parse::<u32>().ok().map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attended_transfers_have_three_forms() {
        for parameters in ["BRIDGE|f6c3|6|120|1", "APP|Voicemail|6|120|1", "LINK|PJSIP/1-1|PJSIP/2-2|6|120|1"]
        {
            let expected = Event::Transfer { hold: Some(6), talk: Some(120), attended: true };
            assert_eq!(Event::parse("ATTENDEDTRANSFER", parameters), expected);
        }
    }

    #[test]
    fn old_forms_name_less() {
        assert_eq!(Event::parse("CONNECT", "7"), Event::Connect { hold: Some(7) });
        assert_eq!(Event::parse("CONNECT", ""), Event::Connect { hold: None });
        let transfer = Event::Transfer { hold: None, talk: None, attended: false };
        assert_eq!(Event::parse("TRANSFER", "2009|from-internal"), transfer);
        let key = |wait| Event::Leave { exit: Exit::Key("2"), wait };
        assert_eq!(Event::parse("EXITWITHKEY", "2|1"), key(None));
        assert_eq!(Event::parse("EXITWITHKEY", "2|1|1|17"), key(Some(17)));
        assert_eq!(Event::parse("EXITWITHTIMEOUT", "1"), Event::Leave { exit: Exit::Timeout, wait: None });
    }

    #[test]
    fn the_text_of_a_withdrawal_may_hold_bars() {
        let expected = Event::Leave { exit: Exit::Withdraw("a|b"), wait: Some(12) };
        assert_eq!(Event::parse("WITHDRAW", "1|1|12|a|b"), expected);
    }

    #[test]
    fn numbers_that_are_none_are_absent() {
        let expected = Event::Complete { by: EndedBy::Agent, hold: None, talk: None };
        assert_eq!(Event::parse("COMPLETEAGENT", "-1|99999999999|x"), expected);
    }
}
