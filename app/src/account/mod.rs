//! *Minha conta*, which everybody has, and the public page on which somebody chooses a password.
//!
//! Every form is posted to the page it stands on (`forms.rs`), so that one that is not accepted comes
//! back with what is wrong, without JavaScript too. Passwords never come back.

mod page;
mod password;
mod profile;
mod qr;
mod reset;
mod second_factor;
mod sessions;

pub use page::AccountPage;
pub use reset::ResetPage;
pub use second_factor::SecondFactorPage;
