//! *Calendários* and *Políticas de SLA*: references between them, and that new hours do not change
//! the elapsed time of running or stopped clocks.

use crate::support::administration::{T, invalid, person, settings};
use crate::support::builders::{CaseBuilder, CustomerBuilder, QueueBuilder};
use crate::support::world::number_of;
use domain::case_life::CaseAction;
use domain::settings::{CalendarRecord, PolicyRecord};
use domain::sla::{BusinessCalendar, ClockKind, DaySpans, PolicyScope, SlaPolicy, SlaStatus};
use domain::{
    CalendarId, CaseId, CaseStatus, Millis, PolicyId, Principal, QueueId, Revision, Role, Timestamp,
};
use store::Store;
use store::settings::{Change, Settings, Versioned};

const HOUR: Millis = Millis::hours(1);
/// Monday, 2026-11-16, 09:00 in São Paulo.
const MONDAY_9: Timestamp = Timestamp(1_794_830_400_000);

fn calendar(name: &str, spans: &str) -> CalendarRecord {
    let day = DaySpans::parse(spans).expect("spans");
    let week = std::array::from_fn(|index| if index < 5 { day.clone() } else { DaySpans::default() });
    let christmas = "2026-12-25".parse().expect("a day");
    CalendarRecord {
        name: name.to_owned(),
        active: true,
        hours: BusinessCalendar { zone: "America/Sao_Paulo".to_owned(), week, holidays: [christmas].into() },
        holiday_names: [(christmas, "Natal".to_owned())].into(),
    }
}

fn policy(name: &str, calendar: CalendarId, queue: Option<QueueId>, kind: Option<&str>) -> PolicyRecord {
    PolicyRecord {
        name: name.to_owned(),
        active: true,
        scope: PolicyScope { queue, kind: kind.map(ToOwned::to_owned) },
        calendar,
        promise: SlaPolicy {
            first_response_ms: Some(HOUR),
            resolution_ms: Some(8 * HOUR),
            at_risk_percent: 80,
        },
    }
}

/// `count` cases in service, opened on Monday at nine, each with both clocks of a policy.
async fn cases(store: &Store, policy: PolicyId, count: i64) {
    CustomerBuilder::new(1).name("Ana").build(store).await;
    for case in 1..=count {
        let case = CaseBuilder::new(case).status(CaseStatus::InService).opened_at(MONDAY_9);
        let case = case.clock(ClockKind::FirstResponse, policy).clock(ClockKind::Resolution, policy);
        case.build(store).await;
    }
}

/// The status of a clock and the hours that have elapsed.
async fn clock(
    store: &Store,
    who: &Principal,
    case: CaseId,
    kind: ClockKind,
    now: Timestamp,
) -> (SlaStatus, i64) {
    let clocks = store.as_principal(who).cases().clocks(case, now).await.expect("clocks");
    let clock = clocks.iter().find(|clock| clock.kind == kind).expect("both");
    (clock.reading.status, clock.reading.elapsed_ms / HOUR)
}

async fn step(store: &Store, who: &Principal, action: CaseAction, seen: CaseStatus, at: Timestamp) {
    let stepped = store.as_principal(who).cases().step(CaseId(1), action, seen, None, at).await;
    assert!(matches!(stepped, Ok(Some(domain::cases::StepOutcome::Done(_)))), "{stepped:?}");
}

async fn change(settings: &Settings<'_>, id: CalendarId, record: CalendarRecord, at: Timestamp) {
    let kept: Versioned<CalendarRecord> = settings.get(id).await.expect("a read").expect("a calendar");
    assert_eq!(settings.change(id, kept.revision, record, at).await.expect("a change"), Some(Change::Saved));
}

