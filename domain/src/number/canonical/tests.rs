//! Every notation of a number has one canonical form, and different numbers have different ones.

use proptest::prelude::*;

use super::*;

fn home() -> NumberDefaults {
    NumberDefaults::new("55", Some("11")).expect("defaults")
}

fn at_home(text: &str) -> Option<String> {
    canonical(text, &home())
}

fn anywhere(text: &str) -> Option<String> {
    canonical(text, &NumberDefaults::default())
}

#[test]
fn every_spelling_of_a_mobile_is_one_number() {
    for text in [
        "+5511987654321",
        "+55 (11) 98765-4321",
        "+55 011 98765-4321",
        "+55 (0)11 98765-4321",
        "5511987654321",
        "551187654321",
        "+551187654321",
        "11987654321",
        "1187654321",
        "011987654321",
        "01187654321",
        "0XX11987654321",
        "0xx11 8765-4321",
        "0 15 11 98765-4321",
        "0151187654321",
        "0055 11 98765-4321",
        "00551187654321",
        "+005511987654321",
        "+011987654321",
        "sip:11987654321@10.0.0.1:5060;user=phone",
        "sips:+551187654321@pbx.example",
        "tel:+55-11-98765-4321;ext=9",
        "tel:98765-4321;phone-context=+5511",
        "551187654321@c.us",
        "5511987654321:12@s.whatsapp.net",
        "whatsapp:+5511987654321",
        "11 98765-4321 ramal 7",
        "\"Ana\" <11987654321>",
    ] {
        assert_eq!(anywhere(text).as_deref(), Some("+5511987654321"), "{text}");
        assert_eq!(at_home(text).as_deref(), Some("+5511987654321"), "{text}");
    }
    for text in ["987654321", "87654321", "9 8765-4321", "0 98765-4321", "+55 98765-4321"] {
        assert_eq!(at_home(text).as_deref(), Some("+5511987654321"), "{text}");
        assert_eq!(anywhere(text).as_deref(), Some("987654321"), "{text}");
    }
}

