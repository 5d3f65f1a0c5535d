//! Loading a whole database, on both engines: it ends up as if everything had come by intake, or
//! nothing has happened.

mod atomicity;
mod equivalence;
mod sample;
mod schema;
