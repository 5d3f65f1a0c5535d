//! Forms of a case, interaction or record that was merged, separated or replaced meanwhile: nothing
//! is written, the input is kept, and the page gives the reason.

use domain::settings::ReasonRecord;
use domain::{ContactReasonId, Principal, Role};
use serde_json::json;
use store::clock::now;
use store::settings::Change;

use crate::support::input::call_with;
use crate::support::{InteractionBuilder, Page, TestServer};

/// Posts a WhatsApp interaction of Joana's in this case, served by Ana.
async fn arrives(server: &TestServer, case: &str, part: &str) -> String {
    let chat = InteractionBuilder::call(&format!("{case}-{part}")).channel("whatsapp");
    chat.customer("Joana", "joana").case(case).post(server).await.case()
}

/// The server, an administrator's session and two cases of one customer: the target, in service,
/// and a second case to put on hold.
async fn two_cases() -> (TestServer, String, [String; 2]) {
    let server = TestServer::start().await.with_key().await;
    let stays = arrives(&server, "stays", "1").await;
    let goes = arrives(&server, "goes", "1").await;
    let token = server.signed_in("admin", Role::Administrator).await;
    (server, token, [stays, goes])
}

async fn hold_and_merge(server: &TestServer, token: &str, [stays, goes]: &[String; 2]) {
    let hold = [("case", goes.as_str()), ("action", "hold"), ("seen", "in_service"), ("back", "/history")];
    server.submit(token, "/sf/case_step", &hold).await;
    let merge = [("target", stays.as_str()), ("sources", goes), ("back", "/history")];
    server.submit(token, "/sf/merge_cases", &merge).await;
    assert_eq!(server.count("SELECT count(*) FROM service_case WHERE status = 'merged'").await, 1);
}

