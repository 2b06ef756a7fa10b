//! Rule sets and configuration.
