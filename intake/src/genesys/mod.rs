//! Genesys Cloud: conversation details, as its analytics API and its jobs answer them.
//!
//! A visit to a queue, which is a session of a participant `acd`, is an interaction; the visits of a
//! conversation are legs of one case. The participant `acd` is not the agent, whatever its name. A talk ends
//! with the agent's last segment before the wrap-up. Conversations without a queue and media that are not
//! taken, such as callbacks, are counted; a conversation that goes on is reported.
//!
//! Pages of a job may repeat a conversation, so nothing is emitted before all was read: the one that ended
//! last counts, of equal ones the last. At most [`MAX_WAITING_CONVERSATIONS`] are kept, some two
//! hundred megabytes; beyond it the first ones are emitted.

mod conversation;
mod settings;
mod visits;

pub use settings::GenesysSettings;

use serde::{Deserialize, Serialize};

use crate::content_hash::content_hash;
use crate::json_values::{JsonValues, MAX_OBJECT_BYTES, Part};
use crate::newest::{Made, Newest};
use crate::source::{Output, Place, Reason, Source};
use conversation::Conversation;

/// How many conversations are kept until the import ends.
pub const MAX_WAITING_CONVERSATIONS: usize = 50_000;

/// The key under which a page has its conversations.
const LIST: Option<&str> = Some("conversations");

/// The conversations of one organisation.
#[derive(Clone, Debug)]
pub struct Genesys {
    settings: GenesysSettings,
}

/// What is remembered of conversations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct GenesysState {
    values: JsonValues,
    newest: Newest,
}

impl Genesys {
    /// The conversations with their settings.
    pub fn new(settings: GenesysSettings) -> Self {
        Self { settings }
    }

    fn part(&self, newest: &mut Newest, place: Place, part: Part<'_>, output: &mut Output) {
        let (record, written) = match part {
            Part::Object(record, written) => (record, written),
            Part::Line(line) => return output.reject(place, Reason::BadJson, line),
        };
        let conversation = match Conversation::read(record) {
            Some(Ok(conversation)) => conversation,
            Some(Err(reason)) => return output.reject(place, reason, written),
            None => {
                let name = "conversationId".to_owned();
                return output.reject(place, Reason::MissingField { name }, written);
            }
        };
        let mut made = Made::default();
        if conversation.ended.is_none() {
            made.add(Err(Reason::StillOpen), place, conversation.id);
        } else {
            visits::add(&self.settings, &conversation, (place, written), &mut made);
        }
        newest.take(conversation.id.to_owned(), conversation.ended, made, MAX_WAITING_CONVERSATIONS, output);
    }
}

impl Source for Genesys {
    type State = GenesysState;

    const MAX_PART_BYTES: usize = MAX_OBJECT_BYTES;

    fn read(&self, state: &mut GenesysState, bytes: &[u8], output: &mut Output) -> usize {
        let GenesysState { values, newest } = state;
        values.read(bytes, LIST, output, |place, part, output| self.part(newest, place, part, output))
    }

    fn end_file(&self, state: &mut GenesysState, rest: &[u8], output: &mut Output) {
        let GenesysState { values, newest } = state;
        values.end_file(rest, LIST, output, |place, part, output| self.part(newest, place, part, output));
    }

    fn finish(&self, state: &mut GenesysState, output: &mut Output) {
        state.newest.finish(output);
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
