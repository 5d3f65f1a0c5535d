//! Loads *Interações*.

use domain::Channel;
use domain::cases::CaseHead;

use crate::case::address::CaseAddress;
use crate::case::interactions::InteractionsContent;
use crate::context::RequestContext;
use crate::conversation::load_conversation;
use crate::error::AppError;

/// Loads the content for an address.
pub(super) async fn load(
    context: &RequestContext,
    head: &CaseHead,
    address: &CaseAddress,
) -> Result<InteractionsContent, AppError> {
    let scoped = context.scoped()?;
    let channels = scoped.cases().channels(head.id).await?;
    let asked = address.field("channel").and_then(Channel::parse);
    let chosen = channels.iter().find(|(channel, _)| Some(*channel) == asked).or(channels.first()).copied();
    let Some((channel, total)) = chosen else {
        return Ok(InteractionsContent { channels, shown: None, open: None });
    };
    let asked = address.field("open");
    let page = match asked {
        // A link from another page names the interaction, and not where in the list it is.
        Some(protocol) if address.field("page").is_none() => {
            scoped.cases().page_of_interaction(head.id, channel, protocol).await?
        }
        _ => address.page(),
    };
    let list = scoped.cases().interactions(head.id, channel, total, page).await?;
    // Record the access before content is shown; the open interaction gets its own entry.
    let previewed = list.rows.iter().filter(|row| row.previews_conversation());
    let previewed = previewed.map(|row| row.protocol.clone()).filter(|one| asked != Some(one.as_str()));
    scoped.access_log().record_previews(&previewed.collect::<Vec<_>>(), store::clock::now()).await?;
    let open = list.rows.iter().find(|row| row.in_scope && asked == Some(row.protocol.as_str()));
    let open = match open {
        Some(row) => {
            let whole = address.field("messages") == Some("all");
            Some(load_conversation(context, &row.protocol, whole).await)
        }
        None => None,
    };
    Ok(InteractionsContent { channels, shown: Some((channel, list)), open })
}
