//! The contracts of the store: every rule on both engines, in one program.
//!
//! One program links once, where a program for each file linked thirty-five times.

#![allow(clippy::unwrap_used, reason = "a panic is the failure of a test")]

#[macro_use]
mod support;

mod accounts_administration;
mod accounts_second_factor;
mod accounts_sessions;
mod accounts_sign_in;
mod accounts_single_sign_on;
mod audit_carry_over;
mod audit_details;
mod audit_search;
mod audit_trail;
mod bulk;
mod case_agents;
mod case_due;
mod case_list;
mod case_plans;
mod case_search;
mod case_tabs;
mod cases_attachments;
mod cases_content;
mod cases_customer;
mod cases_finish;
mod cases_hand_over;
mod cases_life;
mod cases_meant;
mod cases_merge;
mod cases_merge_races;
mod cases_queue;
mod cases_surveys;
mod customers_directory;
mod customers_duplicates;
mod customers_merge;
mod filters_out_of_scope;
mod history_bounded;
mod history_filters;
mod history_order;
mod history_plans;
mod history_qualify;
mod history_reading;
mod history_scope;
mod intake;
mod jobs;
mod jobs_undo;
mod limits;
mod notifications;
mod notifications_service_levels;
mod people_audit;
mod people_groups;
mod people_passwords;
mod people_users;
mod reading;
mod scoped_reads;
mod settings_cases;
mod settings_operation;
mod settings_promises;
mod settings_questionnaires;
mod settings_records;
mod settings_retired;
mod sources;
mod starting;
mod views;
mod webhooks;
