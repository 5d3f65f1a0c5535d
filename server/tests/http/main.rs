//! Integration tests over HTTP and on the command line, against a real server on a free port with a
//! database of its own. One file per part of the site.

#![recursion_limit = "512"]

#[macro_use]
mod support;

mod access;
mod asterisk;
mod attachments;
mod audit;
mod batch;
mod blobs;
mod case_forms;
mod case_meant;
mod connections;
mod contract;
mod course;
mod crash;
mod csv_mapping;
mod customers;
mod demo;
mod follow;
mod foreign_text;
mod hand_over;
mod hooks;
mod import;
mod import_asterisk;
mod import_exports;
mod intake;
mod jobs;
mod leaving;
mod live;
mod live_case;
mod live_history;
mod live_management;
mod logging;
mod malformed;
mod management;
mod media;
mod merging;
mod notifications;
mod offers;
mod operation;
mod pages;
mod palette;
mod people;
mod reading;
mod recordings;
mod redirects;
mod reference;
mod refusal_languages;
mod scope;
mod second_factor;
mod security;
mod settings_forms;
mod settings_sources;
mod settings_webhooks;
mod sign_in;
mod slow_statements;
mod sources;
mod sso;
mod sso_refusals;
mod starting;
mod surveys;
mod test_files;
mod views;
mod waiting_forms;
mod webhooks;
