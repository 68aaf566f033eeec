//! The `reelspeed` command: renders composition documents, shows frames of them, and looks into media files.
//!
//! It holds no logic of the engine: it parses arguments, calls the façade, and turns results into text, JSON lines and exit
//! codes. Standard output carries results, standard error everything else.

mod args;
mod commands;
mod console;
mod document;
mod failure;
mod interrupt;
mod picture;
mod progress;
mod sheet;
mod units;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    reelspeed::return_freed_memory();
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| format!(" ({}:{})", l.file(), l.line())).unwrap_or_default();
        console::error(&format!("internal error{place}; this is a bug in reelspeed"));
    }));
    match Cli::try_parse() {
        Ok(cli) => {
            let json = cli.command.json();
            run(cli.command).map_or_else(|failure| ExitCode::from(failure.report(json)), |()| ExitCode::SUCCESS)
        }
        Err(error) => usage(&error),
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Render(args) => commands::render::run(&args),
        Command::Clip(args) => commands::clip::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Frame(args) => commands::frame::run(&args),
        Command::ContactSheet(args) => commands::contact_sheet::run(&args),
        Command::Optimize(args) => commands::optimize::run(&args),
        Command::Probe(args) => commands::probe::run(&args),
        Command::Validate(args) => commands::validate::run(&args),
        Command::Captions(args) => commands::captions::run(&args),
        Command::Story(args) => commands::story::run(&args),
        Command::Schema => commands::schema::run(),
        Command::Doctor(args) => commands::doctor::run(&args),
    }
}

/// Help and version go to standard output; a wrong command line is said as every other error is, and ends with code 2.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match console::print(&error.render().to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => ExitCode::from(failure.report(false)),
        };
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    console::error(text.trim_end());
    ExitCode::from(failure::USAGE)
}
