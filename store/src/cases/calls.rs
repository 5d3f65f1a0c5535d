//! *Histórico de Ligações*: every call attempt of a case.
