//! Amazon Connect: contact records, as Kinesis and S3 deliver them.
//!
//! A contact that was in a queue, or that an agent dialled, is an interaction; tasks, e-mail and contacts
//! that left before a queue are counted. The legs of a transfer are contacts of their own in one case.
//! Chats have no transcript here.
//!
//! A record is delivered at least once, and again for days whenever something is added to it. So nothing
//! is emitted before all was read: of each contact the newest record counts, and its time of update is the
//! `version`, by which a later export corrects what was recorded. At most [`MAX_WAITING_CONTACTS`] are
//! kept, some two hundred megabytes; beyond it the first ones are emitted, which a newer record still corrects.

mod contact;
mod settings;

pub use settings::AmazonConnectSettings;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::content_hash::content_hash;
use crate::json_fields::text;
use crate::json_values::{JsonValues, MAX_OBJECT_BYTES, Part};
use crate::newest::{Made, Newest};
use crate::source::{Output, Place, Reason, Source};
use contact::Contact;

/// How many contacts are kept until the import ends.
pub const MAX_WAITING_CONTACTS: usize = 50_000;

/// The contact records of one instance.
#[derive(Clone, Debug)]
pub struct AmazonConnect {
    settings: AmazonConnectSettings,
}

/// What is remembered of contact records.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AmazonConnectState {
    values: JsonValues,
    newest: Newest,
}

impl AmazonConnect {
    /// The records with their settings.
    pub fn new(settings: AmazonConnectSettings) -> Self {
        Self { settings }
    }

    fn part(&self, newest: &mut Newest, place: Place, part: Part<'_>, output: &mut Output) {
        let (record, written): (&Value, &str) = match part {
            Part::Object(record, written) => (record, written),
            Part::Line(line) => return output.reject(place, Reason::BadJson, line),
        };
        let Some(id) = text(record, "ContactId") else {
            return output.reject(place, Reason::MissingField { name: "ContactId".to_owned() }, written);
        };
        let mut made = Made::default();
        match contact::read(&self.settings, record, id) {
            Ok(Contact::Interaction(interaction)) => made.add(Ok(*interaction), place, written),
            Ok(Contact::Skipped(kind)) => made.skipped.push(kind),
            Err(reason) => made.add(Err(reason), place, written),
        }
        newest.take(id.to_owned(), contact::updated(record), made, MAX_WAITING_CONTACTS, output);
    }
}

impl Source for AmazonConnect {
    type State = AmazonConnectState;

    const MAX_PART_BYTES: usize = MAX_OBJECT_BYTES;

    fn read(&self, state: &mut AmazonConnectState, bytes: &[u8], output: &mut Output) -> usize {
        let AmazonConnectState { values, newest } = state;
        values.read(bytes, None, output, |place, part, output| self.part(newest, place, part, output))
    }

    fn end_file(&self, state: &mut AmazonConnectState, rest: &[u8], output: &mut Output) {
        let AmazonConnectState { values, newest } = state;
        values.end_file(rest, None, output, |place, part, output| self.part(newest, place, part, output));
    }

    fn finish(&self, state: &mut AmazonConnectState, output: &mut Output) {
        state.newest.finish(output);
    }

    fn content_hash(&self) -> String {
        content_hash(&self.settings)
    }
}
