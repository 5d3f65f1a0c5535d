//! Case status.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// The status of a case (*Situação*), in life-cycle order; its word is used in URLs and the database.
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    // Its word is used in the API, too.
    pub enum CaseStatus {
        /// Not yet taken by an agent: *Aguardando*.
        Waiting = "waiting",
        /// An agent is working on it: *Em atendimento*.
        InService = "in_service",
        /// Waiting for the customer or a third party: *Pendente*.
        OnHold = "on_hold",
        /// Closed: *Finalizado*.
        Closed = "closed",
        /// Merged into another case: *Unificado*.
        Merged = "merged",
    }
}
