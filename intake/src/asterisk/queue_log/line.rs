//! A line of the file `queue_log`: `epoch|call|queue|member|event|parameters…`.

use super::event::{Entry, Event};
use crate::source::{Reason, Skipped};
use crate::zone::{epoch, is_possible};

/// Parses a line. Nothing is escaped in it: a bar inside the name of a member shifts the columns, and
/// is recognised by a name where the event should be.
pub(super) fn parse(line: &str) -> Result<Entry<'_>, Reason> {
    let mut columns = line.splitn(5, '|');
    let mut column = || columns.next().map(str::trim).ok_or(Reason::TooFewFields);
    let (time, call, queue, member) = (column()?, column()?, column()?, column()?);
    let rest = columns.next().ok_or(Reason::TooFewFields)?;
    let at = epoch(time).filter(|at| is_possible(*at)).ok_or(Reason::BadTime)?;
    let (name, parameters) = rest.split_once('|').unwrap_or((rest, ""));
    let event = Event::parse(name.trim(), parameters);
    if event == Event::Skipped(Skipped::UnknownEvent)
        && let Some((member, event)) = shifted(line)
    {
        return Ok(Entry { at, call, queue, member, event });
    }
    Ok(Entry { at, call, queue, member, event })
}

/// Whether a text begins like a line, with a second of this century and four more columns; the rest of a
/// line that was cut does not.
pub(super) fn is_beginning(text: &str) -> bool {
    let mut columns = text.splitn(5, '|');
    let is_second = |text: &str| text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    columns.next().is_some_and(is_second) && columns.nth(3).is_some()
}

/// The member and the event, if the member's name holds a bar: what follows the bar is no name of an
/// event, and an event of a member, with its seconds, follows that.
fn shifted(line: &str) -> Option<(&str, Event<'_>)> {
    let is_event_name = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    };
    let mut bars = line.match_indices('|').map(|(at, _)| at).skip(2);
    let (before_member, in_member, after_member) = (bars.next()?, bars.next()?, bars.next()?);
    if is_event_name(line[in_member + 1..after_member].trim()) {
        return None;
    }
    let (name, parameters) = line[after_member + 1..].split_once('|')?;
    let event = Event::parse(name.trim(), parameters);
    let is_of_member = matches!(
        event,
        Event::Connect { hold: Some(_) }
            | Event::Complete { talk: Some(_), .. }
            | Event::Transfer { talk: Some(_), .. }
    );
    is_of_member.then(|| (line[before_member + 1..after_member].trim(), event))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_a_members_name_shifts_the_columns() {
        let entry = parse("1772453753|1.1|vendas|Ana | Souza|CONNECT|3|1.2|2").expect("a line");
        assert_eq!((entry.member, entry.event), ("Ana | Souza", Event::Connect { hold: Some(3) }));
        let custom = parse("1772453753|1.1|vendas|Ana|NOTA|CONNECT|3|x").expect("a line");
        assert!(matches!(custom.event, Event::Skipped(_)));
    }

    #[test]
    fn lines_that_are_none_say_why() {
        assert_eq!(parse("1772453753|1.1|vendas|Ana"), Err(Reason::TooFewFields));
        for time in ["", "x", "-1", "0", "99999999999999999999", "253370764800"] {
            assert_eq!(
                parse(&format!("{time}|1.1|vendas|NONE|ABANDON|1|1|1")),
                Err(Reason::BadTime),
                "{time}"
            );
        }
    }
}
