//! *Histórico do Caso*: everything that happened to a case.
