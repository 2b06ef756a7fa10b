//! The `secpol` command.

fn main() {}
