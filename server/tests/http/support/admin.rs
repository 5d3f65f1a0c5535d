//! An administrator who uses the settings.

use domain::Role;

use super::{Page, TestServer};

/// A signed-in administrator.
pub(crate) struct Admin<'a> {
    pub(crate) server: &'a TestServer,
    pub(crate) token: String,
}

impl<'a> Admin<'a> {
    pub(crate) async fn of(server: &'a TestServer) -> Self {
        Self { server, token: server.signed_in("admin", Role::Administrator).await }
    }

    /// A page that there is.
    pub(crate) async fn get(&self, path: &str) -> String {
        let page = self.server.page(&self.token, path).await;
        assert_eq!(page.status, 200, "{path}");
        page.body
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.server.submit(&self.token, path, form).await
    }

    /// Posts the form of a record.
    pub(crate) async fn post_record(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post(path, &[&[("form", "settings-record")], fields].concat()).await
    }
}
