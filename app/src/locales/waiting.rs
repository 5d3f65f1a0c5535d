//! Texts of forms that were posted after the session had ended.

use crate::locales::words::words;

words! {
    /// Texts of a form held until the user signs in again.
    pub(super) const PT_BR: WaitingTexts {
        ended = "Sua sessão terminou antes do envio.",
        kept = "O que você preencheu está guardado nesta página: entre de novo para enviar.",
        sign_in = "Entrar e enviar",
        elsewhere = "Ou entre em outra janela, volte a esta e envie de novo.",
        elsewhere_single = "Ou entre com SSO em outra janela, volte a esta e envie de novo.",
        other_window = "Entrar em outra janela",
        send_again = "Enviar de novo",
        files =
            "Sua sessão terminou antes do envio. Arquivos não ficam guardados: entre e escolha-os de novo.",
    }
}

/// English.
pub(super) const EN: WaitingTexts = WaitingTexts {
    ended: "Your session ended before this was sent.",
    kept: "What you filled in is kept on this page: sign in again to send it.",
    sign_in: "Sign in and send",
    elsewhere: "Or sign in in another window, come back to this one and send again.",
    elsewhere_single: "Or sign in with SSO in another window, come back to this one and send again.",
    other_window: "Sign in in another window",
    send_again: "Send again",
    files: "Your session ended before this was sent. Files are not kept: sign in and choose them again.",
};

/// Español.
pub(super) const ES: WaitingTexts = WaitingTexts {
    ended: "Su sesión terminó antes del envío.",
    kept: "Lo que completó está guardado en esta página: entre de nuevo para enviarlo.",
    sign_in: "Entrar y enviar",
    elsewhere: "O entre en otra ventana, vuelva a esta y envíe de nuevo.",
    elsewhere_single: "O entre con SSO en otra ventana, vuelva a esta y envíe de nuevo.",
    other_window: "Entrar en otra ventana",
    send_again: "Enviar de nuevo",
    files: "Su sesión terminó antes del envío. Los archivos no se guardan: entre y elíjalos de nuevo.",
};
