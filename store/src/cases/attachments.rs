//! *Anexos*: the files of a case.
