//! *Histórico do Cliente*: all cases of the customer.
