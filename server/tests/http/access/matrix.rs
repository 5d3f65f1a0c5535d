//! Who may do what. A new endpoint needs a line here.
//!
//! `200` and the like are the answer's status; `login` leads to the sign-in page; `on` leads
//! elsewhere; `done` and `refused` lead on with word of what became of the form.

/// A way in, and what it says to those of [`super::world::ACTORS`].
pub(super) struct Door<'a> {
    /// As the sources define it.
    pub(super) endpoint: &'a str,
    /// What is asked, with `{case}` and the like for what belongs to whoever asks.
    pub(super) path: &'a str,
    /// The fields of the form; `file:FIELD` sends a file.
    pub(super) form: &'a str,
    /// To nobody, the foreign agent and supervisor, the agent and supervisor whose it is, and the
    /// administrator.
    pub(super) says: [&'a str; 6],
}

const fn door(
    endpoint: &'static str,
    path: &'static str,
    form: &'static str,
    says: [&'static str; 6],
) -> Door<'static> {
    Door { endpoint, path, form, says }
}

/// Everybody, signed in or not.
const ALL: [&str; 6] = ["200"; 6];
/// Nobody finds anything.
const NOTHING: [&str; 6] = ["404"; 6];
/// Whoever is signed in.
const SIGNED_IN: [&str; 6] = ["login", "200", "200", "200", "200", "200"];
/// Those whose it is, and administrators.
const OWN: [&str; 6] = ["login", "404", "404", "200", "200", "200"];
/// Administrators.
const ADMIN: [&str; 6] = ["login", "404", "404", "404", "404", "200"];
/// Those whose it is change it by a form of a page.
const CHANGE: [&str; 6] = ["login", "404", "404", "done", "done", "done"];
/// The same by a form that leads back, where it is told.
const ACT: [&str; 6] = ["login", "refused", "refused", "done", "done", "done"];
/// The same for bytes, which no page shows.
const BYTES: [&str; 6] = ["401", "404", "404", "200", "200", "200"];

const EDIT: &str = "form=case-customer&revision=0&name=Outra+Pessoa&back=/history";
const COMMENT: &str = "form=case-comment&comment=Olá&back=/history";
const HOLD: &str = "form=case-hold&seen=in_service&comment=Olá&back=/history";
const FINISH: &str = "form=case-finish&seen=in_service&notes=Resolvido&back=/history";

/// The calls of the API, whose keys have a test of their own.
pub(super) const API: [&str; 3] = [
    "POST /api/v1/interactions",
    "POST /api/v1/interactions/batch",
    "PUT /api/v1/interactions/{protocol}/recording",
];

