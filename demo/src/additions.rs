//! Attachments and custom field values in the newest cases of the demo's supervisor. They are added
//! through the regular store functions, so they appear in the timelines and the audit trail.

use std::collections::BTreeMap;

use domain::cases::CaseFilter;
use domain::custom_field::{CustomField, FieldKind, FieldOwner};
use domain::settings::FieldRecord;
use domain::{CaseId, Principal, Role, UserId};
use store::cases::NewAttachment;
use store::settings::CreateOutcome;
use store::{Scoped, Store, clock};

use crate::files::{ALL, File};
use crate::{Error, Files};

/// The options of the custom field for a customer's plan.
const PLANS: [&str; 3] = ["Fibra 300", "Fibra 500", "Fibra 1 Giga"];

/// Adds the custom fields, attachments and values.
pub(crate) async fn add(store: &Store, files: &impl Files) -> Result<(), Error> {
    let (Some(admin), Some(supervisor)) =
        (store.accounts().find("admin").await?, store.accounts().find("supervisor").await?)
    else {
        return Ok(());
    };
    set_up(store, admin).await?;
    let supervisor = Principal { user: supervisor, role: Role::Supervisor };
    let newest = store.as_principal(&supervisor).cases().list(&CaseFilter::default(), 1).await?;
    for (n, case) in newest.rows.iter().enumerate() {
        let Some(agent) = &case.responsible else { continue };
        let agent = Principal { user: agent.id, role: Role::Agent };
        let agent = store.as_principal(&agent);
        // One in four cases has no attachment, the others have one to three.
        for file in ALL.iter().take(n % (ALL.len() + 1)) {
            attach(&agent, files, case.id, file).await?;
        }
        fill_in(&agent, case.id, PLANS[n % PLANS.len()]).await?;
    }
    Ok(())
}

/// Creates the custom fields: a plan for customers, the day of a visit for cases.
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
        if let CreateOutcome::Invalid(errors) = settings.create(record, clock::now()).await? {
            return Err(errors.into());
        }
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
    agent.cases().attach(case, &new, clock::now()).await?;
    Ok(())
}

async fn fill_in(agent: &Scoped<'_>, case: CaseId, plan: &str) -> Result<(), Error> {
    let Some(data) = agent.cases().data(case).await? else { return Ok(()) };
    let mut customer = data.customer;
    customer.custom = BTreeMap::from([("Plano".to_owned(), plan.to_owned())]);
    agent.cases().edit_customer(case, data.customer_revision, customer, clock::now()).await?;
    Ok(())
}
