//! The numbers behind the month chart, from the settled day counts.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::chart::{DayCount, fill_month};
use domain::{Channel, Month, Period};

use super::totals::{days_of, stored_day};
use super::{Scoped, coded};
use crate::Result;

impl Scoped<'_> {
    /// Every day of the month with its interactions by channel.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn month(&self, month: Month) -> Result<Vec<DayCount>> {
        let mut statement = self.statement();
        let period = Period { from: Some(month.first_day()), to: Some(month.last_day()) };
        let days = days_of(&mut statement, period).join(" AND ");
        let from = if self.sees_all() {
            // Naming queues and channels makes the days a range of the key.
            "interaction_queue_day WHERE queue_id IN (SELECT id FROM queue) AND channel IN (1, 2, 3)"
                .to_owned()
        } else {
            format!("interaction_day WHERE {}", self.sees(&mut statement, "agent_id"))
        };
        statement.text = format!(
            "SELECT day, channel, CAST(sum(n) AS BIGINT) AS n FROM {from} AND {days} GROUP BY day, channel"
        );
        let mut counts: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
        for (day, channel, n) in statement.all::<(String, i16, i64)>().await? {
            let day = stored_day(&day)?;
            let channel = coded("channel", channel, Channel::from_code)?;
            let count = counts.entry(day).or_insert(DayCount { day, by_channel: [0; 3] });
            count.by_channel[channel.code() as usize - 1] += u32::try_from(n).unwrap_or(u32::MAX);
        }
        Ok(fill_month(month, &counts.into_values().collect::<Vec<_>>()))
    }
}
