//! An identity provider as a child process, and a browser that follows its redirects.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Url};
use serde_json::Value;
use server::config::single_sign_on::SingleSignOnSettings;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::{Form, ServerBuilder, TestServer, server_builder};

/// A running identity provider, stopped when dropped.
pub(crate) struct IdentityProvider {
    pub(crate) issuer: String,
    child: Child,
    /// Kept open, as the process ends when its output is closed.
    _output: Lines<BufReader<ChildStdout>>,
}

impl IdentityProvider {
    /// On a free port, with claims at the userinfo endpoint.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With environment variables; see the script.
    pub(crate) async fn start_with(environment: &[(&str, &str)]) -> Self {
        let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end");
        assert!(
            folder.join("node_modules/oidc-provider").is_dir(),
            "the identity provider of the tests is not installed: run scripts/setup check"
        );
        let mut command = Command::new("node");
        command.arg("support/oidc-provider.mjs").current_dir(folder).kill_on_drop(true);
        command.envs(environment.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("Node.js starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let line = lines.next_line().await.expect("its output").expect("it listens");
        let said: Value = serde_json::from_str(&line).expect("JSON");
        let issuer = said["issuer"].as_str().expect("an issuer").to_owned();
        Self { issuer, child, _output: lines }
    }

    /// The flags of a server that uses this provider with this client ID.
    pub(crate) fn flags(&self, client: &str) -> Vec<String> {
        vec![
            format!("--oidc-issuer={}", self.issuer),
            format!("--oidc-client-id={client}"),
            "--oidc-roles=protocolo-admins=administrator,protocolo-leads=supervisor,desk=agent".to_owned(),
        ]
    }

    /// Changes the claims of a person.
    pub(crate) async fn says(&self, person: &str, claims: &Value) {
        let request = Client::new().put(format!("{}/people/{person}", self.issuer)).json(claims);
        assert_eq!(request.send().await.expect("an answer").status(), 204);
    }

    /// Restarts the provider at the same address with new keys.
    pub(crate) async fn with_other_keys(mut self) -> Self {
        let issuer = self.issuer.clone();
        self.stop().await;
        let port = issuer.rsplit(':').next().expect("a port").to_owned();
        let again = Self::start_with(&[("OIDC_PORT", &port)]).await;
        assert_eq!(again.issuer, issuer);
        again
    }

    /// Stops the provider.
    pub(crate) async fn stop(&mut self) {
        self.child.kill().await.expect("it ends");
    }
}

/// A response as a browser sees it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) url: Url,
    pub(crate) status: u16,
    pub(crate) body: String,
    /// The target of a redirect.
    pub(crate) to: Option<Url>,
}

/// A browser with a cookie jar by host and port that follows redirects.
pub(crate) struct Browser {
    client: Client,
    jars: BTreeMap<String, BTreeMap<String, String>>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { client, jars: BTreeMap::new() }
    }

    /// Adds a cookie for the site at this address.
    pub(crate) fn carrying(mut self, url: &str, name: &str, value: &str) -> Self {
        let url = Url::parse(url).expect("an address");
        let jar = self.jars.entry(url.authority().to_owned()).or_default();
        jar.insert(name.to_owned(), value.to_owned());
        self
    }

    /// A cookie of the site at this address.
    pub(crate) fn cookie(&self, url: &str, name: &str) -> Option<&str> {
        let url = Url::parse(url).expect("an address");
        self.jars.get(url.authority())?.get(name).map(String::as_str)
    }

