//! Texts of *Minha conta* and of the password link page.

use super::words::words;

words! {
    /// Texts of *Minha conta* and of the password link page.
    pub(super) const PT_BR: AccountTexts {
        title = "Minha conta",
        // Profile
        profile = "Perfil",
        name = "Nome",
        login = "Usuário",
        login_hint = "Só um administrador muda o usuário.",
        locale_unset = "O do navegador",
        saved = "Sua conta foi salva.",
        unchanged = "Nada mudou.",
        bad_fields = "Não foi salvo. Corrija os campos marcados.",
        conflict = "Sua conta mudou enquanto você editava. Confira; ao salvar de novo, vale o que está no formulário.",
        // Password
        password = "Senha",
        password_text = "Ao mudar a senha, suas outras sessões terminam.",
        current = "Senha atual",
        wrong_password = "A senha atual não confere. Digite-a de novo.",
        new = "Nova senha",
        new_hint = "De 8 a 1000 caracteres. Uma frase é fácil de lembrar e difícil de adivinhar.",
        password_length = "Use de 8 a 1000 caracteres.",
        guessable = "Esta senha é das primeiras que alguém tenta: é muito comum, ou é o seu login ou nome. Escolha outra.",
        repeat = "Repita a nova senha",
        passwords_differ = "As duas senhas são diferentes. Digite a mesma nos dois campos.",
        change = "Mudar senha",
        changed = "A senha foi mudada e suas outras sessões terminaram.",
        // Sessions
        sessions = "Sessões abertas",
        sessions_text = "Onde você entrou. Encerre o que não reconhecer e mude a senha.",
        unknown_device = "Dispositivo desconhecido",
        this_session = "Esta sessão",
        /// Takes the network address.
        from: fn(&str) -> String = |address| format!("Endereço {address}"),
        /// Takes when.
        seen: fn(&str) -> String = |when| format!("Visto em {when}"),
        /// Takes when.
        began: fn(&str) -> String = |when| format!("Entrou em {when}"),
        end = "Encerrar",
        /// Takes the device.
        end_of: fn(&str) -> String = |device| format!("Encerrar sessão: {device}"),
        ended = "A sessão foi encerrada.",
        gone = "Esta sessão já tinha terminado.",
        end_others = "Encerrar todas as outras",
        /// Takes the number of sessions ended.
        others_ended: fn(u64) -> String = |n| match n {
            0 => "Não havia outras sessões.".to_owned(),
            1 => "1 sessão encerrada.".to_owned(),
            n => format!("{n} sessões encerradas."),
        },
        // Choosing a password
        choose = "Escolher a senha",
        /// Takes the name and the login.
        choose_text: fn(&str, &str) -> String =
            |name, login| format!("{name}, você vai entrar com o usuário “{login}” e esta senha."),
        choose_submit = "Salvar senha",
        chosen = "A senha foi salva. Entre com ela.",
        expired_title = "Este link venceu",
        expired_text = "Ele valia por 24 horas. Peça outro ao administrador.",
        unknown_title = "Este link não vale",
        unknown_text =
            "Ele já foi usado, foi trocado por outro ou está incompleto. Peça outro ao administrador.",
        to_sign_in = "Ir para a entrada",
    }
}

