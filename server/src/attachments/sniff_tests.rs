//! Files of every kind, honest and not.

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// A ZIP as far as its start: headers with these names.
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
    assert_eq!(sniff(start, file), Sniffed::Known(expected), "{file}");
}

#[test]
fn the_content_says_what_it_is_whatever_it_is_called() {
    is(PNG, "relatorio.txt", "image/png");
    is(b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a", "image/jpeg");
    is(b"GIF89a\x01\0\x01\0\0", "a.gif", "image/gif");
    is(b"RIFF\x24\0\0\0WEBPVP8 ", "a.webp", "image/webp");
    is(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.pdf", "application/pdf");
    is(b"ID3\x03\0\0\0\0\0\x21", "a.mp3", "audio/mpeg");
    is(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.mp4", "video/mp4");
}

#[test]
fn texts_are_told_by_having_nothing_else_in_them() {
    is(b"a", "a", "text/plain");
    is("Olá, ação às 9h\r\n".as_bytes(), "a.txt", "text/plain");
    is(b"nome;a\xe7\xe3o\r\nJo\xe3o;1\r\n", "a.csv", "text/csv");
    is("مرحبا 🙂".as_bytes(), "a.txt", "text/plain");
    is(b"BMW e outras marcas", "a.txt", "text/plain");
    is(b"menor < maior > igual, a<b", "a.txt", "text/plain");
    let mut cut = vec![b'a'; ENOUGH - 1];
    cut.push(0xc3);
    is(&cut, "a.txt", "text/plain");
    for wrong in [b"a\0b".as_slice(), b"\x1b[31m", b"\xfe\xff\0a", b"\x9d\x81\x8f", b""] {
        assert_eq!(sniff(wrong, "a.txt"), Sniffed::Unknown, "{wrong:?}");
    }
}

#[test]
fn what_something_would_run_is_not_taken_under_any_name() {
    for program in [
        b"MZ\x90\0\x03\0\0\0".as_slice(),
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0",
        b"#!/bin/sh\nrm -rf /\n",
        b"<!DOCTYPE html><html></html>",
        b"\xef\xbb\xbf  <html>",
        b"texto <SCRIPT>alert(1)</SCRIPT>",
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"<svg onload=alert(1)>",
        b"<?php system($_GET[0]);",
        b"\0asm\x01\0\0\0",
    ] {
        for name in ["foto.png", "a.txt", "a"] {
            assert_eq!(sniff(program, name), Sniffed::Unknown, "{program:?} as {name}");
        }
    }
    for name in ["a.html", "a.exe", "a.svg", "a.js", "a.BAT"] {
        assert_eq!(sniff(b"texto", name), Sniffed::Unknown, "{name}");
    }
}

#[test]
fn office_documents_are_told_from_other_archives() {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    is(&zip(&["[Content_Types].xml", "_rels/.rels", "word/document.xml"]), "a.bin", word);
    is(&zip(&["_rels/.rels", "xl/workbook.xml"]), "a.docx", sheet);
    is(&zip(&["[Content_Types].xml"]), "a.xlsx", sheet);
    is(&zip(&["[Content_Types].xml"]), "a.doc", "application/zip");
    is(&zip(&["foto.png"]), "a.zip", "application/zip");
    is(&zip(&["foto.png"]), "a.docx", "application/zip");
    for program in [&["META-INF/MANIFEST.MF", "A.class"][..], &["AndroidManifest.xml"], &["a", "classes.dex"]]
    {
        assert_eq!(sniff(&zip(program), "a.zip"), Sniffed::Unknown, "{program:?}");
    }
    let mut odt = zip(&["mimetype"]);
    odt.truncate(38);
    odt.extend_from_slice(b"application/vnd.oasis.opendocument.text");
    is(&odt, "a.odt", "application/vnd.oasis.opendocument.text");
}

#[test]
fn older_documents_need_a_look_at_their_directory() {
    let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    header.resize(512, 0);
    assert_eq!(sniff(&header, "a.doc"), Sniffed::Unknown);
    header[30] = 9;
    header[48] = 5;
    assert_eq!(sniff(&header, "a.doc"), Sniffed::Container(6 * 512));
}
