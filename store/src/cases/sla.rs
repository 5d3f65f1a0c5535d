//! The SLA clocks of a case.
