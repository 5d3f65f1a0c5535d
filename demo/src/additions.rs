//! What people add to cases by hand: files and the values of custom fields, in the newest cases of
//! the supervisor who can be tried. It goes the way it goes for everybody, so the timelines and the
//! audit trail tell of it.

use std::collections::BTreeMap;

use domain::custom_field::{CustomField, FieldKind, FieldOwner};
use domain::settings::FieldRecord;
use domain::{CaseId, Principal, Role, UserId};
use store::cases::{CaseFilter, NewAttachment};
use store::{Scoped, Store, clock};

use crate::files::{ALL, File};
use crate::{Error, Files};

/// The plan of a customer.
const PLANS: [&str; 3] = ["Fibra 300", "Fibra 500", "Fibra 1 Giga"];

/// Adds all of it.
pub(crate) async fn add(store: &Store, files: &impl Files) -> Result<(), Error> {
    let (Some(admin), Some(supervisor)) =
        (store.accounts().find("admin").await?, store.accounts().find("supervisor").await?)
    else {
        return Ok(());
    };
    set_up(store, admin).await?;
    let supervisor = Principal { user: supervisor, role: Role::Supervisor };
    let newest = store.as_principal(&supervisor).case_list(&CaseFilter::default(), 1).await?;
    for (n, case) in newest.rows.iter().enumerate() {
        let Some(agent) = &case.responsible else { continue };
        let agent = Principal { user: agent.id, role: Role::Agent };
        let agent = store.as_principal(&agent);
        // One of four cases has no file, the others have one to three.
        for file in ALL.iter().take(n % (ALL.len() + 1)) {
            attach(&agent, files, case.id, file).await?;
        }
        fill_in(&agent, case.id, PLANS[n % PLANS.len()]).await?;
    }
    Ok(())
}

/// The custom fields: of a customer the plan, of a case the day of a visit.
async fn set_up(store: &Store, admin: UserId) -> Result<(), Error> {
    let field = |name: &str, kind, options: &[&str]| CustomField {
        key: name.to_owned(),
        name: name.to_owned(),
        kind,
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        required: false,
    };
    let admin = Principal { user: admin, role: Role::Administrator };
    let Some(settings) = store.as_principal(&admin).settings() else { return Ok(()) };
    for (owner, field) in [
        (FieldOwner::Customer, field("Plano", FieldKind::Choice, &PLANS)),
        (FieldOwner::Case, field("Visita técnica", FieldKind::Date, &[])),
    ] {
        let record = FieldRecord { owner, field, position: 0, active: true };
        settings.create(record, clock::now_ms()).await?;
    }
    Ok(())
}

async fn attach(agent: &Scoped<'_>, files: &impl Files, case: CaseId, file: &File) -> Result<(), Error> {
    let stored = files.put("attachments", file.bytes).await;
    let stored = stored.map_err(|why| Error::File { name: file.name, why })?;
    let new = NewAttachment {
        name: file.name.to_owned(),
        content_type: file.content_type.to_owned(),
        size: stored.size,
        sha256: stored.sha256,
        blob: stored.blob,
    };
    agent.attach(case, &new, clock::now_ms()).await?;
    Ok(())
}

async fn fill_in(agent: &Scoped<'_>, case: CaseId, plan: &str) -> Result<(), Error> {
    let Some(data) = agent.case_data(case).await? else { return Ok(()) };
    let mut customer = data.customer;
    customer.custom = BTreeMap::from([("Plano".to_owned(), plan.to_owned())]);
    agent.edit_customer(case, data.customer_revision, customer, clock::now_ms()).await?;
    Ok(())
}
