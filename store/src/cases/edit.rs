//! Editing the data of a case and of its customer, with conflicts told.
