//! *Pesquisa de Satisfação*: asking for it, answering it, reading it.
