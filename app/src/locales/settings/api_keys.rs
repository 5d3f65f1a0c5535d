//! Texts of *Chaves de API*.

use super::SectionTexts;
use crate::locales::words::words;

words! {
    /// Texts of *Chaves de API*.
    pub(super) const PT_BR: ApiKeyTexts {
        section: SectionTexts = SectionTexts {
            title: "Chaves de API",
            create: "Nova chave",
            back: "Voltar às chaves",
            search: "Buscar chaves",
            search_hint: "Nome ou começo da chave",
            empty: "Crie a primeira chave para que outro sistema envie atendimentos.",
            counted: ("chave", "chaves"),
        },
        name_hint = "De quem é ou para que serve, para reconhecer a chave depois.",
        scopes = "Permissões",
        scopes_hint = "O que o outro sistema pode fazer com a chave. Marque só o necessário.",
        no_scope = "Marque pelo menos uma permissão.",
        interactions = "Registrar atendimentos",
        recordings = "Enviar gravações",
        read = "Consultar atendimentos e casos",
        prefix = "Chave",
        created = "Criada em",
        last_used = "Último uso",
        never = "Nunca",
        valid = "Válida",
        revoked = "Revogada",
        revoked_on = "Revogada em",
        revoke = "Revogar chave",
        revoke_hint =
            "O sistema que a usa deixa de ser aceito na hora. Uma chave revogada não volta a valer.",
        revoke_done = "A chave foi revogada.",
        /// Takes the key's name.
        made: fn(&str) -> String = |name| format!("A chave “{name}” foi criada"),
        made_text = "Copie agora e guarde em lugar seguro: ela não será mostrada de novo.",
        key = "Chave de API",
        copy = "Copiar chave",
    }
}

/// English.
pub(super) const EN: ApiKeyTexts = ApiKeyTexts {
    section: SectionTexts {
        title: "API keys",
        create: "New key",
        back: "Back to the keys",
        search: "Search keys",
        search_hint: "Name or beginning of the key",
        empty: "Create the first key so that another system can send interactions.",
        counted: ("key", "keys"),
    },
    name_hint: "Who uses the key or what it is for, to recognise it later.",
    scopes: "Permissions",
    scopes_hint: "What the other system may do with the key. Select only what it needs.",
    no_scope: "Select at least one permission.",
    interactions: "Record interactions",
    recordings: "Send recordings",
    read: "Read interactions and cases",
    prefix: "Key",
    created: "Created",
    last_used: "Last used",
    never: "Never",
    valid: "Valid",
    revoked: "Revoked",
    revoked_on: "Revoked on",
    revoke: "Revoke key",
    revoke_hint: "The system that uses it loses access at once. A revoked key cannot be made valid again.",
    revoke_done: "The key was revoked.",
    made: |name: &str| format!("The key “{name}” was created"),
    made_text: "Copy it now and keep it in a safe place: it will not be shown again.",
    key: "API key",
    copy: "Copy key",
};

/// Español.
pub(super) const ES: ApiKeyTexts = ApiKeyTexts {
    section: SectionTexts {
        title: "Claves de API",
        create: "Nueva clave",
        back: "Volver a las claves",
        search: "Buscar claves",
        search_hint: "Nombre o comienzo de la clave",
        empty: "Cree la primera clave para que otro sistema envíe atenciones.",
        counted: ("clave", "claves"),
    },
    name_hint: "De quién es o para qué sirve, para reconocer la clave después.",
    scopes: "Permisos",
    scopes_hint: "Lo que el otro sistema puede hacer con la clave. Marque solo lo necesario.",
    no_scope: "Marque al menos un permiso.",
    interactions: "Registrar atenciones",
    recordings: "Enviar grabaciones",
    read: "Consultar atenciones y casos",
    prefix: "Clave",
    created: "Creada el",
    last_used: "Último uso",
    never: "Nunca",
    valid: "Válida",
    revoked: "Revocada",
    revoked_on: "Revocada el",
    revoke: "Revocar clave",
    revoke_hint: "El sistema que la usa deja de ser aceptado al instante. Una clave revocada no vuelve a valer.",
    revoke_done: "La clave fue revocada.",
    made: |name: &str| format!("La clave “{name}” fue creada"),
    made_text: "Cópiela ahora y guárdela en un lugar seguro: no se mostrará de nuevo.",
    key: "Clave de API",
    copy: "Copiar clave",
};
