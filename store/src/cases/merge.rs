//! *Unificar Atendimentos* and its undo.
