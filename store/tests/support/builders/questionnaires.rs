//! Questionnaires on closing a case.

use domain::QuestionnaireId;
use domain::questionnaire::Question;
use domain::settings::QuestionnaireRecord;
use domain::sla::PolicyScope;
use store::Store;

use super::settings::create;

/// Creates a questionnaire for all cases.
pub(crate) async fn questionnaire(store: &Store, name: &str, questions: Vec<Question>) -> QuestionnaireId {
    let scope = PolicyScope { queue: None, kind: None };
    create(store, QuestionnaireRecord { name: name.to_owned(), active: true, scope, questions }).await
}
