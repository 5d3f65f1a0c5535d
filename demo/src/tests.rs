//! Invariants of the generated data, independent of the texts.

use std::collections::{HashMap, HashSet};

use bulk::rows::Interaction;
use chrono_tz::Tz;
use domain::{CaseId, CaseStatus, Channel, CustomerId, Direction, InteractionId, Millis, UserId, zone};
use sha2::{Digest, Sha256};

use super::*;

const ZONE: Tz = chrono_tz::America::Sao_Paulo;

/// Friday, 2026-11-20, 15:00 in São Paulo.
const NOW: Timestamp = Timestamp(1_795_197_600_000);

fn settings() -> Settings {
    let until = zone::day_of(ZONE, NOW);
    Settings { interactions: 3_000, until, now: NOW, seed: 7, transcripts: Transcripts::All, zone: ZONE }
}

fn stored() -> Vec<StoredFile> {
    let stored = |nth| StoredFile { blob: format!("voice-{nth}"), size: 1, sha256: "00".to_owned() };
    (0..voices::ALL.len()).map(stored).collect()
}

/// The whole year in one batch.
fn year(settings: Settings) -> Batch {
    let mut year = Batch::default();
    for batch in Demo::new(settings, stored()).expect("the texts are in form") {
        year.customers.extend(batch.customers);
        year.addresses.extend(batch.addresses);
        year.cases.extend(batch.cases);
        year.interactions.extend(batch.interactions);
        year.messages.extend(batch.messages);
        year.calls.extend(batch.calls);
        year.recordings.extend(batch.recordings);
        year.clocks.extend(batch.clocks);
        year.events.extend(batch.events);
        year.survey_responses.extend(batch.survey_responses);
    }
    year
}

fn hash(settings: Settings) -> Vec<u8> {
    let demo = Demo::new(settings, stored()).expect("the texts are in form");
    let mut hash = Sha256::new_with_prefix(format!("{:?}", demo.directory()));
    for batch in demo {
        hash.update(format!("{batch:?}"));
    }
    hash.finalize().to_vec()
}

fn part_of(interactions: &[Interaction], of: impl Fn(&Interaction) -> bool) -> f64 {
    interactions.iter().filter(|interaction| of(interaction)).count() as f64 / interactions.len() as f64
}

#[test]
fn the_same_seed_day_and_size_give_the_same_year() {
    assert_eq!(hash(settings()), hash(settings()));
    assert_ne!(hash(settings()), hash(Settings { seed: 8, ..settings() }));
}

#[test]
fn a_year_that_is_over_does_not_depend_on_the_time() {
    let until = zone::day_of(ZONE, NOW - Millis::days(3));
    let asked = |now| Settings { until, now, ..settings() };
    assert_eq!(hash(asked(NOW)), hash(asked(NOW + Millis::seconds(5_000))));
}

#[test]
fn leaving_transcripts_out_changes_nothing_else() {
    let (with, without) = (year(settings()), year(Settings { transcripts: Transcripts::None, ..settings() }));
    assert!(without.messages.is_empty() && !with.messages.is_empty());
    let same = |of: fn(&Batch) -> String| of(&with) == of(&without);
    assert!(same(|year| format!("{:?}", year.interactions)));
    assert!(same(|year| format!("{:?}{:?}{:?}", year.customers, year.cases, year.recordings)));
}

#[test]
fn nothing_lies_in_the_future_and_everything_goes_forward() {
    for now in [NOW, NOW - Millis::hours(14), NOW + Millis::hours(8)] {
        let year = year(Settings { now, until: zone::day_of(ZONE, now), ..settings() });
        let mut before = Timestamp::MIN;
        for one in &year.interactions {
            let answered = one.answered_at.unwrap_or(one.queued_at);
            assert!(before <= one.queued_at && one.queued_at <= answered && answered <= one.ended_at);
            assert!(one.ended_at <= now, "{one:?}");
            before = one.queued_at;
        }
        let of: HashMap<InteractionId, &Interaction> =
            year.interactions.iter().map(|one| (one.id, one)).collect();
        let mut last = (InteractionId(0), Timestamp(0));
        for message in &year.messages {
            let one = of[&message.interaction];
            assert!((one.queued_at..=one.ended_at).contains(&message.at), "{message:?} of {one:?}");
            assert!(last <= (message.interaction, message.at), "{message:?}");
            last = (message.interaction, message.at);
        }
        for call in &year.calls {
            let one = of[&call.interaction];
            assert!((one.queued_at..=one.ended_at).contains(&call.at), "{call:?} of {one:?}");
        }
        assert!(year.cases.iter().all(|case| case.opened_at <= case.updated_at && case.updated_at <= now));
    }
}

