#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Room, endless};

/// A running command; one that a failed test leaves behind is killed.
struct Job(Child);

impl Drop for Job {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A render in the middle of its work, and its standard output.
fn begun(room: &Room, document: &Value, frames: u64) -> (Job, BufReader<ChildStdout>) {
    let name = room.document("a.json", document);
    let mut job = Job(room.command(&["render", name, "-o", "out.mp4", "--json"]).spawn().unwrap());
    let mut stdout = BufReader::new(job.0.stdout.take().unwrap());
    let mut line = String::new();
    loop {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).unwrap(), 0, "the render ended early");
        let progress: Value = serde_json::from_str(&line).unwrap();
        if progress["frame"].as_u64().unwrap() >= frames {
            return (job, stdout);
        }
    }
}

/// Sends a signal, and gives the exit code and how long the end took.
fn stop(Job(child): &mut Job, signal: libc::c_int) -> (Option<i32>, Duration) {
    let sent = Instant::now();
    // SAFETY: kill takes any numbers; the child has not been waited for, so its id is its own.
    assert_eq!(unsafe { libc::kill(child.id() as libc::pid_t, signal) }, 0);
    let status = child.wait().unwrap();
    (status.code(), sent.elapsed())
}

/// Signals stop the render within 250 ms. A machine busy with other work may be late once, but not every time.
fn stops_in_time(document: &Value, frames: u64, signal: libc::c_int, code: i32) {
    let mut took = Vec::new();
    for _ in 0..4 {
        let room = Room::with_clip();
        fs::write(room.file("out.mp4"), "precious").unwrap();
        let (mut job, _stdout) = begun(&room, document, frames);
        let (ended, duration) = stop(&mut job, signal);
        assert_eq!(ended, Some(code));
        assert_eq!(room.files(), ["a.json", "clip.mp4", "out.mp4"]);
        assert_eq!(fs::read_to_string(room.file("out.mp4")).unwrap(), "precious");
        took.push(duration);
        if duration < Duration::from_millis(250) {
            return;
        }
    }
    panic!("never within 250 ms: {took:?}");
}

#[test]
fn ctrl_c_stops_a_render_and_leaves_nothing() {
    stops_in_time(&endless(), 10, libc::SIGINT, 130);
}

#[test]
fn termination_does_too() {
    stops_in_time(&endless(), 0, libc::SIGTERM, 143);
}

#[test]
fn so_does_ctrl_c_while_the_encoder_is_slow() {
    let mut slow = endless();
    slow["output"]["video"]["preset"] = json!("veryslow");
    stops_in_time(&slow, 0, libc::SIGINT, 130);
}

#[test]
fn a_reader_that_goes_away_ends_the_render_quietly() {
    let room = Room::with_clip();
    let (mut job, stdout) = begun(&room, &endless(), 5);
    drop(stdout);
    let mut said = String::new();
    std::io::Read::read_to_string(&mut job.0.stderr.take().unwrap(), &mut said).unwrap();
    assert_eq!((job.0.wait().unwrap().code(), said.as_str()), (Some(141), ""));
    assert_eq!(room.files(), ["a.json", "clip.mp4"]);
}
