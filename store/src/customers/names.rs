//! The search key of a name holds the names of the whole family, so that a search for any of them
//! finds the cases of all. A name that is filled in later by intake is added to the key of its own
//! customer; the next edit, merge or undo makes the keys of the family again.

use std::collections::BTreeSet;

use domain::CustomerId;
use domain::text::words;

use crate::Result;
use crate::db::Tx;

/// Makes the search keys of the names of a survivor's family again.
pub(crate) async fn refresh_names(tx: &mut Tx, survivor: CustomerId) -> Result<()> {
    let mut statement = tx.statement();
    let family = super::family(&mut statement, survivor);
    statement.text =
        format!("SELECT c.id, c.name, c.name_key FROM customer AS c WHERE c.id IN ({family}) ORDER BY c.id");
    let members = tx.fetch_all::<(CustomerId, Option<String>, Option<String>)>(statement).await?;
    for (id, own, stored) in &members {
        let key = family_key(own.as_deref(), members.iter().filter_map(|(_, name, _)| name.as_deref()));
        if key == *stored {
            continue;
        }
        let mut update = tx.statement();
        let (key, id) = (update.bind(key.as_deref()), update.bind(*id));
        update.update("customer", [("name_key", key)]).push(&format!("WHERE id = {id}"));
        tx.execute(update).await?;
    }
    Ok(())
}

/// The words of a customer's own name, followed by what the other names add; `None` without any name.
fn family_key<'a>(own: Option<&str>, all: impl Iterator<Item = &'a str>) -> Option<String> {
    let own = own.unwrap_or_default();
    let mut key: Vec<String> = words(own);
    let mut known: BTreeSet<String> = key.iter().cloned().collect();
    let mut named = !own.is_empty();
    for name in all {
        named |= !name.is_empty();
        key.extend(words(name).into_iter().filter(|word| known.insert(word.clone())));
    }
    named.then(|| key.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_begins_with_the_own_name_and_adds_the_others() {
        let all = ["Ana Souza", "Aninha", "Ána Lima"];
        assert_eq!(family_key(Some("Aninha"), all.into_iter()).as_deref(), Some("aninha ana souza lima"));
        assert_eq!(family_key(None, all.into_iter()).as_deref(), Some("ana souza aninha lima"));
        assert_eq!(family_key(Some("José José"), ["José José"].into_iter()).as_deref(), Some("jose jose"));
        assert_eq!(family_key(None, std::iter::empty()), None);
    }
}
