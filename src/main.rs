//! The `secpol` command.

fn main() -> secpol::cli::ExitStatus {
    secpol::cli::run(std::env::args_os())
}
