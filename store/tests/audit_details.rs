//! Personal values in the audit trail can be erased; every other change to them is detected.

use domain::settings::ReasonRecord;
use domain::{CaseId, CustomerId, Role, UserId};
use store::Store;
use store::audit::{AuditFilter, Erased, ErasureTarget, Finding};

use crate::support::audit::{attempt, tamper};
use crate::support::builders::{AttachmentBuilder, CaseBuilder};
use crate::support::people::{PASSWORD, T, attempt as sign_in, own, person, settings, text, token};

/// The reference of the erasure request.
const REQUEST: &str = "2026-0007";

/// Creates an administrator and two reasons; returns the audit entry of the first reason.
async fn busy(store: &Store) -> (UserId, i64) {
    let admin = person(store, "admin", Role::Administrator).await;
    for name in ["Troca de senha", "Segunda via"] {
        let reason = ReasonRecord { name: name.to_owned(), active: true };
        settings(store, admin).create(reason, T).await.expect("a reason");
    }
    assert_eq!(findings(store).await, []);
    (admin, 2)
}

async fn findings(store: &Store) -> Vec<Finding> {
    store.verify_audit(None).await.expect("a verdict").findings
}

async fn erase(store: &Store, targets: &[ErasureTarget]) -> Erased {
    let request = domain::RequestReference::parse(REQUEST).expect("a reference");
    store.erase_audit_details(&request, targets, T).await.expect("an answer")
}

/// How many entries match a search.
async fn found(store: &Store, search: &str) -> usize {
    let filter = AuditFilter { search: search.to_owned(), ..AuditFilter::default() };
    store.audit_entries(&filter, None, 100).await.expect("entries").len()
}

fn detail(seq: i64, field: &str) -> (i64, String) {
    (seq, field.to_owned())
}

contract!(the_chain_says_nothing_personal, |store| {
    busy(&store).await;
    let clear = "SELECT count(*) || '' FROM audit_entry WHERE commitments LIKE '%senha%' \
                 OR commitments LIKE '%192.0.2%' OR facts IS NOT NULL OR object_id LIKE '%senha%'";
    assert_eq!(text(&store, clear).await, "0");
    assert_eq!(found(&store, "TROCA").await, 1, "and yet it is found");
    assert_eq!(found(&store, "192.0.2.9").await, 2);
});

contract!(details_are_erased_or_kept_but_never_changed_and_never_added, |store| {
    let (_, seq) = busy(&store).await;
    let refused = attempt(&store, "UPDATE audit_detail SET value = 'x'").await.expect_err("refused");
    assert!(refused.contains("only be erased"), "{refused}");
    let added = format!(
        "INSERT INTO audit_detail SELECT seq, 'actor', salt, value FROM audit_detail \
         WHERE seq = {seq} AND field = 'label'"
    );
    let refused = attempt(&store, &added).await.expect_err("refused");
    assert!(refused.contains("written with their entry"), "{refused}");
    assert_eq!(findings(&store).await, []);
});

