//! Queues, agents and contact reasons that intake creates on first use.

use domain::{NewCase, ObjectId};
use store::names::DuplicateName;

use crate::intake::probe::{assert_counters_agree, count, number, run, texts};
use crate::intake::sample::{call, call_with, record, text};
use crate::support::builders::AccountBuilder;

contract!(an_unknown_queue_is_created_and_reported_once, |store| {
    assert!(record(&store, call("1")).await.created_queue);
    assert!(!record(&store, call("2")).await.created_queue);
    assert_eq!(texts(&store, "SELECT name FROM queue WHERE active").await, ["Vendas"]);
});

contract!(an_unknown_agent_is_created_inactive_without_a_password_and_reported_once, |store| {
    let served = |id: &str, login: &str| call_with(id, |new| new.agent = text(login));
    assert!(record(&store, served("1", "Ana.Souza")).await.created_agent);
    assert!(!record(&store, served("2", "ana.souza")).await.created_agent);
    assert!(!record(&store, call("3")).await.created_agent);
    let agents = "SELECT login || ' ' || login_key || ' ' || name || ' ' || role FROM user_account
        WHERE NOT active AND password_hash IS NULL";
    assert_eq!(texts(&store, agents).await, ["Ana.Souza ana.souza Ana.Souza agent"]);
    assert_eq!(count(&store, "user_account").await, 1);
    let served = number(&store, "SELECT COUNT(*) FROM interaction WHERE agent_id IS NOT NULL").await;
    assert_eq!(served, 2);
});

contract!(a_known_account_is_found_whatever_its_role_and_case, |store| {
    AccountBuilder::supervisor(1).login("Bruno").name("Bruno Lima").build(&store).await;
    let recorded = record(&store, call_with("1", |new| new.agent = text("BRUNO"))).await;
    assert!(!recorded.created_agent);
    assert_eq!(texts(&store, "SELECT name FROM user_account WHERE active").await, ["Bruno Lima"]);
});

contract!(an_unknown_reason_is_created_and_offered_in_the_queue, |store| {
    let about = |id: &str, queue: &str, reason: &str| {
        call_with(id, |new| {
            new.queue = queue.to_owned();
            new.contact_reason = text(reason);
        })
    };
    record(&store, about("1", "Vendas", "Boleto")).await;
    record(&store, about("2", "Vendas", "Boleto")).await;
    record(&store, about("3", "Suporte", "Boleto")).await;
    record(&store, about("4", "Suporte", "Troca")).await;
    let offered = "SELECT q.name || ': ' || r.name FROM queue_contact_reason l
        JOIN queue q ON q.id = l.queue_id JOIN contact_reason r ON r.id = l.contact_reason_id
        ORDER BY q.name, r.name";
    assert_eq!(texts(&store, offered).await, ["Suporte: Boleto", "Suporte: Troca", "Vendas: Boleto"]);
    assert_eq!(count(&store, "contact_reason").await, 2);
    assert_counters_agree(&store).await;
});

contract!(in_a_batch_the_first_that_names_it_is_told, |store| {
    let batch = (0..5)
        .map(|n| {
            call_with(&n.to_string(), |new| {
                new.queue = ["A", "B"][n % 2].to_owned();
                new.agent = text(["ana", "Bia", "ANA", "bia", "ana"][n]);
            })
        })
        .collect();
    let answers = store.intake().record_all(batch).await;
    let created: Vec<(bool, bool)> = answers
        .into_iter()
        .flatten()
        .map(|recorded| (recorded.created_queue, recorded.created_agent))
        .collect();
    assert_eq!(created, [(true, true), (true, true), (false, false), (false, false), (false, false)]);
});

contract!(names_equal_to_the_eye_are_one, |store| {
    let named = |id: &str, queue: &str, agent: &str| {
        call_with(id, |new| {
            new.queue = queue.to_owned();
            new.agent = text(agent);
            new.contact_reason = text(queue);
            new.case = Some(NewCase { external_id: id.to_owned(), kind: text(queue), subject: None });
        })
    };
    record(&store, named("1", "Retenção VIP", "joão.souza")).await;
    record(&store, named("2", "Retenc\u{327}a\u{303}o VIP", "Joa\u{303}o.souza")).await;
    record(&store, named("3", "Retenção \u{a0} VIP", "jo\u{ad}ão.souza")).await;
    record(&store, named("4", "\u{202a}Retenção\u{200b} VIP\u{202c}", "\u{feff}joão.souza")).await;
    for table in ["queue", "user_account", "contact_reason", "case_kind"] {
        assert_eq!(count(&store, table).await, 1, "{table}");
    }
    assert_eq!(texts(&store, "SELECT DISTINCT kind FROM service_case").await, ["Retenção VIP"]);
});

contract!(names_of_before_are_brought_to_that_form_and_twins_are_listed, |store| {
    // Inserted as SQL, since the actions of the store tidy every name.
    run(
        &store,
        "INSERT INTO queue (id, name) VALUES (1, 'Vendas  VIP'), (2, 'Suporte'), (3, 'Sup' || 'orte ');
         INSERT INTO user_account (id, login, login_key, name, role, active, created_at)
         VALUES (9, 'ana  b', 'ana  b', 'Ana  B', 'agent', TRUE, 0)",
    )
    .await;
    store.migrate().await.unwrap();
    assert_eq!(
        texts(&store, "SELECT name FROM queue ORDER BY id").await,
        ["Vendas VIP", "Suporte", "Suporte "]
    );
    let account = "SELECT login || '|' || login_key || '|' || name FROM user_account";
    assert_eq!(texts(&store, account).await, ["ana b|ana b|Ana B"]);
    let twins = store.duplicate_names().await.unwrap();
    assert_eq!(
        twins,
        [DuplicateName { table: "queue", name: "Suporte".to_owned(), ids: vec![ObjectId(2), ObjectId(3)] }]
    );
    assert!(!record(&store, call_with("1", |new| new.queue = "Vendas VIP".to_owned())).await.created_queue);
});

contract!(a_tidied_kind_of_case_keeps_its_policy_and_its_questionnaire, |store| {
    // Inserted as SQL, since the actions of the store tidy every name.
    run(
        &store,
        "INSERT INTO case_kind (id, name) VALUES (900, 'Troca  de plano');
         INSERT INTO business_calendar (id, name, definition) VALUES (900, 'c', '{}');
         INSERT INTO sla_policy (id, name, kind, calendar_id) VALUES (900, 'p', 'Troca  de plano', 900);
         INSERT INTO questionnaire (id, name, kind, questions) VALUES (900, 'q', 'Troca  de plano', '[]')",
    )
    .await;
    store.migrate().await.unwrap();
    for table in ["sla_policy", "questionnaire"] {
        let kinds = format!("SELECT kind FROM {table} WHERE id = 900");
        assert_eq!(texts(&store, &kinds).await, ["Troca de plano"], "{table}");
    }
});

contract!(blanks_around_a_name_make_no_other_queue_and_blank_names_are_absent, |store| {
    record(&store, call("1")).await;
    let blank = call_with("2", |new| {
        new.queue = " Vendas\t".to_owned();
        new.agent = text("  ");
        new.contact_reason = text("");
        new.number = text(" ");
    });
    record(&store, blank).await;
    assert_eq!(count(&store, "queue").await, 1);
    assert_eq!((count(&store, "user_account").await, count(&store, "contact_reason").await), (0, 0));
    assert_eq!(texts(&store, "SELECT number FROM interaction").await, ["-", "-"]);
});