#[test]
fn today_has_interactions_at_any_hour_also_in_a_small_demo() {
    for hours in [1, 2, 5, 9, 13, 23] {
        let now = zone::day_start(ZONE, settings().until) + Millis::hours(hours);
        let year = year(Settings { now, transcripts: Transcripts::None, ..settings() });
        let today: Vec<&Interaction> = year
            .interactions
            .iter()
            .filter(|one| zone::day_of(ZONE, one.queued_at) == settings().until)
            .collect();
        assert!(today.len() >= 5, "{} after {hours} hours", today.len());
        let own = today.iter().filter(|one| one.agent == Some(people::agent_id(people::DEMO_AGENT))).count();
        assert!(hours < 3 || own > 0, "the agent who can be tried has none after {hours} hours");
    }
}

#[test]
fn every_identity_is_given_once_and_in_order() {
    let year = year(settings());
    assert_eq!(year.interactions.len(), 3_000);
    assert!((1..).zip(&year.interactions).all(|(id, one)| one.id.0 == id));
    assert!((1..).zip(&year.customers).all(|(id, one)| one.id.0 == id));
    assert!((1..).zip(&year.cases).all(|(id, one)| one.id.0 == id));
    let mut of_day = HashMap::<_, i64>::new();
    for one in &year.interactions {
        let day = zone::day_of(ZONE, one.queued_at);
        let sequence = of_day.entry(day).or_default();
        *sequence += 1;
        assert_eq!(one.protocol, domain::Protocol::generate(day, *sequence));
    }
}

#[test]
fn what_is_referred_to_is_there() {
    let demo = Demo::new(settings(), stored()).expect("the texts are in form");
    let directory = demo.directory();
    let offered: HashSet<_> =
        directory.queue_reasons.iter().map(|offer| (offer.queue, offer.reason)).collect();
    let year = year(settings());
    let owner: HashMap<CaseId, CustomerId> = year.cases.iter().map(|case| (case.id, case.customer)).collect();
    let users: HashSet<UserId> = directory.users.iter().map(|user| user.id).collect();
    for one in &year.interactions {
        assert_eq!(owner.get(&one.case), Some(&one.customer), "{one:?}");
        assert!(one.agent.is_none_or(|agent| users.contains(&agent)));
        assert!(one.reason.is_none_or(|reason| offered.contains(&(one.queue, reason))), "{one:?}");
    }
    assert!(owner.values().all(|customer| (1..=year.customers.len() as i64).contains(&customer.0)));
}

#[test]
fn forty_agents_work_in_five_groups_of_which_the_supervisor_watches_three() {
    let directory = Demo::new(settings(), stored()).expect("the texts are in form").directory();
    let id_of = |login: &str| directory.users.iter().find(|user| user.login == login).map(|user| user.id);
    let (supervisor, agent) = (id_of("supervisor").expect("one"), id_of("agent").expect("one"));
    let agents: HashSet<UserId> = directory.group_agents.iter().map(|member| member.agent).collect();
    assert_eq!((agents.len(), directory.groups.len(), directory.queues.len()), (40, 5, 8));
    let watched: HashSet<UserId> = directory
        .group_supervisors
        .iter()
        .filter(|member| member.supervisor == supervisor)
        .flat_map(|watched| directory.group_agents.iter().filter(|member| member.group == watched.group))
        .map(|member| member.agent)
        .collect();
    assert_eq!(watched.len(), 25);
    assert!(watched.contains(&agent));
    let logins: HashSet<&str> = directory.users.iter().map(|user| user.login.as_str()).collect();
    assert_eq!(logins.len(), directory.users.len());
}

