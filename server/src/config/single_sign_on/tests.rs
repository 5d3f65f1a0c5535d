//! Valid configurations of single sign-on, and the messages for invalid ones.

use clap::Parser;
use domain::Role;

use super::*;
use crate::config::PublicUrl;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    settings: SingleSignOnSettings,
}

fn site() -> PublicUrl {
    PublicUrl { authority: "protocolo.example.com".to_owned(), https: true }
}

/// Validates these flags.
fn complete(flags: &[&str]) -> Result<Option<SingleSignOn>, String> {
    let line = Line::try_parse_from([&["protocolo"], flags].concat()).map_err(|error| error.to_string())?;
    line.settings.complete(Some(&site()))
}

const ISSUER: &str = "--oidc-issuer=https://id.example.com/realms/main";
const CLIENT: &str = "--oidc-client-id=protocolo";
const ROLES: &str = "--oidc-roles=admins=administrator,desk=agent";

#[test]
fn the_least_is_an_issuer_a_client_and_roles() {
    let sso = complete(&[ISSUER, CLIENT, ROLES]).expect("accepted").expect("single sign-on");
    assert_eq!(sso.issuer.as_str(), "https://id.example.com/realms/main");
    assert_eq!((sso.client_id.as_str(), sso.client_secret, sso.label), ("protocolo", None, None));
    assert_eq!(
        (sso.scopes.as_slice(), sso.groups_claim.as_str()),
        (&["profile".to_owned(), "email".to_owned()][..], "groups")
    );
    assert_eq!(sso.roles.role_of(["desk"]), Some(Role::Agent));
    assert_eq!(sso.callback, "https://protocolo.example.com/sso/callback");
    assert!(!sso.link_by_login, "nobody's account is given away without a word");
}

#[test]
fn the_rest_is_taken_as_it_is_said() {
    let more = [
        "--oidc-client-secret=hush",
        "--oidc-scopes=openid groups  email",
        "--oidc-groups-claim=https://example.com/roles",
        "--oidc-label= Entrar com a conta da empresa ",
        "--local-sign-in=off",
        "--oidc-link-by-login=on",
    ];
    let sso = complete(&[&[ISSUER, CLIENT, ROLES], &more[..]].concat()).expect("accepted").expect("some");
    assert_eq!(sso.client_secret.as_ref().map(Secret::reveal), Some("hush"));
    assert_eq!(sso.scopes, ["groups", "email"]);
    assert!(sso.link_by_login);
    assert_eq!(sso.groups_claim, "https://example.com/roles");
    assert_eq!(sso.label.as_deref(), Some("Entrar com a conta da empresa"));
    assert!(!format!("{sso:?}").contains("hush"), "a secret is not shown");
}

#[test]
fn nothing_is_no_single_sign_on() {
    assert!(complete(&[]).expect("accepted").is_none());
    assert!(complete(&["--local-sign-in=on"]).expect("accepted").is_none());
}

#[test]
fn what_does_not_fit_together_is_refused_by_the_name_of_the_variable_to_set() {
    for (flags, names) in [
        (&[ISSUER, ROLES][..], &["PROTOCOLO_OIDC_CLIENT_ID"][..]),
        (&[ISSUER, ROLES, "--oidc-client-id= "], &["PROTOCOLO_OIDC_CLIENT_ID"]),
        (&[ISSUER, CLIENT], &["PROTOCOLO_OIDC_ROLES", "admins=administrator"]),
        (&[CLIENT], &["PROTOCOLO_OIDC_ISSUER", "remove PROTOCOLO_OIDC_CLIENT_ID"]),
        (&["--oidc-client-secret=hush"], &["PROTOCOLO_OIDC_ISSUER"]),
        (&[ROLES], &["PROTOCOLO_OIDC_ISSUER"]),
        (&["--oidc-label=Entrar"], &["PROTOCOLO_OIDC_ISSUER"]),
        (&["--local-sign-in=off"], &["PROTOCOLO_OIDC_ISSUER", "PROTOCOLO_LOCAL_SIGN_IN to on"]),
        (&["--local-sign-in=no"], &["PROTOCOLO_LOCAL_SIGN_IN", "on or off"]),
        (&[ISSUER, CLIENT, ROLES, "--oidc-groups-claim= "], &["PROTOCOLO_OIDC_GROUPS_CLAIM"]),
        (&[ISSUER, CLIENT, ROLES, "--oidc-client-secret="], &["PROTOCOLO_OIDC_CLIENT_SECRET"]),
        (&[ISSUER, CLIENT, "--oidc-roles=admins=king"], &["PROTOCOLO_OIDC_ROLES", "agent, supervisor"]),
        (&[CLIENT, ROLES, "--oidc-issuer=id.example.com"], &["PROTOCOLO_OIDC_ISSUER", "https://"]),
    ] {
        let error = complete(flags).expect_err("refused");
        assert!(names.iter().all(|name| error.contains(name)), "{flags:?}: {error}");
    }
}

#[test]
fn the_site_has_to_know_its_own_address() {
    let line = Line::try_parse_from(["protocolo", ISSUER, CLIENT, ROLES]).expect("flags");
    let error = line.settings.complete(None).expect_err("refused");
    assert!(error.contains("PROTOCOLO_PUBLIC_URL"), "{error}");
}

#[test]
fn only_a_provider_on_this_machine_is_spoken_to_without_https() {
    for good in
        ["https://id.example.com", "http://localhost:8080/realms/a", "http://127.0.0.1:1", "http://[::1]:1/"]
    {
        assert!(issuer(good).is_ok(), "{good}");
    }
    for wrong in [
        "http://id.example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "ftp://id.example.com",
        "https://id.example.com/?realm=a",
        "https://id.example.com/#a",
        "mailto:id@example.com",
        "",
    ] {
        assert!(issuer(wrong).is_err_and(|error| error.contains("PROTOCOLO_OIDC_ISSUER")), "{wrong}");
    }
}
