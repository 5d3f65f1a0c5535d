//! *Anexos*: attachments of a case.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::history::Named;
use crate::{AttachmentId, CaseId, Channel, Protocol, UserId};

/// An attachment of a case; it may have been removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its identity.
    pub id: AttachmentId,
    /// The case it was attached to: the survivor or a case merged into it.
    pub case: CaseId,
    /// Its name.
    pub name: String,
    /// The content type, detected from the content.
    pub content_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was attached, in the operation's civil time.
    #[serde(with = "crate::civil::time")]
    pub uploaded: NaiveDateTime,
    /// Who attached it; `None` if it came with an interaction.
    pub uploaded_by: Option<Named<UserId>>,
    /// The interaction it came with.
    pub interaction: Option<Protocol>,
    /// The channel it came by.
    pub channel: Option<Channel>,
    /// When it was removed, and the user who did.
    pub removed: Option<Removal>,
    /// Whether the viewer may remove it.
    pub removable: bool,
}

/// The removal of an attachment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// When.
    #[serde(with = "crate::civil::time")]
    pub at: NaiveDateTime,
    /// The name of the user who removed it.
    pub by: Option<String>,
}
