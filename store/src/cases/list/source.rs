//! Source of a case list: the most selective index that covers all its cases.

use domain::cases::{CaseFilter, CaseOrder, MAX_COUNTED};

use crate::Result;
use crate::cases::Cases;
use crate::cases::list::filter::status_condition;
use crate::cases::list::search::{SearchTerms, name_condition, word_range};
use crate::db::{Engine, Statement};

/// The cases of up to this many customers are collected and sorted; with more, a scan in list order
/// fills a page soon enough.
const FEW_CUSTOMERS: i64 = 500;

/// The source of the cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cases) enum Source {
    /// Cases found by number or document.
    Keys,
    /// Cases of customers by words of their name, rarest word first; `few` if these customers are
    /// at most [`FEW_CUSTOMERS`].
    Names { words: Vec<String>, few: bool },
    /// Cases of the responsible agents in the filter.
    Agents,
    /// Cases of these agents opened in the period of the filter.
    AgentsOpened,
    /// Cases of the kind in the filter.
    Kind,
    /// Cases of the queues in the filter.
    Queues,
    /// All cases in a small scope.
    Scope,
    /// Cases opened in the period of the filter.
    Opened,
    /// Cases with the statuses of the filter.
    Status,
    /// Scan of all cases, or of all open ones, in list order, for long lists.
    Walk,
}

/// The condition of the indexes of open cases, as SQLite wants to find it in a statement.
const IS_OPEN: &str = "s.status IN ('waiting', 'in_service', 'on_hold')";

/// Cases in the order of an index.
pub(in crate::cases) struct Range {
    /// `None` for the primary key.
    pub(in crate::cases) index: Option<&'static str>,
    /// The condition on its first columns, or of what is in it.
    pub(in crate::cases) condition: String,
}

impl Range {
    fn whole(index: Option<&'static str>) -> Self {
        Self { index, condition: "TRUE".to_owned() }
    }

    /// An index of open cases. PostgreSQL knows what is in it from the statuses of the filter, and would take
    /// the condition for another one that fewer cases meet.
    fn open(index: &'static str, engine: Engine) -> Self {
        let condition = if engine.is_sqlite() { IS_OPEN } else { "TRUE" };
        Self { index: Some(index), condition: condition.to_owned() }
    }

    /// The table with its index.
    pub(in crate::cases) fn table(&self, statement: &Statement) -> String {
        let hint = match self.index {
            Some(index) => statement.engine.indexed_by(index),
            None => statement.engine.in_order_of_ids().to_owned(),
        };
        format!("service_case AS s {hint}")
    }
}

/// SQL of a source; the case has the alias `s`.
pub(in crate::cases) struct FromClause {
    /// Common table expressions.
    named: Vec<String>,
    /// The tables.
    pub(in crate::cases) tables: String,
    /// The join condition.
    pub(in crate::cases) condition: String,
}

impl FromClause {
    fn range(statement: &Statement, range: Range) -> Self {
        Self { named: Vec::new(), tables: range.table(statement), condition: range.condition }
    }

    /// Cases whose IDs a query returns.
    fn ids(query: &str) -> Self {
        Self {
            named: vec![format!("known AS MATERIALIZED ({query})")],
            tables: "known CROSS JOIN service_case AS s".to_owned(),
            condition: "s.id = known.id".to_owned(),
        }
    }

    /// The `WITH` clause, extended by `parts`.
    pub(in crate::cases) fn with(&self, parts: &[String]) -> String {
        let all: Vec<&str> = self.named.iter().chain(parts).map(String::as_str).collect();
        if all.is_empty() { String::new() } else { format!("WITH {} ", all.join(", ")) }
    }
}

impl Source {
    /// The source of the page if there are more cases than the limit.
    pub(in crate::cases) fn for_long_list(self) -> Self {
        if matches!(self, Self::Names { few: true, .. }) {
            return self;
        }
        Self::Walk
    }

    /// The source if the order does not matter: nothing is scanned only because it is in list order.
    pub(in crate::cases) fn for_any_order(self) -> Self {
        if self == Self::Walk { Self::Status } else { self }
    }

    pub(in crate::cases) fn sql(
        &self,
        scoped: &Cases<'_>,
        statement: &mut Statement,
        filter: &CaseFilter,
    ) -> FromClause {
        let index = match self {
            Self::Keys => {
                let terms = SearchTerms::of(filter, &scoped.store.number_defaults());
                return FromClause::ids(&terms.cases_by_keys(statement).unwrap_or_default());
            }
            Self::Names { words, .. } => {
                let named = name_condition(statement, words);
                return FromClause {
                    named: Vec::new(),
                    tables: "customer_name_word AS w CROSS JOIN service_case AS s".to_owned(),
                    condition: format!("{named} AND s.customer_id = w.customer_id"),
                };
            }
            Self::Scope => return FromClause::ids(&scoped.cases_in_scope(statement)),
            Self::Agents => "service_case_agent",
            Self::AgentsOpened => "service_case_agent_opened",
            Self::Kind => "service_case_kind",
            Self::Queues => "service_case_queue",
            Self::Opened => "service_case_opened",
            Self::Status => "service_case_status",
            Self::Walk => return FromClause::range(statement, walked(filter, statement.engine)),
        };
        FromClause::range(statement, Range::whole(Some(index)))
    }
}

