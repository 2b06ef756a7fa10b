//! The command line as a user meets it: arguments in; exit code, standard output and standard error out.

mod config;
mod fixture;
mod formats;
mod help;
mod input;
mod lint;
mod rules;
