//! *Dados do Caso*: the customer and the service, in full.
