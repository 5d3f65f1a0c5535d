//! Configuration of single sign-on: the flags, and their validation as a whole.

use std::net::IpAddr;

use clap::Args;
use domain::RoleMap;
use openidconnect::IssuerUrl;

/// Settings of single sign-on at an identity provider (OpenID Connect).
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Single sign-on")]
pub struct SingleSignOnSettings {
    /// The issuer URL of the identity provider, as in its discovery document, like
    /// https://id.example.com/realms/main. Without it there is no single sign-on.
    #[arg(long, env = "PROTOCOLO_OIDC_ISSUER", value_name = "URL", value_parser = issuer)]
    pub oidc_issuer: Option<IssuerUrl>,

    /// The client ID of this site at the provider.
    #[arg(long, env = "PROTOCOLO_OIDC_CLIENT_ID", value_name = "ID")]
    pub oidc_client_id: Option<String>,

    /// The secret shared with the provider; none for a public client, which PKCE protects.
    #[arg(
        long,
        env = "PROTOCOLO_OIDC_CLIENT_SECRET",
        value_name = "SECRET",
        hide_env_values = true,
        value_parser = secret
    )]
    pub oidc_client_secret: Option<Secret>,

    /// The scopes to request, separated by spaces.
    #[arg(
        long,
        env = "PROTOCOLO_OIDC_SCOPES",
        value_name = "SCOPES",
        default_value = "openid profile email"
    )]
    pub oidc_scopes: String,

    /// The claim that lists a person's groups.
    #[arg(long, env = "PROTOCOLO_OIDC_GROUPS_CLAIM", value_name = "NAME", default_value = "groups")]
    pub oidc_groups_claim: String,

    /// The role that each group gives, like
    /// protocolo-admins=administrator,protocolo-leads=supervisor,desk=agent. The widest role wins;
    /// users in none of the groups cannot sign in.
    #[arg(long, env = "PROTOCOLO_OIDC_ROLES", value_name = "GROUP=ROLE,…", value_parser = roles)]
    pub oidc_roles: Option<RoleMap>,

    /// The label of the button on the sign-in page; default: that of the interface language.
    #[arg(long, env = "PROTOCOLO_OIDC_LABEL", value_name = "TEXT")]
    pub oidc_label: Option<String>,

    /// Whether a user's first single sign-on is linked to the account with the same user name,
    /// unless it is an administrator's: on or off. Choose on only if the provider's administrators
    /// assign the user names: users who can choose their own could take over other accounts.
    #[arg(
        long,
        env = "PROTOCOLO_OIDC_LINK_BY_LOGIN",
        value_name = "on|off",
        default_value = "off",
        value_parser = link_by_login,
        action = clap::ArgAction::Set
    )]
    pub oidc_link_by_login: bool,

    /// Whether people may sign in with a password: on or off. Off needs single sign-on.
    #[arg(
        long,
        env = "PROTOCOLO_LOCAL_SIGN_IN",
        value_name = "on|off",
        default_value = "on",
        value_parser = local_sign_in,
        action = clap::ArgAction::Set
    )]
    pub local_sign_in: bool,
}

/// The validated configuration of single sign-on.
#[derive(Clone, Debug)]
pub struct SingleSignOn {
    /// The identity provider.
    pub issuer: IssuerUrl,
    /// The client ID of this site at the provider.
    pub client_id: String,
    /// The client secret; `None` for a public client.
    pub client_secret: Option<Secret>,
    /// The scopes to request besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists a person's groups.
    pub groups_claim: String,
    /// The role that each group gives.
    pub roles: RoleMap,
    /// Whether an identity is linked to the account with the same user name.
    pub link_by_login: bool,
    /// The label of the button on the login page.
    pub label: Option<String>,
    /// The redirect URL after sign-in at the provider.
    pub callback: String,
}