/// Pages that are the same for GET and POST where no form of theirs is posted are asked both ways.
pub(super) const MATRIX: &[Door<'static>] = &[
    door("GET /", "/", "", ["on"; 6]),
    door("POST /", "/", "", ["on"; 6]),
    door("GET /login", "/login", "", ALL),
    door("POST /login", "/login", "", ALL),
    door("GET /login/code", "/login/code", "", ["login"; 6]),
    door("POST /login/code", "/login/code", "", ["login"; 6]),
    door("GET /api", "/api", "", ALL),
    door("GET /api/openapi.json", "/api/openapi.json", "", ALL),
    door("GET /healthz", "/healthz", "", ALL),
    // Pages of interactions and cases.
    door("GET /history", "/history", "", SIGNED_IN),
    door("GET /history", "/history?interaction={chat}&view=conversation", "", OWN),
    door("GET /history", "/history?interaction={chat}&view=notes", "", OWN),
    door("GET /history", "/history?case={case}", "", OWN),
    door("GET /history", "/history?case={case}&tab=attachments", "", OWN),
    // The other case is on hold: it is merged, separated again, taken into service and finished.
    door("POST /sf/merge_cases", "/sf/merge_cases", "target={case}&sources={other}&back=/history", ACT),
    door("POST /sf/undo_merge", "/sf/undo_merge", "source={other}&back=/history", ACT),
    door(
        "POST /sf/case_step",
        "/sf/case_step",
        "case={other}&action=continue&seen=on_hold&back=/history",
        ACT,
    ),
    door("POST /history", "/history?case={other}&case.finish=open", FINISH, CHANGE),
    door("POST /history", "/history?case={case}&case.edit=customer", EDIT, CHANGE),
    door("POST /history", "/history?case={case}&tab=timeline", COMMENT, CHANGE),
    door("POST /history", "/history?case={case}", HOLD, CHANGE),
    door("GET /management", "/management", "", ["login", "404", "200", "404", "200", "200"]),
    door("GET /management", "/management?case={case}", "", ["login", "404", "404", "404", "200", "200"]),
    door("GET /management", "/management?view=agents", "", ["login", "404", "200", "404", "200", "200"]),
    door("POST /management", "/management", "", ["login", "404", "200", "404", "200", "200"]),
    door("GET /my-cases", "/my-cases", "", SIGNED_IN),
    door("GET /my-cases", "/my-cases?case={case}", "", OWN),
    door("POST /my-cases", "/my-cases", "", SIGNED_IN),
    // Settings: their sections have a test of their own.
    door("GET /settings", "/settings", "", ["login", "404", "404", "404", "404", "on"]),
    door("POST /settings", "/settings", "", ["login", "404", "404", "404", "404", "on"]),
    door("GET /settings/start", "/settings/start", "", ADMIN),
    door("POST /settings/start", "/settings/start", "", ADMIN),
    door("GET /settings/audit", "/settings/audit", "", ADMIN),
    door("POST /settings/audit", "/settings/audit", "", ADMIN),
    door("GET /settings/reasons/queues", "/settings/reasons/queues", "", ADMIN),
    door("POST /settings/reasons/queues", "/settings/reasons/queues", "", ADMIN),
    door("GET /settings/audit/export", "/settings/audit/export", "", ADMIN),
    door("GET /settings/{section}", "/settings/users", "", ADMIN),
    door("GET /settings/{section}", "/settings/nothing", "", NOTHING),
    door("POST /settings/{section}", "/settings/users", "", ADMIN),
    door("GET /settings/{section}/{id}", "/settings/users/1", "", ADMIN),
    door("POST /settings/{section}/{id}", "/settings/users/1", "", ADMIN),
    door(
        "POST /operation/logo",
        "/operation/logo",
        "file:none",
        ["login", "404", "404", "404", "404", "refused"],
    ),
    door("GET /operation/logo/{digest}", "/operation/logo/none", "", NOTHING),
    // One's own account, and what strangers are given a link to.
    door("GET /account", "/account", "", SIGNED_IN),
    door("POST /account", "/account", "", SIGNED_IN),
    door("GET /account/second-factor", "/account/second-factor", "", SIGNED_IN),
    door("POST /account/second-factor", "/account/second-factor", "", SIGNED_IN),
    door("GET /setup", "/setup", "", NOTHING),
    door("POST /setup", "/setup", "form=setup&token=x&login=eve&name=Eve&password=long+enough+1", NOTHING),
    door("GET /reset/{token}", "/reset/none", "", NOTHING),
    door("POST /reset/{token}", "/reset/none", "password=long+enough+1&repeat=long+enough+1", NOTHING),
    door("GET /survey/{token}", "/survey/none", "", NOTHING),
    door("POST /survey/{token}", "/survey/none", "answer=decline", NOTHING),
    door("GET /survey/thanks", "/survey/thanks", "", ALL),
    door("POST /survey/thanks", "/survey/thanks", "", ALL),
    door("GET /survey/declined", "/survey/declined", "", ALL),
    door("POST /survey/declined", "/survey/declined", "", ALL),
    // Single sign-on, which is not set up here.
    door("GET /sso/start", "/sso/start", "", NOTHING),
    door("GET /sso/callback", "/sso/callback?code=x&state=y", "", NOTHING),
    // Recordings and files.
    door("GET /recordings/{protocol}", "/recordings/{call}", "", BYTES),
    door("GET /attachments/{id}", "/attachments/{attachment}", "", BYTES),
    door("GET /attachments/{id}/preview", "/attachments/{attachment}/preview", "", BYTES),
    door(
        "POST /cases/{id}/attachments",
        "/cases/{case}/attachments",
        "file:file",
        ["login", "404", "404", "done", "done", "done"],
    ),
    door(
        "POST /attachments/{id}/remove",
        "/attachments/{attachment}/remove",
        "back=/history",
        ["login", "404", "404", "done", "refused", "done"],
    ),
    // Server functions.
    door("POST /sf/messages", "/sf/messages", "protocol={chat}&from=0", BYTES),
    door(
        "POST /sf/qualify",
        "/sf/qualify",
        "protocol={chat}&reason=&seen=&back=/history",
        ["login", "refused", "refused", "done", "refused", "refused"],
    ),
    door(
        "POST /sf/request_survey",
        "/sf/request_survey",
        "case={case}&back=/history",
        ["login", "refused", "refused", "refused", "refused", "refused"],
    ),
    door("POST /sf/set_locale", "/sf/set_locale", "locale=pt-BR&back=/history", ["on"; 6]),
    door("POST /sf/set_theme", "/sf/set_theme", "theme=light&back=/history", ["on"; 6]),
    door("POST /sf/sign_in", "/sf/sign_in", "login=nobody&password=wrong", ["login"; 6]),
    door("POST /sf/sign_out", "/sf/sign_out", "", ["login"; 6]),
    door(
        "POST /sf/sign_out_everywhere",
        "/sf/sign_out_everywhere",
        "",
        ["401", "login", "login", "login", "login", "login"],
    ),
];
