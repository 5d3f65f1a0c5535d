//! Lists of interactions and cases: filters, cursors, refusals.

use serde_json::{Value, json};

use super::Reader;
use crate::support::input::call_with;
use crate::support::{InteractionBuilder, TestServer};

/// Five calls, one a day from 31 January on, of which the last two are outbound and in another queue.
async fn five(reader: &Reader) -> Vec<String> {
    let mut protocols = Vec::new();
    for n in 1..=5 {
        let mut call =
            call_with(&n.to_string(), "customer", json!({ "external_id": format!("c{n}"), "name": "José" }));
        for field in ["queued_at", "answered_at", "ended_at"] {
            let at = call[field].as_str().expect("a time").replace("2026-01-31", &format!("2026-02-0{n}"));
            call[field] = at.into();
        }
        call["messages"] = json!([]);
        if n > 3 {
            call["direction"] = "outbound".into();
            call["queue"] = "Vendas".into();
        }
        protocols.push(reader.server.post(&call).await.protocol().to_owned());
    }
    protocols.reverse();
    protocols
}

contract!(the_list_has_what_its_filters_say_latest_first, |server| {
    let reader = Reader::of(server).await;
    let all = five(&reader).await;
    let list = async |query: &str| reader.all(&format!("/interactions{query}"), "protocol").await;
    assert_eq!(list("").await, all);
    assert_eq!(list("?limit=2").await, all, "in parts");
    assert_eq!(list("?from=2026-02-02&to=2026-02-03").await, all[2..4]);
    assert_eq!(list("?direction=outbound").await, all[..2]);
    assert_eq!(list("?queue=1&limit=1").await, all[2..]);
    assert_eq!(list("?queue=1,2").await, all);
    assert_eq!(list("?queue=1&queue=2&channel=voice").await, all);
    assert_eq!(list("?agent=99").await, Vec::<String>::new());
    assert_eq!(list("?number=98765&limit=3").await, all);
    assert_eq!(list(&format!("?protocol={}", all[1])).await, all[1..2]);
    assert_eq!(
        list("?from=2026-02-02T09:30&to=2026-02-04T09:30").await,
        all[2..4],
        "the begin and not the end"
    );
    assert_eq!(list("?time_from=09:30&time_to=09:31&to=2026-02-03").await, all[2..]);
    assert_eq!(list("?time_from=22:00&time_to=06:00").await, Vec::<String>::new());
    assert_eq!(list("?wait_min=20&wait_max=20&duration_min=280").await, all);
    assert_eq!(list("?wait_max=19").await, Vec::<String>::new());
    assert_eq!(list("?duration_min=281").await, Vec::<String>::new());
    assert_eq!(list("?reason=none&recording=no").await, all);
    assert_eq!(list("?recording=yes").await, Vec::<String>::new());
    assert_eq!(list("?customer=jos%C3%A9").await, all);
    assert_eq!(list("?customer=maria").await, Vec::<String>::new());
    assert_eq!(list("?period=last-month&customer=maria").await, Vec::<String>::new());
    let cases = async |query: &str| reader.all(&format!("/cases{query}"), "id").await;
    assert_eq!(cases("").await, ["5", "4", "3", "2", "1"]);
    assert_eq!(cases("?limit=2&status=in_service").await.len(), 5);
    assert_eq!(cases("?queue=2").await, ["5", "4"]);
    assert_eq!(cases("?from=2026-02-04&kind=Pedido").await, Vec::<String>::new());
});

#[tokio::test]
async fn an_item_says_what_the_source_said_and_what_was_added() {
    let reader = Reader::of(TestServer::start().await).await;
    let call = InteractionBuilder::call("1")
        .case("2026-1")
        .about("Pedido", "Boleto")
        .reason("Boleto")
        .notes("Urgente");
    let protocol = call.post(&reader.server).await.protocol().to_owned();
    let answer = reader.read("/interactions").await;
    let mut item = answer.json["items"][0].clone();
    for (field, object) in [("recorded_at", ""), ("updated_at", ""), ("updated_at", "customer")] {
        let object = if object.is_empty() { &mut item } else { &mut item[object] };
        let at = object.as_object_mut().expect("an object").remove(field).expect("an instant");
        assert!(at.as_str().is_some_and(|at| at.ends_with('Z')), "{at}");
    }
    let expected = json!({
        "protocol": protocol, "source": "test", "external_id": "1", "version": 0,
        "channel": "voice", "direction": "inbound", "queue": "Suporte", "queue_id": 1,
        "agent": "ana", "agent_name": "ana", "agent_id": 1,
        "customer": { "id": 1, "name": "José", "phone": "+5511987654321" },
        "number": "+5511987654321",
        "queued_at": "2026-01-31T12:30:00Z", "answered_at": "2026-01-31T12:30:20Z",
        "ended_at": "2026-01-31T12:35:00Z",
        "contact_reason": "Boleto", "contact_reason_id": 1, "notes": "Urgente",
        "case": { "id": 1, "external_id": "2026-1", "kind": "Pedido", "subject": "Boleto", "status": "in_service" },
        "has_recording": false,
        "links": {
            "self": format!("/api/v1/interactions/{protocol}"), "case": "/api/v1/cases/1",
            "page": format!("/history?interaction={protocol}&view=conversation"),
        },
    });
    assert_eq!(item, expected);
    assert_eq!(answer.json.as_object().map(serde_json::Map::len), Some(1), "no cursor at the end");
}