    /// The cookies of the pending sign-in attempts at the site at this address.
    pub(crate) fn attempts(&self, url: &str) -> Vec<(String, String)> {
        let url = Url::parse(url).expect("an address");
        let jar = self.jars.get(url.authority()).into_iter().flatten();
        let attempts = jar.filter(|(name, _)| name.starts_with("protocolo_sso_"));
        attempts.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// One request, without following redirects.
    pub(crate) async fn request(&mut self, url: Url, form: Option<&[(&str, &str)]>) -> Seen {
        let jar = self.jars.entry(url.authority().to_owned()).or_default();
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form {
            Some(fields) => Form::of(fields).on(self.client.post(url.clone())),
            None => self.client.get(url.clone()),
        };
        let answer = request.header(COOKIE, cookies.join("; ")).send().await.expect("an answer");
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            let (name, value) =
                cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
        let to = answer
            .headers()
            .get(LOCATION)
            .map(|to| url.join(to.to_str().expect("text")).expect("an address"));
        let status = answer.status().as_u16();
        Seen { url, status, body: answer.text().await.expect("a body"), to }
    }

    /// Opens an address and follows redirects until `stop` matches the next one.
    pub(crate) async fn go(&mut self, url: &str, stop: impl Fn(&Url) -> bool) -> Seen {
        let mut seen = self.request(Url::parse(url).expect("an address"), None).await;
        while let Some(to) = seen.to.clone().filter(|to| !stop(to)) {
            seen = self.request(to, None).await;
        }
        seen
    }

    /// Starts a sign-in, signs in to the provider as `person` and consents; returns the callback
    /// URL without opening it.
    pub(crate) async fn back_from_provider(&mut self, url: &str, person: &str) -> Url {
        let is_back = |to: &Url| to.path() == "/sso/callback";
        let mut seen = self.go(url, is_back).await;
        // A person with a session at the provider is asked for consent only.
        while seen.to.is_none() {
            let asks = |prompt: &&str| seen.body.contains(&format!("name=\"prompt\" value=\"{prompt}\""));
            let prompt = ["login", "consent"].into_iter().find(asks);
            let prompt = prompt.unwrap_or_else(|| panic!("the provider asks for nothing: {seen:?}"));
            let action = seen.body.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
            let action = seen.url.join(action.expect("a form")).expect("an address");
            let form = [("prompt", prompt), ("login", person), ("password", "any")];
            seen = self.request(action, Some(&form)).await;
            if let Some(to) = seen.to.clone().filter(|to| !is_back(to)) {
                seen = self.go(to.as_str(), is_back).await;
            }
        }
        seen.to.expect("a way back")
    }

    /// The whole sign-in, from the button to the final page.
    pub(crate) async fn sign_in(&mut self, start: &str, person: &str) -> Seen {
        let back = self.back_from_provider(start, person).await;
        self.go(back.as_str(), |_| false).await
    }
}

/// The single sign-on settings of these flags.
pub(crate) fn settings(flags: &[&str]) -> SingleSignOnSettings {
    use clap::{Args, FromArgMatches};
    let command = SingleSignOnSettings::augment_args(clap::Command::new("protocolo"));
    let matches = command.get_matches_from([&["protocolo"], flags].concat());
    SingleSignOnSettings::from_arg_matches(&matches).expect("settings")
}

/// Configures a server to use a provider with this client ID.
pub(crate) fn trusting(
    builder: ServerBuilder,
    provider: &IdentityProvider,
    client: &str,
    more: &[&str],
) -> ServerBuilder {
    let flags = provider.flags(client);
    let flags: Vec<&str> = flags.iter().map(String::as_str).chain(more.iter().copied()).collect();
    builder.with_single_sign_on(&flags)
}

/// A provider and a server that uses it.
pub(crate) async fn both(more: &[&str]) -> (IdentityProvider, TestServer) {
    let provider = IdentityProvider::start().await;
    let server = trusting(server_builder(), &provider, "public", more).start().await;
    (provider, server)
}

/// The error code in the address of the sign-in page.
pub(crate) fn reason(seen: &Seen) -> Option<String> {
    assert_eq!((seen.url.path(), seen.status), ("/login", 200), "{seen:?}");
    assert!(seen.body.contains("role=\"alert\""), "{}", seen.body);
    seen.url.query_pairs().find(|(key, _)| key == "error").map(|(_, value)| value.into_owned())
}

/// Whether the browser is signed in.
pub(crate) async fn signed_in(browser: &mut Browser, server: &TestServer) -> bool {
    browser.go(&server.url("/history"), |_| false).await.url.path() == "/history"
}
