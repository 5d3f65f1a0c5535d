//! The life of a case: taking it into service, holding, finishing, reopening it.