#[tokio::test]
async fn what_contradicts_itself_is_refused() {
    let reader = Reader::of(TestServer::start().await).await;
    for (query, bad) in [
        ("from=2026-02-02T10:00&to=2026-02-02T10:00", "to out_of_order"),
        ("from=2026-02-03&to=2026-02-02", "to out_of_order"),
        ("period=today&to=2026-02-02", "period malformed"),
        ("duration_min=2&duration_max=1", "duration_max out_of_order"),
        ("wait_min=2&wait_max=1", "wait_max out_of_order"),
    ] {
        let answer = reader.read(&format!("/interactions?{query}")).await;
        assert_eq!((answer.status, answer.bad()), (422, vec![bad.to_owned()]), "{query}");
    }
}

#[tokio::test]
async fn every_bad_parameter_is_named_at_once() {
    let reader = Reader::of(TestServer::start().await).await;
    let query = "from=31/01/2026&to=2026-02-30&queue=x&agent=1,-2&channel=fax&direction=in&reason=&number=abc\
                 &protocol=a%20b&limit=201&cursor=xx&updated_since=yesterday&page=2&limit=1";
    let answer = reader.read(&format!("/interactions?{query}")).await;
    assert_eq!(answer.status, 422);
    let mut bad = answer.bad();
    bad.sort();
    assert_eq!(
        bad,
        [
            "agent malformed",
            "channel unknown_value",
            "cursor malformed",
            "direction unknown_value",
            "from malformed",
            "limit too_many",
            "number malformed",
            "page unknown_field",
            "protocol malformed",
            "queue malformed",
            "reason malformed",
            "to malformed",
            "updated_since malformed",
        ]
    );
    let message = |name: &str| {
        let errors = answer.json["errors"].as_array().expect("errors");
        errors.iter().find(|error| error["field"] == name).expect("it")["message"].to_string()
    };
    assert!(message("page").contains("updated_since"), "{}", message("page"));
    assert!(message("channel").contains("webchat"), "{}", message("channel"));
    let backwards = reader.read("/cases?from=2026-02-03&to=2026-02-02").await;
    assert_eq!((backwards.status, backwards.bad()), (422, vec!["to out_of_order".to_owned()]));
    for query in ["limit=0", "limit=x", "limit=", "limit=1.5", "sort=id", "from=2026-2-3"] {
        assert_eq!(reader.read(&format!("/cases?{query}")).await.status, 422, "{query}");
    }
    assert_eq!(reader.read("/interactions/20260131000001?x=1").await.status, 422);
}

#[tokio::test]
async fn a_cursor_is_taken_with_its_own_parameters_only() {
    let reader = Reader::of(TestServer::start().await).await;
    five(&reader).await;
    let first = reader.read("/interactions?queue=1&limit=1").await;
    let cursor = first.json["next_cursor"].as_str().expect("more follow").to_owned();
    let status = async |path: String| reader.read(&path).await.status;
    assert_eq!(status(format!("/interactions?limit=3&queue=1&cursor={cursor}")).await, 200, "another limit");
    assert_eq!(status(format!("/interactions?queue=2&cursor={cursor}")).await, 422, "another filter");
    assert_eq!(status(format!("/interactions?cursor={cursor}")).await, 422, "no filter");
    assert_eq!(status(format!("/cases?queue=1&cursor={cursor}")).await, 422, "another list");
    let since = "updated_since=2026-01-01T00:00:00Z";
    assert_eq!(status(format!("/interactions?queue=1&{since}&cursor={cursor}")).await, 422, "another order");
    let changed =
        if cursor.starts_with('A') { cursor.replacen('A', "B", 1) } else { format!("A{}", &cursor[1..]) };
    let refused = reader.read(&format!("/interactions?queue=1&cursor={changed}")).await;
    assert_eq!((refused.status, refused.bad()), (422, vec!["cursor malformed".to_owned()]));
}

contract!(changes_are_read_on_from_where_they_were_complete, |server| {
    let reader = Reader::of(server).await;
    let mut all = five(&reader).await;
    all.reverse();
    let (mut since, mut found) = ("2026-01-01T00:00:00Z".to_owned(), Vec::new());
    let mut read_on = async |wanted: usize| {
        let mut found = Vec::new();
        // What was recorded within this millisecond is given with the next list.
        for _ in 0..1000 {
            let mut cursor = String::new();
            loop {
                let answer =
                    reader.read(&format!("/interactions?updated_since={since}&limit=2{cursor}")).await;
                assert_eq!(answer.status, 200, "{}", answer.json);
                found.extend(answer.json["items"].as_array().expect("items").iter().cloned());
                if let Some(next) = answer.json["next_cursor"].as_str() {
                    assert_eq!(answer.json["complete_until"], Value::Null);
                    cursor = format!("&cursor={next}");
                } else {
                    answer.json["complete_until"].as_str().expect("an instant").clone_into(&mut since);
                    break;
                }
            }
            if found.len() >= wanted {
                break;
            }
        }
        found
    };
    found.extend(read_on(5).await);
    let protocols = |items: &[Value]| -> Vec<String> {
        items.iter().map(|item| item["protocol"].as_str().expect("a protocol").to_owned()).collect()
    };
    assert_eq!(protocols(&found), all);
    let mut corrected = call_with("2", "version", json!(1));
    corrected["notes"] = "corrigido".into();
    assert_eq!(reader.server.post(&corrected).await.status, 200);
    let changed = read_on(1).await;
    assert_eq!(protocols(&changed), all[1..2]);
    assert_eq!((&changed[0]["version"], &changed[0]["notes"]), (&json!(1), &json!("corrigido")));
    assert!(changed[0]["updated_at"].as_str() < Some(since.as_str()));
});

#[tokio::test]
async fn reading_has_the_rate_limit_of_the_key() {
    let reader = Reader::of(crate::support::server_builder().with_rate(3).start().await).await;
    let mut answers = Vec::new();
    for _ in 0..5 {
        answers.push(reader.read("/cases").await.status);
    }
    assert!(answers.contains(&200) && answers.contains(&429), "{answers:?}");
}
