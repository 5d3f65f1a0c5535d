//! Loads *Histórico de Ligações*.

use domain::cases::{CallFilter, CaseHead};
use domain::{CallStatus, Period};

use crate::case::address::CaseAddress;
use crate::case::calls::CallsContent;
use crate::context::RequestContext;
use crate::error::AppError;

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<CallsContent, AppError> {
    let filter = filter(address);
    let list = context.scoped()?.cases().calls(head.id, &filter, address.page()).await?;
    Ok(CallsContent { filter, list })
}

fn filter(address: &CaseAddress) -> CallFilter {
    let day = |name| address.field(name).and_then(|day| day.parse().ok());
    CallFilter {
        status: address.field("status").and_then(CallStatus::parse),
        period: Period { from: day("from"), to: day("to") },
        number: address.search().to_owned(),
    }
}
