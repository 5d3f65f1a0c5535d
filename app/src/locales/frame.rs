//! Texts of the frame of pages, and of the page for addresses that lead nowhere.

use domain::Role;

use super::Texts;
use super::words::words;

impl Texts {
    /// The frame of pages.
    pub const fn frame(&self) -> &'static FrameTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }

    /// The name of a role.
    pub fn role_name(&self, role: Role) -> &'static str {
        match role {
            Role::Agent => self.frame().role_agent,
            Role::Supervisor => self.frame().role_supervisor,
            Role::Administrator => self.frame().role_administrator,
        }
    }
}

words! {
    /// Texts of the frame of pages.
    const PT_BR: FrameTexts {
        skip_to_content = "Ir para o conteúdo",
        navigation = "Navegação principal",
        history = "Histórico",
        language = "Idioma",
        theme = "Tema",
        theme_system = "Sistema",
        theme_light = "Claro",
        theme_dark = "Escuro",
        account = "Conta",
        sign_out = "Sair",
        sign_out_everywhere = "Sair de todos os dispositivos",
        role_agent = "Agente",
        role_supervisor = "Supervisor",
        role_administrator = "Administrador",
        tagline = "O registro de cada atendimento.",
        not_found_title = "Página não encontrada",
        not_found_text = "O endereço não existe, ou você não tem acesso a ele.",
        back_to_history = "Voltar ao histórico",
    }
}

/// English.
const EN: FrameTexts = FrameTexts {
    skip_to_content: "Skip to content",
    navigation: "Main navigation",
    history: "History",
    language: "Language",
    theme: "Theme",
    theme_system: "System",
    theme_light: "Light",
    theme_dark: "Dark",
    account: "Account",
    sign_out: "Sign out",
    sign_out_everywhere: "Sign out everywhere",
    role_agent: "Agent",
    role_supervisor: "Supervisor",
    role_administrator: "Administrator",
    tagline: "The record of every interaction.",
    not_found_title: "Page not found",
    not_found_text: "This page does not exist, or you do not have access to it.",
    back_to_history: "Back to the history",
};

/// Español.
const ES: FrameTexts = FrameTexts {
    skip_to_content: "Ir al contenido",
    navigation: "Navegación principal",
    history: "Historial",
    language: "Idioma",
    theme: "Tema",
    theme_system: "Sistema",
    theme_light: "Claro",
    theme_dark: "Oscuro",
    account: "Cuenta",
    sign_out: "Cerrar sesión",
    sign_out_everywhere: "Cerrar sesión en todos los dispositivos",
    role_agent: "Agente",
    role_supervisor: "Supervisor",
    role_administrator: "Administrador",
    tagline: "El registro de cada atención.",
    not_found_title: "Página no encontrada",
    not_found_text: "La dirección no existe, o no tiene acceso a ella.",
    back_to_history: "Volver al historial",
};
