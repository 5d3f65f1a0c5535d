//! The settings forms over HTTP: permissions, responses, and input that is never lost.

use domain::Role;
use serde_json::json;

use crate::support::input::call_with;
use crate::support::{Admin, Page, TestServer};

const SECTIONS: [&str; 8] =
    ["kinds", "fields", "policies", "calendars", "surveys", "questionnaires", "sources", "webhooks"];

impl Admin<'_> {
    /// Submits a form and asserts that it is accepted.
    async fn save(&self, path: &str, form: &[(&str, &str)]) {
        let answer = self.post_record(path, form).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert!(path.starts_with(answer.leads_to()), "{path}");
    }
}

const CALENDAR: &[(&str, &str)] = &[
    ("name", "Expediente"),
    ("active", "yes"),
    ("zone", "America/Sao_Paulo"),
    ("monday", "9:00 - 12:00, 13:00-18:00"),
    ("holidays", "25/12/2026 Natal\n2026-01-01"),
];

#[tokio::test]
async fn settings_are_pages_of_administrators() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let supervisor = server.signed_in("chefe", Role::Supervisor).await;
    for section in SECTIONS {
        for path in [format!("/settings/{section}"), format!("/settings/{section}/new")] {
            assert!(admin.get(&path).await.contains("settings-nav-link"), "{path}");
            assert_eq!(server.page(&supervisor, &path).await.status, 404, "{path}");
            let anonymous = Page::of(server.get(&path).await).await;
            assert_eq!(anonymous.status, 302, "{path}");
            assert!(anonymous.leads_to().starts_with("/login"), "{path}");
        }
        let record = [("form", "settings-record"), ("name", "Eve"), ("active", "yes")];
        let theirs = server.submit(&supervisor, &format!("/settings/{section}/new"), &record).await;
        assert_eq!(theirs.status, 404);
    }
    assert_eq!(server.count("SELECT count(*) FROM case_kind").await, 0);
}

contract!(a_calendar_comes_back_with_the_remedy_where_it_stands, |server| {
    let admin = Admin::of(&server).await;
    let bad = [
        ("name", "Expediente"),
        ("active", "yes"),
        ("zone", "Sao Paulo"),
        ("monday", "22:00-06:00"),
        ("tuesday", "cedo"),
        ("holidays", "25/12/2026 Natal\nCarnaval"),
    ];
    let answer = admin.post_record("/settings/calendars/new", &bad).await;
    assert_eq!(answer.status, 422);
    for text in [
        "Não é um fuso da base IANA",
        "“22:00-06:00” termina antes de começar",
        "“cedo” não é um período",
        "A linha 2 (“Carnaval”) não começa com uma data",
        "value=\"22:00\"",
    ] {
        assert!(answer.body.contains(text), "{text}");
    }
    let lazy = admin.post_record("/settings/calendars/new", &[("name", "Nada"), ("zone", "UTC")]).await;
    assert!(lazy.body.contains("Diga em pelo menos um dia quando se trabalha"));
    admin.save("/settings/calendars/new", CALENDAR).await;
    let page = admin.get("/settings/calendars/1").await;
    for time in
        ["monday.0.from\" value=\"09:00\"", "monday.1.to\" value=\"18:00\"", "monday.2.from\" value=\"\""]
    {
        assert!(page.contains(time), "{time}");
    }
    assert!(
        page.contains("value=\"2026-01-01\"") && page.contains("value=\"Natal\""),
        "a row for each holiday"
    );
    assert!(page.contains("Dia da Consciência Negra"), "national holidays are offered");
});

#[tokio::test]
async fn the_second_of_two_gets_a_conflict_and_loses_nothing_typed_even_after_a_mistake() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    admin.save("/settings/calendars/new", CALENDAR).await;
    let policy = |revision, first: &'static str, resolution: &'static str| {
        vec![
            ("revision", revision),
            ("name", "Padrão"),
            ("active", "yes"),
            ("calendar", "1"),
            ("at_risk", "80"),
            ("first_response", first),
            ("resolution", resolution),
        ]
    };
    admin.save("/settings/policies/new", &policy("0", "30min", "8h")).await;
    admin.save("/settings/policies/1", &policy("0", "15min", "8h")).await;
    let mistaken = admin.post_record("/settings/policies/1", &policy("0", "depressa", "16h")).await;
    assert_eq!(mistaken.status, 422);
    assert!(
        mistaken.body.contains("Escreva um tempo como 4h 30min")
            && mistaken.body.contains("value=\"depressa\"")
    );
    assert!(mistaken.body.contains("name=\"revision\" value=\"0\""), "it is still that of the first reading");
    let slower = admin.post_record("/settings/policies/1", &policy("0", "45min", "16h")).await;
    assert_eq!(slower.status, 409);
    assert!(slower.body.contains("Agora: 15min") && slower.body.contains("value=\"45min\""));
    assert!(slower.body.contains("value=\"16h\"") && slower.body.contains("name=\"revision\" value=\"1\""));
    admin.save("/settings/policies/1", &policy("1", "45min", "16h")).await;
    let again = admin.post_record("/settings/policies/new", &policy("0", "1h", "")).await;
    assert!(
        again.body.contains("Já existe um registro com este nome") || again.body.contains("“Padrão” já vale")
    );
    let needed = admin
        .post_record(
            "/settings/calendars/1",
            &[CALENDAR, &[("revision", "0")]].concat()[..]
                .iter()
                .filter(|(name, _)| *name != "active")
                .copied()
                .collect::<Vec<_>>(),
        )
        .await;
    assert_eq!(needed.status, 422);
    assert!(needed.body.contains("A política “Padrão” usa este calendário"));
}

