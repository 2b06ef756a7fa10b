//! The command line as a user meets it: arguments in; exit code, standard output and standard error out.

#![expect(clippy::unwrap_used, reason = "a test ends where its own preparation fails")]

mod actions;
mod baseline;
mod beside;
mod config;
mod effective;
mod fix;
mod fix_beside;
mod fixture;
mod formats;
mod help;
mod init;
mod input;
mod lint;
mod online;
mod outputs;
mod repository;
mod rules;
mod sarif;
mod schema;
mod standards;
mod suppression;
