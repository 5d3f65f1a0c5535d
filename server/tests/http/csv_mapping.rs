//! *Arquivos CSV*: a mapping that is made and tried on the page, and run by the command.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::Value;

use crate::support::program::{protocolo, run};
use crate::support::{Admin, Form, Page, Parts, TestServer, beside, count, sqlite};

const PATH: &str = "/settings/sources/csv";

const REPORT: &str = "Chave;Setor;Quem;Tipo;Origem;Quando;Espera;Conversa;Final\n\
    1001;Suporte;Ana Souza;Ent;11987654321;15/06/2026 09:00:00;0:00:30;0:02:10;Ok\n\
    1002;Suporte;;Ent;anonymous;15/06/2026 09:05:00;0:00:45;0:00:00;Desistiu\n\
    1003;;Ana Souza;Interna;1002;15/06/2026 09:10:00;0:00:05;0:01:00;Ok\n\
    1004;Vendas;Ana Souza;Ent;11987654322;ontem;0:00:05;0:01:00;Ok\n";

/// What an administrator chooses for [`REPORT`].
const CHOICES: &[(&str, &str)] = &[
    ("form", "csv-mapping"),
    ("act", "test"),
    ("source", "relatorio"),
    ("header", "yes"),
    ("encoding", "utf-8"),
    ("key.0", "=Chave"),
    ("time_zone", "America/Sao_Paulo"),
    ("time_formats", "%d/%m/%Y %H:%M:%S"),
    ("channel.fixed", "voice"),
    ("direction.column", "=Tipo"),
    ("direction.values.0.from", "Ent"),
    ("direction.values.0.to", "inbound"),
    ("direction.values.1.from", "Interna"),
    ("direction.values.1.to", "-out"),
    ("queue.column", "=Setor"),
    ("queue.fixed", "Sem fila"),
    ("agent.column", "=Quem"),
    ("agent.values", "Ana Souza=ana"),
    ("number.column", "=Origem"),
    ("customer.phone.column", "=Origem"),
    ("queued_at.column", "=Quando"),
    ("wait_s.column", "=Espera"),
    ("talk_s.column", "=Conversa"),
    ("outcome.column", "=Final"),
    ("outcome.values.0.from", "Ok"),
    ("outcome.values.0.to", "answered"),
    ("outcome.values.1.from", "Desistiu"),
    ("outcome.values.1.to", "abandoned"),
];

impl Admin<'_> {
    /// Chooses a sample.
    async fn send_sample(&self, parts: Parts) -> Page {
        let form = Parts::field(parts, "form", "csv-mapping").field("act", "read").form();
        Page::of(self.server.send(&self.token, PATH, "text/html", form).await).await
    }

    async fn read_sample(&self, content: &[u8]) -> Page {
        self.send_sample(Parts::default().file("file", "relatorio.csv", content)).await
    }
}

/// The value of a hidden field.
fn hidden<'a>(page: &'a Page, name: &str) -> &'a str {
    let before = format!("type=\"hidden\" name=\"{name}\" value=\"");
    let (_, rest) = page.body.split_once(&before).unwrap_or_else(|| panic!("no {name}: {}", page.body));
    rest.split('"').next().expect("a value")
}

