//! Merging cases and undoing a merge, with the messages about the outcome.

use domain::CaseId;
use domain::cases::{MergeOutcome, UndoOutcome};

use super::merging::{listed, number};
use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{Notice, texts_of_request};
use crate::locales::Texts;

/// The maximum number of sources of a merge, limited by the address that selects them.
const MAX_SOURCES: usize = 600;

/// Merges cases into the target; `sources` are comma-separated IDs.
pub(super) async fn merge(target: CaseId, sources: &str) -> Result<Notice, AppError> {
    let t = texts_of_request();
    let sources = read(sources).ok_or(AppError::NotFound)?;
    if sources.is_empty() {
        return Ok(Notice::refused(format!("{}.", t.merging().nothing_selected)));
    }
    let context = RequestContext::current()?;
    let outcome = context.scoped()?.cases().merge(target, &sources, store::clock::now()).await?;
    Ok(merge_notice(t, target, &sources, &outcome.ok_or(AppError::NotFound)?))
}

/// Undoes the merge of a case.
pub(super) async fn undo(source: CaseId) -> Result<Notice, AppError> {
    let context = RequestContext::current()?;
    let outcome = context.scoped()?.cases().undo_merge(source, store::clock::now()).await?;
    Ok(undo_notice(texts_of_request(), source, outcome.ok_or(AppError::NotFound)?))
}

fn read(sources: &str) -> Option<Vec<CaseId>> {
    let given: Vec<&str> = sources.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if given.len() > MAX_SOURCES { None } else { given.into_iter().map(|id| id.parse().ok()).collect() }
}

fn merge_notice(t: &Texts, target: CaseId, sources: &[CaseId], outcome: &MergeOutcome) -> Notice {
    let (m, answers) = (t.merging(), &t.answers().merging);
    match outcome {
        MergeOutcome::Merged => {
            Notice::done((answers.merged)(&listed(t, sources), sources.len(), &number(target)))
        }
        MergeOutcome::Target(reason) => {
            Notice::refused(format!("{} {}", answers.nothing_merged, m.target_reason(*reason)))
        }
        MergeOutcome::Refused(reasons) => {
            let reasons =
                reasons.iter().map(|(case, reason)| format!(" {}: {}.", number(*case), m.reason(*reason)));
            Notice::refused(format!("{}{}", answers.nothing_merged, reasons.collect::<String>()))
        }
        MergeOutcome::Conflict => Notice::refused(answers.conflict),
    }
}

fn undo_notice(t: &Texts, source: CaseId, outcome: UndoOutcome) -> Notice {
    match outcome {
        UndoOutcome::Undone { survivor, .. } => {
            Notice::done((t.answers().merging.undone)(&number(source), &number(survivor)))
        }
        UndoOutcome::NotMerged => Notice::refused((t.answers().merging.not_merged)(&number(source))),
        UndoOutcome::Conflict => Notice::refused(t.answers().merging.conflict),
    }
}

#[cfg(test)]
mod tests {
    use domain::merge::{AddressKind, MergeRefusal, TargetRefusal};

    use super::*;
    use crate::locales::Locale;

    fn notice_of(outcome: &MergeOutcome) -> Notice {
        merge_notice(Locale::PtBr.texts(), CaseId(9), &[1, 2, 3].map(CaseId), outcome)
    }

    #[test]
    fn a_merge_names_the_cases() {
        let done = Notice::done("Os casos #1, #2 e #3 foram unificados ao caso #9.");
        assert_eq!(notice_of(&MergeOutcome::Merged), done);
        let one = merge_notice(Locale::En.texts(), CaseId(9), &[CaseId(1)], &MergeOutcome::Merged);
        assert_eq!(one, Notice::done("Case #1 was merged into case #9."));
    }

    #[test]
    fn a_refusal_says_which_case_and_why() {
        let reasons = vec![
            (CaseId(1), MergeRefusal::InService),
            (CaseId(3), MergeRefusal::OtherAddress(AddressKind::WhatsApp)),
        ];
        let text = "Nada foi unificado. #1: está em atendimento. #3: usa outro número de WhatsApp.";
        assert_eq!(notice_of(&MergeOutcome::Refused(reasons)), Notice::refused(text));
        let text =
            "Nada foi unificado. Este caso está finalizado: reabra-o para poder unificar outros a ele.";
        assert_eq!(notice_of(&MergeOutcome::Target(TargetRefusal::Closed)), Notice::refused(text));
    }

    #[test]
    fn an_undo_says_what_became_of_it() {
        let notice_of = |outcome| undo_notice(Locale::Es.texts(), CaseId(3), outcome);
        let undone = UndoOutcome::Undone { survivor: CaseId(9), restored: domain::CaseStatus::OnHold };
        assert_eq!(
            notice_of(undone),
            Notice::done("La unificación del caso #3 con el caso #9 fue deshecha.")
        );
        let text = "El caso #3 ya no está unificado: alguien ya lo deshizo.";
        assert_eq!(notice_of(UndoOutcome::NotMerged), Notice::refused(text));
    }

    #[test]
    fn only_ids_are_read() {
        assert_eq!(read("1, 2,,3"), Some([1, 2, 3].map(CaseId).to_vec()));
        assert_eq!(read(""), Some(Vec::new()));
        assert_eq!(read("1,x"), None);
        assert_eq!(read(&"1,".repeat(MAX_SOURCES + 1)), None);
    }
}
