//! Text as a search compares it: without accents and case.
//!
//! "joao" finds "João". A table of the Latin letters in use is all it takes; the full tables of
//! Unicode would be several times the size of everything else in the browser's half.

/// The plain letters of U+00C0 to U+017F; `?` stands where there is none, or more than one.
const LATIN: &[u8; 192] = b"aaaaaa?ceeeeiiiidnooooo?ouuuuy??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllll??llnnnnnn?nn\
    oooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
/// The plain letters of U+1E00 to U+1EFF, Vietnamese among them.
const LATIN_ADDITIONAL: &[u8; 256] = b"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllll\
    mmmmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy?s????\
    aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy??????";

/// Text in lower case and without accents, whether they are written as one character with their
/// letter or as one of their own (as macOS does).
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
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

/// The words of a name as searches compare them, folded; what stands between them does not matter.
pub fn words(name: &str) -> Vec<String> {
    fold(name)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether a text contains what somebody typed, accents and case aside.
pub fn contains_folded(text: &str, typed: &str) -> bool {
    fold(text).contains(&fold(typed.trim()))
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
