//! The access matrix: every endpoint by role. A new endpoint needs a row here.
//!
//! `200` and the like are the status; `login` is the sign-in page; `on` is a redirect elsewhere;
//! `done` and `refused` are redirects with a notice of success or failure.

/// A request and the expected outcome for each of [`super::world::ACTORS`].
pub(super) struct Row<'a> {
    /// The endpoint as in the sources.
    pub(super) endpoint: &'a str,
    /// The requested path, where `{case}` and the like stand for the actor's own records.
    pub(super) path: &'a str,
    /// The fields of the form; `file:FIELD` sends a file, `json:` what follows.
    pub(super) form: &'a str,
    /// For an anonymous user, an agent and a supervisor out of scope, the agent and the supervisor
    /// in scope, and an administrator.
    pub(super) expected: [&'a str; 6],
}

const fn row(
    endpoint: &'static str,
    path: &'static str,
    form: &'static str,
    expected: [&'static str; 6],
) -> Row<'static> {
    Row { endpoint, path, form, expected }
}

/// Open to everyone, signed in or not.
const ALL: [&str; 6] = ["200"; 6];
/// Not found for anyone.
const NOTHING: [&str; 6] = ["404"; 6];
/// All signed-in users.
const SIGNED_IN: [&str; 6] = ["login", "200", "200", "200", "200", "200"];
/// Only in scope.
const OWN: [&str; 6] = ["login", "404", "404", "200", "200", "200"];
/// Only administrators.
const ADMIN: [&str; 6] = ["login", "404", "404", "404", "404", "200"];
/// Forms of a page that change a record in scope.
const CHANGE: [&str; 6] = ["login", "404", "404", "done", "done", "done"];
/// Server functions that change a record in scope and redirect with a notice.
const ACT: [&str; 6] = ["login", "refused", "refused", "done", "done", "done"];
/// Server functions of supervisors and administrators that redirect with a notice.
const DECIDE: [&str; 6] = ["login", "refused", "refused", "refused", "done", "done"];
/// Forms of lists that propose a job with what is in scope.
const PROPOSE: [&str; 6] = ["login", "refused", "refused", "on", "on", "on"];
/// Files and other data in scope.
const BYTES: [&str; 6] = ["401", "404", "404", "200", "200", "200"];
/// Lists of what is in scope.
const LISTS: [&str; 6] = ["401", "200", "200", "200", "200", "200"];
/// Lists of what is in scope, for supervisors and administrators.
const SUPERVISED: [&str; 6] = ["401", "404", "200", "404", "200", "200"];

/// A notification that the user does not have.
const NONE_OF_THEIRS: [&str; 6] = ["login", "refused", "refused", "refused", "refused", "refused"];
/// What concerns only what a user was notified of.
const MARK: [&str; 6] = ["login", "done", "done", "done", "done", "done"];

/// A choice of the user about what they see themselves.
const CHOOSE: [&str; 6] = ["login", "on", "on", "on", "on", "on"];

/// A choice that is answered with a notice.
const CHOSEN: [&str; 6] = ["login", "done", "done", "done", "done", "done"];
/// The same, of what is shared with a group.
const START: [&str; 6] = ["login", "refused", "refused", "done", "done", "refused"];

const EDIT: &str = "form=case-customer&revision=0&name=Outra+Pessoa&back=/history";
const COMMENT: &str = "form=case-comment&comment=Olá&back=/history";
const HOLD: &str = "form=case-hold&seen=in_service&comment=Olá&back=/history";
/// Of a case that another is responsible for, which is a conflict.
const HAND_OVER: &str = "form=case-hand-over&seen=in_service&responsible=&agent=1&comment=Olá&back=/history";
const FINISH: &str = "form=case-finish&seen=in_service&notes=Resolvido&back=/history";

const COMMENT_IN_PLACE: &str = r#"json:{"search":"case={case}&tab=timeline","fields":[["form","case-comment"],["comment","Olá"],["back","/history"]]}"#;

/// The API calls, whose keys have a test of their own.
pub(super) const API: [&str; 8] = [
    "POST /api/v1/interactions",
    "POST /api/v1/interactions/batch",
    "PUT /api/v1/interactions/{protocol}/recording",
    "PUT /api/v1/interactions/{protocol}/media/{sha256}",
    "GET /api/v1/interactions",
    "GET /api/v1/interactions/{protocol}",
    "GET /api/v1/cases",
    "GET /api/v1/cases/{id}",
];

