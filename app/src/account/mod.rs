//! The account page of every user (*Minha conta*), and the public page that sets a password.
//!
//! Every form is posted to its own page ([`crate::form`]), so that a rejected form is shown again with
//! its errors, even without JavaScript. Passwords are never sent back.

mod arrivals;
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

/// The address of the page.
const HERE: &str = "/account";
