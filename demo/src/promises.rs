//! Business hours, SLA policies and the satisfaction survey of the demo.

use std::collections::BTreeSet;

use bulk::rows;
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use domain::sla::{BusinessCalendar, DaySpans, SlaPolicy};
use domain::survey::{Question, QuestionKind, Scale, Survey};
use domain::{CalendarId, Millis, PolicyId, SurveyId};

use super::people::queue_id;

/// The ID of the only business calendar.
const CALENDAR: CalendarId = CalendarId(1);

/// National holidays: month and day.
const HOLIDAYS: [(u32, u32); 9] =
    [(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 25)];

/// SLA policies: name, index of the queue in [`super::texts::QUEUES`], and the targets of the first
/// response and the resolution.
const POLICIES: [(&str, Option<usize>, Millis, Millis); 3] = [
    ("Padrão", None, Millis::minutes(30), Millis::hours(16)),
    ("Suporte Técnico", Some(1), Millis::minutes(15), Millis::hours(8)),
    ("Cancelamento", Some(3), Millis::minutes(15), Millis::hours(24)),
];

/// The ID of the policy for a queue's cases.
pub(crate) fn policy_of(queue: usize) -> PolicyId {
    let own = POLICIES.iter().position(|(_, of, ..)| *of == Some(queue));
    PolicyId(own.unwrap_or(0) as i64 + 1)
}

/// The ID of the only survey.
pub(crate) const SURVEY: SurveyId = SurveyId(1);

/// For how many days the survey can be answered.
pub(crate) const SURVEY_DAYS: i64 = 7;

/// The content of the survey.
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

/// Adds calendar, policies and survey to the directory.
pub(crate) fn promise(directory: &mut rows::Directory, zone: Tz, last_day: NaiveDate) {
    directory.calendars.push(rows::Calendar {
        id: CALENDAR,
        name: "Expediente".to_owned(),
        definition: business_hours(zone, last_day),
    });
    let policies =
        POLICIES.iter().zip((1..).map(PolicyId)).map(|((name, queue, first_response, resolution), id)| {
            rows::Policy {
                id,
                name: (*name).to_owned(),
                queue: queue.map(queue_id),
                calendar: CALENDAR,
                promise: SlaPolicy {
                    first_response_ms: Some(*first_response),
                    resolution_ms: Some(*resolution),
                    at_risk_percent: 80,
                },
            }
        });
    directory.policies.extend(policies);
    directory.surveys.push(rows::Survey {
        id: SURVEY,
        queue: None,
        content: survey(),
        valid_days: SURVEY_DAYS,
    });
}

/// Weekdays 8:00 to 20:00, Saturdays 8:00 to 14:00.
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
        assert_eq!([0, 1, 3, 7].map(policy_of), [1, 2, 3, 1].map(PolicyId));
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