#[test]
fn the_mix_is_that_of_a_contact_centre() {
    let year = year(Settings { interactions: 10_000, transcripts: Transcripts::None, ..settings() });
    let all = &year.interactions;
    for (what, part, expected) in [
        ("voice", part_of(all, |one| one.channel == Channel::Voice), 0.42..0.58),
        ("WhatsApp", part_of(all, |one| one.channel == Channel::WhatsApp), 0.28..0.42),
        ("web chat", part_of(all, |one| one.channel == Channel::WebChat), 0.1..0.2),
        ("outbound", part_of(all, |one| one.direction == Direction::Outbound), 0.15..0.4),
        ("qualified", part_of(all, |one| one.reason.is_some()), 0.65..0.75),
        ("noted", part_of(all, |one| one.notes.is_some()), 0.4..0.5),
        ("without agent", part_of(all, |one| one.agent.is_none()), 0.02..0.09),
        ("unanswered", part_of(all, |one| one.answered_at.is_none()), 0.08..0.2),
        ("over a day", part_of(all, |one| one.ended_at - one.queued_at > Millis::days(1)), 0.001..0.02),
        ("at night", part_of(all, |one| hour(one) < 6), 0.005..0.06),
        ("in the morning's peak", part_of(all, |one| (9..12).contains(&hour(one))), 0.2..0.4),
    ] {
        assert!(expected.contains(&part), "{what}: {part}");
    }
    let per_customer = all.len() as f64 / year.customers.len() as f64;
    assert!((7.0..10.0).contains(&per_customer), "{per_customer}");
    let mut of_case = HashMap::<CaseId, usize>::new();
    for one in all {
        *of_case.entry(one.case).or_default() += 1;
    }
    assert_eq!(of_case.values().max(), Some(&6));
    let open = year.cases.iter().filter(|case| case.status != CaseStatus::Closed).count();
    assert!((20..year.cases.len() / 10).contains(&open), "{open} open");
    assert!((120..320).contains(&year.recordings.len()), "{} recordings", year.recordings.len());
}

fn hour(interaction: &Interaction) -> u32 {
    use chrono::Timelike;
    zone::civil(ZONE, interaction.queued_at).hour()
}

#[test]
fn only_answered_calls_have_recordings_as_long_as_they_are() {
    let year = year(settings());
    let of: HashMap<InteractionId, &Interaction> =
        year.interactions.iter().map(|one| (one.id, one)).collect();
    for recording in &year.recordings {
        let one = of[&recording.interaction];
        assert!(one.channel == Channel::Voice && one.answered_at.is_some());
        let talked = one.ended_at - one.answered_at.unwrap_or_default();
        assert!(talked <= Millis::seconds(24), "{one:?}");
        assert_eq!(Millis::seconds(recording.length.0 / 1000), talked);
    }
}

#[test]
fn conversations_have_a_readable_length_and_no_slot_left() {
    let year = year(settings());
    let mut lengths = HashMap::<InteractionId, usize>::new();
    for message in &year.messages {
        assert!(!message.text.is_empty() && !message.text.contains(['{', '}']), "{}", message.text);
        *lengths.entry(message.interaction).or_default() += 1;
    }
    let short = lengths.values().filter(|length| (5..=24).contains(*length)).count();
    assert!(short as f64 > 0.85 * lengths.len() as f64);
    assert!(lengths.values().any(|length| *length > 50), "no long one");
    let written = year.interactions.iter().filter(|one| one.channel != Channel::Voice).count();
    assert_eq!(lengths.len(), written);
}

#[test]
fn customers_have_valid_documents_and_numbers() {
    let year = year(settings());
    for customer in &year.customers {
        let cpf = domain::number::digits(customer.document.as_deref().unwrap_or_default());
        assert!(is_cpf(&cpf), "{cpf}");
        for number in [&customer.phone, &customer.whatsapp] {
            let number = number.as_deref().unwrap_or_default();
            let shown = domain::number::format(number);
            assert!(number.starts_with("+55") && shown.starts_with('('), "{number} {shown}");
        }
        assert!(
            customer.email.as_deref().is_none_or(|email| email.is_ascii() && email.contains("@example."))
        );
    }
}

/// Checks a CPF, independently of the implementation in the demo.
fn is_cpf(cpf: &str) -> bool {
    let digits: Vec<u32> = cpf.chars().filter_map(|c| c.to_digit(10)).collect();
    let check = |length: u32| {
        let sum: u32 = (0..length).map(|place| digits[place as usize] * (length + 1 - place)).sum();
        sum * 10 % 11 % 10
    };
    digits.len() == 11
        && digits.iter().any(|digit| *digit != digits[0])
        && check(9) == digits[9]
        && check(10) == digits[10]
}
