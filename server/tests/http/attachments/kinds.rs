//! Accepted file types: everyday documents are accepted, executables refused with a reason.

use serde_json::json;

use super::{Cases, cases, png};
use crate::support::server_builder;

fn utf16(text: &str) -> Vec<u8> {
    [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat()
}

/// The beginning of a mail as Outlook saves it, as far as the detection reads it.
fn msg() -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(20 * 512, 7);
    (bytes[30], bytes[31]) = (9, 0);
    bytes[48..52].copy_from_slice(&18_u32.to_le_bytes());
    bytes[19 * 512 + 80..19 * 512 + 84].copy_from_slice(&[0x0b, 0x0d, 2, 0]);
    bytes
}

#[tokio::test]
async fn everyday_files_are_taken_and_only_ever_saved() {
    let cases = Cases::start().await;
    let html = b"<!DOCTYPE html><html><script>alert(1)</script></html>";
    let mail = [b"From: ana@example.com\r\nContent-Type: text/html\r\n\r\n".as_slice(), html].concat();
    let frame = [vec![0xff, 0xfb, 0x90, 0x64], vec![0x55; 413]].concat();
    for (name, content, kind) in [
        ("mensagem.msg", msg(), "application/vnd.ms-outlook"),
        ("mensagem.eml", mail, "message/rfc822"),
        ("pagina.txt", html.to_vec(), "text/plain"),
        ("utf16.txt", utf16("Ação às 9h\r\n"), "text/plain"),
        ("clientes.csv", b"nome;a\xe7\xe3o\r\nJo\xe3o;1\r\n".to_vec(), "text/csv"),
        ("nota.xml", b"<?xml version=\"1.0\"?><nfeProc/>".to_vec(), "application/xml"),
        (
            "a.p7s",
            b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0".to_vec(),
            "application/pkcs7-signature",
        ),
        ("convite.ics", b"BEGIN:VCALENDAR\r\n".to_vec(), "text/calendar"),
        ("carta.rtf", b"{\\rtf1 a}".to_vec(), "application/rtf"),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "image/heif"),
        ("voz.mp3", [vec![0; 40], frame.repeat(2)].concat(), "audio/mpeg"),
    ] {
        let (status, file) = cases.one(name, &content).await;
        assert_eq!(status, 201, "{name}: {file}");
        let response = cases.get(&cases.ana, &format!("/attachments/{}", file["id"])).await;
        let headers = response.headers();
        assert_eq!(headers["content-type"], kind, "{name}");
        assert_eq!(headers["x-content-type-options"], "nosniff", "{name}");
        let way = headers["content-disposition"].to_str().expect("ASCII only");
        assert!(way.starts_with("attachment;"), "{name}: {way}");
    }
    cases.agree_on(11).await;
}

#[tokio::test]
async fn a_name_that_runs_is_refused_whatever_is_behind_it() {
    let cases = Cases::start().await;
    for name in [
        "fatura.bat",
        "fatura.bat.",
        "fatura.bat . .",
        "fatura.bat\u{a0}",
        "fatura.bat\u{200b}",
        "fatura.bat\u{200d}",
        "fatura.b\u{ad}at",
        "fatura.bat\u{2800}",
        "fatura\u{202e}fdp.exe",
        "foto.jpg.lnk",
        "a.DOCM",
        "a.xlsm",
        "a.pptm",
        "a.iso",
        "a.img",
        "a.vhdx",
        "a.msc",
        "a.vb",
        "a.ps1xml",
        "a.scf",
        "a.library-ms",
        "a.search-ms",
        "a.svg",
        "a.one",
        "a.exe.p7m",
        "pasta/a.hta",
        "a.{21EC2020-3AEA-1069-A2DD-08002B30309D}",
    ] {
        let (status, file) = cases.one(name, b"texto").await;
        assert_eq!(
            (status, &file["outcome"], &file["reason"]),
            (415, &json!("wrong_type"), &json!("runnable")),
            "{name}"
        );
    }
    // The type of a name that is too long is that of the shortened name.
    let long = format!("{}.exe{}", "a".repeat(251), "b".repeat(30));
    assert_eq!(cases.one(&long, b"texto").await.1["reason"], "runnable");
    cases.agree_on(0).await;
    let (status, file) = cases.one("fatura.bat.pdf", b"%PDF-1.4\n").await;
    assert_eq!((status, &file["name"]), (201, &json!("fatura.bat.pdf")));
}

#[tokio::test]
async fn a_refusal_says_why_and_what_to_do() {
    let cases = cases(server_builder().with_attachment_types("image/png").start().await).await;
    let message = async |name: &str, content: &[u8]| {
        cases.one(name, content).await.1["message"].as_str().expect("a message").to_owned()
    };
    let runs = message("a.bat", b"texto").await;
    assert!(
        runs.contains("“a.bat”") && runs.contains(".bat pode executar") && runs.contains("PDF"),
        "{runs}"
    );
    let other = message("a.pdf", b"%PDF-1.4\n").await;
    assert!(other.contains("o tipo .pdf não é aceito") && other.contains("Configurações"), "{other}");
    let unknown = message("a.png", &[0; 40]).await;
    assert!(unknown.contains("não é de um tipo conhecido") && unknown.contains("ZIP"), "{unknown}");
    assert_eq!(cases.one("b.png", &png(100)).await.0, 201);
}

#[tokio::test]
async fn a_kept_name_that_runs_is_handed_out_under_another() {
    let cases = Cases::start().await;
    let (_, file) = cases.one("fatura.txt", b"@echo off").await;
    match cases.server.store.db() {
        store::Db::Sqlite { write, .. } => {
            sqlx::query("UPDATE attachment SET name = 'fatura.bat'").execute(write).await.expect("renamed");
        }
        store::Db::Postgres(_) => unreachable!("the server is on SQLite"),
    }
    let response = cases.get(&cases.ana, &format!("/attachments/{}", file["id"])).await;
    let way = response.headers()["content-disposition"].to_str().expect("ASCII only").to_owned();
    assert!(way.starts_with("attachment; filename=\"fatura.bat.txt\""), "{way}");
}
