//! Texts of *Repassar*.

use super::Texts;
use super::words::words;

impl Texts {
    /// *Repassar*.
    pub const fn hand_over(&self) -> &'static HandOverTexts {
        [&PT_BR, &EN, &ES][self.locale as usize]
    }
}

words! {
    /// Texts of *Repassar*.
    const PT_BR: HandOverTexts {
        hand_over = "Repassar",
        title = "Repassar o caso",
        agent = "Para quem",
        no_agent = "Ninguém: o caso espera na fila",
        queue = "Fila",
        same_queue = "Continua na fila atual",
        comment = "Comentário para quem recebe",
    }
}

/// English.
const EN: HandOverTexts = HandOverTexts {
    hand_over: "Hand over",
    title: "Hand over the case",
    agent: "Receiver",
    no_agent: "No one: the case waits in its queue",
    queue: "Queue",
    same_queue: "Stays in its queue",
    comment: "Comment for the receiver",
};

/// Español.
const ES: HandOverTexts = HandOverTexts {
    hand_over: "Traspasar",
    title: "Traspasar el caso",
    agent: "A quién",
    no_agent: "A nadie: el caso espera en la cola",
    queue: "Cola",
    same_queue: "Sigue en la cola actual",
    comment: "Comentario para quien recibe",
};
