//! What the operation promises its customers, and what it asks them: business hours, service
//! levels, surveys.

use std::collections::BTreeSet;

use bulk::rows;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use domain::sla::{BusinessCalendar, DaySpans, SlaPolicy};
use domain::survey::{Question, QuestionKind, Scale, Survey};

use super::people::queue_id;

const MINUTE: i64 = 60 * 1000;
const HOUR: i64 = 60 * MINUTE;

/// The calendar by which everything is measured.
const CALENDAR: i64 = 1;

/// Holidays of the whole country: month and day.
const HOLIDAYS: [(u32, u32); 9] =
    [(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 25)];

/// Each policy: its name, the position of its queue in [`super::texts::QUEUES`], the business time
/// until the first response and until the resolution.
const POLICIES: [(&str, Option<usize>, i64, i64); 3] = [
    ("Padrão", None, 30 * MINUTE, 16 * HOUR),
    ("Suporte Técnico", Some(1), 15 * MINUTE, 8 * HOUR),
    ("Cancelamento", Some(3), 15 * MINUTE, 24 * HOUR),
];

/// The policy of a queue's cases.
pub(crate) fn policy_of(queue: usize) -> i64 {
    let own = POLICIES.iter().position(|(_, of, ..)| *of == Some(queue));
    own.unwrap_or(0) as i64 + 1
}

/// The survey that every customer may be asked.
pub(crate) const SURVEY: i64 = 1;

/// For how many days it can be answered.
pub(crate) const SURVEY_DAYS: i64 = 7;

/// Its questions.
pub(crate) fn survey() -> Survey {
    let question = |id, kind, text: &str, required| Question { id, kind, text: text.to_owned(), required };
    Survey {
        name: "Satisfação com o atendimento".to_owned(),
        scale: Scale::Csat,
        questions: vec![
            question(1, QuestionKind::Scale, "Como você avalia o atendimento que recebeu?", true),
            question(2, QuestionKind::YesNo, "Seu problema foi resolvido?", true),
            question(3, QuestionKind::Text, "Conte como foi a sua experiência.", false),
        ],
    }
}

/// Adds all of it to what interactions refer to.
pub(crate) fn promise(directory: &mut rows::Directory, zone: Tz, last_day: NaiveDate) {
    directory.calendars.push(rows::Calendar {
        id: CALENDAR,
        name: "Expediente".to_owned(),
        definition: business_hours(zone, last_day),
    });
    let policies =
        POLICIES.iter().zip(1..).map(|((name, queue, first_response, resolution), id)| rows::Policy {
            id,
            name: (*name).to_owned(),
            queue: queue.map(queue_id),
            calendar: CALENDAR,
            promise: SlaPolicy {
                first_response_ms: Some(*first_response),
                resolution_ms: Some(*resolution),
                at_risk_percent: 80,
            },
        });
    directory.policies.extend(policies);
    directory.surveys.push(rows::Survey {
        id: SURVEY,
        queue: None,
        content: survey(),
        valid_days: SURVEY_DAYS,
    });
}

/// Weekdays from 8 to 20, Saturdays until 14.
fn business_hours(zone: Tz, last_day: NaiveDate) -> BusinessCalendar {
    let spans = |text: &str| DaySpans::parse(text).unwrap_or_default();
    let [weekday, saturday, sunday] = ["08:00-20:00", "08:00-14:00", ""].map(spans);
    let years = last_day.year() - 2..=last_day.year() + 2;
    let holidays: BTreeSet<NaiveDate> = years
        .flat_map(|year| {
            HOLIDAYS.into_iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, month, day))
        })
        .collect();
    let week =
        [weekday.clone(), weekday.clone(), weekday.clone(), weekday.clone(), weekday, saturday, sunday];
    BusinessCalendar { zone: zone.name().to_owned(), week, holidays }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_has_its_own_policy_or_the_one_for_all() {
        assert_eq!((policy_of(0), policy_of(1), policy_of(3), policy_of(7)), (1, 2, 3, 1));
    }

    #[test]
    fn somebody_works_on_every_day_but_sunday() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 21).expect("a day");
        let calendar = business_hours(chrono_tz::America::Sao_Paulo, day);
        let open: Vec<bool> = calendar.week.iter().map(|day| !day.spans().is_empty()).collect();
        assert_eq!(open, [true, true, true, true, true, true, false]);
        assert_eq!(calendar.holidays.len(), 45);
    }
}
