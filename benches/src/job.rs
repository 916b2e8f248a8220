//! Jobs: work with fixed input that we and our peers do.

use serde::Serialize;
use serde_json::Value;
use std::{hint::black_box, rc::Rc};

/// Who does the same job beside us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Peer {
    /// The name that is printed.
    pub name: &'static str,
    /// The environment that it runs in: `peers/<group>.txt` lists its packages. None: python alone.
    pub group: Option<&'static str>,
    /// Its program, `peers/<script>.py`.
    pub script: &'static str,
}

impl Peer {
    /// The same job over `decimal.Decimal` and the standard library, `peers/<room>.py`.
    pub const fn plain(room: &'static str) -> Self {
        Self { name: "Python Decimal", group: None, script: room }
    }

    /// A program from the package registry.
    pub const fn installed(name: &'static str, group: &'static str, script: &'static str) -> Self {
        Self { name, group: Some(group), script }
    }
}

/// Another crate, or our own reference, that does the same job in this process.
pub struct Rival {
    /// The name that is printed.
    pub name: &'static str,
    run: Box<dyn Fn()>,
    answer: Box<dyn Fn() -> Value>,
}

impl Rival {
    /// A crate that does `work` with `input`; its result is shown as ours is.
    pub fn new<I: 'static, T: Serialize + 'static>(
        name: &'static str,
        input: I,
        work: impl Fn(&I) -> T + 'static,
    ) -> Self {
        Self::shown(name, move || work(&input), |result| serde_json::json!(result))
    }

    /// A crate that does `work`, whose result `show` writes down as ours is.
    pub fn shown<T: 'static>(
        name: &'static str,
        work: impl Fn() -> T + 'static,
        show: impl Fn(T) -> Value + 'static,
    ) -> Self {
        let work = Rc::new(work);
        let timed = Rc::clone(&work);
        let run = move || {
            black_box(timed());
        };
        Self { name, run: Box::new(run), answer: Box::new(move || show(work())) }
    }

    /// Does it once, for the time that it takes.
    pub fn run(&self) {
        (self.run)();
    }

    /// Does it once, for the answer.
    pub fn answer(&self) -> Value {
        (self.answer)()
    }
}

/// A piece of work.
pub struct Job {
    /// What is done, as the peers' scripts call it.
    pub name: &'static str,
    /// What is done, as printed.
    pub what: &'static str,
    /// How many things one run does: times are told for one of them.
    pub items: u32,
    /// The input, for the peers.
    pub input: Value,
    /// Who else does it.
    pub peers: Vec<Peer>,
    /// Who does it beside us in this process.
    pub rivals: Vec<Rival>,
    ours: Rival,
}

impl Job {
    /// A job: `work` is what is timed, `show` writes its result down as the peers write theirs.
    pub fn new<T: 'static>(
        (name, what): (&'static str, &'static str),
        items: usize,
        input: Value,
        peers: &[Peer],
        work: impl Fn() -> T + 'static,
        show: impl Fn(T) -> Value + 'static,
    ) -> Self {
        Self {
            name,
            what,
            items: u32::try_from(items).unwrap_or(u32::MAX).max(1),
            input,
            peers: peers.to_vec(),
            rivals: Vec::new(),
            ours: Rival::shown("backoffice", work, show),
        }
    }

    /// The same job, done by another crate too.
    #[must_use]
    pub fn beside(mut self, rival: Rival) -> Self {
        self.rivals.push(rival);
        self
    }

    /// The same job, done by our own reference too: the same rule over `Decimal`.
    #[must_use]
    pub fn held_against<T: 'static>(
        self,
        work: impl Fn() -> T + 'static,
        show: impl Fn(T) -> Value + 'static,
    ) -> Self {
        self.beside(Rival::shown("our Decimal reference", work, show))
    }

    /// Does it once, for the time that it takes.
    pub fn run(&self) {
        self.ours.run();
    }

    /// Does it once, for the answer.
    pub fn answer(&self) -> Value {
        self.ours.answer()
    }
}
