fn main() -> std::process::ExitCode {
    whereas::cli::run()
}
