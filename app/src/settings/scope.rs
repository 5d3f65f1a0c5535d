//! The scope of policies, surveys and questionnaires: the queue and the kind of the cases they
//! apply to, or any.

use domain::QueueId;
use domain::settings::{KindRecord, QueueRecord, field_name};
use domain::sla::PolicyScope;
use store::settings::Settings;

use super::section::{Choices, name};
use crate::form::{Input, SelectOption, Values};
use crate::locales::Texts;

/// The queues and kinds to choose from.
pub(super) async fn choices(settings: &Settings<'_>) -> store::Result<Choices> {
    let queues = settings.choices::<QueueRecord>().await?;
    Ok(Choices { queues, kinds: settings.choices::<KindRecord>().await?, ..Choices::default() })
}

/// A select of a queue, or any.
pub(super) fn queue_input(t: &'static Texts, choices: &Choices) -> Input {
    let any = SelectOption::new("", t.settings.any_queue);
    Input::one(
        field_name::QUEUE,
        t.settings.queue,
        std::iter::once(any).chain(SelectOption::of(&choices.queues)).collect(),
    )
}

/// A select of a kind of case, or any; `chosen` is added if it is not (or no longer) one of the
/// choices.
pub(super) fn kind_input(t: &'static Texts, choices: &Choices, chosen: Option<&str>) -> Input {
    let mut options = vec![SelectOption::new("", t.settings.any_kind)];
    options.extend(SelectOption::of_names(&choices.kinds));
    if let Some(chosen) = chosen.filter(|chosen| choices.kinds.iter().all(|kind| kind.name != **chosen)) {
        options.push(SelectOption::new(chosen, chosen));
    }
    Input::one(field_name::KIND, t.settings.kind, options)
}

/// The queue selected in a form.
pub(super) fn queue_of(values: &Values) -> Option<QueueId> {
    values.text(field_name::QUEUE).parse().ok()
}

/// The queue and the kind selected in a form.
pub(super) fn scope_of(values: &Values) -> PolicyScope {
    PolicyScope { queue: queue_of(values), kind: Some(values.text(field_name::KIND).to_owned()) }.tidied()
}

/// Adds the queue to form values.
pub(super) fn queue_values(values: Values, queue: Option<QueueId>) -> Values {
    values.with(field_name::QUEUE, queue.map(|queue| queue.to_string()).unwrap_or_default())
}

/// Adds the queue and the kind to form values.
pub(super) fn scope_values(values: Values, scope: &PolicyScope) -> Values {
    queue_values(values, scope.queue).with(field_name::KIND, scope.kind.clone().unwrap_or_default())
}

/// The list cell of a queue.
pub(super) fn queue_cell(t: &'static Texts, choices: &Choices, queue: Option<QueueId>) -> String {
    queue.map_or_else(|| t.settings.any_queue.to_owned(), |queue| name(&choices.queues, queue).to_owned())
}

/// The list cell of a kind.
pub(super) fn kind_cell(t: &'static Texts, kind: Option<&str>) -> String {
    kind.unwrap_or(t.settings.any_kind).to_owned()
}
