//! What the forms of *Clientes duplicados* do, with the messages about the outcome.

use domain::customers::{
    CustomerMerge, CustomerMergeOutcome, CustomerUndoOutcome, DismissalOutcome, MergeField, Pair,
};
use domain::{CustomerId, Revision};

use crate::context::RequestContext;
use crate::error::AppError;
use crate::flash::{Notice, texts_of_request};

/// Merges one of two customers into the other. `choices` are the customers whose name, document and
/// e-mail address are kept.
pub(super) async fn merge(
    sides: [(CustomerId, Revision); 2],
    survivor: Option<CustomerId>,
    choices: [Option<CustomerId>; 3],
) -> Result<Notice, AppError> {
    let words = texts_of_request().customers();
    let Some(survivor) = survivor else { return Ok(Notice::refused(words.no_survivor)) };
    let [one, other] = sides;
    let (survivor, source) = match survivor {
        id if id == one.0 => (one, other),
        id if id == other.0 => (other, one),
        _ => return Err(AppError::NotFound),
    };
    let fields = [MergeField::Name, MergeField::Document, MergeField::Email];
    let of_source = fields.into_iter().zip(choices).filter(|(_, choice)| *choice == Some(source.0));
    let of_source = of_source.map(|(field, _)| field).collect();
    let context = RequestContext::current()?;
    let asked = CustomerMerge { survivor, source, of_source };
    let outcome = context.scoped()?.customers().merge(&asked, store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        CustomerMergeOutcome::Merged => Notice::done(words.done_merged),
        CustomerMergeOutcome::Conflict => Notice::refused(words.conflict),
    })
}

/// Undoes the merge of a customer.
pub(super) async fn undo(source: CustomerId) -> Result<Notice, AppError> {
    let words = texts_of_request().customers();
    let context = RequestContext::current()?;
    let outcome = context.scoped()?.customers().undo_merge(source, store::clock::now()).await?;
    Ok(match outcome.ok_or(AppError::NotFound)? {
        CustomerUndoOutcome::Undone => Notice::done(words.done_undone),
        CustomerUndoOutcome::NotMerged => Notice::refused(words.not_merged),
        CustomerUndoOutcome::Conflict => Notice::refused(words.conflict),
    })
}

/// Stops proposing a pair, or proposes it again.
pub(super) async fn dismiss(pair: &str, undo: bool) -> Result<Notice, AppError> {
    let words = texts_of_request().customers();
    let pair = Pair::parse(pair).ok_or(AppError::NotFound)?;
    let context = RequestContext::current()?;
    let (scoped, now) = (context.scoped()?, store::clock::now());
    let customers = scoped.customers();
    if undo {
        let done = customers.take_dismissal_back(pair, now).await?;
        return if done { Ok(Notice::done(words.done_again)) } else { Err(AppError::NotFound) };
    }
    Ok(match customers.dismiss(pair, now).await?.ok_or(AppError::NotFound)? {
        DismissalOutcome::Dismissed => Notice::done(words.done_distinct),
        DismissalOutcome::Conflict => Notice::refused(words.conflict),
    })
}

/// Marks a number as that of several persons, or takes that back.
pub(super) async fn mark_number(number: &str, undo: bool) -> Result<Notice, AppError> {
    let words = texts_of_request().customers();
    let context = RequestContext::current()?;
    let (scoped, now) = (context.scoped()?, store::clock::now());
    let customers = scoped.customers();
    let (done, text) = if undo {
        (customers.unmark_number(number, now).await?, words.done_unshared)
    } else {
        (customers.mark_number(number, now).await?, words.done_shared)
    };
    if done { Ok(Notice::done(text)) } else { Err(AppError::NotFound) }
}
