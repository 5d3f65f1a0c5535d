//! *Interações*: the interactions of a case by channel.