/// The hidden fields of a form.
fn hidden(page: &Page, form: &str) -> Vec<(String, String)> {
    let named = format!("value=\"{form}\"");
    let forms = page.body.split("<form").find(|one| one.contains(&named)).expect("the form");
    let form = forms.split("</form>").next().expect("its end");
    let inputs = form.split("<input").skip(1).map(|input| input.split('>').next().unwrap_or_default());
    let attribute = |input: &str, name: &str| {
        let rest = input.split_once(&format!(" {name}=\""))?.1;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    let hidden = inputs.filter(|input| input.contains("type=\"hidden\""));
    hidden
        .map(|input| {
            (attribute(input, "name").expect("a name"), attribute(input, "value").unwrap_or_default())
        })
        .collect()
}

/// Opens a form, changes something meanwhile, and submits the form with input.
async fn submit_filled(
    server: &TestServer,
    token: &str,
    path: &str,
    hidden: &[(String, String)],
    typed: &[(&str, &str)],
) -> Page {
    let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<(&str, &str)> = hidden.chain(typed.iter().copied()).collect();
    server.submit(token, path, &fields).await
}

#[tokio::test]
async fn a_form_of_a_case_that_was_merged_is_not_saved_into_the_survivor() {
    for (form, field, open) in [
        ("case-customer", "name", "case.edit=customer"),
        ("case-service", "subject", "case.edit=case"),
        ("case-finish", "notes", "case.finish=open"),
    ] {
        let (server, token, cases) = two_cases().await;
        let path = format!("/history?case={}&{open}", cases[1]);
        let fields = hidden(&server.page(&token, &path).await, form);
        hold_and_merge(&server, &token, &cases).await;
        let events = server.count("SELECT count(*) FROM case_event").await;
        let late = submit_filled(&server, &token, &path, &fields, &[(field, "Texto digitado")]).await;
        assert_eq!(late.status, 409, "{form}");
        assert!(late.body.contains("foi unificado ao caso"), "{form}: told that it was merged");
        assert!(late.body.contains("Texto digitado"), "{form}: what was typed is there");
        assert_eq!(server.count("SELECT count(*) FROM case_event").await, events, "{form}");
        let written = "SELECT (SELECT count(*) FROM customer WHERE name <> 'Joana') \
             + (SELECT count(*) FROM service_case WHERE subject IS NOT NULL OR status = 'closed') \
             + (SELECT count(*) FROM interaction WHERE notes IS NOT NULL)";
        assert_eq!(server.count(written).await, 0, "{form}");
    }
}

#[tokio::test]
async fn a_form_opened_before_an_undo_is_not_saved_into_what_was_separated() {
    for (form, field, open) in [
        ("case-customer", "name", "case.edit=customer"),
        ("case-service", "subject", "case.edit=case"),
        ("case-finish", "notes", "case.finish=open"),
    ] {
        let (server, token, cases) = two_cases().await;
        hold_and_merge(&server, &token, &cases).await;
        // The old ID shows the form of the survivor.
        let path = format!("/history?case={}&{open}", cases[1]);
        let fields = hidden(&server.page(&token, &path).await, form);
        server.submit(&token, "/sf/undo_merge", &[("source", cases[1].as_str()), ("back", "/history")]).await;
        let late = submit_filled(&server, &token, &path, &fields, &[(field, "Texto digitado")]).await;
        assert_eq!(late.status, 409, "{form}");
        assert!(late.body.contains("foi desfeita"), "{form}: told that it was separated");
        assert!(late.body.contains("Texto digitado"), "{form}: what was typed is there");
        let written = "SELECT (SELECT count(*) FROM customer WHERE name <> 'Joana') \
             + (SELECT count(*) FROM service_case WHERE subject IS NOT NULL OR status = 'closed') \
             + (SELECT count(*) FROM interaction WHERE notes IS NOT NULL)";
        assert_eq!(server.count(written).await, 0, "{form}");
    }
}

#[tokio::test]
async fn acts_on_a_case_that_was_merged_are_refused_and_told() {
    let (server, token, cases) = two_cases().await;
    hold_and_merge(&server, &token, &cases).await;
    let events = server.count("SELECT count(*) FROM case_event").await;
    let case = cases[1].as_str();
    for (path, fields) in [
        (
            "/sf/case_step",
            vec![("case", case), ("action", "continue"), ("seen", "on_hold"), ("back", "/history")],
        ),
        ("/sf/request_survey", vec![("case", case), ("back", "/history")]),
    ] {
        let answer = server.submit(&token, path, &fields).await;
        assert!(answer.cookies[0].contains("unificado"), "{path}: {:?}", answer.cookies);
    }
    assert_eq!(server.count("SELECT count(*) FROM case_event").await, events);
}

#[tokio::test]
async fn a_comment_of_a_window_opened_before_an_upgrade_is_written_with_the_step() {
    let (server, token, cases) = two_cases().await;
    let hold = [
        ("case", cases[0].as_str()),
        ("action", "hold"),
        ("seen", "in_service"),
        ("comment", "Aguarda a peça"),
        ("back", "/history"),
    ];
    server.submit(&token, "/sf/case_step", &hold).await;
    let held = "SELECT count(*) FROM case_event WHERE action = 'held' AND comment = 'Aguarda a peça'";
    assert_eq!(server.count(held).await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_comment_is_said() {
    let (server, token, cases) = two_cases().await;
    for (form, tab) in [("case-comment", "&tab=timeline"), ("case-hold", "")] {
        let page = format!("/history?case={}{tab}", cases[0]);
        let fields = hidden(&server.page(&token, &page).await, form);
        let refused = submit_filled(&server, &token, &page, &fields, &[("comment", "a\0b")]).await;
        assert_eq!(refused.status, 422, "{form}");
        assert!(refused.body.contains("um caractere que não pode ser gravado"), "{form}: {}", refused.body);
        assert!(!refused.body.contains("no máximo 20.000"), "{form}");
    }
    let page = format!("/history?case={}&tab=timeline", cases[0]);
    let fields = hidden(&server.page(&token, &page).await, "case-comment");
    for nothing in ["", "  ", "\u{200b}"] {
        let refused = submit_filled(&server, &token, &page, &fields, &[("comment", nothing)]).await;
        assert_eq!(refused.status, 422, "{nothing:?}");
        assert!(refused.body.contains("Escreva o comentário antes de enviar."), "{nothing:?}");
    }
}

#[tokio::test]
async fn a_comment_that_is_not_written_comes_back_with_its_text() {
    let text = "Um <texto> & \"mais\"";
    let shown = "Um &lt;texto> &amp; \"mais\"";
    for (form, tab) in [("case-comment", "&tab=timeline"), ("case-hold", "")] {
        let (server, token, cases) = two_cases().await;
        let page = format!("/history?case={}{tab}", cases[1]);
        let fields = hidden(&server.page(&token, &page).await, form);
        // Too long.
        let long = "é".repeat(20_001);
        let refused = submit_filled(&server, &token, &page, &fields, &[("comment", &long)]).await;
        assert_eq!(refused.status, 422, "{form}");
        assert!(refused.body.contains(&long) && refused.body.contains("role=\"alert\""), "{form}");
        hold_and_merge(&server, &token, &cases).await;
        let events = server.count("SELECT count(*) FROM case_event").await;
        let late = submit_filled(&server, &token, &page, &fields, &[("comment", text)]).await;
        assert_eq!((late.status, late.location.as_deref()), (409, None), "{form}");
        assert!(late.body.contains(shown), "{form}: what was typed is there");
        assert!(late.body.contains("unificado"), "{form}: told that it was merged");
        assert_eq!(server.count("SELECT count(*) FROM case_event").await, events, "{form}");
        // After the notice, the comment can be written to the survivor.
        let written = "SELECT count(*) FROM case_event WHERE comment LIKE 'Um <texto>%'";
        let fields = hidden(&late, form);
        let done = submit_filled(&server, &token, &page, &fields, &[("comment", text)]).await;
        assert_eq!(done.status, 303, "{form}: {}", done.body);
        assert_eq!(server.count(written).await, 1, "{form}");
    }
}

#[tokio::test]
async fn the_comment_of_a_step_that_came_too_late_can_still_be_written() {
    let (server, token, cases) = two_cases().await;
    let page = format!("/history?case={}", cases[0]);
    let fields = hidden(&server.page(&token, &page).await, "case-hold");
    assert_eq!(submit_filled(&server, &token, &page, &fields, &[("comment", "")]).await.status, 303);
    let late = submit_filled(&server, &token, &page, &fields, &[("comment", "Falta o boleto")]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Falta o boleto"), "{}", late.body);
    let fields = hidden(&late, "case-comment");
    let timeline = format!("{page}&tab=timeline");
    let done = submit_filled(&server, &token, &timeline, &fields, &[("comment", "Falta o boleto")]).await;
    assert_eq!(done.status, 303);
    let written = "SELECT count(*) FROM case_event WHERE comment = 'Falta o boleto'";
    assert_eq!(server.count(written).await, 1);
}

#[tokio::test]
async fn a_comment_that_says_nothing_is_refused_in_its_place() {
    let (server, token, cases) = two_cases().await;
    let page = format!("/history?case={}&tab=timeline", cases[0]);
    let fields = hidden(&server.page(&token, &page).await, "case-comment");
    let refused = submit_filled(&server, &token, &page, &fields, &[("comment", " \n ")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("role=\"alert\""), "{}", refused.body);
    assert_eq!(server.count("SELECT count(*) FROM case_event WHERE comment IS NOT NULL").await, 0);
}

#[tokio::test]
async fn qualifying_writes_to_the_interaction_that_was_shown_or_to_none() {
    let server = TestServer::start().await.with_key().await;
    let case = arrives(&server, "one", "1").await;
    server.give_password("ana").await;
    let token = server.token("ana").await;
    let path = format!("/history?case={case}&case.finish=open");
    let fields = hidden(&server.page(&token, &path).await, "case-finish");
    arrives(&server, "one", "2").await;
    let late = submit_filled(&server, &token, &path, &fields, &[("notes", "Texto digitado")]).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Texto digitado"), "what was typed is there");
    assert!(late.body.contains("aria-describedby=\"finish-notes-error\""), "what is stored is beside it");
    assert_eq!(server.count("SELECT count(*) FROM interaction WHERE notes IS NOT NULL").await, 0);
    assert_eq!(server.count("SELECT count(*) FROM service_case WHERE status = 'closed'").await, 0);
    // After the notice, the form can be submitted.
    let fields = hidden(&late, "case-finish");
    let done = submit_filled(&server, &token, &path, &fields, &[("notes", "Texto digitado")]).await;
    assert_eq!(done.status, 303);
    let second = "SELECT count(*) FROM interaction WHERE external_id = 'one-2' AND notes = 'Texto digitado'";
    assert_eq!(server.count(second).await, 1);
}

#[tokio::test]
async fn an_edit_begun_before_something_arrived_does_not_erase_it() {
    let server = TestServer::start().await.with_key().await;
    let mut new = call_with("1", "agent", json!("ana"));
    new["customer"] = json!({ "phone": "+5511987654321" });
    let case = server.post(&new).await.case();
    server.give_password("ana").await;
    let token = server.token("ana").await;
    let path = format!("/history?case={case}&case.edit=customer");
    let fields = hidden(&server.page(&token, &path).await, "case-customer");
    let mut more = call_with("2", "agent", json!("ana"));
    more["customer"] = json!({ "phone": "+5511987654321", "name": "Joana", "email": "joana@example.org" });
    server.post(&more).await;
    let typed = [("phone", "+5511987654321"), ("document", "52998224725"), ("name", ""), ("email", "")];
    let late = submit_filled(&server, &token, &path, &fields, &typed).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Agora: Joana") && late.body.contains("Agora: joana@example.org"));
    let kept = "SELECT count(*) FROM customer WHERE name = 'Joana' AND email = 'joana@example.org'";
    assert_eq!(server.count(kept).await, 1);
}

#[tokio::test]
async fn a_reason_that_is_no_longer_offered_is_told_as_that() {
    let server = TestServer::start().await.with_key().await;
    let answer = server.post(&call_with("1", "contact_reason", json!("Elogio"))).await;
    server.give_password("ana").await;
    let token = server.token("ana").await;
    let id = ContactReasonId(server.count("SELECT id FROM contact_reason").await);
    let reason = id.to_string();
    let clear =
        [("protocol", answer.protocol()), ("reason", ""), ("seen", reason.as_str()), ("back", "/history")];
    server.submit(&token, "/sf/qualify", &clear).await;
    let chief =
        Principal { user: server.user("chefe", Role::Administrator).await, role: Role::Administrator };
    let settings = server.store.as_principal(&chief).settings().expect("an administrator");
    assert_eq!(
        settings.set_active::<ReasonRecord>(id, false, now()).await.expect("out of use"),
        Some(Change::Saved)
    );
    for withdrawn in [reason.as_str(), "999", "x"] {
        let fields =
            [("protocol", answer.protocol()), ("reason", withdrawn), ("seen", ""), ("back", "/history")];
        let found = server.submit(&token, "/sf/qualify", &fields).await;
        assert_eq!((found.status, found.leads_to()), (302, "/history"), "{withdrawn}");
        assert!(found.cookies[0].contains("oferecido"), "{withdrawn}: {:?}", found.cookies);
    }
}

#[tokio::test]
async fn a_zero_character_in_an_address_finds_nothing_and_fails_nowhere() {
    let server = TestServer::start().await.with_key().await;
    let token = server.signed_in("admin", Role::Administrator).await;
    for path in ["/management?kind=%00", "/management?q=a%00b", "/history?number=%00", "/my-cases?q=%00"] {
        assert_eq!(server.page(&token, path).await.status, 200, "{path}");
    }
    for path in ["/operation/logo/%00", "/survey/%00", "/reset/%00", "/attachments/%00", "/recordings/%00"] {
        assert_eq!(server.page(&token, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_form_that_comes_back_is_still_an_edit_of_what_it_showed() {
    let (server, token, cases) = two_cases().await;
    let path = format!("/history?case={}&case.edit=customer", cases[0]);
    let fields = hidden(&server.page(&token, &path).await, "case-customer");
    let wrong = [("name", "Maria"), ("email", "no address")];
    let other = submit_filled(&server, &token, &path, &fields, &[("name", "Outra pessoa")]).await;
    assert_eq!(other.status, 303, "somebody else was faster");
    let bad = submit_filled(&server, &token, &path, &fields, &wrong).await;
    assert_eq!(bad.status, 422);
    let mended = [("name", "Maria"), ("email", "")];
    let late = submit_filled(&server, &token, &path, &hidden(&bad, "case-customer"), &mended).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("Agora: Outra pessoa"));
    assert_eq!(server.count("SELECT count(*) FROM customer WHERE name = 'Outra pessoa'").await, 1);
}
