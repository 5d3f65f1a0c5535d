//! People, their sessions, their groups, and the keys of the HTTP API.
