//! Claims of the identity provider about a person: subject, login, name, groups.

use domain::RoleMap;
use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims, StandardClaims, UserInfoClaims};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::accounts::VerifiedIdentity;

/// Non-standard claims, among them the groups.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct OtherClaims(Map<String, Value>);

impl AdditionalClaims for OtherClaims {}

/// The claims known so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claims {
    pub(super) login: Option<String>,
    pub(super) name: Option<String>,
    pub(super) groups: Option<Vec<String>>,
}

impl Claims {
    /// The claims in the ID token.
    pub(super) fn of_token(token: &IdTokenClaims<OtherClaims, CoreGenderClaim>, groups: &str) -> Self {
        Self {
            login: login(
                token.preferred_username().map(|name| name.as_str()),
                token.email().map(|email| email.as_str()),
                token.email_verified(),
            ),
            name: token.name().and_then(|name| Some(name.get(None)?.as_str().to_owned())),
            groups: token.additional_claims().groups(groups),
        }
    }

    /// The claims from the userinfo endpoint.
    pub(super) fn of_user_info(info: &UserInfoClaims<OtherClaims, CoreGenderClaim>, groups: &str) -> Self {
        let standard: &StandardClaims<CoreGenderClaim> = info.standard_claims();
        Self {
            login: login(
                standard.preferred_username().map(|name| name.as_str()),
                standard.email().map(|email| email.as_str()),
                standard.email_verified(),
            ),
            name: standard.name().and_then(|name| Some(name.get(None)?.as_str().to_owned())),
            groups: info.additional_claims().groups(groups),
        }
    }

    /// Whether a claim is missing that the userinfo endpoint may have.
    pub(super) fn are_incomplete(&self) -> bool {
        self.login.is_none() || self.name.is_none() || self.groups.is_none()
    }

    /// Fills in missing claims from another source; existing ones stay.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            login: self.login.or(other.login),
            name: self.name.or(other.name),
            groups: self.groups.or(other.groups),
        }
    }

    /// The identity that these claims prove.
    pub(super) fn identity(self, issuer: &str, subject: &str, roles: &RoleMap) -> VerifiedIdentity {
        let groups = self.groups.unwrap_or_default();
        VerifiedIdentity {
            issuer: issuer.to_owned(),
            subject: subject.to_owned(),
            login: self.login,
            name: self.name,
            role: roles.role_of(groups.iter().map(String::as_str)),
        }
    }
}

impl OtherClaims {
    /// The groups; a single one may be a string instead of a list.
    fn groups(&self, name: &str) -> Option<Vec<String>> {
        match self.0.get(name)? {
            Value::String(one) => Some(vec![one.clone()]),
            Value::Array(several) => {
                Some(several.iter().filter_map(|group| Some(group.as_str()?.to_owned())).collect())
            }
            _ => None,
        }
    }
}

/// The login to link by: the user name, or the e-mail address if the provider has verified it. An
/// unverified address may be someone else's.
fn login(user_name: Option<&str>, email: Option<&str>, email_verified: Option<bool>) -> Option<String> {
    let said = |text: &&str| !text.trim().is_empty();
    let email = email.filter(|_| email_verified == Some(true));
    user_name.filter(said).or(email.filter(said)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use serde_json::json;

    use super::*;

    fn other(claims: &Value) -> OtherClaims {
        serde_json::from_value(claims.clone()).expect("claims")
    }

    #[test]
    fn groups_are_a_list_or_one_and_anything_else_is_none() {
        let groups = |claims: Value| other(&claims).groups("groups");
        assert_eq!(groups(json!({ "groups": ["a", 1, null, "b"] })), Some(vec!["a".into(), "b".into()]));
        assert_eq!(groups(json!({ "groups": "a" })), Some(vec!["a".into()]));
        assert_eq!(groups(json!({ "groups": [] })), Some(Vec::new()));
        for none in [
            json!({}),
            json!({ "groups": null }),
            json!({ "groups": { "a": true } }),
            json!({ "Groups": ["a"] }),
        ] {
            assert_eq!(groups(none.clone()), None, "{none}");
        }
    }

    #[test]
    fn an_address_of_e_mail_is_a_login_only_where_it_is_verified() {
        assert_eq!(login(Some("ana"), Some("a@x"), Some(true)).as_deref(), Some("ana"));
        assert_eq!(login(None, Some("a@x"), Some(true)).as_deref(), Some("a@x"));
        assert_eq!(login(Some(" "), Some("a@x"), Some(true)).as_deref(), Some("a@x"));
        for verified in [None, Some(false)] {
            assert_eq!(login(None, Some("a@x"), verified), None);
        }
        assert_eq!(login(None, None, Some(true)), None);
    }

    #[test]
    fn what_the_token_says_is_not_changed_by_what_comes_after() {
        let token = Claims { login: Some("ana".into()), name: None, groups: Some(Vec::new()) };
        assert!(token.are_incomplete());
        let info = Claims {
            login: Some("eve".into()),
            name: Some("Ana".into()),
            groups: Some(vec!["admins".into()]),
        };
        let both = token.or(info);
        assert_eq!(
            both,
            Claims { login: Some("ana".into()), name: Some("Ana".into()), groups: Some(Vec::new()) }
        );
        assert!(!both.are_incomplete());
        let roles = "admins=administrator".parse().expect("a map");
        assert_eq!(both.identity("i", "s", &roles).role, None);
        let admin = Claims { groups: Some(vec!["admins".into()]), ..Claims::default() };
        assert_eq!(admin.identity("i", "s", &roles).role, Some(Role::Administrator));
    }
}