contract!(whatever_is_done_to_a_detail_is_found, |store| {
    let (_, seq) = busy(&store).await;
    for field in ["address", "user_agent", "label", "after"] {
        let here = format!("WHERE seq = {seq} AND field = '{field}'");
        let keep = "DROP TABLE IF EXISTS kept";
        let copy = format!("CREATE TABLE kept AS SELECT * FROM audit_detail {here}");
        let back = [
            format!("DELETE FROM audit_detail {here}"),
            "INSERT INTO audit_detail SELECT * FROM kept".to_owned(),
        ];
        tamper(&store, &[keep.to_owned(), copy]).await;
        let salt = if store.db().is_sqlite() { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" };
        let (at, name) = detail(seq, field);
        let changed = Finding::DetailChanged { seq: at, field: name.clone() };
        for change in ["value = value || ' '".to_owned(), format!("salt = {salt}"), "value = ''".to_owned()] {
            tamper(&store, &[format!("UPDATE audit_detail SET {change} {here}")]).await;
            assert_eq!(findings(&store).await, std::slice::from_ref(&changed), "{field}: {change}");
            tamper(&store, &back).await;
            assert_eq!(findings(&store).await, []);
        }
        tamper(&store, &[format!("DELETE FROM audit_detail {here}")]).await;
        assert_eq!(findings(&store).await, [Finding::DetailRemoved { seq: at, field: name }]);
        tamper(&store, &back[1..]).await;
        assert_eq!(findings(&store).await, []);
        let other = format!("UPDATE audit_detail SET field = 'before' {here}");
        tamper(&store, &[other]).await;
        assert_eq!(findings(&store).await.len(), 2, "removed under one name, inserted under another");
        let own = format!("DELETE FROM audit_detail WHERE seq = {seq} AND field = 'before'");
        tamper(&store, &[own, back[1].clone()]).await;
        assert_eq!(findings(&store).await, []);
    }
    for stray in [0, -5, 999] {
        let insert = format!(
            "INSERT INTO audit_detail SELECT {stray}, 'label', salt, value FROM audit_detail \
             WHERE seq = {seq} AND field = 'label'"
        );
        tamper(&store, &[insert]).await;
        let (at, field) = detail(stray, "label");
        assert_eq!(findings(&store).await, [Finding::DetailInserted { seq: at, field }]);
        tamper(&store, &[format!("DELETE FROM audit_detail WHERE seq = {stray}")]).await;
    }
});

contract!(what_is_erased_is_gone_and_the_trail_is_whole, |store| {
    let (_, seq) = busy(&store).await;
    let before = store.verify_audit(None).await.expect("a verdict");
    assert_eq!(erase(&store, &[ErasureTarget::Entry(seq)]).await, Erased::Done { details: 4 });
    let verdict = store.verify_audit(Some((before.last, &before.hash))).await.expect("a verdict");
    assert_eq!(verdict.findings, []);
    assert_eq!(verdict.erased, [(REQUEST.to_owned(), 4)]);
    assert_eq!(verdict.last, before.last + 1, "that it was erased is an entry");
    assert_eq!(found(&store, "Troca").await, 0);
    let entries = store.audit_entries(&AuditFilter::default(), None, 10).await.expect("entries");
    let (entry, said) = (&entries[2], &entries[0]);
    assert_eq!((entry.seq, entry.label.as_str(), entry.address.as_str()), (seq, "1", ""));
    assert_eq!((&entry.before, &entry.after), (&None, &None));
    assert!(entry.is_partly_erased() && !said.is_partly_erased());
    assert_eq!((said.action.as_str(), said.object_id.as_str()), ("details_erased", REQUEST));
    let lines = store.audit_lines(&AuditFilter::default(), Some(seq + 1), 1).await.expect("lines");
    let label = &lines[0].details["label"];
    assert_eq!((label.commitment.len(), &label.salt), (64, &None));
    // A second erasure erases nothing and adds no entry.
    assert_eq!(erase(&store, &[ErasureTarget::Entry(seq)]).await, Erased::Done { details: 0 });
    assert_eq!(store.verify_audit(None).await.expect("a verdict").last, verdict.last);
});

contract!(nothing_is_erased_for_whom_is_not_there, |store| {
    busy(&store).await;
    for absent in [
        ErasureTarget::Entry(99),
        ErasureTarget::Customer(CustomerId(99)),
        ErasureTarget::Account("nobody".to_owned()),
    ] {
        let wanted = [ErasureTarget::Entry(1), absent.clone()];
        assert_eq!(erase(&store, &wanted).await, Erased::Unknown(absent));
    }
    assert_eq!(store.verify_audit(None).await.expect("a verdict").erased, []);
});

contract!(a_value_that_is_there_again_is_found, |store| {
    let (_, seq) = busy(&store).await;
    let copy =
        format!("CREATE TABLE kept AS SELECT * FROM audit_detail WHERE seq = {seq} AND field = 'label'");
    tamper(&store, &[copy]).await;
    erase(&store, &[ErasureTarget::Entry(seq)]).await;
    tamper(&store, &["INSERT INTO audit_detail SELECT * FROM kept".to_owned()]).await;
    let (at, field) = detail(seq, "label");
    assert_eq!(findings(&store).await, [Finding::DetailRestored { seq: at, field }]);
});

contract!(an_erasure_excuses_nothing_that_comes_after_it, |store| {
    let (admin, seq) = busy(&store).await;
    erase(&store, &[ErasureTarget::Entry(seq)]).await;
    let reason = ReasonRecord { name: "Outro".to_owned(), active: true };
    settings(&store, admin).create(reason, T).await.expect("an answer").created().expect("a reason");
    let last = store.verify_audit(None).await.expect("a verdict").last;
    tamper(&store, &[format!("DELETE FROM audit_detail WHERE seq = {last} AND field = 'label'")]).await;
    let (at, field) = detail(last, "label");
    assert_eq!(findings(&store).await, [Finding::DetailRemoved { seq: at, field }]);
    // A forged erasure entry does not hide it either.
    let forged = format!(
        r#"UPDATE audit_entry SET facts = '{{"erased":{{"label":[1,{last}]}}}}' WHERE action = 'details_erased'"#
    );
    tamper(&store, &[forged]).await;
    assert!(findings(&store).await.contains(&Finding::Changed { seq: last - 1 }));
});

contract!(an_account_is_erased_with_what_was_typed_for_it, |store| {
    let (admin, _) = busy(&store).await;
    let ana = person(&store, "ana", Role::Agent).await;
    sign_in(&store, "ANA", "wrong", T).await;
    sign_in(&store, "somebody", PASSWORD, T).await;
    let session = token(&store, "ana", T).await;
    own(&store, ana).end_sessions(None, T).await.expect("ended");
    assert!(!session.is_empty());
    let target = ErasureTarget::Account("Ana".to_owned());
    let Erased::Done { details } = erase(&store, &[target]).await else { panic!("ana is there") };
    assert!(details > 0);
    let left = "SELECT count(*) || '' FROM audit_detail WHERE lower(value) LIKE '%ana%'";
    assert_eq!(text(&store, left).await, "0");
    assert_eq!(found(&store, "192.0.2.1").await, 1, "where somebody else came from stays");
    assert_eq!(found(&store, "Troca").await, 1);
    let verdict = store.verify_audit(None).await.expect("a verdict");
    assert_eq!((verdict.findings, verdict.erased), (Vec::new(), vec![(REQUEST.to_owned(), details)]));
    // The actor is still an account, whose name is looked up.
    let filter = AuditFilter { actor: "name of ana".to_owned(), ..AuditFilter::default() };
    let acts = store.audit_entries(&filter, None, 10).await.expect("entries");
    assert!(acts.iter().all(|entry| entry.actor_id == Some(ana) && entry.actor == "ana"));
    assert_eq!(acts.first().and_then(|entry| entry.actor_name.as_deref()), Some("Name of ana"));
    assert_ne!(admin, ana);
});

contract!(a_login_is_erased_however_its_letters_were_typed, |store| {
    person(&store, "joão.ávila", Role::Agent).await;
    person(&store, "joao.avila", Role::Agent).await;
    let spellings = ["JOÃO.ÁVILA", "João.Ávila", "Joa\u{303}o.A\u{301}vila", " joão.ávila"];
    for typed in spellings {
        for _ in 0..2 {
            sign_in(&store, typed, "wrong", T).await;
        }
    }
    sign_in(&store, "JOAO.AVILA", "wrong", T).await;
    let blocked =
        "SELECT count(*) || '' FROM audit_entry WHERE action = 'sign_in_blocked' AND object_id = ''";
    assert_ne!(text(&store, blocked).await, "0", "some entries name the login only");
    let target = ErasureTarget::Account("joão.ávila".to_owned());
    assert!(matches!(erase(&store, &[target]).await, Erased::Done { .. }));
    let tried = "SELECT count(*) || '' FROM audit_detail AS d JOIN audit_entry AS e ON e.seq = d.seq \
                 WHERE e.action IN ('sign_in_failed', 'sign_in_blocked') AND d.field IN ('actor', 'label')";
    assert_eq!(text(&store, tried).await, "2", "those of another login stay");
    assert_eq!(found(&store, "joao.avila").await, 2, "what it was created with, and the attempt");
});

contract!(the_trail_is_searched_whatever_the_case_of_accented_letters, |store| {
    let (_, _) = busy(&store).await;
    let ana = person(&store, "ângela", Role::Agent).await;
    sign_in(&store, "ÂNGELA", "wrong", T).await;
    token(&store, "ângela", T).await;
    for typed in ["ângela", "ÂNGELA", "Ângela"] {
        assert_eq!(found(&store, typed).await, 3, "{typed}: created, refused, signed in");
        let filter = AuditFilter { actor: typed.to_owned(), ..AuditFilter::default() };
        let acts = store.audit_entries(&filter, None, 10).await.expect("entries");
        let actors: Vec<_> = acts.iter().map(|entry| entry.actor_id).collect();
        assert_eq!(actors, [Some(ana), None], "{typed}");
    }
    assert_eq!(found(&store, "angela").await, 0, "another letter is another letter");
});

contract!(a_customer_is_erased_with_cases_interactions_and_files, |store| {
    crate::support::cases::operation(&store).await;
    for (id, customer) in [(901, 1), (902, 3)] {
        CaseBuilder::new(id).customer(customer).build(&store).await;
        AttachmentBuilder::new(id, id, "f").build(&store).await;
    }
    let admin = crate::support::cases::ADMINISTRATOR;
    let scoped = store.as_principal(&admin);
    for (id, comment) in [(901, "o gato Mimi"), (902, "o gato Tom")] {
        let written = scoped.cases().comment(CaseId(id), comment, T).await.expect("an answer");
        assert_eq!(written, Some(domain::cases::CommentOutcome::Written));
        let file = domain::AttachmentId(id);
        let name = format!("{comment}.pdf");
        scoped
            .access_log()
            .record_file_access((file, &name), true, store::audit::AccessRange::Whole, T)
            .await
            .expect("noted");
    }
    let target = ErasureTarget::Customer(CustomerId(1));
    assert_eq!(erase(&store, &[target]).await, Erased::Done { details: 2 });
    let left = "SELECT count(*) || '' FROM audit_detail WHERE value LIKE '%Mimi%'";
    assert_eq!(text(&store, left).await, "0");
    let others = "SELECT count(*) || '' FROM audit_detail WHERE value LIKE '%Tom%'";
    assert_eq!(text(&store, others).await, "2");
    assert_eq!(findings(&store).await, []);
});

contract!(erasing_much_takes_several_entries_and_leaves_none_out, |store| {
    let (_, _) = busy(&store).await;
    let ana = person(&store, "ana", Role::Agent).await;
    let scoped = store.as_principal(&domain::Principal { user: ana, role: Role::Agent });
    let scoped = scoped.with_origin(crate::support::people::desk());
    for n in 0..1_050 {
        let file = (domain::AttachmentId(n), "recibo.pdf");
        scoped
            .access_log()
            .record_file_access(file, true, store::audit::AccessRange::Whole, T)
            .await
            .expect("noted");
    }
    let target = ErasureTarget::Account("ana".to_owned());
    let Erased::Done { details } = erase(&store, &[target]).await else { panic!("ana is there") };
    // Address and user agent of each entry, and the two details of the creation.
    assert_eq!(details, 2 * 1_050 + 2);
    let verdict = store.verify_audit(None).await.expect("a verdict");
    assert_eq!((verdict.findings, verdict.erased), (Vec::new(), vec![(REQUEST.to_owned(), details)]));
    let said = "SELECT count(*) || '' FROM audit_entry WHERE action = 'details_erased'";
    assert_eq!(text(&store, said).await, "2");
});
