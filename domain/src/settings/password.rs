//! Password policy: length, and no easily guessed passwords.

use crate::FieldErrors;
use crate::text::fold;
use crate::validation::Problem;

/// The minimum and maximum length of a password, in characters; the maximum bounds the cost of
/// hashing.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=1000;

/// The product name.
const PRODUCT: &str = "protocolo";

/// Common passwords, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// Validates a password for the user with this login and name. Any characters are allowed, as long
/// as it is not easily guessed.
pub fn check_password(errors: &mut FieldErrors, field: &str, password: &str, login: &str, name: &str) {
    if !PASSWORD_LENGTH.contains(&password.chars().count()) {
        let expected = format!("{} to {} characters long", PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end());
        errors.add(field, Problem::Malformed { expected });
    } else if is_common(password) || is_own(password, login, name) {
        errors.add(field, Problem::Guessable);
    }
}

/// Whether it is a common password or a run of digits, ignoring case, symbols, and digits around a
/// word.
fn is_common(password: &str) -> bool {
    let typed = password.trim().to_lowercase();
    let plain = typed.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let tried = [core(&plain), plain, typed];
    COMMON.lines().any(|common| tried.iter().any(|one| one == common)) || tried.iter().any(|one| is_run(one))
}

/// Whether it is the user's login, name or a word of it, or the product name, ignoring accents,
/// case, symbols, and digits around it.
fn is_own(password: &str, login: &str, name: &str) -> bool {
    let comparable = |text: &str| {
        let folded: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
        let word = core(&folded);
        if word.is_empty() { folded } else { word }
    };
    let typed = comparable(password);
    let same = |own: &str| {
        let own = comparable(own);
        !own.is_empty() && own == typed
    };
    same(login) || same(PRODUCT) || same(name) || name.split_whitespace().any(same)
}

/// Strips leading and trailing characters that are not letters.
fn core(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// Whether it has the length of a password and consists of one repeated digit or of consecutive
/// digits, ascending or descending.
fn is_run(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| PASSWORD_LENGTH.contains(&digits.len())) else { return false };
    let all = |step: u32| digits.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1]);
    all(0) || all(1) || all(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(password: &str) -> Option<&'static str> {
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", password, "ana.souza7", "Ana Conceição de Souza");
        errors.0.first().map(|error| error.problem.code())
    }

    #[test]
    fn a_password_has_8_to_1000_characters() {
        let problem = |length| {
            let mut errors = FieldErrors::default();
            check_password(&mut errors, "password", &"ç".repeat(length), "ana", "Ana");
            errors.to_string()
        };
        assert_eq!(problem(7), "password must be 8 to 1000 characters long");
        assert_eq!(problem(8), "");
        assert_eq!(problem(1000), "");
        assert_eq!(problem(1001), "password must be 8 to 1000 characters long");
    }

    #[test]
    fn what_everybody_tries_first_is_refused_in_any_case_and_with_digits_around() {
        for common in [
            "password",
            "PASSWORD",
            "Password1!",
            "12345678",
            "1234567890123",
            "9876543210",
            "00000000000",
            "1234-5678",
            "qwertyuiop",
            "Senha123",
            "senha@2026",
            "Mudar123",
            "flamengo",
            "Iloveyou2",
            "P@ssw0rd",
            " password ",
            "p a s s w o r d",
            "dragon2024!",
            "Brasil2026",
            "correct horse battery staple",
        ] {
            assert_eq!(problem(common), Some("guessable"), "{common}");
        }
    }

    #[test]
    fn login_name_and_product_are_refused_however_they_are_written() {
        for own in [
            "ana.souza7",
            "Ana.Souza7!",
            "AnaSouza2026",
            "conceição",
            "CONCEICAO-1",
            "Ana Conceição de Souza",
            "anaconceicaodesouza",
            "protocolo",
            "Protocolo123",
            "PROTOCOLO!",
        ] {
            assert_eq!(problem(own), Some("guessable"), "{own}");
        }
    }

    #[test]
    fn whatever_else_is_its_owners_affair() {
        for own in [
            "pão de queijo",
            "protocolo-demo",
            "a long enough password",
            "ana gosta de café",
            "souza & filhos",
            "20261128",
            "ççççççççç",
            "x7#Qp!m2",
        ] {
            assert_eq!(problem(own), None, "{own}");
        }
    }

    #[test]
    fn somebody_without_a_name_may_have_any_other_password() {
        let mut errors = FieldErrors::default();
        check_password(&mut errors, "password", "$%&/()=?12", "", "");
        assert_eq!(errors, FieldErrors::default());
    }
}
