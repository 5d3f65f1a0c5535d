//! What policies, surveys and questionnaires have in common: the queue and kind of the cases they are
//! for, either of which may be any.

use domain::QueueId;
use domain::settings::{KindRecord, QueueRecord};
use domain::sla::PolicyScope;
use store::settings::Settings;

use super::input::Input;
use super::opt::Opt;
use super::section::Choices;
use super::values::Values;
use crate::locales::Texts;

/// The queues and kinds there are.
pub(super) async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
    let queues = settings.choices::<QueueRecord>().await?;
    Ok(Choices::default().with("queues", queues).with("kinds", settings.choices::<KindRecord>().await?))
}

/// A queue, or any.
pub(super) fn queue_input(t: &'static Texts, choices: &Choices) -> Input {
    let any = Opt::new("", t.settings.any_queue);
    Input::one("queue", t.settings.queue, std::iter::once(any).chain(Opt::of(choices.of("queues"))).collect())
}

/// A kind of case, or any; `chosen` may be one that is not on the list (any more).
pub(super) fn kind_input(t: &'static Texts, choices: &Choices, chosen: Option<&str>) -> Input {
    let mut options = vec![Opt::new("", t.settings.any_kind)];
    options.extend(Opt::of_names(choices.of("kinds")));
    if let Some(chosen) = chosen.filter(|chosen| choices.of("kinds").iter().all(|kind| kind.name != **chosen))
    {
        options.push(Opt::new(chosen, chosen));
    }
    Input::one("kind", t.settings.kind, options)
}

/// The queue that a form names.
pub(super) fn queue_of(values: &Values) -> Option<QueueId> {
    values.text("queue").parse().ok()
}

/// Queue and kind that a form names.
pub(super) fn scope_of(values: &Values) -> PolicyScope {
    PolicyScope { queue: queue_of(values), kind: Some(values.text("kind").to_owned()) }.tidied()
}

/// The fields of a queue.
pub(super) fn queue_values(values: Values, queue: Option<QueueId>) -> Values {
    values.with("queue", queue.map(|queue| queue.to_string()).unwrap_or_default())
}

/// The fields of queue and kind.
pub(super) fn scope_values(values: Values, scope: &PolicyScope) -> Values {
    queue_values(values, scope.queue).with("kind", scope.kind.clone().unwrap_or_default())
}

/// A queue as a list shows it.
pub(super) fn queue_cell(t: &'static Texts, choices: &Choices, queue: Option<QueueId>) -> String {
    queue.map_or_else(|| t.settings.any_queue.to_owned(), |queue| choices.name("queues", queue.0))
}

/// A kind as a list shows it.
pub(super) fn kind_cell(t: &'static Texts, kind: Option<&str>) -> String {
    kind.unwrap_or(t.settings.any_kind).to_owned()
}
