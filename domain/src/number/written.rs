//! Parses a telephone number out of what sources send: URIs, JIDs, and display names, labels and
//! extensions around the digits.

use crate::text::is_invisible;

/// What the digits of a number begin with, as far as the notation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    /// A country code: a plus was written.
    Country,
    /// Probably a country code: the number is a messenger account.
    Account,
    /// Unknown: the digits as dialled.
    Dialled,
}

/// The digits of a number, and what its notation shows about them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ParsedNumber {
    /// The digits only.
    pub(super) digits: String,
    /// What the digits begin with.
    pub(super) prefix: Prefix,
    /// Whether the text has more than the number: an extension or a remark.
    pub(super) remark: bool,
    /// Whether words other than a label like `tel` precede the digits.
    pub(super) described: bool,
}

impl ParsedNumber {
    fn of_account(self) -> Self {
        let dialled = self.prefix == Prefix::Dialled;
        Self { prefix: if dialled { Prefix::Account } else { self.prefix }, ..self }
    }
}

/// The minimum number of digits of a number with other words around it.
const MIN_AMONG_WORDS: usize = 8;

/// URI schemes and chat links that a number follows, and whether it is a messenger account.
const SCHEMES: [(&str, bool); 9] = [
    ("sips:", false),
    ("sip:", false),
    ("tel:", false),
    ("callto:", false),
    ("whatsapp:", true),
    ("https://wa.me/", true),
    ("http://wa.me/", true),
    ("wa.me/", true),
    ("pstn:", false),
];

/// JID hosts of personal WhatsApp accounts.
const ACCOUNT_HOSTS: [&str; 2] = ["s.whatsapp.net", "c.us"];

/// JID hosts of groups and the like, and of identifiers that are not numbers.
const OTHER_HOSTS: [&str; 5] = ["g.us", "broadcast", "newsletter", "lid", "hosted.lid"];

/// Labels of a number.
const LABELS: [&str; 12] = [
    "ramal",
    "rml",
    "ext",
    "extension",
    "tel",
    "telefone",
    "fone",
    "phone",
    "celular",
    "cel",
    "whatsapp",
    "fax",
];

/// Labels of an extension.
const EXTENSIONS: [&str; 8] = ["x", "r", "ramal", "rml", "ext", "extension", "extensão", "extensao"];

/// Parses a text; `None` if it contains nothing that could be a number.
pub(super) fn parse_number(text: &str) -> Option<ParsedNumber> {
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let text = addressed(text.trim());
    if text.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let (scheme, text) = without_scheme(text);
    let text = text.replace("%2B", "+").replace("%2b", "+").replace("%20", " ");
    let account = scheme.is_some_and(|account| account);
    let taken = match text.split_once('@') {
        Some((user, host)) => of_host(user, host)?,
        None if scheme.is_some() => strict(&text)?,
        None => read(&text)?,
    };
    Some(if account { taken.of_account() } else { taken })
}

/// The part between angle brackets, which follows a display name.
fn addressed(text: &str) -> &str {
    let inside = text.rsplit_once('<').map(|(_, rest)| rest.split('>').next().unwrap_or(rest));
    inside.unwrap_or(text).trim()
}

fn without_scheme(text: &str) -> (Option<bool>, &str) {
    SCHEMES
        .iter()
        .find_map(|(scheme, account)| {
            let start = text.get(..scheme.len())?;
            start.eq_ignore_ascii_case(scheme).then(|| (Some(*account), text[scheme.len()..].trim()))
        })
        .unwrap_or((None, text))
}

/// Parses `user@host`: a SIP address or a messenger JID, which may contain a device.
fn of_host(user: &str, host: &str) -> Option<ParsedNumber> {
    let host = host.split([':', ';', '/', '?']).next().unwrap_or(host).to_ascii_lowercase();
    if OTHER_HOSTS.contains(&host.as_str()) {
        return None;
    }
    if ACCOUNT_HOSTS.contains(&host.as_str()) {
        let user = user.split([':', '.', '_']).next().unwrap_or(user);
        return Some(strict(user)?.of_account());
    }
    strict(user)
}

/// Parses a number as in a URI: parameters may follow, but no words may precede it.
fn strict(text: &str) -> Option<ParsedNumber> {
    let mut parts = text.split([';', '?']);
    let number = parts.next().unwrap_or_default();
    // Strips a password or a port.
    let number = number.split(':').next().unwrap_or(number).trim();
    if number.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let is_number = |c: char| c.is_ascii_digit() || is_separator(c) || "+#*xX".contains(c);
    if !number.chars().all(is_number) {
        return None;
    }
    let (mut extension, mut context) = (false, None);
    for parameter in parts.flat_map(|rest| rest.split('&')) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match name.trim().to_ascii_lowercase().as_str() {
            "ext" => extension = true,
            "phone-context" if value.starts_with('+') => context = Some(value),
            _ => {}
        }
    }
    let number = match context {
        Some(context) if !number.starts_with('+') => format!("{context}{number}"),
        _ => number.to_owned(),
    };
    let written = read(&number)?;
    Some(ParsedNumber { remark: extension || written.remark, ..written })
}

/// Marks that people write between digits.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || "-.()[]_~\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}".contains(c)
}

