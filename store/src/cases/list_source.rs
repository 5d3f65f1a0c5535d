//! Where the cases of a list come from: the narrowest index that holds all of them.

use super::list_filter::{CaseFilter, CaseOrder};
use super::list_search::{Sought, named, word_range};
use crate::Result;
use crate::db::Statement;
use crate::scoped::Scoped;

/// Cases are counted up to here, and paged through up to here.
pub const MAX_COUNTED: u64 = 10_000;

/// Cases found by a name are counted up to here: to count them, each is looked at.
pub const MAX_NAMED: u64 = 1_000;

/// The cases of so many customers are collected and sorted; those of more are come across soon
/// enough by walking the list in its order.
const FEW_CUSTOMERS: i64 = 500;

/// Where cases are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Those that a number leads to.
    Keys,
    /// Those of customers with words in their name, that of the fewest customers first; whether
    /// these customers are few.
    Names { words: Vec<String>, few: bool },
    /// Those somebody is responsible for.
    Agents,
    /// Those of a kind.
    Kind,
    /// Those of some queues.
    Queues,
    /// Those within the scope, of somebody whose scope is small.
    Scope,
    /// Those of a period.
    Opened,
    /// Those of a status.
    Status,
    /// All, in the order of the list: for lists that are long.
    Walk,
}

/// A source as SQL; the case is called `s`.
pub(super) struct Place {
    /// Queries named beforehand.
    named: Vec<String>,
    /// The tables.
    pub(super) tables: String,
    /// What ties them together.
    pub(super) condition: String,
}

impl Place {
    fn table(statement: &Statement, index: &str) -> Self {
        let hint = statement.engine.indexed_by(index);
        Self { named: Vec::new(), tables: format!("service_case AS s {hint}"), condition: "TRUE".to_owned() }
    }

    /// Cases by their IDs, which a query of this name answers.
    fn ids(query: &str) -> Self {
        Self {
            named: vec![format!("known AS MATERIALIZED ({query})")],
            tables: "known CROSS JOIN service_case AS s".to_owned(),
            condition: "s.id = known.id".to_owned(),
        }
    }

    /// The beginning of the statement: what it names beforehand, and what comes after that.
    pub(super) fn with(&self, parts: &[String]) -> String {
        let all: Vec<&str> = self.named.iter().chain(parts).map(String::as_str).collect();
        if all.is_empty() { String::new() } else { format!("WITH {} ", all.join(", ")) }
    }
}

impl Source {
    /// Where the page comes from, once it is known that there are more cases than are counted.
    pub(super) fn of_many(self) -> Self {
        if matches!(self, Self::Names { few: true, .. }) { self } else { Self::Walk }
    }

    pub(super) fn sql(&self, scoped: &Scoped<'_>, statement: &mut Statement, filter: &CaseFilter) -> Place {
        let index = match self {
            Self::Keys => {
                let sought = filter.sought(&scoped.store.number_defaults());
                return Place::ids(&sought.found_by_keys(statement).unwrap_or_default());
            }
            Self::Names { words, .. } => {
                let named = named(statement, words);
                return Place {
                    named: Vec::new(),
                    tables: "customer_name_word AS w CROSS JOIN service_case AS s".to_owned(),
                    condition: format!("{named} AND s.customer_id = w.customer_id"),
                };
            }
            Self::Scope => return Place::ids(&scoped.cases_in_scope(statement)),
            Self::Agents => "service_case_agent",
            Self::Kind => "service_case_kind",
            Self::Queues => "service_case_queue",
            Self::Opened => "service_case_opened",
            Self::Status => "service_case_status",
            Self::Walk => match walked(filter) {
                Some(index) => index,
                None => {
                    return Place {
                        named: Vec::new(),
                        tables: "service_case AS s".to_owned(),
                        condition: "TRUE".to_owned(),
                    };
                }
            },
        };
        Place::table(statement, index)
    }
}

/// The index that has the cases in the order of the list; none is that of the IDs.
fn walked(filter: &CaseFilter) -> Option<&'static str> {
    let one_status = filter.only_status().is_some();
    match filter.order {
        CaseOrder::Id => None,
        CaseOrder::Opened => Some("service_case_opened"),
        CaseOrder::Updated if one_status && filter.agents.len() == 1 => Some("service_case_agent"),
        CaseOrder::Updated if one_status && filter.queues.len() == 1 => Some("service_case_queue"),
        CaseOrder::Updated if one_status => Some("service_case_status"),
        CaseOrder::Updated => Some("service_case_updated"),
    }
}

/// How many rows there are, but not beyond a limit.
fn counted_to(statement: &mut Statement, rows: &str, most: i64) -> String {
    let most = statement.bind(most);
    let limit = statement.engine.limit(&most);
    format!("(SELECT count(*) FROM (SELECT 1 FROM {rows} {limit}) AS met)")
}

