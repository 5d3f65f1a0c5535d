//! Text folding for searches (ignoring accents and case), and normalisation of names.
//!
//! "joao" finds "João". A table of the Latin letters in use suffices; the full Unicode tables would
//! be several times the size of everything else in the WASM bundle.

/// The base letters of U+00C0 to U+017F; `?` if there is none, or more than one.
const LATIN: &[u8; 192] = b"aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll??llnnnnnn?nn\
    oooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// The base letters of U+1E00 to U+1EFF, including Vietnamese.
const LATIN_ADDITIONAL: &[u8; 256] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllll\
    mmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy?s????\
    aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

/// Folds text: lower case, without accents (precomposed or, as on macOS, combining), and without
/// invisible characters.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)).flat_map(char::to_lowercase) {
        match c {
            // Combining accents.
            '\u{300}'..='\u{36f}' => {}
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ĳ' => folded.push_str("ij"),
            'ŀ' => folded.push('l'),
            'ơ' => folded.push('o'),
            'ș' => folded.push('s'),
            'ț' => folded.push('t'),
            'ư' => folded.push('u'),
            'ŉ' => folded.push('n'),
            c => folded.push(plain(c).unwrap_or(c)),
        }
    }
    folded
}

/// The folded words of a name, split at characters that are not alphanumeric.
pub fn words(name: &str) -> Vec<String> {
    fold(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a text contains the typed one, ignoring accents and case.
pub fn contains_folded(text: &str, typed: &str) -> bool {
    fold(text).contains(&fold(typed.trim()))
}

/// Whether a character is invisible: controls other than whitespace, bidi controls, joiners,
/// fillers and selectors. Texts that differ only in these look the same.
pub fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Normalises a name for storage and comparison: strips invisible characters, collapses whitespace
/// and composes accents (NFC). Control characters are kept, so that validation can report them.
///
/// Composing accents needs tables that only the server has (feature `names`).
pub fn tidy_name(name: &str) -> String {
    let mut visible = String::with_capacity(name.len());
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        // Between pictographs a joiner is visible: it merges them into one emoji.
        let joins = c == '\u{200d}'
            && visible.ends_with(is_pictograph)
            && characters.peek().is_some_and(|next| is_pictograph(*next));
        if joins || c.is_control() || !is_invisible(c) {
            visible.push(c);
        }
    }
    let words: Vec<&str> = visible.split_whitespace().collect();
    composed(&words.join(" "))
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

#[cfg(feature = "names")]
fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

#[cfg(not(feature = "names"))]
fn composed(text: &str) -> String {
    text.to_owned()
}

fn plain(c: char) -> Option<char> {
    let code = c as usize;
    let letter = match code {
        0xc0..=0x17f => LATIN.get(code - 0xc0),
        0x1e00..=0x1eff => LATIN_ADDITIONAL.get(code - 0x1e00),
        _ => None,
    };
    letter.filter(|letter| **letter != b'?').map(|letter| char::from(*letter))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accents_and_case_do_not_matter() {
        for (written, folded) in [
            ("Retenção de AÇÕES", "retencao de acoes"),
            ("ÁÀÂÃÄ éèêë ÍÌÎÏ óòôõö ÚÙÛÜ ñ", "aaaaa eeee iiii ooooo uuuu n"),
            ("Łódź, Žižek, Ångström, İzmir", "lodz, zizek, angstrom, izmir"),
            ("Straße, ÆON, Œuvre, Þór", "strasse, aeon, oeuvre, thor"),
            ("Nguyễn Phượng, Brașov", "nguyen phuong, brasov"),
            ("nº 12 × 3 ÷ 4", "nº 12 × 3 ÷ 4"),
            ("مرحبا 😀 日本", "مرحبا 😀 日本"),
            ("", ""),
        ] {
            assert_eq!(fold(written), folded);
        }
    }

    #[test]
    fn a_name_is_its_words_however_they_are_joined() {
        assert_eq!(words("  Ana-Maria  D'Ávila,\t(3º)"), ["ana", "maria", "d", "avila", "3º"]);
        assert_eq!(words(" -- "), Vec::<String>::new());
    }

    #[test]
    fn names_equal_to_the_eye_are_one_name() {
        for written in [
            "Retenção VIP",
            "  Retenção \t VIP\n",
            "Retenção\u{a0}VIP",
            "\u{202a}Reten\u{200b}ção\u{ad} VIP\u{202c}\u{feff}",
            "Retenção\u{2028}VIP",
        ] {
            assert_eq!(tidy_name(written), "Retenção VIP", "{written:?}");
        }
        assert_eq!(tidy_name("\u{200b} \u{feff}"), "");
        assert_eq!(tidy_name("👩🏽\u{200d}💻 Ana\u{200d}Lu"), "👩🏽\u{200d}💻 AnaLu");
        assert_eq!(tidy_name("a\u{1b}b"), "a\u{1b}b");
        assert_ne!(tidy_name("Retencao VIP"), tidy_name("Retenção VIP"));
    }

    #[test]
    #[cfg(feature = "names")]
    fn an_accent_of_its_own_becomes_one_with_its_letter() {
        assert_eq!(tidy_name("Retenc\u{327}a\u{303}o"), "Retenção");
        // An invisible character between a letter and its accent.
        assert_eq!(tidy_name("Retenc\u{200d}\u{327}a\u{303}o"), "Retenção");
    }

    #[test]
    fn what_is_not_seen_does_not_part_words() {
        assert_eq!(words("Ana\u{200b}Maria \u{202e}Luz\u{ad}ia"), ["anamaria", "luzia"]);
    }

    #[test]
    fn an_accent_of_its_own_is_none() {
        assert_eq!(fold("Joa\u{303}o"), fold("João"));
    }

    #[test]
    fn what_is_typed_finds_what_is_written() {
        assert!(contains_folded("João da Conceição", " CONCEICAO "));
        assert!(contains_folded("conceicao", "Conceição"));
        assert!(contains_folded("anything", ""));
        assert!(!contains_folded("Joana", "joão"));
    }

    proptest! {
        #[test]
        fn a_tidy_name_stays(text in "\\PC{0,40}") {
            prop_assert_eq!(tidy_name(&tidy_name(&text)), tidy_name(&text));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn plain_ascii_only_loses_its_case(text in "[ -~]{0,40}") {
            prop_assert_eq!(fold(&text), text.to_lowercase());
        }

        #[test]
        fn every_part_is_found(text in "[A-Za-zÀ-ÿ ]{1,30}", at in 0_usize..30, length in 0_usize..10) {
            let part: String = text.chars().skip(at).take(length).collect();
            prop_assert!(contains_folded(&text, &part));
        }
    }
}