fn with<'a>(sample: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = CHOICES.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name)).copied();
    kept.chain([("sample", sample), ("sample_name", "relatorio.csv")]).chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn a_mapping_made_on_the_page_is_run_by_the_command_with_the_same_rows() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    assert!(admin.get("/settings/sources").await.contains(&format!("href=\"{PATH}\"")), "it is linked");
    assert!(admin.get(PATH).await.contains("Arquivo de exemplo"));
    let page = admin.read_sample(REPORT.as_bytes()).await;
    assert_eq!(page.status, 200, "{}", page.body);
    for seen in ["Chave", "Suporte · Vendas", "Ponto e vírgula", "UTF-8", "%d/%m/%Y %H:%M:%S"] {
        assert!(page.body.contains(seen), "{seen}");
    }
    let sample = hidden(&page, "sample").to_owned();

    let tried = admin.post(PATH, &with(&sample, &[])).await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    for shown in [
        "atendimentos 2, rejeições 1",
        ">1001<",
        "15/06/2026 09:00",
        "Atendido",
        "Abandonado pelo cliente",
        "linha 5",
        "1004;Vendas",
        "Linhas que o mapeamento deixa de fora",
    ] {
        assert!(tried.body.contains(shown), "{shown}: {}", tried.body);
    }
    assert!(!tried.body.contains(">1003<"), "it is left out");
    assert_eq!(server.count("SELECT count(*) FROM interaction").await, 0, "nothing is recorded");

    let form = Form::of(&with(&sample, &[("act", "download")]));
    let file = server.send(&admin.token, PATH, "text/html", form).await;
    assert_eq!(file.status(), 200);
    assert_eq!(file.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(file.headers()[CONTENT_DISPOSITION], "attachment; filename=\"relatorio.json\"");
    let mapping = file.text().await.expect("a file");

    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("map.json"), &mapping).expect("a file");
    std::fs::write(folder.path().join("report.csv"), REPORT).expect("a file");
    let url = sqlite(&folder);
    let import = |more: &'static [&'static str]| {
        let words = [&["import", "csv", "--map", "map.json"], more, &["report.csv"]].concat();
        run(protocolo(folder.path(), &url, &words), b"")
    };
    let said = String::from_utf8(import(&["--dry-run"]).await.stdout).expect("text");
    assert!(said.contains("dry run, nothing was recorded: 2 interactions, 1 rejected"), "{said}");
    assert!(said.contains("skipped: 1: rows that the mapping leaves out"), "{said}");
    for field in ["external_id: 1001", "agent: ana", "queued_at: 2026-06-15T12:05:00Z", "outcome: abandoned"]
    {
        assert!(said.contains(field), "{field}: {said}");
    }
    assert!(said.contains("line 5"), "{said}");
    let said = String::from_utf8(import(&[]).await.stdout).expect("text");
    assert!(said.starts_with("3 read: 2 new, 0 unchanged, 0 conflicts, 1 rejected"), "{said}");
    let store = beside(url.clone()).await;
    let recorded =
        "SELECT count(*) FROM interaction WHERE source = 'relatorio' AND external_id IN ('1001', '1002')";
    assert_eq!(count(&store, recorded).await, 2);
}

contract!(a_mapping_that_cannot_be_used_comes_back_as_typed_and_says_where, |server| {
    let admin = Admin::of(&server).await;
    let sample = hidden(&admin.read_sample(REPORT.as_bytes()).await, "sample").to_owned();
    for (wrong, said) in [
        (("time_zone", "Marte"), "Não é um fuso conhecido."),
        (("time_zone", ""), "Os horários do arquivo não têm fuso."),
        (("time_formats", "%d/%m"), "“%d/%m” não dá uma data com hora."),
        (("key.0", ""), "Escolha as colunas que juntas identificam uma linha."),
        (("queued_at.column", ""), "Escolha a coluna do começo"),
        (("agent.values", "Ana"), "Escreva um por linha"),
        (("skip_lines", "x"), "Escreva um número a partir de 0."),
        (("rows", "[{}]"), "O JSON não pode ser usado."),
    ] {
        for act in ["test", "download"] {
            // What can be tried can be downloaded, and the command asks for the zone too.
            if wrong == ("time_zone", "") && act == "download" {
                continue;
            }
            let page =
                admin.post(PATH, &with(&sample, &[wrong, ("act", act), ("notes.fixed", "fica")])).await;
            assert_eq!(page.status, 422, "{wrong:?}");
            assert!(page.body.contains(said), "{wrong:?}: {}", page.body);
            assert!(page.body.contains("aria-invalid=\"true\""), "{wrong:?}");
            assert!(page.body.contains("value=\"fica\""), "what was typed stays");
            assert_eq!(hidden(&page, "sample"), sample, "the sample stays");
        }
    }
});

#[tokio::test]
async fn what_is_no_table_is_refused_with_the_remedy() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    for (content, said) in [
        (&b"PK\x03\x04xx"[..], "Salve-a como CSV"),
        (b"", "O arquivo está vazio."),
        (b"\xff\xfea\0;\0", "Salve o arquivo como UTF-8"),
        (b"%PDF-1.7", "O arquivo não é uma tabela CSV."),
        (b"{\"ContactId\": \"x\"}", "a linha de comando tem uma importação própria"),
    ] {
        let page = admin.read_sample(content).await;
        assert_eq!(page.status, 422, "{said}");
        assert!(page.body.contains(said), "{said}");
    }
    let nothing = Parts::default().file("mapping_file", "", b"").file("file", "", b"");
    let page = admin.send_sample(nothing).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("Escolha um arquivo CSV ou um mapeamento."));
    let bad =
        Parts::default().file("mapping_file", "m.json", b"{\"key\": [}").file("file", "a.csv", b"a;b;c\n");
    let page = admin.send_sample(bad).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("O JSON não pode ser usado."));
}

