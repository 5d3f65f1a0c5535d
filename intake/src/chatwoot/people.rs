//! Who agents and teams are: logins of users, and the names that activity messages use.
//!
//! Activity messages name people, and names need not be unique; a name that two users have says nothing.
//! Senders of messages have no e-mail address, so the list of agents has to tell it; without that list a
//! login is a name.

use std::collections::BTreeMap;

use domain::interaction::limits::MAX_AGENT;
use domain::text::fold;

use super::rest::{Conversation, Message, Sender, SenderKind, User};
use super::settings::ChatwootSettings;

/// The users and teams that are known.
#[derive(Debug)]
pub(super) struct People<'a> {
    settings: &'a ChatwootSettings,
    users: BTreeMap<u64, User>,
    /// The user of each folded name; `None` if there are several.
    by_name: BTreeMap<String, Option<u64>>,
    /// The team of each folded name.
    teams: BTreeMap<String, String>,
}

impl<'a> People<'a> {
    /// Those of a directory, of a conversation and of its messages.
    pub(super) fn new<'u>(
        settings: &'a ChatwootSettings,
        listed: impl IntoIterator<Item = &'u User>,
        teams: &[String],
        conversation: &'u Conversation,
        messages: &[Message],
    ) -> Self {
        let mut people =
            Self { settings, users: BTreeMap::new(), by_name: BTreeMap::new(), teams: BTreeMap::new() };
        for user in listed.into_iter().chain(&conversation.assignee) {
            people.add(user.clone());
        }
        for sender in messages.iter().filter_map(|message| message.sender.as_ref()) {
            if sender.kind == SenderKind::User {
                people.add(User { id: sender.id, name: sender.name.clone(), email: None });
            }
        }
        for team in teams.iter().chain(&conversation.team) {
            people.teams.insert(fold(team.trim()), team.clone());
        }
        people
    }

    fn add(&mut self, user: User) {
        let Some(id) = user.id else { return };
        if let Some(name) = user.name.as_deref().map(|name| fold(name.trim())) {
            let known = self.by_name.entry(name).or_insert(Some(id));
            if *known != Some(id) {
                *known = None;
            }
        }
        let known = self.users.entry(id).or_insert_with(|| User { id: Some(id), ..User::default() });
        known.name = known.name.take().or(user.name);
        known.email = known.email.take().or(user.email);
    }

    /// Everything that is known of the users.
    pub(super) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// The login of a user: by the map of the settings, else the e-mail address up to the @, else the
    /// name.
    pub(super) fn login(&self, user: &User) -> Option<String> {
        let known = user.id.and_then(|id| self.users.get(&id));
        let email = user.email.as_ref().or_else(|| known?.email.as_ref());
        let name = user.name.as_ref().or_else(|| known?.name.as_ref());
        let id = user.id.map(|id| id.to_string());
        let mapped =
            [email, id.as_ref(), name].into_iter().flatten().find_map(|key| self.settings.agents.get(key));
        let local_part = email.and_then(|email| email.split('@').next()).filter(|part| !part.is_empty());
        let login = mapped.map(String::as_str).or(local_part).or(name.map(String::as_str))?;
        Some(login.trim().chars().take(MAX_AGENT as usize).collect())
    }

    /// The login of the user who sent a message.
    pub(super) fn login_of_sender(&self, sender: &Sender) -> Option<String> {
        self.login(&User { id: sender.id, name: sender.name.clone(), email: None })
    }

    /// The login of the user with a folded name.
    pub(super) fn login_of(&self, name: &str) -> Option<String> {
        let id = (*self.by_name.get(name)?)?;
        self.login(self.users.get(&id)?)
    }

    /// The team with a folded name.
    pub(super) fn team(&self, name: &str) -> Option<&String> {
        self.teams.get(name)
    }
}
