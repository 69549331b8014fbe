//! A program as a child: started until it says it is ready, ended politely or by force.

use crate::Told;
use crate::poll::until;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub struct Program {
    child: Child,
    pub log: PathBuf,
}

impl Program {
    /// Starts it in a process group of its own; both its outputs go to `log`. Returns with the
    /// line that contains `ready`.
    pub async fn start(command: &mut Command, log: &Path, ready: &str) -> Told<(Program, String)> {
        let file = File::create(log)?;
        let name = command.get_program().to_string_lossy().into_owned();
        command.process_group(0).stdin(Stdio::null());
        command.stdout(file.try_clone()?).stderr(file);
        let child = command.spawn().map_err(|error| format!("{name} did not start: {error}"))?;
        let mut program = Program { child, log: log.to_owned() };
        let line = until(&format!("{name} to say `{ready}`"), async || {
            let said = fs::read_to_string(&program.log)?;
            if let Some(status) = program.child.try_wait()? {
                return Err(format!("{name} ended ({status}):\n{said}").into());
            }
            // The line must be complete: its end holds the port.
            let mut lines = said.split_inclusive('\n').filter(|line| line.ends_with('\n'));
            Ok(lines.find(|line| line.contains(ready)).map(str::to_owned))
        })
        .await?;
        Ok((program, line))
    }

    pub fn pid(&self) -> Option<Pid> {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// SIGTERM, and the wait for its end.
    pub async fn stop(mut self) -> Told {
        if let Some(pid) = self.pid() {
            kill_process(pid, Signal::TERM)?;
        }
        until("the program to end after SIGTERM", async || Ok(self.child.try_wait()?)).await?;
        Ok(())
    }

    /// SIGKILL: no last word, no flush.
    pub fn kill(mut self) -> Told {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            if let Some(pid) = self.pid() {
                let _ = kill_process_group(pid, Signal::KILL);
            }
            let _ = self.child.wait();
        }
    }
}

/// Sends SIGKILL to every process whose command line holds `word`, and to all that descend from it,
/// and waits until they are gone.
pub async fn kill_all_with(word: &str) -> Told {
    until("killed processes to be gone", async || {
        let living = processes_with(word);
        for pid in &living {
            let _ = kill_process(*pid, Signal::KILL);
        }
        Ok(living.is_empty().then_some(()))
    })
    .await
}

/// The same, without waiting: for the end of a journey.
pub fn kill_all_with_now(word: &str) {
    for pid in processes_with(word) {
        let _ = kill_process(pid, Signal::KILL);
    }
}

fn processes_with(word: &str) -> Vec<Pid> {
    let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
    let all: Vec<Process> =
        processes.flatten().filter_map(|entry| process(&entry.path())).collect();
    let mut found: Vec<Pid> =
        all.iter().filter(|one| one.line.contains(word)).map(|one| one.pid).collect();
    let mut next = 0;
    while let Some(parent) = found.get(next).copied() {
        let children = all.iter().filter(|one| one.parent == Some(parent)).map(|one| one.pid);
        let fresh: Vec<Pid> = children.filter(|pid| !found.contains(pid)).collect();
        found.extend(fresh);
        next += 1;
    }
    found
}

struct Process {
    pid: Pid,
    parent: Option<Pid>,
    line: String,
}

fn process(folder: &Path) -> Option<Process> {
    let pid = Pid::from_raw(folder.file_name()?.to_str()?.parse().ok()?)?;
    let line = fs::read(folder.join("cmdline")).ok()?;
    let status = fs::read_to_string(folder.join("status")).ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()?;
    let line = String::from_utf8_lossy(&line).into_owned();
    Some(Process { pid, parent: Pid::from_raw(parent), line })
}