contract!(a_calendar_is_kept_as_it_was_said_and_measured_by, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let said = calendar("Expediente", "09:00-12:00, 13:00-17:00");
    let id = settings.create(said.clone(), T).await.expect("an answer").created().expect("a calendar");
    let kept: Versioned<CalendarRecord> = settings.get(id).await.expect("a read").expect("a calendar");
    assert_eq!(kept.record, said);
    let policy = settings
        .create(policy("Padrão", id, None, None), T)
        .await
        .expect("an answer")
        .created()
        .expect("a policy");
    let kept: Versioned<PolicyRecord> = settings.get(policy).await.expect("a read").expect("a policy");
    assert_eq!(kept.record.calendar, id);
    cases(&store, policy, 1).await;
    let read = clock(&store, &admin, CaseId(1), ClockKind::Resolution, MONDAY_9 + 5 * HOUR).await;
    assert_eq!(read, (SlaStatus::OnTrack, 4), "nobody works at noon");
});

contract!(a_calendar_that_a_policy_in_use_needs_stays_in_use, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings
        .create(calendar("Expediente", "09:00-17:00"), T)
        .await
        .expect("an answer")
        .created()
        .expect("a calendar");
    let policy_id = settings
        .create(policy("Padrão", id, None, None), T)
        .await
        .expect("an answer")
        .created()
        .expect("a policy");
    let refused = settings.set_active::<CalendarRecord>(id, false, T).await;
    assert_eq!(invalid(refused), "active is needed by \"Padrão\"; change that one first");
    assert_eq!(
        settings.set_active::<PolicyRecord>(policy_id, false, T).await.expect("out of use"),
        Some(Change::Saved)
    );
    assert_eq!(
        settings.set_active::<CalendarRecord>(id, false, T).await.expect("out of use"),
        Some(Change::Saved)
    );
    let woken = settings.set_active::<PolicyRecord>(policy_id, true, T).await;
    assert!(invalid(woken).starts_with("calendar must be one of"));
    assert!(
        invalid(settings.create(policy("Outra", CalendarId(99), None, None), T).await)
            .starts_with("calendar must")
    );
});

contract!(two_policies_in_use_are_never_for_the_same_cases, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    QueueBuilder::new("Vendas").build(&store).await;
    let id = settings
        .create(calendar("Expediente", "09:00-17:00"), T)
        .await
        .expect("an answer")
        .created()
        .expect("a calendar");
    for (name, queue, kind) in [
        ("Todas", None, None),
        ("Vendas", Some(QueueId(1)), None),
        ("Dúvidas", None, Some("Dúvida")),
        ("Ambas", Some(QueueId(1)), Some("Dúvida")),
    ] {
        settings
            .create(policy(name, id, queue, kind), T)
            .await
            .expect("an answer")
            .created()
            .expect("a policy");
        let again = settings.create(policy("Outra", id, queue, kind), T).await;
        assert!(invalid(again).starts_with(&format!("queue is what {name:?} is for already")));
    }
});

contract!(other_hours_keep_what_has_elapsed_on_every_clock_that_goes_on, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings
        .create(calendar("Expediente", "09:00-17:00"), T)
        .await
        .expect("an answer")
        .created()
        .expect("a calendar");
    let policy = settings
        .create(policy("Padrão", id, None, None), T)
        .await
        .expect("an answer")
        .created()
        .expect("a policy");
    // More clocks than one batch.
    cases(&store, policy, 600).await;
    let at = MONDAY_9 + 4 * HOUR;
    let renamed = CalendarRecord { name: "Comercial".to_owned(), ..calendar("", "09:00-17:00") };
    change(&settings, id, renamed, at).await;
    assert_eq!(number_of(&store, "SELECT count(*) FROM sla_clock WHERE carried_ms IS NOT NULL").await, 0);
    change(&settings, id, calendar("Comercial", "09:00-14:00"), at).await;
    let carried =
        format!("SELECT count(*) FROM sla_clock WHERE carried_until = {at} AND carried_ms = {}", 4 * HOUR);
    assert_eq!(number_of(&store, &carried).await, 1200);
    let overdue = format!("SELECT count(*) FROM sla_clock WHERE carried_due = {}", MONDAY_9 + HOUR);
    assert_eq!(number_of(&store, &overdue).await, 600, "each first response, due after an hour");
    for case in [1, 300, 600] {
        let later = clock(&store, &admin, CaseId(case), ClockKind::Resolution, MONDAY_9 + 8 * HOUR).await;
        assert_eq!(later, (SlaStatus::OnTrack, 5), "four hours by the old hours, one by the others");
    }
    change(&settings, id, calendar("Comercial", "09:00-17:00"), MONDAY_9 + 24 * HOUR).await;
    let later = clock(&store, &admin, CaseId(1), ClockKind::Resolution, MONDAY_9 + 26 * HOUR).await;
    assert_eq!(later.1, 7, "what was carried is carried on");
});

