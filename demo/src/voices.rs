//! The recordings: short calls spoken by a speech synthesiser (see `voices/README.md`), each for
//! one contact reason.

use domain::Millis;

/// A recording.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    /// The name of the contact reason.
    pub(crate) reason: &'static str,
    /// The index of the queue, and of the contact reason within it.
    pub(crate) queue: usize,
    pub(crate) script: usize,
    /// The length.
    pub(crate) length: Millis,
    /// Media type.
    pub(crate) content_type: &'static str,
    /// The content.
    pub(crate) bytes: &'static [u8],
}

/// Every recording, at most one per queue.
pub(crate) const ALL: [Voice; 6] = [
    Voice {
        reason: "Sem conexão",
        queue: 1,
        script: 0,
        length: Millis(22_808),
        content_type: "audio/ogg",
        bytes: include_bytes!("voices/sem_conexao.ogg"),
    },
    Voice {
        reason: "Segunda via de fatura",
        queue: 4,
        script: 0,
        length: Millis(18_117),
        content_type: "audio/ogg",
        bytes: include_bytes!("voices/segunda_via.ogg"),
    },
    Voice {
        reason: "Contratação de plano",
        queue: 0,
        script: 0,
        length: Millis(17_945),
        content_type: "audio/ogg",
        bytes: include_bytes!("voices/contratacao.ogg"),
    },
    Voice {
        reason: "Reagendar visita",
        queue: 5,
        script: 1,
        length: Millis(18_907),
        content_type: "audio/ogg",
        bytes: include_bytes!("voices/reagendar.ogg"),
    },
    Voice {
        reason: "Fatura em atraso",
        queue: 2,
        script: 0,
        length: Millis(18_707),
        content_type: "audio/ogg",
        bytes: include_bytes!("voices/fatura_atrasada.ogg"),
    },
    Voice {
        reason: "Oferta de desconto",
        queue: 7,
        script: 0,
        length: Millis(9_107),
        content_type: "audio/wav",
        bytes: include_bytes!("voices/oferta.wav"),
    },
];

/// The index in [`ALL`] of the recording for this contact reason.
pub(crate) fn about(queue: usize, script: usize) -> Option<usize> {
    ALL.iter().position(|voice| (voice.queue, voice.script) == (queue, script))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    #[test]
    fn each_is_about_the_reason_it_names() {
        let texts = Texts::load().expect("the texts are in form");
        for voice in ALL {
            assert_eq!(texts.queues[voice.queue].scripts[voice.script].name, voice.reason);
        }
    }

    #[test]
    fn they_are_small() {
        for voice in ALL {
            let most = if voice.content_type == "audio/wav" { 160 } else { 60 };
            assert!(voice.bytes.len() < most * 1024, "{}", voice.reason);
        }
    }
}