/// The cases in list order.
pub(in crate::cases) fn walked(filter: &CaseFilter, engine: Engine) -> Range {
    let (one_status, open_only) = (filter.only_status().is_some(), filter.is_open_only());
    match filter.order {
        CaseOrder::Id if open_only => Range::open("service_case_open_id", engine),
        CaseOrder::Id => Range::whole(None),
        CaseOrder::Opened if open_only => Range::open("service_case_open_opened", engine),
        CaseOrder::Opened => Range::whole(Some("service_case_opened")),
        // Cases by due instants are sorted by their clocks (`due.rs`).
        CaseOrder::Updated | CaseOrder::Due => match (filter.agents.len(), filter.queues.len()) {
            (1, _) if one_status => Range::whole(Some("service_case_agent")),
            (_, 1) if one_status => Range::whole(Some("service_case_queue")),
            _ if one_status => Range::whole(Some("service_case_status")),
            _ if open_only => Range::open("service_case_open_updated", engine),
            _ => Range::whole(Some("service_case_updated")),
        },
    }
}

/// Subquery that counts rows up to a limit.
fn counted_to(statement: &mut Statement, rows: &str, most: i64) -> String {
    let most = statement.bind(most);
    let limit = statement.engine.limit(&most);
    format!("(SELECT count(*) FROM (SELECT 1 FROM {rows} {limit}) AS met)")
}

impl Cases<'_> {
    /// The most selective source of a list.
    pub(in crate::cases) async fn case_source(&self, filter: &CaseFilter) -> Result<Source> {
        match SearchTerms::of(filter, &self.store.number_defaults()) {
            SearchTerms::Keys(_) => return Ok(Source::Keys),
            SearchTerms::Names(words) => return self.named_source(filter, words).await,
            SearchTerms::Nothing => {}
        }
        let is_of_period = filter.opened.from.is_some() || filter.opened.to.is_some();
        if !filter.agents.is_empty() {
            // The open ones are few, whenever they were opened.
            let by_opening = is_of_period && !filter.is_open_only();
            return Ok(if by_opening { Source::AgentsOpened } else { Source::Agents });
        }
        // Responsibility alone puts a case in scope: if there are many, no count is needed.
        let is_unfiltered =
            filter.kind.is_none() && filter.queues.is_empty() && filter.opened == domain::Period::default();
        if is_unfiltered && !self.sees_all() && self.responsible(Some(filter)).await? > MAX_COUNTED {
            return Ok(Source::Walk);
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
        if is_of_period {
            return Ok(Source::Opened);
        }
        Ok(Source::Status)
    }

    /// The source of a search by name: the matching customers if they are few, else a more
    /// selective filter, if any.
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

    /// The words with the rarest one first, and whether few customers match all of them.
    async fn rarest_first(&self, mut words: Vec<String>) -> Result<(Vec<String>, bool)> {
        let mut statement = self.unrestricted_statement();
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
        let few = rarest <= FEW_CUSTOMERS || (words.len() > 1 && self.match_few_customers(&words).await?);
        Ok((words, few))
    }

    /// Whether few customers match all words.
    async fn match_few_customers(&self, words: &[String]) -> Result<bool> {
        let mut statement = self.unrestricted_statement();
        let met = format!("customer_name_word AS w WHERE {}", name_condition(&mut statement, words));
        statement.text = format!("SELECT {}", counted_to(&mut statement, &met, FEW_CUSTOMERS + 1));
        Ok(self.fetch_optional::<(i64,)>(statement).await?.is_some_and(|(n,)| n <= FEW_CUSTOMERS))
    }

    /// Whether the scope is limited and agents in scope are responsible for few cases.
    async fn has_small_scope(&self) -> Result<bool> {
        Ok(!self.sees_all() && self.responsible(None).await? <= MAX_COUNTED)
    }

    /// Counts the cases of responsible agents in scope, up to the limit; with the statuses of the
    /// filter, if given.
    async fn responsible(&self, filter: Option<&CaseFilter>) -> Result<u64> {
        let mut statement = self.statement();
        let sees = self.assignee_in_scope(&mut statement, "s.agent_id");
        let status = filter.map_or_else(|| "TRUE".to_owned(), status_condition);
        let most = statement.bind(MAX_COUNTED.cast_signed() + 1);
        let limit = statement.engine.limit(&most);
        let index = statement.engine.indexed_by("service_case_agent");
        statement.text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM service_case AS s {index} WHERE {sees} AND {status} {limit}) AS met"
        );
        Ok(self.fetch_optional::<(i64,)>(statement).await?.map_or(0, |(n,)| n.cast_unsigned()))
    }

    /// Query of the IDs of the cases that agents in scope are responsible for or have served, of
    /// their survivors, and of the cases merged into these.
    fn cases_in_scope(&self, statement: &mut Statement) -> String {
        let responsible = self.assignee_in_scope(statement, "own.agent_id");
        let served = self.indexed_agent_in_scope(statement, "i.agent_id");
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
            "{seen} UNION SELECT merged.id FROM ({seen}) AS kept CROSS JOIN service_case AS merged \
             WHERE merged.merged_into = kept.id"
        )
    }
}
