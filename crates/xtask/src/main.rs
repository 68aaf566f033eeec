//! Chores of the repository, run as `cargo xtask <chore>`.

mod generate;
mod notices;
mod packages;
mod typescript;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask generate [--check]
       cargo xtask engine-manifest
       cargo xtask notices PACKAGE [FEATURES]

  generate           write npm/types/composition.schema.json and npm/types/index.d.ts from the Rust types, and the manifests
                     and READMEs of the platform packages
  generate --check   fail if they are not what would be written
  engine-manifest    print the package.json of @reelspeed/engine as it is published
  notices            print the crates that PACKAGE links on this platform, and the texts of their licences";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args.as_slice() {
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["engine-manifest"] => generate::engine_manifest().map(|text| print!("{text}")),
        ["notices", package] => notices::notices(package, "").map(|text| print!("{text}")),
        ["notices", package, features] => notices::notices(package, features).map(|text| print!("{text}")),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
