//! `protocolo user …`: manages accounts and monitoring groups.

use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use domain::{GroupId, Role, UserId};
use store::Store;
use store::accounts::{
    AddToGroupOutcome, CreateAccountOutcome, CreateGroupOutcome, NewUser, SetPasswordOutcome, login_key,
};
use store::clock::now;

use super::Failure;
use super::answer::Answer;
use super::table::{instant, table};

/// Subcommands of `user`.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Create an account.
    Add(Add),
    /// Give an account another password; its sessions end.
    Password(Password),
    /// Remove the second factor of an account whose user has lost it: the password alone signs in.
    ResetSecondFactor {
        /// The login, in any case.
        login: String,
    },
    /// Put an account into monitoring groups.
    Assign(Assign),
    /// Prevent an account from signing in; its sessions end, its history stays.
    Deactivate {
        /// The login, in any case.
        login: String,
    },
    /// List every account.
    List,
}

/// Arguments of `user add`.
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The login: 1 to 100 characters, unique regardless of case.
    login: String,
    /// The display name.
    #[arg(long)]
    name: String,
    /// The role.
    #[arg(long, value_parser = role_parser())]
    role: Role,
    #[command(flatten)]
    groups: GroupNames,
    #[command(flatten)]
    source: PasswordSource,
}

/// Arguments of `user password`.
#[derive(Debug, Args)]
pub(crate) struct Password {
    /// The login, in any case.
    login: String,
    /// Also let an inactive account sign in, like that of an agent known only from imports.
    #[arg(long)]
    activate: bool,
    #[command(flatten)]
    source: PasswordSource,
}

/// Arguments of `user assign`.
#[derive(Debug, Args)]
pub(crate) struct Assign {
    /// The login, in any case.
    login: String,
    #[command(flatten)]
    groups: GroupNames,
}

#[derive(Debug, Default, Args)]
struct GroupNames {
    /// A monitoring group to join as an agent; created if it does not exist. May be repeated.
    #[arg(long = "group", value_name = "GROUP")]
    member_of: Vec<String>,
    /// A monitoring group to supervise; created if it does not exist. May be repeated.
    #[arg(long, value_name = "GROUP")]
    supervises: Vec<String>,
}

#[derive(Debug, Args)]
struct PasswordSource {
    /// Read the password from the first line of standard input; without this it is asked for.
    #[arg(long)]
    password_stdin: bool,
}

fn role_parser() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::as_str))
        .try_map(|word| Role::parse(&word).ok_or("this is no role"))
}

/// Runs a subcommand and prints its result.
pub(super) async fn run(store: &Store, command: UserCommand) -> Result<ExitCode, Failure> {
    // The first account is often created before the site was ever served.
    store.migrate().await?;
    perform(store, command, PasswordSource::read).await?.print()
}

async fn perform(
    store: &Store,
    command: UserCommand,
    read: impl FnOnce(&PasswordSource, &str) -> Result<String, Failure>,
) -> Result<Answer, Failure> {
    match command {
        UserCommand::Add(command) => add(store, command, read).await,
        UserCommand::Password(command) => password(store, command, read).await,
        UserCommand::ResetSecondFactor { login } => reset_second_factor(store, &login).await,
        UserCommand::Assign(command) => assign(store, command).await,
        UserCommand::Deactivate { login } => deactivate(store, &login).await,
        UserCommand::List => list(store).await,
    }
}

async fn add(
    store: &Store,
    command: Add,
    read: impl FnOnce(&PasswordSource, &str) -> Result<String, Failure>,
) -> Result<Answer, Failure> {
    // Refuse what can be refused before asking for a password.
    command.groups.check(command.role)?;
    if store.accounts().find(&command.login).await?.is_some() {
        return Err(login_taken(&command.login));
    }
    let login = command.login.trim().to_owned();
    let user = NewUser {
        password: Some(read(&command.source, &login)?),
        login: command.login,
        name: command.name,
        role: command.role,
        active: true,
    };
    let id = match store.accounts().create(&user, now()).await? {
        CreateAccountOutcome::Created(id) => id,
        CreateAccountOutcome::LoginTaken => return Err(login_taken(&login)),
        CreateAccountOutcome::Invalid(errors) => return Err(Failure(errors.to_string())),
    };
    let created = format!("Created the {} {login}.", command.role.as_str());
    Ok(Answer::result(format!("{created}\n{}", command.groups.assign(store, id).await?)))
}

async fn password(
    store: &Store,
    command: Password,
    read: impl FnOnce(&PasswordSource, &str) -> Result<String, Failure>,
) -> Result<Answer, Failure> {
    let login = command.login.trim();
    if store.accounts().find(login).await?.is_none() {
        return Err(unknown(login));
    }
    let password = read(&command.source, login)?;
    match store.accounts().set_password(login, &password, now()).await? {
        SetPasswordOutcome::Set => {}
        SetPasswordOutcome::Unknown => return Err(unknown(login)),
        SetPasswordOutcome::Invalid(errors) => return Err(Failure(errors.to_string())),
    }
    if command.activate {
        store.accounts().activate(login, now()).await?;
    }
    let accounts = store.accounts().list().await?;
    let inactive =
        accounts.iter().any(|account| login_key(&account.login) == login_key(login) && !account.active);
    Ok(Answer {
        result: format!("The password of {login} is set; their sessions have ended."),
        remark: inactive.then(|| {
            format!("{login} is inactive and cannot sign in: repeat this with --activate to change that.")
        }),
    })
}

