//! Valid and mistyped CPFs and CNPJs.

use proptest::prelude::*;

use super::*;

#[test]
fn documents_read_alike_however_they_are_written() {
    for (written, read) in [
        ("12345678909", "123.456.789-09"),
        ("123.456.789-09", "123.456.789-09"),
        (" 529 982 247 25 ", "529.982.247-25"),
        ("11222333000181", "11.222.333/0001-81"),
        ("11.222.333/0001-81", "11.222.333/0001-81"),
        // The example of the Receita Federal.
        ("12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("12.abc.345/01de-35", "12.ABC.345/01DE-35"),
    ] {
        assert_eq!(Document::parse(written).expect(written).to_string(), read);
        assert_eq!(format(written), read);
    }
}

#[test]
fn a_slip_of_the_pen_is_told_from_another_document() {
    use DocumentKind::{Cnpj, Cpf};
    for (text, error) in [
        ("12345678900", DocumentError::WrongCheckDigits(Cpf)),
        ("111.111.111-11", DocumentError::WrongCheckDigits(Cpf)),
        ("000.000.000-00", DocumentError::WrongCheckDigits(Cpf)),
        ("11.222.333/0001-82", DocumentError::WrongCheckDigits(Cnpj)),
        ("00.000.000/0000-00", DocumentError::WrongCheckDigits(Cnpj)),
        ("12.ABC.345/01DE-53", DocumentError::WrongCheckDigits(Cnpj)),
        ("12ABC34501DEA5", DocumentError::NotADocument),
        ("MG-12.345.678", DocumentError::NotADocument),
        ("1234567890", DocumentError::NotADocument),
        ("12345678909,", DocumentError::NotADocument),
        ("\u{661}2345678909", DocumentError::NotADocument),
        ("", DocumentError::NotADocument),
    ] {
        assert_eq!(Document::parse(text), Err(error), "{text}");
        assert_eq!(format(text), text);
    }
}

#[test]
fn masks_cover_what_identifies() {
    let masked = |text: &str| Document::parse(text).expect("a document").masked();
    assert_eq!(masked("12345678909"), "***.456.789-**");
    assert_eq!(masked("11222333000181"), "**.222.333/0001-**");
    assert_eq!(masked("12ABC34501DE35"), "**.ABC.345/01DE-**");
}

#[test]
fn marks_appear_while_one_types() {
    for (typed, shown) in [
        ("", ""),
        ("123", "123"),
        ("1234", "123.4"),
        ("12345678909", "123.456.789-09"),
        ("123.456.789-091", "12.345.678/9091"),
        ("12a", "12.A"),
        ("12abc34501de35", "12.ABC.345/01DE-35"),
        ("123456789012345", "123456789012345"),
        ("passaporte nº", "passaporte nº"),
    ] {
        assert_eq!(as_typed(typed), shown);
    }
}

#[test]
fn travels_as_its_characters() {
    let document = Document::parse("123.456.789-09").expect("a CPF");
    let json = serde_json::to_string(&document).expect("JSON");
    assert_eq!(json, "\"12345678909\"");
    assert_eq!(serde_json::from_str::<Document>(&json).expect("a CPF"), document);
    assert!(serde_json::from_str::<Document>("\"12345678900\"").is_err());
}

proptest! {
    #[test]
    fn right_check_digits_are_accepted_and_every_other_pair_refused(
        body in "[0-9]{9}|[0-9]{12}|[0-9A-Z]{12}",
        other in 0_u8..100,
    ) {
        prop_assume!(body.bytes().any(|byte| byte != body.as_bytes()[0]));
        let kind = if body.len() == 9 { DocumentKind::Cpf } else { DocumentKind::Cnpj };
        let right = check_digits(kind, &body);
        let document = Document::parse(&format!("{body}{right}")).expect("a document");
        prop_assert_eq!(document.kind(), kind);
        prop_assert_eq!(Document::parse(&document.to_string()), Ok(document.clone()));
        prop_assert_eq!(as_typed(document.as_str()), document.to_string());
        let other = format!("{other:02}");
        prop_assert_eq!(Document::parse(&format!("{body}{other}")).is_ok(), other == right);
    }

    #[test]
    fn one_wrong_digit_of_a_numeric_one_is_noticed(body in "[0-9]{9}|[0-9]{12}", at in 0_usize..12, add in 1_u8..10) {
        let kind = if body.len() == 9 { DocumentKind::Cpf } else { DocumentKind::Cnpj };
        let mut wrong = body.clone().into_bytes();
        let at = at % wrong.len();
        wrong[at] = b'0' + (wrong[at] - b'0' + add) % 10;
        let wrong = String::from_utf8(wrong).expect("digits");
        // Two remainders share the digit 0; all others differ.
        let (first, second) = (check_digits(kind, &body), check_digits(kind, &wrong));
        prop_assert!(first != second || first.contains('0'));
    }

    #[test]
    fn nothing_panics_and_everything_formats_to_itself_or_a_document(text in "\\PC{0,24}") {
        let shown = as_typed(&text);
        prop_assert_eq!(as_typed(&shown), shown.clone());
        prop_assert!(format(&text) == text || Document::parse(&text).is_ok());
    }
}
