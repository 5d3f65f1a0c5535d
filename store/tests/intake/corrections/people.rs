//! What people did here outlives a correction: qualification, notes, merges, status.

use domain::cases::{Finish, MergeOutcome, StepOutcome};
use domain::{CaseId, CaseStatus, ContactReasonId, Principal, Protocol, Role, Timestamp};
use store::Store;
use store::intake::Outcome;

use super::{agent, correct, version};
use crate::intake::probe::{number, texts};
use crate::intake::sample::{call_with, record, text};
use crate::support::administration::person;

/// After the calls of `sample`.
const NOW: Timestamp = Timestamp(1_772_500_000_000);

/// The contact reason with this name, which another interaction has brought to *Vendas*.
async fn reason(store: &Store, name: &str) -> ContactReasonId {
    record(store, call_with(name, |new| new.contact_reason = text(name))).await;
    ContactReasonId(number(store, &format!("SELECT id FROM contact_reason WHERE name = '{name}'")).await)
}

async fn qualify(
    store: &Store,
    who: &Principal,
    of: &Protocol,
    reason: Option<ContactReasonId>,
    seen: Option<ContactReasonId>,
) {
    let qualified = store.as_principal(who).history().qualify(of, reason, seen, NOW).await;
    assert!(qualified.expect("an answer").is_some(), "their own interaction");
}

/// Reason and notes of interaction 1.
async fn kept(store: &Store) -> Vec<String> {
    let sql = "SELECT COALESCE(r.name, '-') || ' ' || COALESCE(i.notes, '-') FROM interaction i
        LEFT JOIN contact_reason r ON r.id = i.contact_reason_id WHERE i.external_id = '1'";
    texts(store, sql).await
}

/// Version `number` of interaction 1 with a reason and notes of its source.
fn saying(number: u32, reason: &str, notes: &str) -> domain::NewInteraction {
    version("1", number, |new| {
        new.contact_reason = text(reason);
        new.notes = text(notes);
    })
}

contract!(the_reason_that_the_source_gave_follows_it_and_is_offered, |store| {
    record(&store, saying(1, "Boleto", "primeira")).await;
    correct(&store, saying(2, "Troca", "segunda")).await;
    assert_eq!(kept(&store).await, ["Troca segunda"]);
    let offered =
        "SELECT r.name FROM queue_contact_reason o JOIN contact_reason r ON r.id = o.contact_reason_id
        ORDER BY r.name";
    assert_eq!(texts(&store, offered).await, ["Boleto", "Troca"], "people may have come to use the first");
});

contract!(a_reason_that_a_person_set_stays, |store| {
    let praise = reason(&store, "Elogio").await;
    let recorded = record(&store, saying(1, "Boleto", "primeira")).await;
    let ana = agent(&store, "ana").await;
    let before = number(&store, "SELECT contact_reason_id FROM interaction WHERE external_id = '1'").await;
    qualify(&store, &ana, &recorded.protocol, Some(praise), Some(ContactReasonId(before))).await;
    correct(&store, saying(2, "Troca", "segunda")).await;
    assert_eq!(kept(&store).await, ["Elogio segunda"], "the notes are still the source's");
    qualify(&store, &ana, &recorded.protocol, None, Some(praise)).await;
    correct(&store, saying(3, "Troca", "terceira")).await;
    assert_eq!(kept(&store).await, ["- terceira"], "a person has cleared it");
});

contract!(reason_and_notes_of_a_closed_case_stay, |store| {
    let praise = reason(&store, "Elogio").await;
    let recorded = record(&store, saying(1, "Boleto", "primeira")).await;
    let ana = agent(&store, "ana").await;
    let finish = Finish { reason: Some(praise), notes: "Enviei".to_owned(), ..Finish::default() };
    let scoped = store.as_principal(&ana);
    let closed = scoped.cases().finish(recorded.case, CaseStatus::InService, &finish, NOW).await;
    assert_eq!(closed.expect("an answer"), Some(StepOutcome::Done(CaseStatus::Closed)));
    correct(&store, saying(2, "Troca", "segunda")).await;
    assert_eq!(kept(&store).await, ["Elogio Enviei"]);
    assert_eq!(status(&store, recorded.case).await, ["closed"]);
});

contract!(what_a_person_confirmed_without_a_change_stays, |store| {
    let recorded = record(&store, saying(1, "Boleto", "primeira")).await;
    let ana = agent(&store, "ana").await;
    let same = number(&store, "SELECT contact_reason_id FROM interaction").await;
    let finish =
        Finish { reason: Some(ContactReasonId(same)), notes: "primeira".to_owned(), ..Finish::default() };
    let scoped = store.as_principal(&ana);
    scoped.cases().finish(recorded.case, CaseStatus::InService, &finish, NOW).await.expect("an answer");
    correct(&store, saying(2, "Troca", "segunda")).await;
    assert_eq!(kept(&store).await, ["Boleto primeira"]);
});

async fn status(store: &Store, case: CaseId) -> Vec<String> {
    texts(store, &format!("SELECT status FROM service_case WHERE id = {case}")).await
}

contract!(a_merge_stays_and_the_answer_names_the_survivor, |store| {
    let of = |id: &str, number: u32| {
        version(id, number, |new| {
            new.agent = None;
            new.customer.phone = text("1133334444");
        })
    };
    let (source, target) = (record(&store, of("1", 1)).await, record(&store, of("2", 1)).await);
    let admin = person(&store, "admin", Role::Administrator).await;
    let scoped = store.as_principal(&admin);
    let merged = scoped.cases().merge(target.case, &[source.case], NOW).await.expect("an answer");
    assert_eq!(merged, Some(MergeOutcome::Merged));
    let corrected = correct(&store, of("1", 2)).await;
    assert_eq!(corrected.case, target.case);
    assert_eq!(status(&store, source.case).await, ["merged"]);
    let own = format!("SELECT COUNT(*) FROM interaction WHERE case_id = {}", source.case);
    assert_eq!(number(&store, &own).await, 1, "nothing moves");
});

contract!(qualifications_and_corrections_at_the_same_time_do_not_disturb_each_other, |store| {
    let praise = reason(&store, "Elogio").await;
    let recorded = record(&store, saying(1, "Boleto", "0")).await;
    let ana = agent(&store, "ana").await;
    let intake = store.intake();
    let correcting = async {
        for number in 2..25 {
            let corrected = intake.record(saying(number, "Troca", "x")).await;
            assert_eq!(corrected.expect("it is recorded").outcome, Outcome::Corrected);
        }
    };
    let qualifying = async {
        for turn in 0..25 {
            let to = Some(praise).filter(|_| turn % 2 == 0);
            qualify(&store, &ana, &recorded.protocol, to, None).await;
        }
    };
    tokio::join!(correcting, qualifying);
    assert_eq!(kept(&store).await, ["Elogio x"]);
    assert_eq!(store.verify_audit(None).await.expect("a verdict").findings, []);
});