async fn reset_second_factor(store: &Store, login: &str) -> Result<Answer, Failure> {
    let removed = store.accounts().reset_second_factor(login, now()).await?;
    let login = login.trim();
    Ok(Answer::result(match removed {
        None => return Err(unknown(login)),
        Some(false) => format!("{login} has no second factor: nothing was changed."),
        Some(true) => format!("The second factor of {login} is removed; the password alone lets them in."),
    }))
}

async fn assign(store: &Store, command: Assign) -> Result<Answer, Failure> {
    if command.groups.member_of.is_empty() && command.groups.supervises.is_empty() {
        return Err(Failure("name at least one group, by --group or --supervises".to_owned()));
    }
    let accounts = store.accounts().list().await?;
    let account = accounts
        .iter()
        .find(|account| login_key(&account.login) == login_key(&command.login))
        .ok_or_else(|| unknown(&command.login))?;
    command.groups.check(account.role)?;
    Ok(Answer::result(command.groups.assign(store, account.id).await?))
}

async fn deactivate(store: &Store, login: &str) -> Result<Answer, Failure> {
    if !store.accounts().deactivate(login, now()).await? {
        return Err(unknown(login));
    }
    Ok(Answer::result(format!("{} can no longer sign in; their sessions have ended.", login.trim())))
}

async fn list(store: &Store) -> Result<Answer, Failure> {
    let zone = store.zone();
    let rows: Vec<_> = store
        .accounts()
        .list()
        .await?
        .into_iter()
        .map(|account| {
            [
                account.login,
                account.name,
                account.role.as_str().to_owned(),
                if account.active { "active" } else { "inactive" }.to_owned(),
                instant(account.last_seen_at, zone),
                instant(Some(account.created_at), zone),
            ]
        })
        .collect();
    Ok(Answer::result(table(["LOGIN", "NAME", "ROLE", "STATE", "LAST SEEN", "CREATED"], &rows)))
}

fn unknown(login: &str) -> Failure {
    Failure(format!("there is no login {}; `protocolo user list` shows all", login.trim()))
}

/// The error for a login that exists, with the remedy.
fn login_taken(login: &str) -> Failure {
    let login = login.trim();
    Failure(format!(
        "the login {login} exists already; set its password with `protocolo user password {login}`, \
         adding --activate where it is inactive (agents known only from imports are)"
    ))
}

async fn create_group(store: &Store, name: &str) -> Result<GroupId, Failure> {
    match store.groups().create(name, now()).await? {
        CreateGroupOutcome::Created(group) => Ok(group),
        CreateGroupOutcome::NameTaken => Err(Failure(format!("the group {} exists already", name.trim()))),
        CreateGroupOutcome::Invalid(errors) => Err(Failure(errors.to_string())),
    }
}

impl GroupNames {
    /// Checks that an account of this role can be in these groups.
    fn check(&self, role: Role) -> Result<(), Failure> {
        if self.supervises.is_empty() || role == Role::Supervisor {
            return Ok(());
        }
        Err(Failure(format!(
            "--supervises is for supervisors, and this is an {}: an administrator sees everything anyway, an \
             agent only what is their own",
            role.as_str()
        )))
    }

    /// Adds an account to the groups; returns one line per group.
    async fn assign(&self, store: &Store, user: UserId) -> Result<String, Failure> {
        let mut lines = Vec::new();
        let member_of = self.member_of.iter().map(|name| (name, false));
        let supervises = self.supervises.iter().map(|name| (name, true));
        for (name, watches) in member_of.chain(supervises) {
            let (group, created) = match store.groups().find(name).await? {
                Some(group) => (group, ""),
                None => (create_group(store, name).await?, ", a new group"),
            };
            let (what, outcome) = if watches {
                ("Watches", store.groups().add_supervisor(group, user, now()).await?)
            } else {
                ("Is watched by", store.groups().add_agent(group, user, now()).await?)
            };
            match outcome {
                AddToGroupOutcome::Added => {}
                AddToGroupOutcome::NotASupervisor => {
                    let why = "only a supervisor can watch a group; an administrator sees everything anyway";
                    return Err(Failure(why.to_owned()));
                }
                AddToGroupOutcome::Unknown => {
                    return Err(Failure("there is no such group or person".to_owned()));
                }
            }
            lines.push(format!("{what} {}{created}.\n", name.trim()));
        }
        Ok(lines.concat())
    }
}

impl PasswordSource {
    fn read(&self, login: &str) -> Result<String, Failure> {
        if self.password_stdin {
            return first_line(std::io::stdin().lock());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure(
                "there is no terminal to ask for the password at: pass it with --password-stdin".to_owned(),
            ));
        }
        let ask = |prompt: String| {
            rpassword::prompt_password(prompt)
                .map_err(|error| Failure(format!("the password could not be read: {error}")))
        };
        let password = ask(format!("Password for {login}: "))?;
        if password != ask("The same once more: ".to_owned())? {
            return Err(Failure("the two passwords differ: nothing was changed".to_owned()));
        }
        Ok(password)
    }
}

/// Reads the first line, without its line break, and at most 64 KiB.
fn first_line(input: impl BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    input
        .take(64 * 1024)
        .read_line(&mut line)
        .map_err(|error| Failure(format!("the password could not be read: {error}")))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(test)]
mod tests;
