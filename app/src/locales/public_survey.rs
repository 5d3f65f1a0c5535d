//! Texts of the public page of *Pesquisa de Satisfação*.

use super::words::words;
use super::{Locale, Texts};

impl Texts {
    /// The public page of *Pesquisa de Satisfação*.
    pub const fn public_survey(&self) -> &'static PublicSurveyTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of the public page of a survey.
    const PT_BR: PublicSurveyTexts {
        title = "Pesquisa de Satisfação",
        public_intro = "Conte como foi o seu atendimento. Leva menos de um minuto.",
        optional = "opcional",
        required_hint = "Perguntas com * precisam de resposta.",
        lowest_csat = "Muito insatisfeito",
        highest_csat = "Muito satisfeito",
        lowest_nps = "Nada provável",
        highest_nps = "Muito provável",
        submit = "Enviar resposta",
        decline = "Não quero responder",
        errors_title = "Falta pouco: veja as perguntas marcadas.",
        error_required = "Responda a esta pergunta.",
        error_choice = "Escolha uma das opções.",
        /// Takes the maximum number of characters.
        error_long: fn(u32) -> String =
            |limit| format!("Escreva no máximo {} caracteres.", Locale::PtBr.integer(limit.into())),
        thanks_title = "Obrigado pela resposta!",
        thanks_text = "Ela foi registrada. Você já pode fechar esta página.",
        declined_title = "Tudo bem!",
        declined_text = "Sua escolha foi registrada e não perguntaremos de novo por este link. Você já pode fechar esta página.",
        expired_title = "Esta pesquisa expirou",
        expired_text = "O prazo para responder terminou. Obrigado pelo interesse!",
        unknown_title = "Este link não está disponível",
        unknown_text = "A pesquisa já foi respondida, ou o endereço está incompleto. Se você já respondeu, sua resposta está guardada.",
        failed_title = "Algo falhou do nosso lado",
        failed_text = "Tente de novo em alguns minutos.",
    }
}

/// English.
const EN: PublicSurveyTexts = PublicSurveyTexts {
    title: "Satisfaction survey",
    public_intro: "Tell us how we did. It takes less than a minute.",
    optional: "optional",
    required_hint: "Questions with * need an answer.",
    lowest_csat: "Very dissatisfied",
    highest_csat: "Very satisfied",
    lowest_nps: "Not at all likely",
    highest_nps: "Very likely",
    submit: "Send answer",
    decline: "I’d rather not answer",
    errors_title: "Almost there: see the marked questions.",
    error_required: "Please answer this question.",
    error_choice: "Choose one of the options.",
    error_long: |limit: u32| format!("Use at most {} characters.", Locale::En.integer(limit.into())),
    thanks_title: "Thank you for your answer!",
    thanks_text: "It has been recorded. You can close this page now.",
    declined_title: "No problem!",
    declined_text: "Your choice has been recorded, and this link will not ask again. You can close this page now.",
    expired_title: "This survey has expired",
    expired_text: "The time to answer has ended. Thank you for your interest!",
    unknown_title: "This link is not available",
    unknown_text: "The survey has already been answered, or the address is incomplete. If you answered it, your answer is safe.",
    failed_title: "Something failed on our side",
    failed_text: "Try again in a few minutes.",
};

/// Español.
const ES: PublicSurveyTexts = PublicSurveyTexts {
    title: "Encuesta de satisfacción",
    public_intro: "Cuéntenos cómo fue su atención. Toma menos de un minuto.",
    optional: "opcional",
    required_hint: "Las preguntas con * necesitan respuesta.",
    lowest_csat: "Muy insatisfecho",
    highest_csat: "Muy satisfecho",
    lowest_nps: "Nada probable",
    highest_nps: "Muy probable",
    submit: "Enviar respuesta",
    decline: "No quiero responder",
    errors_title: "Falta poco: vea las preguntas marcadas.",
    error_required: "Responda esta pregunta.",
    error_choice: "Elija una de las opciones.",
    error_long: |limit: u32| format!("Escriba como máximo {} caracteres.", Locale::Es.integer(limit.into())),
    thanks_title: "¡Gracias por su respuesta!",
    thanks_text: "Quedó registrada. Ya puede cerrar esta página.",
    declined_title: "¡Está bien!",
    declined_text: "Su elección quedó registrada y este enlace no volverá a preguntar. Ya puede cerrar esta página.",
    expired_title: "Esta encuesta expiró",
    expired_text: "El plazo para responder terminó. ¡Gracias por su interés!",
    unknown_title: "Este enlace no está disponible",
    unknown_text: "La encuesta ya fue respondida o la dirección está incompleta. Si ya respondió, su respuesta está guardada.",
    failed_title: "Algo falló de nuestro lado",
    failed_text: "Inténtelo de nuevo en unos minutos.",
};
