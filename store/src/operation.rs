//! What the operation as a whole has settled.

use chrono_tz::Tz;
use domain::Role;
use domain::number::NumberDefaults;

use crate::db::Tx;
use crate::{Error, Result, Store, numbers};

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long after its close a case is reopened where nothing else was said: seven days.
pub const REOPEN_DAYS: u32 = 7;

/// What every page, every upload and every stranger's greeting goes by. Where nothing is said, it is
/// as the server was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation {
    /// What it is called.
    pub name: Option<String>,
    /// The language of people who chose none, by its tag.
    pub language: Option<String>,
    /// The digest of its logo, which is part of the logo's address.
    pub logo: Option<String>,
    /// The largest file a case takes, in bytes.
    pub largest_attachment: Option<u64>,
    /// The media types a case takes; none where nothing is said.
    pub attachment_types: Vec<String>,
    /// The roles that cannot do without a second factor.
    pub second_factor_roles: Vec<Role>,
    /// How much of all telephone numbers is read by its codes, where not all of them are.
    pub numbers_percent: Option<u8>,
}

/// A picture: its media type and content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// `image/png`
    pub media_type: String,
    /// The file.
    pub content: Vec<u8>,
}

/// Time zone, name, language, digest of the logo, largest file and types, country and area code, roles
/// with a second factor, by what numbers were made.
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

/// The types of a column that lists them.
pub(crate) fn types(column: Option<&str>) -> Vec<String> {
    column.iter().flat_map(|types| types.split(',')).map(ToOwned::to_owned).collect()
}

/// The roles of a column that lists them.
pub(crate) fn roles(column: Option<&str>) -> Vec<Role> {
    types(column).iter().filter_map(|role| Role::parse(role)).collect()
}

/// The time zone of a name that is kept.
pub(crate) fn zone_named(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| Error::Corrupt(format!("the time zone {name:?}")))
}

/// The country and area code that are kept.
pub(crate) fn number_defaults(country: &str, area: Option<&str>) -> Result<NumberDefaults> {
    NumberDefaults::new(country, area)
        .map_err(|error| Error::Corrupt(format!("the codes {country:?} and {area:?}: {error}")))
}

impl Store {
    /// What the operation has settled, as it stands now; this store goes by its time zone from then on.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn operation(&self) -> Result<Operation> {
        let statement = self.db().statement().with_text(
            "SELECT time_zone, name, locale, logo_hash, largest_attachment, attachment_types, dial_country, \
         dial_area, second_factor_roles, numbers_by FROM operation",
        );
        let row: Option<Row> = self.db().fetch_optional(statement).await?;
        let Some((zone, name, language, logo, largest, kinds, country, area, listed, made_by)) = row else {
            return Ok(Operation::default());
        };
        self.go_by(&zone)?;
        let codes = number_defaults(&country, area.as_deref())?;
        let numbers_percent = numbers::percent_read(made_by.as_deref(), &codes);
        self.keep_number_defaults(codes);
        Ok(Operation {
            name,
            language,
            logo,
            largest_attachment: largest.and_then(|bytes| u64::try_from(bytes).ok()),
            attachment_types: types(kinds.as_deref()),
            second_factor_roles: roles(listed.as_deref()),
            numbers_percent,
        })
    }

    /// The logo of a digest; `None` where it is not, or no longer, the operation's.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn logo(&self, digest: &str) -> Result<Option<Logo>> {
        let mut statement = self.db().statement();
        let digest = statement.bind(digest);
        statement.text = format!("SELECT logo_type, logo FROM operation WHERE logo_hash = {digest}");
        let row: Option<(String, Vec<u8>)> = self.db().fetch_optional(statement).await?;
        Ok(row.map(|(media_type, content)| Logo { media_type, content }))
    }

    /// The one row of the operation is there from the first start on. Its time zone is that of the
    /// start until somebody chooses one or an interaction was counted by it.
    pub(crate) async fn begin_operation(&self) -> Result<()> {
        const SETTLED: &str = "SELECT time_zone, time_zone_chosen OR EXISTS (SELECT 1 FROM interaction) \
                               FROM operation";
        let statement = self.db().statement().with_text(SETTLED);
        let row: Option<(String, bool)> = self.db().fetch_optional(statement).await?;
        if let Some((zone, settled)) = row
            && (settled || zone == self.zone().name())
        {
            return self.go_by(&zone);
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

    fn go_by(&self, zone: &str) -> Result<()> {
        if self.zone().name() != zone {
            self.keep_zone(zone_named(zone)?);
        }
        Ok(())
    }
}
