//! The calls and interactions of a case, including those of the cases merged into it.

use crate::support::builders::{
    AccountBuilder, CaseBuilder, CustomerBuilder, InteractionBuilder, QueueBuilder, many_calls, record_merge,
};
use domain::CallStatus::{Answered, Busy, Failed, NoAnswer};
use domain::cases::{CallFilter, CallRow};
use domain::{CallStatus, CaseId, Channel, Millis, Period, Principal, Role, Sender, Timestamp, UserId};
use store::Store;

const ADMINISTRATOR: Principal = Principal { user: UserId(1), role: Role::Administrator };
const ANA: Principal = Principal { user: UserId(7), role: Role::Agent };
const BIA: Principal = Principal { user: UserId(8), role: Role::Agent };

/// Midnight of 2 March 2026 in São Paulo.
const MARCH_2: Timestamp = Timestamp(1_772_420_400_000);
const DAY: Millis = Millis::days(1);

/// Case 10 with case 11 merged into it, served by two agents; case 12 is unrelated.
async fn build(store: &Store) {
    AccountBuilder::agent(7).login("ana").name("Ana").build(store).await;
    AccountBuilder::agent(8).login("bia").name("Bia").build(store).await;
    QueueBuilder::new("Vendas").build(store).await;
    CustomerBuilder::new(1).name("Cliente").build(store).await;
    for case in [10, 11, 12] {
        CaseBuilder::new(case).build(store).await;
    }
    let first = InteractionBuilder::new("P1", Timestamp(1000))
        .case(10)
        .agent("ana")
        .answered_at(Timestamp(2000))
        .ended_at(Timestamp(5000));
    let first = first.call(MARCH_2 - Millis(1), "(11) 98888-7777", NoAnswer, 0);
    let first = first.call(MARCH_2, "+55 11 98888-7777", Answered, 63);
    first.notes("Notas da Ana").recording("b").build(store).await;
    let second = InteractionBuilder::new("P2", Timestamp(3000))
        .case(11)
        .agent("bia")
        .outbound()
        .ended_at(Timestamp(4000));
    let second = second.call(MARCH_2 + DAY - Millis(1), "2133334444", Busy, 0);
    let second = second.call(MARCH_2 + DAY, "2133334444", Failed, 0);
    second.notes("Notas da Bia").recording("b").build(store).await;
    let chat = InteractionBuilder::new("P3", Timestamp(2000))
        .case(10)
        .agent("ana")
        .answered_at(Timestamp(2000))
        .ended_at(Timestamp(9000));
    let chat = chat.channel(Channel::WhatsApp).message(Timestamp(0), Sender::Customer, &"é".repeat(300));
    chat.message(Timestamp(0), Sender::Agent, "b").build(store).await;
    let other = InteractionBuilder::new("P4", Timestamp(1000))
        .case(12)
        .agent("bia")
        .answered_at(Timestamp(2000))
        .ended_at(Timestamp(5000));
    other.call(MARCH_2, "11988887777", Answered, 5).build(store).await;
    record_merge(store, 11, 10).await;
}

async fn calls(store: &Store, who: Principal, filter: CallFilter) -> Vec<CallRow> {
    let list = store.as_principal(&who).cases().calls(CaseId(10), &filter, 1).await.expect("calls");
    assert_eq!(list.page.total, list.rows.len() as u64);
    list.rows
}

fn places(rows: &[CallRow]) -> Vec<(&str, CallStatus)> {
    rows.iter().map(|row| (row.protocol.as_str(), row.status)).collect()
}

contract!(the_calls_of_a_case_and_of_those_folded_into_it_newest_first, |store| {
    build(&store).await;
    let rows = calls(&store, ADMINISTRATOR, CallFilter::default()).await;
    assert_eq!(places(&rows), [("P2", Failed), ("P2", Busy), ("P1", Answered), ("P1", NoAnswer)]);
    assert_eq!(rows.iter().map(|row| row.case.0).collect::<Vec<_>>(), [11, 11, 10, 10]);
    assert_eq!((rows[2].duration_s, rows[2].responsible.as_deref()), (63, Some("Ana")));
    assert_eq!(rows[2].at.to_string(), "2026-03-02 00:00:00");
});

contract!(a_recording_is_of_the_answered_attempt_where_there_is_one, |store| {
    build(&store).await;
    let rows = calls(&store, ADMINISTRATOR, CallFilter::default()).await;
    assert_eq!(rows.iter().map(|row| row.recorded).collect::<Vec<_>>(), [true, true, true, false]);
    let minute = Some(Millis::minutes(1));
    let lengths: Vec<_> = rows.iter().map(|row| row.recording_length).collect();
    assert_eq!(lengths, [minute, minute, minute, None]);
});

