//! Texts of signing in.

use super::Texts;
use super::words::words;

impl Texts {
    /// Signing in.
    pub const fn login(&self) -> &'static LoginTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of signing in.
    const PT_BR: LoginTexts {
        title = "Entrar no Protocolo",
        user = "Usuário",
        password = "Senha",
        refused = "Usuário ou senha incorretos. Confira e tente de novo.",
        /// Takes the seconds to wait.
        wait: fn(u64) -> String = |s| {
            format!(
                "Muitas tentativas. Aguarde {s} {} e tente de novo.",
                if s == 1 { "segundo" } else { "segundos" }
            )
        },
        signed_out = "Você saiu.",
        show_password = "Mostrar senha",
    }
}

/// English.
const EN: LoginTexts = LoginTexts {
    title: "Sign in to Protocolo",
    user: "User name",
    password: "Password",
    refused: "Wrong user name or password. Check them and try again.",
    wait: |s: u64| {
        format!("Too many attempts. Wait {s} {} and try again.", if s == 1 { "second" } else { "seconds" })
    },
    signed_out: "You are signed out.",
    show_password: "Show password",
};

/// Español.
const ES: LoginTexts = LoginTexts {
    title: "Iniciar sesión en Protocolo",
    user: "Usuario",
    password: "Contraseña",
    refused: "Usuario o contraseña incorrectos. Compruébelos e inténtelo de nuevo.",
    wait: |s: u64| {
        format!(
            "Demasiados intentos. Espere {s} {} e inténtelo de nuevo.",
            if s == 1 { "segundo" } else { "segundos" }
        )
    },
    signed_out: "Ha cerrado la sesión.",
    show_password: "Mostrar contraseña",
};