/// English.
pub(super) const EN: AccountTexts = AccountTexts {
    title: "My account",
    profile: "Profile",
    name: "Name",
    login: "User name",
    login_hint: "Only an administrator can change the user name.",
    locale_unset: "Browser language",
    saved: "Your account was saved.",
    unchanged: "Nothing changed.",
    bad_fields: "Not saved. Correct the marked fields.",
    conflict: "Your account changed while you were editing. Review the changes; if you save again, your version will overwrite them.",
    password: "Password",
    password_text: "Changing your password ends your other sessions.",
    current: "Current password",
    wrong_password: "This is not your current password. Type it again.",
    new: "New password",
    new_hint: "8 to 1000 characters. A sentence is easy to remember and hard to guess.",
    password_length: "Use 8 to 1000 characters.",
    guessable: "This password is too easy to guess: it is very common, or it is your user name or name. Choose another.",
    repeat: "Repeat the new password",
    passwords_differ: "The passwords do not match. Type the same one in both fields.",
    change: "Change password",
    changed: "Your password was changed and your other sessions were ended.",
    sessions: "Open sessions",
    sessions_text: "Where you are signed in. End any session you do not recognise and change your password.",
    unknown_device: "Unknown device",
    this_session: "This session",
    from: |address: &str| format!("Address {address}"),
    seen: |when: &str| format!("Last seen {when}"),
    began: |when: &str| format!("Signed in {when}"),
    end: "End",
    end_of: |device: &str| format!("End session: {device}"),
    ended: "The session was ended.",
    gone: "This session had already ended.",
    end_others: "End all other sessions",
    others_ended: |n: u64| match n {
        0 => "There were no other sessions.".to_owned(),
        1 => "1 session ended.".to_owned(),
        n => format!("{n} sessions ended."),
    },
    choose: "Choose a password",
    choose_text: |name: &str, login: &str| {
        format!("{name}, you will sign in with the user name “{login}” and this password.")
    },
    choose_submit: "Save password",
    chosen: "The password was saved. Sign in with it.",
    expired_title: "This link has expired",
    expired_text: "It was valid for 24 hours. Ask your administrator for a new one.",
    unknown_title: "This link does not work",
    unknown_text: "It has been used, was replaced by a newer one or is incomplete. Ask your administrator for a new one.",
    to_sign_in: "Go to sign in",
};

/// Español.
pub(super) const ES: AccountTexts = AccountTexts {
    title: "Mi cuenta",
    profile: "Perfil",
    name: "Nombre",
    login: "Usuario",
    login_hint: "Solo un administrador cambia el usuario.",
    locale_unset: "El del navegador",
    saved: "Su cuenta se guardó.",
    unchanged: "Nada cambió.",
    bad_fields: "No se guardó. Corrija los campos marcados.",
    conflict: "Su cuenta cambió mientras usted editaba. Revísela; si guarda de nuevo, vale lo que dice el formulario.",
    password: "Contraseña",
    password_text: "Al cambiar la contraseña, sus otras sesiones terminan.",
    current: "Contraseña actual",
    wrong_password: "La contraseña actual no coincide. Escríbala de nuevo.",
    new: "Nueva contraseña",
    new_hint: "De 8 a 1000 caracteres. Una frase es fácil de recordar y difícil de adivinar.",
    password_length: "Use de 8 a 1000 caracteres.",
    guessable: "Esta contraseña es de las primeras que alguien prueba: es muy común, o es su login o nombre. Elija otra.",
    repeat: "Repita la nueva contraseña",
    passwords_differ: "Las dos contraseñas son distintas. Escriba la misma en ambos campos.",
    change: "Cambiar contraseña",
    changed: "La contraseña se cambió y sus otras sesiones terminaron.",
    sessions: "Sesiones abiertas",
    sessions_text: "Dónde entró usted. Cierre lo que no reconozca y cambie la contraseña.",
    unknown_device: "Dispositivo desconocido",
    this_session: "Esta sesión",
    from: |address: &str| format!("Dirección {address}"),
    seen: |when: &str| format!("Visto el {when}"),
    began: |when: &str| format!("Entró el {when}"),
    end: "Cerrar",
    end_of: |device: &str| format!("Cerrar sesión: {device}"),
    ended: "La sesión se cerró.",
    gone: "Esta sesión ya había terminado.",
    end_others: "Cerrar todas las otras",
    others_ended: |n: u64| match n {
        0 => "No había otras sesiones.".to_owned(),
        1 => "1 sesión cerrada.".to_owned(),
        n => format!("{n} sesiones cerradas."),
    },
    choose: "Elegir la contraseña",
    choose_text: |name: &str, login: &str| {
        format!("{name}, usted entrará con el usuario “{login}” y esta contraseña.")
    },
    choose_submit: "Guardar contraseña",
    chosen: "La contraseña se guardó. Entre con ella.",
    expired_title: "Este enlace venció",
    expired_text: "Valía por 24 horas. Pida otro al administrador.",
    unknown_title: "Este enlace no vale",
    unknown_text: "Ya se usó, se cambió por otro o está incompleto. Pida otro al administrador.",
    to_sign_in: "Ir a la entrada",
};
