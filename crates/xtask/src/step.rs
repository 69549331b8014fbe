//! One line of progress for each piece of work, and one way to call a tool. Knows no tool by name.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A sentence for the person: what went wrong and what to do.
#[derive(Debug)]
pub struct Failure(String);

pub type Done<T = ()> = Result<T, Failure>;

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Failure(text)
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Failure(text.to_owned())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure(error.to_string())
    }
}

/// Says what begins and how long it may take, does it, and says how long it took.
pub fn step<T>(what: &str, estimate: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
    eprintln!("· {what} ({estimate})");
    let begun = Instant::now();
    let result = work();
    let took = took(begun.elapsed());
    match &result {
        Ok(_) => eprintln!("  done in {took}: {what}"),
        Err(_) => eprintln!("  did not work, after {took}: {what}"),
    }
    result
}

pub fn took(time: Duration) -> String {
    let seconds = time.as_secs_f32();
    if seconds < 60.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}

/// Runs a tool without its chatter; shows the end of it when it fails.
pub fn quiet(command: &mut Command) -> Done {
    let name = describe(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure(format!("`{name}` did not start: {error}")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let lines: Vec<&str> = said.lines().collect();
    let end = lines[lines.len().saturating_sub(60)..].join("\n");
    Err(Failure(format!("{end}\n`{name}` failed ({}).", output.status)))
}

/// Runs a tool with its output shown.
pub fn loud(command: &mut Command) -> Done {
    let name = describe(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| Failure(format!("`{name}` did not start: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure(format!("`{name}` failed ({status})."))) }
}

/// Runs a tool, passing each line of its standard output on and to `line`. True when it succeeded.
pub fn listened(command: &mut Command, mut line: impl FnMut(&str)) -> Done<bool> {
    let name = describe(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| Failure(format!("`{name}` did not start: {error}")))?;
    if let Some(out) = child.stdout.take() {
        for text in BufReader::new(out).lines().map_while(Result::ok) {
            println!("{text}");
            line(&text);
        }
    }
    Ok(child.wait()?.success())
}

/// What a tool prints, or nothing when it is absent or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn describe(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}
