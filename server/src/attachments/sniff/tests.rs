//! Content type detection: genuine files and disguised ones.

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// The start of a ZIP: headers of files with these names.
fn zip(names: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for name in names {
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&[0; 22]);
        bytes.extend_from_slice(&(name.len() as u16).to_le_bytes());
        bytes.extend_from_slice(&[0; 2]);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(&[7; 20]);
    }
    bytes
}

fn is(start: &[u8], file: &str, expected: &'static str) {
    assert_eq!(sniff(start, file), SniffResult::Known(expected), "{file}");
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn the_content_says_what_it_is_whatever_it_is_called() {
    is(PNG, "relatorio.txt", "image/png");
    is(b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a", "image/jpeg");
    is(b"GIF89a\x01\0\x01\0\0", "a.gif", "image/gif");
    is(b"RIFF\x24\0\0\0WEBPVP8 \x01\0", "a.webp", "image/webp");
    is(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_0001.HEIC", "image/heif");
    is(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a.heic", "image/heif");
    is(b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", "tela.bmp", "image/bmp");
    is(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.pdf", "application/pdf");
    is(b"\xef\xbb\xbf\r\n%PDF-1.4\n", "a.pdf", "application/pdf");
    is(b"{\\rtf1\\ansi\\deff0 Ol\\'e1}", "carta.rtf", "application/rtf");
    is(b"#!AMR\n\x3c\x01\x02\x03\x04\x05\x06\x07", "voz.amr", "audio/amr");
    is(b"Rar!\x1a\x07\x01\0", "a.rar", "application/vnd.rar");
    assert_eq!(sniff(b"ID3\x03\0\0\0\0\0\x21", "a.mp3"), SniffResult::Perhaps(Candidate::Audio(Format::Mp3)));
    assert_eq!(sniff(b"OggS\0\x02\0\0\0\0", "a.opus"), SniffResult::Perhaps(Candidate::Audio(Format::Ogg)));
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom";
    assert_eq!(sniff(film, "a.mp4"), SniffResult::Perhaps(Candidate::Film("video/mp4")));
    let film = b"\0\0\0\x14ftypqt  \0\0\0\0qt  ";
    assert_eq!(sniff(film, "a.mov"), SniffResult::Perhaps(Candidate::Film("video/quicktime")));
}

#[test]
fn texts_are_recognised_by_having_nothing_else_in_them() {
    is(b"a", "a", "text/plain");
    is("Olá, ação às 9h\r\n".as_bytes(), "a.txt", "text/plain");
    is("مرحبا 🙂".as_bytes(), "a.txt", "text/plain");
    for text in [
        "BMW e outras marcas",
        "ID3 e outras",
        "MZ e outras",
        "GIF89a e outras",
        "RIFF",
        "fLaC",
        "PK e outras",
    ] {
        is(text.as_bytes(), "a.txt", "text/plain");
    }
    is(b"menor < maior > igual, a<b", "a.txt", "text/plain");
    is(b"00000000000001234REMESSA\r\n\x1a", "cb010101.rem", "text/plain");
    let mut cut = vec![b'a'; ENOUGH - 1];
    cut.push(0xc3);
    is(&cut, "a.txt", "text/plain");
    for wrong in [b"a\0b".as_slice(), b"\x1b[31m", b"\xfe\xff\0", b"\x9d\x81\x8f", b"", b"\xff\xfe", &[0; 40]]
    {
        assert_eq!(sniff(wrong, "a.txt"), SniffResult::Unknown, "{wrong:?}");
    }
}

#[test]
fn a_text_is_one_in_every_encoding() {
    is(b"nome;a\xe7\xe3o\r\nJo\xe3o;1\r\n", "latin1.csv", "text/csv");
    is(b"nome;a\x87\xc6o\r\nJo\xc6o;1;\x90\r\n", "dos.csv", "text/csv");
    is(b"nome;a\x8d\x8bo\rJo\x8bo;1\r", "mac.csv", "text/csv");
    let cyrillic = b"\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. ".repeat(8);
    is(&cyrillic, "a.txt", "text/plain");
    for text in ["Olá, ação\r\n", "日本語のテキスト", "a"] {
        is(&[b"\xff\xfe".to_vec(), utf16(text, u16::to_le_bytes)].concat(), "a.txt", "text/plain");
        is(&[b"\xfe\xff".to_vec(), utf16(text, u16::to_be_bytes)].concat(), "a.txt", "text/plain");
    }
    is(&utf16("nome;ação\r\n", u16::to_le_bytes), "a.csv", "text/csv");
    is(&utf16("nome;ação\r\n", u16::to_be_bytes), "a.csv", "text/csv");
    let mut long = [b"\xff\xfe".to_vec(), utf16(&"a".repeat(ENOUGH / 2 - 2), u16::to_le_bytes)].concat();
    long.extend_from_slice(&0xd83d_u16.to_le_bytes());
    assert_eq!(long.len(), ENOUGH);
    is(&long, "a.txt", "text/plain");
}

#[test]
fn a_text_stays_one_with_markup_in_it() {
    let page = b"<!DOCTYPE html><html><script>alert(1)</script></html>";
    is(page, "a.txt", "text/plain");
    is(b"texto <SCRIPT>alert(1)</SCRIPT>", "a", "text/plain");
    is(b"#!/bin/sh\nrm -rf /\n", "deploy.log", "text/plain");
    let mail = b"Received: from a\r\nContent-Type: text/html\r\n\r\n<html><script>1</script></html>";
    is(mail, "mensagem.eml", "message/rfc822");
    is(b"From ana@example.com Sat Jan 31\r\n", "a.eml", "message/rfc822");
    is(b"coluna\r\n<svg onload=alert(1)>\r\n", "a.csv", "text/csv");
}

#[test]
fn everyday_texts_are_distinguished() {
    is(
        b"<?xml version=\"1.0\"?><nfeProc xmlns=\"http://www.portalfiscal.inf.br/nfe\"/>",
        "1-nfe.xml",
        "application/xml",
    );
    is(b"<nfeProc/>", "nota.XML", "application/xml");
    is(b"<?xml version=\"1.0\"?><nfeProc/>", "nota.txt", "text/plain");
    is(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "convite.ics", "text/calendar");
    is(b"begin:vcard\r\n", "contato.vcf", "text/vcard");
    is(b"OFXHEADER:100\r\nDATA:OFXSGML\r\n", "extrato.ofx", "application/x-ofx");
    is(b"<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?><OFX>", "extrato.ofx", "application/x-ofx");
    is(b"{\"a\": 1}", "a.json", "text/plain");
    is(b"-----BEGIN PKCS7-----\nMII\n", "a.p7s", "text/plain");
    is(
        b"\x30\x82\x05\x10\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0",
        "a.pdf.p7s",
        "application/pkcs7-signature",
    );
    is(
        b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80",
        "a.pdf.p7m",
        "application/pkcs7-mime",
    );
}

#[test]
fn programs_are_not_taken_under_any_name() {
    for program in [
        b"MZ\x90\0\x03\0\0\0".as_slice(),
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0",
        b"\0asm\x01\0\0\0",
        b"\xca\xfe\xba\xbe\0\0\0\x34",
    ] {
        for name in ["foto.png", "a.txt", "a"] {
            assert_eq!(sniff(program, name), SniffResult::Unknown, "{program:?} as {name}");
        }
    }
}

#[test]
fn pages_and_scripts_are_not_taken_under_a_name_that_hides_them() {
    for markup in [
        b"#!/bin/sh\nrm -rf /\n".as_slice(),
        b"<!DOCTYPE html><html></html>",
        b"\xef\xbb\xbf  <html>",
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"<svg onload=alert(1)>",
        b"<?php system($_GET[0]);",
        b"\xff\xfe<\0h\0t\0m\0l\0>\0",
    ] {
        for name in ["foto.png", "a", "a.pdf"] {
            assert_eq!(sniff(markup, name), SniffResult::Unknown, "{markup:?} as {name}");
        }
    }
    for page in [
        "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        "<?xml-stylesheet href=\"a.xsl\"?><nota/>",
    ] {
        assert_eq!(sniff(page.as_bytes(), "nota.xml"), SniffResult::Unknown, "{page}");
    }
}

#[test]
fn office_documents_are_distinguished_from_other_archives() {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    is(&zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]), "a.bin", word);
    is(&zip(&["_rels/.rels", "xl/workbook.xml"]), "a.docx", sheet);
    is(&zip(&["[Content_Types].xml"]), "a.xlsx", sheet);
    is(&zip(&["[Content_Types].xml"]), "a.doc", "application/zip");
    is(&zip(&["foto.png"]), "a.zip", "application/zip");
    is(&zip(&["foto.png"]), "a.docx", "application/zip");
    is(b"PK\x05\x06\0\0\0\0", "vazio.zip", "application/zip");
    for program in [
        &["META-INF/MANIFEST.MF", "A.class"][..],
        &["AndroidManifest.xml"],
        &["a", "classes.dex"],
        &["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"],
    ] {
        assert_eq!(sniff(&zip(program), "a.zip"), SniffResult::Unknown, "{program:?}");
    }
    for (family, extension) in
        [("text", "odt"), ("spreadsheet", "ods"), ("presentation", "odp"), ("graphics", "odg")]
    {
        let mut document = zip(&["mimetype"]);
        document.truncate(38);
        document.extend_from_slice(format!("application/vnd.oasis.opendocument.{family}PK").as_bytes());
        let expected = domain::media::by_extension(extension).expect("a known type").media_type;
        is(&document, "a.bin", expected);
    }
}

#[test]
fn older_documents_need_a_look_at_their_directory() {
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.resize(512, 0);
    assert_eq!(sniff(&header, "a.doc"), SniffResult::Unknown);
    header[30] = 9;
    header[48] = 5;
    assert_eq!(sniff(&header, "a.doc"), SniffResult::Perhaps(Candidate::Container(6 * 512)));
}