contract!(calls_are_filtered_by_status_days_and_digits, |store| {
    build(&store).await;
    let all = CallFilter::default;
    let day = |text: &str| text.parse().ok();
    for (filter, expected) in [
        (CallFilter { status: Some(Answered), ..all() }, vec![("P1", Answered)]),
        (
            CallFilter { period: Period { from: day("2026-03-02"), to: day("2026-03-02") }, ..all() },
            vec![("P2", Busy), ("P1", Answered)],
        ),
        (
            CallFilter { period: Period { from: None, to: day("2026-03-01") }, ..all() },
            vec![("P1", NoAnswer)],
        ),
        (CallFilter { period: Period { from: day("2026-03-03"), to: day("2026-03-02") }, ..all() }, vec![]),
        (CallFilter { number: "98888-77".to_owned(), ..all() }, vec![("P1", Answered), ("P1", NoAnswer)]),
        (CallFilter { number: "5511".to_owned(), ..all() }, vec![("P1", Answered), ("P1", NoAnswer)]),
        (
            CallFilter { number: "0XX11 8888-7777".to_owned(), ..all() },
            vec![("P1", Answered), ("P1", NoAnswer)],
        ),
        (CallFilter { number: "999999".to_owned(), ..all() }, vec![]),
    ] {
        assert_eq!(places(&calls(&store, ADMINISTRATOR, filter.clone()).await), expected, "{filter:?}");
    }
});

contract!(who_sees_a_case_sees_all_its_calls_but_hears_only_their_own, |store| {
    build(&store).await;
    for (who, own) in [(ANA, "P1"), (BIA, "P2")] {
        let rows = calls(&store, who, CallFilter::default()).await;
        assert_eq!(rows.len(), 4);
        assert!(rows.iter().all(|row| row.in_scope == (row.protocol.as_str() == own)), "{rows:?}");
        let hears = |row: &CallRow| row.recorded && row.in_scope;
        assert!(rows.iter().all(|row| row.recording_length.is_some() == hears(row)), "{rows:?}");
    }
    let outsider = Principal { user: UserId(9), role: Role::Agent };
    assert!(calls(&store, outsider, CallFilter::default()).await.is_empty());
    let outsider = store.as_principal(&outsider);
    assert!(outsider.cases().channels(CaseId(10)).await.expect("channels").is_empty());
    assert!(
        outsider.cases().interactions(CaseId(10), Channel::Voice, 2, 1).await.expect("rows").rows.is_empty()
    );
});

contract!(the_channels_in_use_with_their_interactions, |store| {
    build(&store).await;
    let scoped = store.as_principal(&ANA);
    let channels = scoped.cases().channels(CaseId(10)).await.expect("channels");
    assert_eq!(channels, [(Channel::Voice, 2), (Channel::WhatsApp, 1)]);
    let calls = scoped.cases().interactions(CaseId(10), Channel::Voice, 2, 1).await.expect("rows").rows;
    let [second, first] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((second.protocol.as_str(), second.case, second.in_scope), ("P2", CaseId(11), false));
    assert_eq!((second.preview.as_deref(), second.duration), (None, Millis(1000)), "it may not be read");
    assert_eq!((first.protocol.as_str(), first.preview.as_deref()), ("P1", Some("Notas da Ana")));
    assert_eq!((first.duration, first.has_recording, first.in_scope), (Millis(3000), true, true));
    let chats = scoped.cases().interactions(CaseId(10), Channel::WhatsApp, 1, 7).await.expect("rows");
    assert_eq!(chats.page.number, 1);
    assert_eq!(chats.rows[0].preview.as_deref(), Some("é".repeat(200).as_str()));
    assert_eq!((chats.rows[0].message_count, chats.rows[0].has_recording), (2, false));
});

contract!(long_lists_page, |store| {
    build(&store).await;
    let calls = many_calls(10..=54).with("interaction_id", "1").with("position", "n").with("at", "n");
    calls.with("status", "'busy'").with("duration_s", "0").build(&store).await;
    let scoped = store.as_principal(&ADMINISTRATOR);
    let list = scoped.cases().calls(CaseId(10), &CallFilter::default(), 3).await.expect("calls");
    assert_eq!((list.page.total, list.page.last, list.rows.len()), (49, 3, 9));
});
