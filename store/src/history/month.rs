//! Data of the month chart, from the materialised day counters.

use domain::chart::{DayCount, fill_month};
use domain::{Channel, HistoryFilter, Month, Period};

use super::totals::{all_queue_days, channel_column, days_of, stored_day};
use crate::Result;
use crate::history::History;

impl History<'_> {
    /// The number of interactions by channel for every day of the month.
    pub async fn month(&self, month: Month) -> Result<Vec<DayCount>> {
        let mut statement = self.statement();
        let from = if self.sees_all() {
            all_queue_days(&mut statement, &HistoryFilter::default())
        } else {
            format!("interaction_agent_day WHERE {}", self.agent_in_scope(&mut statement, "agent_id"))
        };
        let sums = Channel::ALL.map(|channel| {
            let counted = if self.sees_all() {
                format!("CASE channel WHEN {} THEN n ELSE 0 END", channel.code())
            } else {
                channel_column(channel).to_owned()
            };
            format!("CAST(sum({counted}) AS BIGINT)")
        });
        let period = Period { from: Some(month.first_day()), to: Some(month.last_day()) };
        let days = days_of(&mut statement, period).join(" AND ");
        statement.text = format!("SELECT day, {} FROM {from} AND {days} GROUP BY day", sums.join(", "));
        let rows: Vec<(String, i64, i64, i64)> = self.fetch_all(statement).await?;
        let counts: Result<Vec<DayCount>> = rows
            .into_iter()
            .map(|(day, voice, webchat, whatsapp)| {
                let by_channel = [voice, webchat, whatsapp].map(|n| u32::try_from(n).unwrap_or(u32::MAX));
                Ok(DayCount { day: stored_day(&day)?, by_channel })
            })
            .collect();
        Ok(fill_month(month, &counts?))
    }
}
