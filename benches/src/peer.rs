//! Peers: Python programs in processes of their own, each group of packages in an environment of its own.
//!
//! A program reads lines of JSON and answers each with one: `{"job": …, "input": …}` is answered by `{"answer": …}`,
//! and then each `{"times": n}`, which asks to do the job n times, by `{"nanoseconds": …}` as its own clock has it.
//! `peers/serve.py` is that conversation.

use crate::job::Peer;
use serde_json::{Value, json};
use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/peers"))
}

fn target() -> PathBuf {
    let fallback = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    env::var_os("CARGO_TARGET_DIR").map_or(fallback, PathBuf::from)
}

/// The interpreter to begin with: `PYTHON`, or `python3`.
fn python() -> PathBuf {
    env::var_os("PYTHON").map_or_else(|| "python3".into(), PathBuf::from)
}

/// Runs a command to its end; what it said last is the error.
fn done(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
    Err(last.trim().to_owned())
}

/// The interpreter of a group: its environment is made under `target/peers` once, and again when its list of packages
/// changes.
///
/// # Errors
/// Why it cannot be had.
pub fn interpreter(group: Option<&str>) -> Result<PathBuf, String> {
    let Some(group) = group else { return Ok(python()) };
    let list = folder().join(format!("{group}.txt"));
    let wanted = fs::read_to_string(&list).map_err(|error| format!("{}: {error}", list.display()))?;
    let home = target().join("peers").join(group);
    let (stamp, inside) = (home.join("installed.txt"), home.join("bin/python"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(inside);
    }
    eprintln!("setting up {group} …");
    done(Command::new(python()).args(["-m", "venv", "--clear"]).arg(&home))?;
    done(
        Command::new(&inside)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
            .arg(&list),
    )?;
    fs::write(&stamp, wanted).map_err(|error| error.to_string())?;
    Ok(inside)
}

/// A peer's program at work on one job.
pub struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    /// Starts the peer's program.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn start(peer: &Peer) -> Result<Self, String> {
        let script = folder().join(format!("{}.py", peer.script));
        let interpreter = interpreter(peer.group)?;
        let mut child = Command::new(&interpreter)
            .arg(&script)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", interpreter.display()))?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().ok_or("it has no output")?);
        Ok(Self { child, input, output })
    }

    fn ask(&mut self, question: &Value, field: &str) -> Result<Value, String> {
        let gone = |error: std::io::Error| format!("it stopped: {error}");
        let input = self.input.as_mut().ok_or("it stopped")?;
        writeln!(input, "{question}").and_then(|()| input.flush()).map_err(gone)?;
        let mut line = String::new();
        self.output.read_line(&mut line).map_err(gone)?;
        let mut reply: Value = serde_json::from_str(&line).map_err(|_| "it stopped without an answer")?;
        if let Some(why) = reply.get("error").and_then(Value::as_str) {
            return Err(why.to_owned());
        }
        reply.get_mut(field).map(Value::take).ok_or_else(|| format!("it gave no `{field}`"))
    }

    /// Gives it a job; its answer.
    ///
    /// # Errors
    /// What the peer says when it cannot do it.
    pub fn answer(&mut self, job: &str, input: &Value) -> Result<Value, String> {
        self.ask(&json!({"job": job, "input": input}), "answer")
    }

    /// Has it do the job so many times: how long that took, in nanoseconds.
    ///
    /// # Errors
    /// What the peer says when it cannot do it.
    pub fn times(&mut self, times: u32) -> Result<u64, String> {
        let taken = self.ask(&json!({"times": times}), "nanoseconds")?;
        taken.as_u64().ok_or_else(|| format!("{taken} is no time"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.input.take()); // no more questions: it ends by itself
        drop(self.child.wait());
    }
}