#[test]
fn landlines_and_other_countries_get_no_ninth_digit() {
    for (text, expected) in [
        ("1137654321", "+551137654321"),
        ("11937654321", "+5511937654321"),
        ("1125554321", "+551125554321"),
        ("+54 9 11 8765-4321", "+5491187654321"),
        ("+54 11 8765-4321", "+541187654321"),
        ("+1 415 555 2671", "+14155552671"),
        ("14155552671", "+14155552671"),
        ("0014155552671", "+14155552671"),
        ("00 15 1 415 555 2671", "+14155552671"),
        ("14155552671@s.whatsapp.net", "+14155552671"),
        ("351912345678", "+351912345678"),
        ("+351 912 345 678", "+351912345678"),
        ("5491187654321@c.us", "+5491187654321"),
        // Area code 55 is Santa Maria.
        ("55987654321", "+5555987654321"),
        ("5532221111", "+555532221111"),
    ] {
        assert_eq!(at_home(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_number_abroad_behind_a_carrier_is_of_its_country() {
    for (text, expected) in [
        ("0021 1 212 555 1234", "+12125551234"),
        ("0031 44 20 7946 0958", "+442079460958"),
        ("00 21 351 912 345 678", "+351912345678"),
        ("00 41 598 2123 4567", "+59821234567"),
        ("00 14 595 981 123456", "+595981123456"),
        ("0021 54 9 11 8765-4321", "+5491187654321"),
        ("0015 55 11 98765-4321", "+5511987654321"),
        ("+0021 1 212 555 1234", "+12125551234"),
        ("sip:002112125551234@10.0.0.1", "+12125551234"),
        ("0049 351 912 345 678", "+351912345678"),
        // Without a carrier.
        ("00 212 612 345678", "+212612345678"),
        ("0031 20 123 4567", "+31201234567"),
        ("0041 44 123 45 67", "+41441234567"),
        ("00 54 9 11 8765 4321", "+5491187654321"),
        ("0049 1520 2345678", "+4915202345678"),
        ("0043 1 2345678", "+4312345678"),
        ("0034 912 345 678", "+34912345678"),
        ("00 52 55 1234 5678", "+525512345678"),
        ("00 52 1 55 1234 5678", "+5215512345678"),
        ("00 977 984 1234567", "+9779841234567"),
        ("00 977 1 4123456", "+97714123456"),
        ("00 678 521 2345", "+6785212345"),
        ("00 678 22345", "+67822345"),
        ("00 870 773 123456", "+870773123456"),
        // Mexico and Nepal behind a carrier.
        ("00 21 52 55 1234 5678", "+525512345678"),
        ("00 21 52 1 55 1234 5678", "+5215512345678"),
        ("00 15 977 984 1234567", "+9779841234567"),
        ("00 53 1 212 555 1234", "+12125551234"),
    ] {
        assert_eq!(at_home(text).as_deref(), Some(expected), "{text}");
        assert_eq!(anywhere(text).as_deref(), Some(expected), "{text}");
    }
    // Only Brazil dials carriers.
    let portugal = NumberDefaults::new("351", None).expect("defaults");
    assert_eq!(canonical("00 212 612 345678", &portugal).as_deref(), Some("+212612345678"));
    assert_ne!(canonical("0021 1 212 555 1234", &portugal).as_deref(), Some("+12125551234"));
}

#[test]
fn service_numbers_and_extensions_stay() {
    for (text, expected) in [
        ("190", "190"),
        ("2001", "2001"),
        ("sip:2001@pbx.example", "2001"),
        ("ramal 2001", "2001"),
        ("10315", "10315"),
        ("0800 777 1234", "08007771234"),
        ("+55 800 777 1234", "08007771234"),
        ("8007771234", "08007771234"),
        ("0800 77 1234", "0800771234"),
        ("0300 123 1234", "03001231234"),
        ("4004-1234", "40041234"),
        ("+55 4004 1234", "40041234"),
        ("3003 1234", "30031234"),
    ] {
        assert_eq!(at_home(text).as_deref(), Some(expected), "{text}");
        assert_eq!(anywhere(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_withheld_or_impossible_number_is_none() {
    for text in [
        "",
        " ",
        "-",
        "+",
        "0",
        "00",
        "0000000000",
        "+000",
        "1",
        "12",
        "1111",
        "11111111111",
        "99999999999",
        "+5599999999999",
        "anonymous",
        "Anonymous",
        "unknown",
        "restricted",
        "unavailable",
        "private",
        "withheld",
        "desconhecido",
        "número privado",
        "+266696687",
        "00266696687",
        "266696687",
        "+7378742833",
        "+2562533",
        "+8656696",
        "+86282452253",
        "sip:anonymous@anonymous.invalid",
        "sip:0@10.0.0.1",
        "anonymous@10.0.0.1",
        "\"Anonymous\" <sip:anonymous@10.0.0.1>",
        "sip:restricted@pbx.example:5060",
        "10 98765-4321",
        "+55 10 98765-4321",
        "11 00000-0000",
        "11 1234-5678",
        "123456789",
        "1234567890123456",
        "120363040000000000@g.us",
        "5511987654321-1400000000@g.us",
        "status@broadcast",
        "10.0.0.1",
        "<sip:+266696687@carrier.example>",
    ] {
        assert_eq!(at_home(text), None, "{text}");
        assert_eq!(anywhere(text), None, "{text}");
    }
}

#[test]
fn an_operation_elsewhere_dials_by_its_own_country() {
    let portugal = NumberDefaults::new("351", None).expect("defaults");
    for text in ["912345678", "351912345678", "+351 912 345 678", "00351912345678"] {
        assert_eq!(canonical(text, &portugal).as_deref(), Some("+351912345678"), "{text}");
    }
    assert_eq!(canonical("+55 11 8765-4321", &portugal).as_deref(), Some("+5511987654321"));
    assert_eq!(canonical("112", &portugal).as_deref(), Some("112"));
    let america = NumberDefaults::new("1", Some("415")).expect("defaults");
    for text in ["4155552671", "14155552671", "+14155552671", "5552671", "(415) 555-2671"] {
        assert_eq!(canonical(text, &america).as_deref(), Some("+14155552671"), "{text}");
    }
    assert_eq!(canonical("011 55 11 98765-4321", &america).as_deref(), Some("+5511987654321"));
}

#[test]
fn what_is_typed_is_looked_for_in_every_spelling() {
    let parts = |typed: &str| search_parts(typed, &NumberDefaults::default());
    let finds = |typed: &str, stored: &str| {
        let key = search_key(stored, &NumberDefaults::default()).expect("a key");
        parts(typed).iter().any(|part| key.contains(part.as_str()))
    };
    let spellings = [
        "11987651777",
        "+55 11 98765-1777",
        "0XX11 98765-1777",
        "011 8765-1777",
        "1187651777",
        "551187651777",
        "5511987651777@s.whatsapp.net",
        "sip:11987651777@10.0.0.1",
        "98765-1777",
    ];
    for typed in spellings {
        for stored in &spellings[..8] {
            assert!(finds(typed, stored), "{typed} in {stored}");
        }
    }
    for part in ["777", "8765", "+55 119", "551198", "9876-51", "11 98765-17", "87651777"] {
        assert!(finds(part, "11 98765-1777"), "{part}");
    }
    assert!(!finds("11 98765-1778", "11 98765-1777"));
    assert!(!finds("+55 119", "2119"));
    assert!(finds("800 777 1234", "+55 0800 777 1234"));
    assert_eq!(parts(""), Vec::<String>::new());
    assert_eq!(parts("x"), Vec::<String>::new());
    assert_eq!(parts("98"), ["98"]);
}

#[test]
fn what_has_no_canonical_form_is_found_by_its_digits() {
    let key = |text: &str| search_key(text, &NumberDefaults::default());
    assert_eq!(key("+55 11").as_deref(), Some("5511"));
    assert_eq!(key("0").as_deref(), Some("0"));
    assert_eq!(key("anonymous"), None);
    assert_eq!(key("sip:anonymous@10.0.0.1"), None);
    assert_eq!(key("11987654321").as_deref(), Some("5511987654321"));
}

fn spellings(area: u32, subscriber: &str) -> Vec<String> {
    let mut all = Vec::new();
    for subscriber in [
        subscriber.to_owned(),
        subscriber.strip_prefix('9').map_or_else(
            || subscriber.to_owned(),
            |old| if old.starts_with(['6', '7', '8', '9']) { old.to_owned() } else { subscriber.to_owned() },
        ),
    ] {
        for prefix in ["", "0", "015", "0XX", "55", "+55 ", "0055", "+55 0"] {
            all.push(format!("{prefix}{area}{subscriber}"));
            all.push(format!("sip:{}{area}{subscriber}@10.0.0.1", prefix.replace(' ', "")));
        }
        all.push(format!("55{area}{subscriber}:3@s.whatsapp.net"));
        all.push(format!("({area}) {}-{} ramal 3", &subscriber[..4], &subscriber[4..]));
    }
    all
}

/// A number in one of the countries called most from Brazil.
fn of_abroad() -> impl Strategy<Value = String> {
    prop_oneof![
        "1[2-9][0-9]{2}[2-9][0-9]{6}",
        "351[29][0-9]{8}",
        "54[1-3][0-9]{9}",
        "549[1-3][0-9]{9}",
        "52[2-9][0-9]{9}",
        "521[2-9][0-9]{9}",
        "595[2-9][0-9]{7,8}",
        "598[2-9][0-9]{7}",
        "56[2-9][0-9]{8}",
        "34[6-9][0-9]{8}",
        "39[03][0-9]{9}",
        "44[1-9][0-9]{9}",
        "49[2-9][0-9]{8,9}",
        "491[5-7][0-9]{9}",
        "33[1-9][0-9]{8}",
    ]
}

proptest! {
    #[test]
    fn a_number_abroad_is_the_same_one_however_it_is_dialled(
        number in of_abroad(),
        carrier in prop_oneof!["12", "14", "15", "2[135]", "3[1-24-7]", "4[12]", "5[13]", "6[1-5]", "7[1-6]", "8[149]", "9[1268]"],
    ) {
        let expected = Some(format!("+{number}"));
        for prefix in ["+", "00", "+00", "00 ", "tel:+", &format!("00{carrier}"), &format!("00 {carrier} ")] {
            let text = format!("{prefix}{number}");
            prop_assert_eq!(at_home(&text), expected.clone(), "{}", text);
            prop_assert_eq!(anywhere(&text), expected.clone(), "{}", text);
        }
        let address = format!("sip:00{carrier}{number}@10.0.0.1");
        prop_assert_eq!(anywhere(&address), expected.clone(), "{}", address);
    }

    #[test]
    fn the_canonical_form_is_its_own(text in "(\\PC{0,24}|[+0-9xX ().@:;-]{0,24}|[+]?(00|0|55|0055)?[0-9]{3,13})") {
        for defaults in [NumberDefaults::default(), home(), NumberDefaults::new("351", None).expect("defaults")] {
            if let Some(found) = canonical(&text, &defaults) {
                prop_assert_eq!(canonical(&found, &defaults), Some(found.clone()));
                prop_assert_eq!(search_key(&found, &defaults), search_key(&text, &defaults));
            }
        }
    }

    #[test]
    fn all_spellings_are_one_number_and_other_numbers_are_others(
        area in 11_u32..=99, mobile in any::<bool>(), rest in 20_000_000_u32..60_000_000, other in 20_000_000_u32..60_000_000,
    ) {
        prop_assume!(area % 10 != 0);
        let subscriber = |rest: u32| if mobile { format!("9{}", rest + 40_000_000) } else { rest.to_string() };
        let expected = format!("+55{area}{}", subscriber(rest));
        prop_assume!(!is_one_digit(&expected[3..]));
        for spelling in spellings(area, &subscriber(rest)) {
            prop_assert_eq!(canonical(&spelling, &home()), Some(expected.clone()), "{}", spelling);
        }
        for spelling in spellings(area, &subscriber(other)) {
            prop_assert_eq!(rest == other, canonical(&spelling, &home()) == Some(expected.clone()), "{}", spelling);
        }
    }

    #[test]
    fn typing_a_number_finds_it(area in 11_u32..=99, rest in 20_000_000_u32..60_000_000) {
        prop_assume!(area % 10 != 0);
        let all = spellings(area, &format!("9{}", rest + 40_000_000));
        for stored in &all {
            let key = search_key(stored, &NumberDefaults::default()).expect("a key");
            for typed in &all {
                let parts = search_parts(typed, &NumberDefaults::default());
                prop_assert!(parts.iter().any(|part| key.contains(part.as_str())), "{} in {}", typed, stored);
            }
        }
    }
}

#[test]
fn a_withheld_number_is_withheld_with_and_without_its_plus() {
    for digits in super::WITHHELD {
        for text in
            [digits.to_owned(), format!("+{digits}"), format!("00{digits}"), format!("sip:{digits}@10.0.0.1")]
        {
            assert_eq!(canonical(&text, &home()), None, "{text}");
        }
    }
}