/// Parses the first number of a text.
fn read(text: &str) -> Option<ParsedNumber> {
    let start = text.find(|c: char| c.is_ascii_digit() || c == '+')?;
    let (before, number) = text.split_at(start);
    let word = before.trim_matches(|c: char| !c.is_alphabetic());
    if before.chars().any(|c| !(c.is_alphabetic() || is_separator(c) || ":\"',ºª".contains(c))) {
        return None;
    }
    // "(0)" is a trunk zero that is omitted when dialled from abroad.
    let plus = number.starts_with('+');
    let number =
        if plus || number.starts_with("00") { number.replacen("(0)", "", 1) } else { number.to_owned() };
    let mut digits = String::new();
    let mut rest = number.trim_start_matches('+');
    let mut adjoining = true;
    while let Some(c) = rest.chars().next() {
        let carrier = matches!(c, 'x' | 'X') && (digits == "0" || digits == "550");
        if c.is_ascii_digit() {
            digits.push(c);
            adjoining = true;
        } else if is_separator(c) {
            adjoining = false;
        } else if !carrier {
            break;
        }
        rest = &rest[c.len_utf8()..];
    }
    let extension = has_extension(rest);
    // Letters directly after the digits make it an identifier rather than a number.
    let identifier = adjoining && rest.starts_with(char::is_alphabetic) && !extension;
    let words = !rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty() && !extension;
    if digits.is_empty() || identifier || (words && digits.len() < MIN_AMONG_WORDS) {
        return None;
    }
    let described = !word.is_empty() && !is_one_of(&LABELS, word);
    Some(ParsedNumber {
        digits,
        prefix: if plus { Prefix::Country } else { Prefix::Dialled },
        remark: extension || words || described,
        described,
    })
}

/// Whether the text after a number is an extension.
fn has_extension(rest: &str) -> bool {
    let Some(first) = rest.trim_start().chars().next() else { return false };
    let rest = rest.trim_start();
    let digits_follow = |text: &str| {
        text.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(|c: char| c.is_ascii_digit())
    };
    if matches!(first, '#' | ',' | ';') && digits_follow(rest) {
        return true;
    }
    let word: String =
        rest.trim_start_matches([';', ',']).trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
    let after = rest.trim_start_matches([';', ',']).trim_start().get(word.len()..).unwrap_or_default();
    is_one_of(&EXTENSIONS, &word) && digits_follow(after)
}

/// Whether a word is one of these labels, in capitals or not. The case of all letters there are is a table
/// that every first visit would load; labels have one that is not ASCII.
fn is_one_of(labels: &[&str], word: &str) -> bool {
    let small = |c: char| if c == 'Ã' { 'ã' } else { c.to_ascii_lowercase() };
    labels.iter().any(|label| label.chars().eq(word.chars().map(small)))
}

/// The digits of a text, for searching: those of the number in it, or else all of them.
pub fn digits_in(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let user = visible.split('@').next().unwrap_or_default();
    parse_number(text).map_or_else(|| super::digits(user), |written| written.digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Option<String> {
        parse_number(text).map(|written| written.digits)
    }

    #[test]
    fn what_is_around_a_number_is_taken_away() {
        for text in [
            "11987654321",
            " (11) 98765-4321 ",
            "11.98765.4321",
            "11\u{a0}98765\u{2011}4321",
            "\u{202a}11 98765-4321\u{202c}",
            "sip:11987654321@pbx.example:5061;transport=tls?x=1",
            "SIPS:11987654321;phone-context=pbx.example@10.0.0.1",
            "\"Ana 2\" <sip:11987654321@10.0.0.1>;tag=42",
            "Ana <11987654321>",
            "tel:11-98765-4321;ext=12",
            "tel: 11 98765 4321",
            "11987654321:17@s.whatsapp.net",
            "11987654321.0:17@s.whatsapp.net",
            "11987654321@c.us",
            "whatsapp:11987654321",
            "https://wa.me/11987654321?text=oi",
            "(11) 98765-4321 r. 2",
            "11987654321 ramal 12",
            "11987654321x12",
            "11987654321 ext. 12",
            "11987654321,,12",
            "11987654321#12",
            "Tel.: 11 98765-4321",
            "Ana (11) 98765-4321",
            "11 98765-4321 (recado com Maria)",
            "11 98765-4321 / 11 3333-4444",
        ] {
            assert_eq!(digits(text).as_deref(), Some("11987654321"), "{text}");
        }
        assert_eq!(digits("0XX11 98765-4321").as_deref(), Some("011987654321"));
        assert_eq!(digits("(0xx11) 3333-4444").as_deref(), Some("01133334444"));
        assert_eq!(digits("tel:98765-4321;phone-context=+5511").as_deref(), Some("5511987654321"));
        assert_eq!(digits("sip:%2B5511987654321@pbx").as_deref(), Some("5511987654321"));
        assert_eq!(digits("+44 (0)20 7946 0958").as_deref(), Some("442079460958"));
        assert_eq!(digits("ramal 2001").as_deref(), Some("2001"));
    }

    #[test]
    fn labels_may_be_in_capitals() {
        for text in ["2001 ramal 12", "2001 RAMAL 12", "2001 Extensão 12", "2001 EXTENSÃO 12", "2001 X12"] {
            assert_eq!(digits(text).as_deref(), Some("2001"), "{text}");
        }
        let described = |text| parse_number(text).map(|written| written.described);
        assert_eq!(described("TELEFONE 11 98765-4321"), Some(false));
        assert_eq!(described("Ana 11 98765-4321"), Some(true));
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "anonymous",
            "sip:anonymous@anonymous.invalid",
            "sip:10.0.0.1",
            "sip:10.0.0.1:5060",
            "192.168.1.10",
            "sip:ana2@pbx.example",
            "ana1987654321@example.org",
            "120363040000000000@g.us",
            "5511987654321-1400000000@g.us",
            "status@broadcast",
            "123456789012345@lid",
            "PJSIP/2001-0000004f",
            "SIP/trunk-11987654321",
            "3f2a91bc",
            "24 Horas",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }
}
