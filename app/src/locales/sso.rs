//! Texts of single sign-on on the login page.

use crate::locales::words::words;

words! {
    /// Texts of single sign-on.
    pub(super) const PT_BR: SsoTexts {
        button = "Entrar com SSO",
        or = "ou",
        unavailable = "O provedor de identidade não responde. Tente de novo em instantes; se persistir, avise um administrador.",
        expired = "A entrada demorou demais ou já foi concluída. Comece de novo.",
        cancelled = "A entrada foi cancelada no provedor de identidade. Comece de novo quando quiser.",
        failed =
            "Não foi possível confirmar quem você é. Tente de novo; se persistir, avise um administrador.",
        no_role = "Nenhum dos seus grupos dá acesso ao Protocolo. Peça a um administrador que inclua você em um deles.",
        inactive = "Sua conta está fora de uso. Peça a um administrador que a ative.",
        login = "Seu usuário no provedor de identidade não pode ser ligado a uma conta daqui. Avise um administrador.",
        local_off = "A entrada com senha está desligada. Entre com SSO.",
    }
}

/// English.
pub(super) const EN: SsoTexts = SsoTexts {
    button: "Sign in with SSO",
    or: "or",
    unavailable: "The identity provider is not responding. Try again in a moment; if it keeps happening, contact an administrator.",
    expired: "Signing in took too long or was already completed. Start again.",
    cancelled: "Signing in was cancelled at the identity provider. Start again whenever you like.",
    failed: "Your identity could not be confirmed. Try again; if it keeps happening, contact an administrator.",
    no_role: "None of your groups gives access to Protocolo. Ask an administrator to add you to one.",
    inactive: "Your account is inactive. Ask an administrator to activate it.",
    login: "Your user name at the identity provider cannot be linked to an account here. Contact an administrator.",
    local_off: "Signing in with a password is turned off. Sign in with SSO.",
};

/// Español.
pub(super) const ES: SsoTexts = SsoTexts {
    button: "Iniciar sesión con SSO",
    or: "o",
    unavailable: "El proveedor de identidad no responde. Inténtelo de nuevo en unos instantes; si continúa, avise a un administrador.",
    expired: "El inicio de sesión tardó demasiado o ya había terminado. Comience de nuevo.",
    cancelled: "El inicio de sesión se canceló en el proveedor de identidad. Comience de nuevo cuando quiera.",
    failed: "No se pudo confirmar quién es usted. Inténtelo de nuevo; si continúa, avise a un administrador.",
    no_role: "Ninguno de sus grupos da acceso a Protocolo. Pida a un administrador que lo incluya en uno.",
    inactive: "Su cuenta está fuera de uso. Pida a un administrador que la active.",
    login: "Su usuario en el proveedor de identidad no se puede vincular a una cuenta de aquí. Avise a un administrador.",
    local_off: "El inicio de sesión con contraseña está desactivado. Inicie sesión con SSO.",
};