impl Scoped<'_> {
    /// The narrowest source of a list.
    pub(super) async fn case_source(&self, filter: &CaseFilter) -> Result<Source> {
        match filter.sought(&self.store.number_defaults()) {
            Sought::Keys(_) => return Ok(Source::Keys),
            Sought::Names(words) => return self.named_source(filter, words).await,
            Sought::Nothing => {}
        }
        if !filter.agents.is_empty() {
            return Ok(Source::Agents);
        }
        if self.has_small_scope().await? {
            return Ok(Source::Scope);
        }
        if filter.kind.is_some() {
            return Ok(Source::Kind);
        }
        if !filter.queues.is_empty() {
            return Ok(Source::Queues);
        }
        if filter.opened.from.is_some() || filter.opened.to.is_some() {
            return Ok(Source::Opened);
        }
        // Whoever is responsible sees: where these are many already, nothing else has to be counted.
        if !self.sees_all() && self.responsible(Some(filter)).await? > MAX_COUNTED {
            return Ok(Source::Walk);
        }
        Ok(Source::Status)
    }

    /// Where the cases of customers with words in their name come from: from these customers where
    /// they are few, else from whatever narrows the list, if anything does.
    async fn named_source(&self, filter: &CaseFilter, words: Vec<String>) -> Result<Source> {
        let (words, few) = self.rarest_first(words).await?;
        if !few {
            if !filter.agents.is_empty() {
                return Ok(Source::Agents);
            }
            if self.has_small_scope().await? {
                return Ok(Source::Scope);
            }
        }
        Ok(Source::Names { words, few })
    }

    /// The words with that of the fewest customers first, and whether few customers have all.
    async fn rarest_first(&self, mut words: Vec<String>) -> Result<(Vec<String>, bool)> {
        let mut statement = self.statement();
        let counts: Vec<String> = words
            .iter()
            .zip(0..)
            .map(|(word, place)| {
                let (from, until) = word_range(&mut statement, word);
                let met = format!("customer_name_word AS w WHERE w.word >= {from} AND w.word < {until}");
                let place = statement.bind(place);
                format!("SELECT {place}, {}", counted_to(&mut statement, &met, MAX_COUNTED.cast_signed()))
            })
            .collect();
        if counts.is_empty() {
            return Ok((words, true));
        }
        statement.text = counts.join(" UNION ALL ");
        let counts = self.fetch_all::<(i64, i64)>(statement).await?;
        let (place, rarest) = counts.into_iter().min_by_key(|(_, n)| *n).unwrap_or_default();
        words.swap(0, usize::try_from(place).unwrap_or(0));
        let few = rarest <= FEW_CUSTOMERS || (words.len() > 1 && self.have_few(&words).await?);
        Ok((words, few))
    }

    /// Whether few customers have all of the words.
    async fn have_few(&self, words: &[String]) -> Result<bool> {
        let mut statement = self.statement();
        let met = format!("customer_name_word AS w WHERE {}", named(&mut statement, words));
        statement.text = format!("SELECT {}", counted_to(&mut statement, &met, FEW_CUSTOMERS + 1));
        Ok(self.fetch_optional::<(i64,)>(statement).await?.is_some_and(|(n,)| n <= FEW_CUSTOMERS))
    }

    /// Whether people in scope are responsible for few cases, and somebody's cases are out of it.
    async fn has_small_scope(&self) -> Result<bool> {
        Ok(!self.sees_all() && self.responsible(None).await? <= MAX_COUNTED)
    }

    /// For how many cases people in scope are responsible, but not beyond the limit; of the
    /// statuses of a filter, where there is one.
    async fn responsible(&self, filter: Option<&CaseFilter>) -> Result<u64> {
        let mut statement = self.statement();
        let sees = self.answers(&mut statement, "s.agent_id");
        let status = filter.map_or_else(|| "TRUE".to_owned(), CaseFilter::status_condition);
        let most = statement.bind(MAX_COUNTED.cast_signed() + 1);
        let limit = statement.engine.limit(&most);
        let index = statement.engine.indexed_by("service_case_agent");
        statement.text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM service_case AS s {index} WHERE {sees} AND {status} {limit}) AS met"
        );
        Ok(self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned()))
    }

    /// The IDs of the cases that people in scope are responsible for or have served, of those they
    /// were merged into, and of those merged into these.
    fn cases_in_scope(&self, statement: &mut Statement) -> String {
        let responsible = self.answers(statement, "own.agent_id");
        let served = self.served_by(statement, "i.agent_id");
        let (by_agent, by_interaction) = (
            statement.engine.indexed_by("service_case_agent"),
            statement.engine.indexed_by("interaction_agent"),
        );
        let seen = format!(
            "SELECT coalesce(m.merged_into, m.id) AS id FROM (\
             SELECT own.id FROM service_case AS own {by_agent} WHERE {responsible} \
             UNION SELECT i.case_id FROM interaction AS i {by_interaction} WHERE {served}) AS met \
             CROSS JOIN service_case AS m WHERE m.id = met.id"
        );
        format!(
            "{seen} UNION SELECT folded.id FROM ({seen}) AS kept CROSS JOIN service_case AS folded \
             WHERE folded.merged_into = kept.id"
        )
    }
}
