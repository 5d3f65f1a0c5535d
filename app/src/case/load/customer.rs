//! Loads *Histórico do Cliente*.

use domain::CaseId;
use domain::cases::{CaseHead, CustomerQuery};

use crate::case::address::CaseAddress;
use crate::case::customer::CustomerContent;
use crate::case::merge_alert::MergeQuestion;
use crate::context::RequestContext;
use crate::error::AppError;

/// Maximum number of possible duplicates that are named.
const DUPLICATES: usize = 3;

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<CustomerContent, AppError> {
    let asked = address.field("ask").is_some();
    let query = CustomerQuery {
        search: address.search().to_owned(),
        page: address.page(),
        selected: if asked { selected(address) } else { Vec::new() },
    };
    let scoped = context.scoped()?;
    let (cases, customers) = (scoped.cases(), scoped.customers());
    let (found, duplicates) = futures::try_join!(
        cases.customer_cases(head, &query),
        customers.duplicates_of(head.customer, DUPLICATES)
    )?;
    let cases = found.ok_or(AppError::NotFound)?;
    Ok(CustomerContent {
        customer: head.customer,
        duplicates,
        refusal: cases.may_receive().err(),
        question: if asked { MergeQuestion::about(&cases) } else { None },
        page: cases.page,
        rows: cases.cases,
    })
}

fn selected(address: &CaseAddress) -> Vec<CaseId> {
    address.fields("merge").filter_map(|id| id.parse().ok()).collect()
}