contract!(what_was_done_in_time_stays_so_and_is_counted_on_when_reopened, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let id = settings
        .create(calendar("Expediente", "09:00-17:00"), T)
        .await
        .expect("an answer")
        .created()
        .expect("a calendar");
    let policy = settings
        .create(policy("Padrão", id, None, None), T)
        .await
        .expect("an answer")
        .created()
        .expect("a policy");
    cases(&store, policy, 1).await;
    // Closed after three hours of work, to which the evening does not add.
    step(&store, &admin, CaseAction::Close, CaseStatus::InService, MONDAY_9 + 3 * HOUR).await;
    let day_and_night = MONDAY_9 + 24 * HOUR;
    change(&settings, id, calendar("Dia e noite", "00:00-09:30, 10:00-24:00"), day_and_night).await;
    let read = |now| clock(&store, &admin, CaseId(1), ClockKind::Resolution, now);
    assert_eq!(read(day_and_night).await, (SlaStatus::Met, 3), "the past is not measured anew");
    let due = store.as_principal(&admin).cases().clocks(CaseId(1), day_and_night).await.expect("clocks");
    let due = due.iter().find(|clock| clock.kind == ClockKind::Resolution).expect("both").due;
    assert_eq!(due.expect("a due time").to_string(), "2026-11-16 17:00:00", "and was due when it was");
    step(&store, &admin, CaseAction::Reopen, CaseStatus::Closed, MONDAY_9 + 48 * HOUR).await;
    let later = read(MONDAY_9 + 51 * HOUR + HOUR / 2).await;
    assert_eq!(later.1, 6, "three hours of then, three of now");
});

contract!(another_calendar_for_a_policy_is_another_measure, |store| {
    let admin = person(&store, "admin", Role::Administrator).await;
    let settings = settings(&store, &admin);
    let short = settings
        .create(calendar("Manhã", "09:00-12:00"), T)
        .await
        .expect("an answer")
        .created()
        .expect("a calendar");
    let long = settings
        .create(calendar("Dia", "09:00-17:00"), T)
        .await
        .expect("an answer")
        .created()
        .expect("a calendar");
    let id = settings
        .create(policy("Padrão", short, None, None), T)
        .await
        .expect("an answer")
        .created()
        .expect("a policy");
    cases(&store, id, 2).await;
    step(&store, &admin, CaseAction::Close, CaseStatus::InService, MONDAY_9 + 6 * HOUR).await;
    let moved = policy("Padrão", long, None, None);
    let changed = settings.change(id, Revision(0), moved, MONDAY_9 + 6 * HOUR).await.expect("a change");
    assert_eq!(changed, Some(Change::Saved));
    let now = MONDAY_9 + 8 * HOUR;
    assert_eq!(clock(&store, &admin, CaseId(1), ClockKind::Resolution, now).await, (SlaStatus::Met, 3));
    assert_eq!(clock(&store, &admin, CaseId(2), ClockKind::Resolution, now).await, (SlaStatus::OnTrack, 5));
});