/// A secret, redacted in `Debug` output.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SingleSignOnSettings {
    /// Validates the flags; `None` if there is no single sign-on. `site` is the public URL.
    ///
    /// # Errors
    /// A message naming the variable to set, if flags are missing or contradict each other.
    pub fn complete(&self, site: Option<&super::PublicUrl>) -> Result<Option<SingleSignOn>, String> {
        let Some(issuer) = &self.oidc_issuer else {
            self.nothing_without_an_issuer()?;
            return Ok(None);
        };
        let client_id = self.oidc_client_id.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let client_id = client_id.ok_or(
            "PROTOCOLO_OIDC_ISSUER is set, but PROTOCOLO_OIDC_CLIENT_ID is not; set it to the name under which \
             the identity provider knows this site",
        )?;
        let roles = self.oidc_roles.clone().ok_or(
            "PROTOCOLO_OIDC_ISSUER is set, but PROTOCOLO_OIDC_ROLES is not, so nobody could get in; say which \
             group gives which role, like protocolo-admins=administrator,desk=agent",
        )?;
        let site = site.ok_or(
            "PROTOCOLO_OIDC_ISSUER is set, but PROTOCOLO_PUBLIC_URL is not; set it to the address people see, \
             for that is where the identity provider sends them back to",
        )?;
        let groups_claim = self.oidc_groups_claim.trim();
        if groups_claim.is_empty() {
            return Err(
                "PROTOCOLO_OIDC_GROUPS_CLAIM is empty; name the claim that lists a person's groups, \
                        or leave it unset for \"groups\""
                    .to_owned(),
            );
        }
        let scopes = self.oidc_scopes.split_whitespace().filter(|scope| *scope != "openid");
        let label = self.oidc_label.as_deref().map(str::trim).filter(|label| !label.is_empty());
        Ok(Some(SingleSignOn {
            issuer: issuer.clone(),
            client_id: client_id.to_owned(),
            client_secret: self.oidc_client_secret.clone(),
            scopes: scopes.map(str::to_owned).collect(),
            groups_claim: groups_claim.to_owned(),
            roles,
            link_by_login: self.oidc_link_by_login,
            label: label.map(str::to_owned),
            callback: format!("{site}/sso/callback"),
        }))
    }

    fn nothing_without_an_issuer(&self) -> Result<(), String> {
        let set = [
            ("PROTOCOLO_OIDC_CLIENT_ID", self.oidc_client_id.is_some()),
            ("PROTOCOLO_OIDC_CLIENT_SECRET", self.oidc_client_secret.is_some()),
            ("PROTOCOLO_OIDC_ROLES", self.oidc_roles.is_some()),
            ("PROTOCOLO_OIDC_LABEL", self.oidc_label.is_some()),
            ("PROTOCOLO_OIDC_LINK_BY_LOGIN", self.oidc_link_by_login),
        ];
        if let Some((name, _)) = set.into_iter().find(|(_, set)| *set) {
            return Err(format!(
                "{name} is set, but PROTOCOLO_OIDC_ISSUER is not; set it to the identity provider's address, or \
                 remove {name}"
            ));
        }
        if !self.local_sign_in {
            return Err(
                "PROTOCOLO_LOCAL_SIGN_IN is off, but there is no single sign-on, so nobody could get \
                        in; configure PROTOCOLO_OIDC_ISSUER, or set PROTOCOLO_LOCAL_SIGN_IN to on"
                    .to_owned(),
            );
        }
        Ok(())
    }
}

/// Parses the issuer. It must be https, because the provider's responses decide who may sign in;
/// http is allowed on loopback only.
fn issuer(text: &str) -> Result<IssuerUrl, String> {
    let wrong = || {
        format!(
            "PROTOCOLO_OIDC_ISSUER: {text:?} is no address of an identity provider; write it as its discovery \
             document does, like https://id.example.com/realms/main"
        )
    };
    let issuer = IssuerUrl::new(text.to_owned()).map_err(|_| wrong())?;
    let url = issuer.url();
    if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong());
    }
    match url.scheme() {
        "https" => Ok(issuer),
        "http" if is_loopback(url.host_str().unwrap_or_default()) => Ok(issuer),
        "http" => Err(format!(
            "PROTOCOLO_OIDC_ISSUER: {text:?} is not https, so anybody on the way could say who people are; use \
             the provider's https address (http is for a provider on this machine)"
        )),
        _ => Err(wrong()),
    }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn roles(text: &str) -> Result<RoleMap, String> {
    text.parse().map_err(|error| {
        format!("PROTOCOLO_OIDC_ROLES: {error}; write it like protocolo-admins=administrator,desk=agent")
    })
}

fn secret(text: &str) -> Result<Secret, String> {
    if text.is_empty() {
        return Err("PROTOCOLO_OIDC_CLIENT_SECRET is empty; leave it unset for a public client".to_owned());
    }
    Ok(Secret(text.to_owned()))
}

fn local_sign_in(text: &str) -> Result<bool, String> {
    on_or_off("PROTOCOLO_LOCAL_SIGN_IN", text)
}

fn link_by_login(text: &str) -> Result<bool, String> {
    on_or_off("PROTOCOLO_OIDC_LINK_BY_LOGIN", text)
}

fn on_or_off(name: &str, text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(format!("{name} is {text:?}; set it to on or off")),
    }
}

#[cfg(test)]
mod tests;
