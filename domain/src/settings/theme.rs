//! The colour theme of the pages.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// A theme chosen by a user; the default follows the system. Its word is used in the cookie, the
    /// database and the markup.
    pub enum Theme {
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_its_theme() {
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.as_str()), Some(theme));
        }
        assert_eq!(Theme::parse("system"), None);
    }
}
