//! Which call a recording belongs to, by the name of its file.
//!
//! A name is read from the right: extension, ID of the channel, local time, and before that the kind,
//! the destination and the caller, as `FreePBX` writes them. The local time is for people and never a
//! key: a recording whose name holds no ID belongs to no call.

mod name;
mod path;
mod visit;
mod wav;

pub use name::{NameError, RecordingName, Side};
pub use path::{UnsafePath, safe_path};
pub use visit::{RecordedVisit, visit_of};
pub use wav::{WavState, wav_state};