#[tokio::test]
async fn of_a_large_file_only_the_beginning_is_read() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let row = "1;Suporte;in;2026-06-15 09:00:00;2026-06-15 09:01:00\n";
    let file = format!("Id;Fila;Sentido;Início;Fim\n{}", row.repeat(40_000));
    let page = admin.read_sample(file.as_bytes()).await;
    assert_eq!(page.status, 200);
    assert_eq!(hidden(&page, "sample_cut"), "yes");
    assert_eq!(hidden(&page, "sample").len(), app::settings::csv::MAX_SAMPLE * 4 / 3);
    assert!(page.body.contains("rejeições 0."), "a row that was cut is none");
    // The form with it can be sent.
    let form = [("form", "csv-mapping"), ("act", "test"), ("sample", hidden(&page, "sample"))];
    assert_eq!(admin.post(PATH, &form).await.status, 422);
}

#[tokio::test]
async fn a_mapping_that_exists_is_edited_in_the_form_and_as_json() {
    let server = TestServer::start().await;
    let admin = Admin::of(&server).await;
    let mapping = r#"{"source": "velho", "key": ["Chave"], "time_zone": "-03:00", "fields": {
        "queue": "Setor", "channel": {"value": "voice"}, "direction": {"value": "inbound"},
        "queued_at": "Quando", "wait_s": "Espera", "talk_s": "Conversa",
        "notes": {"column": "Final", "when": [{"column": "Tipo", "in": ["Ent"]}]}}}"#;
    let parts = Parts::default().file("mapping_file", "m.json", mapping.as_bytes());
    let page = admin.send_sample(parts.file("file", "r.csv", REPORT.as_bytes())).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("value=\"velho\"") && page.body.contains("&quot;when&quot;"), "{}", page.body);
    let sample = hidden(&page, "sample").to_owned();
    let edited = mapping.replace("velho", "novo").replace("\"Setor\"", "\"Quem\"");
    let json = [("form", "csv-mapping"), ("act", "json"), ("sample", &*sample), ("json", &*edited)];
    let page = admin.post(PATH, &json).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains("value=\"novo\""));
    assert!(page.body.contains("<option value=\"=Quem\" selected"), "{}", page.body);
    let json = [("form", "csv-mapping"), ("act", "json"), ("sample", &*sample), ("json", "{\"keys\": []}")];
    let page = admin.post(PATH, &json).await;
    assert_eq!(page.status, 422);
    assert!(page.body.contains("O JSON não pode ser usado.") && page.body.contains("unknown field `keys`"));
    assert!(page.body.contains("{&quot;keys&quot;: []}") || page.body.contains("{\"keys\": []}"), "it stays");
}

#[tokio::test]
async fn a_mapping_waits_for_its_person_and_a_file_does_not() {
    let server = TestServer::start().await;
    let form = Form::of(&with("", &[]));
    let page = Page::of(server.send("none", PATH, "text/html", form).await).await;
    assert_eq!(page.status, 401);
    assert!(page.body.contains("value=\"relatorio\""), "the sign-in page keeps it");
    let form = Parts::default().field("form", "csv-mapping").file("file", "a.csv", REPORT.as_bytes()).form();
    let page = Page::of(server.send("none", PATH, "text/html", form).await).await;
    assert_eq!(page.status, 401);
    assert!(!page.body.contains("Ana Souza"));
}

#[test]
fn a_mapping_has_the_name_of_its_source() {
    let named = |source: &str| {
        let fields =
            CHOICES.iter().filter(|(name, _)| *name != "source").copied().chain([("source", source)]);
        let fields: Vec<_> = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let (name, json) = app::settings::csv::mapping_file(&fields).expect("a mapping");
        assert!(serde_json::from_str::<Value>(&json).is_ok());
        name
    };
    assert_eq!(named("Central SP/1"), "central-sp-1.json");
    assert_eq!(named(""), "csv.json");
    assert_eq!(named("çç"), "csv.json");
}