/// Pages are requested by GET and by POST, also those without a form.
pub(super) const MATRIX: &[Row<'static>] = &[
    row("GET /", "/", "", CHOOSE),
    row("POST /", "/", "", CHOOSE),
    row("GET /login", "/login", "", ALL),
    row("POST /login", "/login", "", ALL),
    row("GET /login/code", "/login/code", "", ["login"; 6]),
    row("POST /login/code", "/login/code", "", ["login"; 6]),
    row("GET /api", "/api", "", ALL),
    row("GET /api/openapi.json", "/api/openapi.json", "", ALL),
    row("GET /healthz", "/healthz", "", ALL),
    // Interactions and cases.
    row("GET /history", "/history", "", SIGNED_IN),
    row("GET /history", "/history?interaction={chat}&view=conversation", "", OWN),
    row("GET /history", "/history?interaction={chat}&view=notes", "", OWN),
    row("GET /history", "/history?case={case}", "", OWN),
    row("GET /history", "/history?case={case}&tab=attachments", "", OWN),
    // The other case is on hold; it is merged, separated again, taken into service and finished.
    // Webhooks have no user: of a source that does not exist, nothing is answered to anyone.
    row("GET /hooks/whatsapp/{source}", "/hooks/whatsapp/none", "", NOTHING),
    row("POST /hooks/whatsapp/{source}", "/hooks/whatsapp/none", "form=1", NOTHING),
    row("POST /hooks/chatwoot/{source}", "/hooks/chatwoot/none", "form=1", NOTHING),
    row("GET /live", "/live", "", ["204", "200", "200", "200", "200", "200"]),
    row("POST /sf/merge_cases", "/sf/merge_cases", "target={case}&sources={other}&back=/history", ACT),
    row("POST /sf/undo_merge", "/sf/undo_merge", "source={other}&back=/history", ACT),
    row(
        "POST /sf/case_step",
        "/sf/case_step",
        "case={other}&action=continue&seen=on_hold&back=/history",
        ACT,
    ),
    row("POST /history", "/history?case={other}&case.finish=open", FINISH, CHANGE),
    row("POST /history", "/history?case={case}&case.edit=customer", EDIT, CHANGE),
    row("POST /history", "/history?case={case}&tab=timeline", COMMENT, CHANGE),
    row(
        "POST /history",
        "/history?case={case}&case.hand_over=open",
        HAND_OVER,
        ["login", "404", "404", "409", "409", "409"],
    ),
    row("POST /history", "/history?case={case}", HOLD, CHANGE),
    // A view that the supervisor in scope has shared with their group.
    row("GET /v/{slug}", "/v/{view}", "", ["login", "404", "404", "on", "on", "404"]),
    row("GET /v/{slug}", "/v/none", "", ["login", "404", "404", "404", "404", "404"]),
    row("POST /v/{slug}", "/v/{view}", "", ["login", "404", "404", "on", "on", "404"]),
    row("GET /history", "/history?views=open", "", SIGNED_IN),
    row("POST /sf/set_start_view", "/sf/set_start_view", "slug={view}&back=/history", START),
    row("POST /sf/set_start_view", "/sf/set_start_view", "slug=&back=/history", CHOSEN),
    row(
        "POST /sf/remove_view",
        "/sf/remove_view",
        "slug={view}&back=/history",
        ["login", "refused", "refused", "refused", "done", "refused"],
    ),
    row("GET /go", "/go", "", SIGNED_IN),
    row("POST /go", "/go", "", SIGNED_IN),
    row("GET /go", "/go?q={chat}", "", ["login", "200", "200", "on", "on", "on"]),
    row("GET /go", "/go?q=%23{case}", "", ["login", "200", "200", "on", "on", "on"]),
    row("GET /management", "/management", "", ["login", "404", "200", "404", "200", "200"]),
    row("GET /management", "/management?case={case}", "", ["login", "404", "404", "404", "200", "200"]),
    row("GET /management", "/management?view=agents", "", ["login", "404", "200", "404", "200", "200"]),
    row("POST /management", "/management", "", ["login", "404", "200", "404", "200", "200"]),
    row("GET /my-cases", "/my-cases", "", SIGNED_IN),
    row("GET /my-cases", "/my-cases?case={case}", "", OWN),
    row("POST /my-cases", "/my-cases", "", SIGNED_IN),
    row("GET /notifications", "/notifications", "", SIGNED_IN),
    row("POST /notifications", "/notifications", "", SIGNED_IN),
    row("POST /sf/open_notification", "/sf/open_notification", "id=999999", NONE_OF_THEIRS),
    row("POST /sf/mark_notifications", "/sf/mark_notifications", "back=/history", MARK),
    row("GET /customers", "/customers", "", SIGNED_IN),
    row("GET /customers", "/customers?q={number}", "", SIGNED_IN),
    row("POST /customers", "/customers", "", SIGNED_IN),
    row("GET /customers/{id}", "/customers/{newer}", "", OWN),
    row("GET /customers/{id}", "/customers/999999", "", ["login", "404", "404", "404", "404", "404"]),
    row("GET /customers/{id}", "/customers/x", "", NOTHING),
    row("POST /customers/{id}", "/customers/{newer}", "", OWN),
    // Customers: two share a number; they are dismissed and merged, and both is undone.
    row(
        "GET /customers/duplicates",
        "/customers/duplicates",
        "",
        ["login", "404", "200", "404", "200", "200"],
    ),
    row(
        "GET /customers/duplicates",
        "/customers/duplicates?customer={newer}",
        "",
        ["login", "404", "404", "404", "200", "200"],
    ),
    row(
        "POST /customers/duplicates",
        "/customers/duplicates",
        "",
        ["login", "404", "200", "404", "200", "200"],
    ),
    row("POST /sf/dismiss_duplicate", "/sf/dismiss_duplicate", "pair={newer}-{older}&back=/history", DECIDE),
    row(
        "POST /sf/dismiss_duplicate",
        "/sf/dismiss_duplicate",
        "pair={newer}-{older}&undo=yes&back=/history",
        DECIDE,
    ),
    row("POST /sf/mark_shared_number", "/sf/mark_shared_number", "number={number}&back=/history", DECIDE),
    row(
        "POST /sf/mark_shared_number",
        "/sf/mark_shared_number",
        "number={number}&undo=yes&back=/history",
        DECIDE,
    ),
    row(
        "POST /sf/merge_customers",
        "/sf/merge_customers",
        "older={older}&older_revision=0&newer={newer}&newer_revision=0&survivor={older}&back=/history",
        DECIDE,
    ),
    row("POST /sf/undo_customer_merge", "/sf/undo_customer_merge", "source={newer}&back=/history", DECIDE),
    // Bulk actions: what is chosen becomes a proposal.
    row("GET /bulk", "/bulk", "", SIGNED_IN),
    row("POST /bulk", "/bulk", "", SIGNED_IN),
    row("POST /bulk", "/bulk", "form=bulk-history&row={chat}", PROPOSE),
    row("POST /bulk", "/bulk", "form=bulk-my-cases&row={case}&chosen=hold", PROPOSE),
    row(
        "POST /bulk",
        "/bulk",
        "form=bulk-management&row={case}&chosen=hold",
        ["login", "404", "refused", "404", "on", "on"],
    ),
    row("GET /bulk/{id}", "/bulk/999999", "", ["login", "404", "404", "404", "404", "404"]),
    row("POST /bulk/{id}", "/bulk/999999", "form=job-cancel", ["login", "404", "404", "404", "404", "404"]),
    row("GET /settings/jobs", "/settings/jobs", "", ADMIN),
    row("POST /settings/jobs", "/settings/jobs", "", ADMIN),
    row("GET /settings/jobs/{id}", "/settings/jobs/999999", "", ["login", "404", "404", "404", "404", "404"]),
    row(
        "POST /settings/jobs/{id}",
        "/settings/jobs/999999",
        "",
        ["login", "404", "404", "404", "404", "404"],
    ),
    // Settings; their sections have a test of their own.
    row("GET /settings", "/settings", "", ["login", "404", "404", "404", "404", "on"]),
    row("POST /settings", "/settings", "", ["login", "404", "404", "404", "404", "on"]),
    row("GET /settings/start", "/settings/start", "", ADMIN),
    row("POST /settings/start", "/settings/start", "", ADMIN),
    row("GET /settings/audit", "/settings/audit", "", ADMIN),
    row("POST /settings/audit", "/settings/audit", "", ADMIN),
    row("GET /settings/reasons/queues", "/settings/reasons/queues", "", ADMIN),
    row("POST /settings/reasons/queues", "/settings/reasons/queues", "", ADMIN),
    row("GET /settings/sources/csv", "/settings/sources/csv", "", ADMIN),
    row("POST /settings/sources/csv", "/settings/sources/csv", "", ADMIN),
    row("POST /settings/sources/csv", "/settings/sources/csv", "file:file", ADMIN),
    row("GET /settings/audit/export", "/settings/audit/export", "", ADMIN),
    row("GET /settings/sources/{id}/rejects.ndjson", "/settings/sources/1/rejects.ndjson", "", ADMIN),
    row("GET /settings/{section}", "/settings/users", "", ADMIN),
    row("GET /settings/{section}", "/settings/nothing", "", NOTHING),
    row("POST /settings/{section}", "/settings/users", "", ADMIN),
    row("GET /settings/{section}/{id}", "/settings/users/1", "", ADMIN),
    row("POST /settings/{section}/{id}", "/settings/users/1", "", ADMIN),
    row(
        "POST /operation/logo",
        "/operation/logo",
        "file:none",
        ["login", "404", "404", "404", "404", "refused"],
    ),
    row("GET /operation/logo/{digest}", "/operation/logo/none", "", NOTHING),
    // The own account, and public pages behind a link.
    row("GET /account", "/account", "", SIGNED_IN),
    row("POST /account", "/account", "", SIGNED_IN),
    row("GET /account/second-factor", "/account/second-factor", "", SIGNED_IN),
    row("POST /account/second-factor", "/account/second-factor", "", SIGNED_IN),
    row("GET /setup", "/setup", "", NOTHING),
    row("POST /setup", "/setup", "form=setup&token=x&login=eve&name=Eve&password=long+enough+1", NOTHING),
    row("GET /reset/{token}", "/reset/none", "", NOTHING),
    row("POST /reset/{token}", "/reset/none", "password=long+enough+1&repeat=long+enough+1", NOTHING),
    row("GET /survey/{token}", "/survey/none", "", NOTHING),
    row("POST /survey/{token}", "/survey/none", "answer=decline", NOTHING),
    row("GET /survey/thanks", "/survey/thanks", "", ALL),
    row("POST /survey/thanks", "/survey/thanks", "", ALL),
    row("GET /survey/declined", "/survey/declined", "", ALL),
    row("POST /survey/declined", "/survey/declined", "", ALL),
    // Single sign-on, which is not configured here.
    row("GET /sso/start", "/sso/start", "", NOTHING),
    row("GET /sso/callback", "/sso/callback?code=x&state=y", "", NOTHING),
    // Recordings and attachments.
    row("GET /recordings/{protocol}", "/recordings/{call}", "", BYTES),
    row("GET /media/{protocol}/{sha256}", "/media/{chat}/{media}", "", BYTES),
    row("GET /attachments/{id}", "/attachments/{attachment}", "", BYTES),
    row("GET /attachments/{id}/preview", "/attachments/{attachment}/preview", "", BYTES),
    row(
        "POST /cases/{id}/attachments",
        "/cases/{case}/attachments",
        "file:file",
        ["login", "404", "404", "done", "done", "done"],
    ),
    row(
        "POST /attachments/{id}/remove",
        "/attachments/{attachment}/remove",
        "back=/history",
        ["login", "404", "404", "done", "refused", "done"],
    ),
    // Server functions.
    row("POST /sf/messages", "/sf/messages", "protocol={chat}&from=0", BYTES),
    row("GET /sf/history_month", "/sf/history_month?search=", "", LISTS),
    row("GET /sf/history_list", "/sf/history_list?search=", "", LISTS),
    row("GET /sf/history_arrivals", "/sf/history_arrivals?search=", "", LISTS),
    row("GET /sf/history_options", "/sf/history_options", "", LISTS),
    row("GET /sf/history_interaction", "/sf/history_interaction?search=interaction%3D{chat}", "", BYTES),
    row(
        "GET /sf/history_interaction",
        "/sf/history_interaction?search=interaction%3D{chat}%26view%3Dnotes",
        "",
        BYTES,
    ),
    row("GET /sf/palette", "/sf/palette?q=%23{case}", "", LISTS),
    row("GET /sf/my_cases", "/sf/my_cases?search=", "", LISTS),
    row("GET /sf/management_cases", "/sf/management_cases?search=", "", SUPERVISED),
    row("GET /sf/management_agents", "/sf/management_agents?search=view%3Dagents", "", SUPERVISED),
    row("GET /sf/management_options", "/sf/management_options", "", SUPERVISED),
    row("GET /sf/case", "/sf/case?search=case%3D{case}", "", BYTES),
    row("GET /sf/case", "/sf/case?search=case%3D{case}%26tab%3Dattachments", "", BYTES),
    row("POST /sf/case_form", "/sf/case_form", COMMENT_IN_PLACE, BYTES),
    row(
        "POST /sf/qualify",
        "/sf/qualify",
        "protocol={chat}&reason=&seen=&back=/history",
        ["login", "refused", "refused", "done", "refused", "refused"],
    ),
    row(
        "POST /sf/request_survey",
        "/sf/request_survey",
        "case={case}&back=/history",
        ["login", "refused", "refused", "refused", "refused", "refused"],
    ),
    row("POST /sf/fold_history_chart", "/sf/fold_history_chart", "folded=true&back=/history", CHOOSE),
    row(
        "POST /sf/set_columns",
        "/sf/set_columns",
        "list=my-cases&shown[]=due&order=due&back=/history",
        CHOOSE,
    ),
    row("POST /sf/set_locale", "/sf/set_locale", "locale=pt-BR&back=/history", ["on"; 6]),
    row("POST /sf/set_theme", "/sf/set_theme", "theme=light&back=/history", ["on"; 6]),
    row("POST /sf/sign_in", "/sf/sign_in", "login=nobody&password=wrong", ["login"; 6]),
    row("POST /sf/sign_out", "/sf/sign_out", "", ["login"; 6]),
    row(
        "POST /sf/sign_out_everywhere",
        "/sf/sign_out_everywhere",
        "",
        ["401", "login", "login", "login", "login", "login"],
    ),
];
