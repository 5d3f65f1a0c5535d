//! Operation-wide settings: time zone, name, logo, attachment limits, number defaults.

use chrono_tz::Tz;
use domain::Role;
use domain::number::NumberDefaults;

use crate::db::Tx;
use crate::{Error, Result, Store, numbers};

/// Default number of days after its close in which a further interaction reopens a case.
pub const REOPEN_DAYS: u32 = 7;

/// The settings that pages, uploads and requests without a session depend on. Unset ones default to
/// the server's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// The name of the operation.
    pub name: Option<String>,
    /// Language tag for users without a language preference.
    pub language: Option<String>,
    /// The SHA-256 of the logo, which is part of its URL.
    pub logo: Option<String>,
    /// Maximum size of an attachment, in bytes.
    pub max_attachment: Option<u64>,
    /// Accepted media types of attachments; empty if unset.
    pub attachment_types: Vec<String>,
    /// The roles that require a second factor.
    pub second_factor_roles: Vec<Role>,
    /// Progress in percent of normalising all numbers by the current codes; `None` if done.
    pub numbers_percent: Option<u8>,
}

/// The logo image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Media type, such as `image/png`.
    pub media_type: String,
    /// Content of the file.
    pub content: Vec<u8>,
}

/// Time zone, name, language, logo digest, maximum attachment size and types, country and area
/// code, roles that require a second factor, and the state of the number normalisation.
type Row = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<String>,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// Parses a comma-separated column of media types.
pub(crate) fn types(column: Option<&str>) -> Vec<String> {
    column.iter().flat_map(|types| types.split(',')).map(ToOwned::to_owned).collect()
}

/// Parses a comma-separated column of roles.
pub(crate) fn roles(column: Option<&str>) -> Vec<Role> {
    types(column).iter().filter_map(|role| Role::parse(role)).collect()
}

/// Parses a stored time zone name.
pub(crate) fn zone_named(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::Corrupt(format!("the time zone {name:?}")))
}

/// Parses the stored country and area code.
pub(crate) fn number_defaults(country: &str, area: Option<&str>) -> Result<NumberDefaults> {
    NumberDefaults::new(country, area)
        .map_err(|error| Error::Corrupt(format!("the codes {country:?} and {area:?}: {error}")))
}

impl Store {
    /// Reads the current settings, and caches the time zone and number defaults in this store.
    pub async fn operation(&self) -> Result<Operation> {
        let statement = self.db().statement().with_text(
            "SELECT time_zone, name, locale, logo_hash, largest_attachment, attachment_types, dial_country, \
         dial_area, second_factor_roles, numbers_by FROM operation",
        );
        let row: Option<Row> = self.db().fetch_optional(statement).await?;
        let Some((zone, name, language, logo, largest, kinds, country, area, listed, made_by)) = row else {
            return Ok(Operation::default());
        };
        self.use_zone(&zone)?;
        let codes = number_defaults(&country, area.as_deref())?;
        let numbers_percent = numbers::percent_renumbered(made_by.as_deref(), &codes);
        self.cache_number_defaults(codes);
        Ok(Operation {
            name,
            language,
            logo,
            max_attachment: largest.and_then(|bytes| u64::try_from(bytes).ok()),
            attachment_types: types(kinds.as_deref()),
            second_factor_roles: roles(listed.as_deref()),
            numbers_percent,
        })
    }

    /// The logo with this digest; `None` if the operation's current logo is another one.
    pub async fn logo(&self, digest: &str) -> Result<Option<Logo>> {
        let mut statement = self.db().statement();
        let digest = statement.bind(digest);
        statement.text = format!("SELECT logo_type, logo FROM operation WHERE logo_hash = {digest}");
        let row: Option<(String, Vec<u8>)> = self.db().fetch_optional(statement).await?;
        Ok(row.map(|(media_type, content)| Logo { media_type, content }))
    }

    /// Creates the single row of `operation` on the first start. Its time zone follows the
    /// configuration until an administrator chooses one or the first interaction is counted.
    pub(crate) async fn begin_operation(&self) -> Result<()> {
        const SETTLED: &str = "SELECT time_zone, time_zone_chosen OR EXISTS (SELECT 1 FROM interaction) \
                               FROM operation";
        let statement = self.db().statement().with_text(SETTLED);
        let row: Option<(String, bool)> = self.db().fetch_optional(statement).await?;
        if let Some((zone, settled)) = row
            && (settled || zone == self.zone().name())
        {
            return self.use_zone(&zone);
        }
        let mut tx = Tx::begin(self.db()).await?;
        let mut begin = self.db().statement();
        let zone = begin.bind(self.zone().name());
        begin.text = format!(
            "INSERT INTO operation (only_row, time_zone) VALUES (1, {zone}) \
             ON CONFLICT (only_row) DO UPDATE SET time_zone = excluded.time_zone \
             WHERE NOT operation.time_zone_chosen AND NOT EXISTS (SELECT 1 FROM interaction)"
        );
        tx.execute(begin).await?;
        tx.commit().await
    }

    fn use_zone(&self, zone: &str) -> Result<()> {
        if self.zone().name() != zone {
            self.cache_zone(zone_named(zone)?);
        }
        Ok(())
    }
}
