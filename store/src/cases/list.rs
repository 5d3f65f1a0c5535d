//! *Gerenciamento* and *Meus Atendimentos*: cases in scope, and the agents who work on them.
