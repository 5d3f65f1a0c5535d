//! The measured program, and the data folder.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use crate::arguments::Arguments;

/// The measured program and its folders.
#[derive(Clone, Debug)]
pub struct Product {
    program: PathBuf,
    site_root: PathBuf,
    data: PathBuf,
}

impl Product {
    /// Locates the program and the site by the command line, and creates the data folder.
    ///
    /// # Errors
    /// Returns an error if one of them is missing.
    pub fn find(arguments: &Arguments) -> Result<Self> {
        let Arguments { protocolo, site_root, data, .. } = arguments;
        if !site_root.join("pkg").is_dir() {
            bail!("{} is not a built site: run make build", site_root.display());
        }
        let program = std::path::absolute(protocolo)?;
        if !program.is_file() {
            bail!("there is no {}: run make build", program.display());
        }
        std::fs::create_dir_all(data).with_context(|| format!("{} cannot be made", data.display()))?;
        Ok(Self { program, site_root: std::path::absolute(site_root)?, data: std::path::absolute(data)? })
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// A command of the program on a database. Environment variables that change settings are
    /// removed, so that the defaults are measured.
    pub fn command(&self, url: &str, command: &[&str]) -> Command {
        let mut program = Command::new(&self.program);
        let set = std::env::vars_os().map(|(name, _)| name);
        for name in set.filter(|name| name.to_str().is_some_and(|name| name.starts_with("PROTOCOLO_"))) {
            program.env_remove(name);
        }
        program
            .args(command)
            .env("DATABASE_URL", url)
            .env("PROTOCOLO_BLOBS", format!("file:{}", self.data.join("blobs").display()))
            .env("PROTOCOLO_SITE_ROOT", &self.site_root)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        program
    }

    /// Runs a command and waits for it.
    ///
    /// # Errors
    /// Returns an error if it fails.
    pub async fn run(&self, url: &str, command: &[&str]) -> Result<()> {
        let status = self.command(url, command).status().await;
        let status = status.with_context(|| format!("{} cannot be run", self.program.display()))?;
        if !status.success() {
            bail!("protocolo {} failed: {status}", command.join(" "));
        }
        Ok(())
    }

    /// Runs a command and returns its standard output.
    ///
    /// # Errors
    /// Returns an error if it fails.
    pub async fn ask(&self, url: &str, command: &[&str]) -> Result<String> {
        let output = self.command(url, command).output().await;
        let output = output.with_context(|| format!("{} cannot be run", self.program.display()))?;
        if !output.status.success() {
            let why = String::from_utf8_lossy(&output.stderr);
            bail!("protocolo {} failed: {}", command.join(" "), why.trim());
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }
}
