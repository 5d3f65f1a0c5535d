//! Limits of an interaction (characters of each text, numbers of items), shared by the validation,
//! the parser and the `OpenAPI` document.

/// `source`
pub const MAX_SOURCE: u32 = 100;
/// `external_id` of an interaction, a case and a customer; `follows`.
pub const MAX_EXTERNAL_ID: u32 = 200;
/// `queue`
pub const MAX_QUEUE: u32 = 200;
/// `agent`
pub const MAX_AGENT: u32 = 100;
/// `number` of an interaction and of a call.
pub const MAX_NUMBER: u32 = 100;
/// `contact_reason`
pub const MAX_CONTACT_REASON: u32 = 200;
/// `notes`
pub const MAX_NOTES: u32 = 20_000;
/// `name` of a customer and of a message's sender.
pub const MAX_NAME: u32 = 200;
/// `customer.phone`
pub const MAX_PHONE: u32 = 100;
/// `customer.email`
pub const MAX_EMAIL: u32 = 320;
/// `customer.document`
pub const MAX_DOCUMENT: u32 = 100;
/// `customer.whatsapp`
pub const MAX_WHATSAPP: u32 = 100;
/// `customer.chat`
pub const MAX_CHAT: u32 = 200;
/// `case.kind`
pub const MAX_KIND: u32 = 200;
/// `case.subject`
pub const MAX_SUBJECT: u32 = 500;
/// `text` of a message.
pub const MAX_TEXT: u32 = 65_536;
/// `name` of an attachment.
pub const MAX_FILE_NAME: u32 = 255;
/// `type` of an attachment.
pub const MAX_MEDIA_TYPE: u32 = 255;
/// `size` of an attachment: the largest integer that every JSON parser reads exactly.
pub const MAX_MEDIA_SIZE: u64 = (1 << 53) - 1;
/// `attachments` of a message: chats allow 10 to 30 files at once.
pub const MAX_ATTACHMENTS: u32 = 100;
/// `version`: the largest INTEGER of both databases.
pub const MAX_VERSION: u32 = 2_147_483_647;
/// `duration_s` of a call, `hold_s`, `wrap_up_s`: the largest INTEGER of both databases.
pub const MAX_DURATION_S: u32 = 2_147_483_647;
/// `messages`: a week of one message a minute. All are held in memory until they are recorded.
pub const MAX_MESSAGES: u32 = 10_000;
/// `calls`
pub const MAX_CALLS: u32 = 1_000;
/// The valid years of times: those that civil days and months support.
pub const YEARS: std::ops::RangeInclusive<i32> = 1971..=9998;