#[tokio::test]
async fn questions_are_rows_of_which_there_are_more_at_the_press_of_a_button() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let rows = |page: &str| page.matches("class=\"row-fields\"").count();
    assert_eq!(rows(&admin.get("/settings/surveys/new").await), 3);
    let mut form = vec![
        ("name", "Satisfação"),
        ("active", "yes"),
        ("asked", "closed"),
        ("valid_days", "7"),
        ("scale", "csat"),
        ("question.0.text", "E por quê?"),
        ("question.0.kind", "text"),
        ("question.0.position", "2"),
        ("question.2.text", "Que nota?"),
        ("question.2.kind", "scale"),
        ("question.2.required", "yes"),
        ("question.2.position", "1"),
    ];
    let more =
        admin.post_record("/settings/surveys/new", &[&form[..], &[("more", "question")]].concat()).await;
    assert_eq!((more.status, rows(&more.body)), (200, 6));
    assert!(more.body.contains("value=\"E por quê?\""), "what was typed stays");
    assert_eq!(server.count("SELECT count(*) FROM survey").await, 0);
    admin.save("/settings/surveys/new", &form).await;
    let page = admin.get("/settings/surveys/1").await;
    assert_eq!(rows(&page), 5);
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("value=\"Que nota?\"") < place("value=\"E por quê?\""), "in their order");
    form[0] = ("name", "Outra");
    let second = admin.post_record("/settings/surveys/new", &form).await;
    assert_eq!(second.status, 422);
    assert!(second.body.contains("“Satisfação” já vale para os mesmos casos"));
    let nothing = admin.post_record("/settings/surveys/new", &form[..5]).await;
    assert!(nothing.body.contains("Faça pelo menos uma pergunta"));
}

#[tokio::test]
async fn a_choice_without_options_has_its_error_at_its_row() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let form = [
        ("name", "Encerramento"),
        ("active", "yes"),
        ("question.3.text", "Como?"),
        ("question.3.kind", "choice"),
        ("question.3.options", "Só uma"),
    ];
    let answer = admin.post_record("/settings/questionnaires/new", &form).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("id=\"field-question.3.options-error\""));
    assert!(answer.body.contains("Escreva pelo menos duas opções"));
    let good = form.map(|(name, value)| (name, if name.ends_with("options") { "Uma\nOutra" } else { value }));
    admin.save("/settings/questionnaires/new", &good).await;
    let page = admin.get("/settings/questionnaires").await;
    assert!(page.contains("Encerramento") && page.contains("Qualquer fila"));
}

#[tokio::test]
async fn defined_fields_and_kinds_are_offered_in_the_case() {
    let server = TestServer::start().await.with_key().await;
    let admin = Admin::of(&server).await;
    let mut call = call_with("1", "agent", json!("ana"));
    call["case"] = json!({ "external_id": "1", "kind": "Dúvida" });
    let case = server.post(&call).await.case();
    assert!(admin.get("/settings/kinds").await.contains("Dúvida"), "sources make kinds known");
    admin.save("/settings/kinds/new", &[("name", "Elogio"), ("active", "yes")]).await;
    let plan = [
        ("name", "Plano"),
        ("owner", "customer"),
        ("kind", "choice"),
        ("options", "Ouro\nPrata"),
        ("required", "yes"),
        ("active", "yes"),
        ("position", "1"),
    ];
    admin.save("/settings/fields/new", &plan).await;
    let due = [("name", "Prazo"), ("owner", "case"), ("kind", "date"), ("active", "yes"), ("position", "1")];
    admin.save("/settings/fields/new", &due).await;
    let window = |edit: &str| format!("/history?case={case}&case.edit={edit}");
    let form = admin.get(&window("case")).await;
    assert!(form.contains(">Elogio<") && form.contains("name=\"custom.Prazo\""));
    let customer = |plan: &'static str| {
        vec![
            ("form", "case-customer"),
            ("revision", "0"),
            ("name", "Ana"),
            ("custom.Plano", plan),
            ("back", "/history"),
        ]
    };
    for (said, text) in [("", "Preencha este campo."), ("Lata", "Escolha uma das opções.")] {
        let answer = server.submit(&admin.token, &window("customer"), &customer(said)).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(text), "{text}");
    }
    assert_eq!(server.submit(&admin.token, &window("customer"), &customer("Ouro")).await.status, 303);
    let page = admin.get(&format!("/history?case={case}")).await;
    assert!(page.contains("Plano") && page.contains("Ouro") && page.contains("Prazo"));
}
