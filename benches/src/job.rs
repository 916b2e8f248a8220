//! Jobs: work with fixed input that we and our peers do.

use crate::peer::Process;
use serde_json::Value;
use std::{hint::black_box, rc::Rc, time::Instant};

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

    /// Our own reference, in this process: the same rule over `Decimal`, as [`Job::held_against`] gives it.
    pub const fn reference() -> Self {
        Self { name: "our Decimal reference", group: None, script: "" }
    }

    /// A program from the package registry.
    pub const fn installed(name: &'static str, group: &'static str, script: &'static str) -> Self {
        Self { name, group: Some(group), script }
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
    work: Work,
    /// The same by our own reference, where the job has one.
    reference: Option<Work>,
}

struct Work {
    run: Box<dyn Fn()>,
    answer: Box<dyn Fn() -> Value>,
}

impl Work {
    fn new<T: 'static>(work: impl Fn() -> T + 'static, show: impl Fn(T) -> Value + 'static) -> Self {
        let work = Rc::new(work);
        let timed = Rc::clone(&work);
        let run = move || {
            black_box(timed());
        };
        Self { run: Box::new(run), answer: Box::new(move || show(work())) }
    }

    fn take(&self, times: u32) -> u64 {
        let start = Instant::now();
        (0..times).for_each(|_| (self.run)());
        u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
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
            work: Work::new(work, show),
            reference: None,
        }
    }

    /// The same job with our own reference as another peer.
    #[must_use]
    pub fn held_against<T: 'static>(
        mut self,
        work: impl Fn() -> T + 'static,
        show: impl Fn(T) -> Value + 'static,
    ) -> Self {
        self.reference = Some(Work::new(work, show));
        self.peers.insert(0, Peer::reference());
        self
    }

    /// Does it once, for the time that it takes.
    pub fn run(&self) {
        (self.work.run)();
    }

    /// Does it once, for the answer.
    pub fn answer(&self) -> Value {
        (self.work.answer)()
    }

    /// Starts a peer.
    ///
    /// # Errors
    /// Why it cannot be had.
    pub fn side(&self, peer: &Peer) -> Result<Side<'_>, String> {
        if *peer == Peer::reference() {
            return self.reference.as_ref().map(Side::Reference).ok_or_else(|| "the job has none".to_owned());
        }
        Process::start(peer).map(Side::Process)
    }
}

/// A peer at work on a job.
pub enum Side<'a> {
    /// A program.
    Process(Process),
    /// Our own reference.
    #[expect(private_interfaces, reason = "made and used here alone")]
    Reference(&'a Work),
}

impl Side<'_> {
    /// Gives it the job; its answer.
    ///
    /// # Errors
    /// What the peer says when it cannot do it.
    pub fn answer(&mut self, job: &str, input: &Value) -> Result<Value, String> {
        match self {
            Self::Process(process) => process.answer(job, input),
            Self::Reference(work) => Ok((work.answer)()),
        }
    }

    /// Has it do the job so many times: how long that took, in nanoseconds.
    ///
    /// # Errors
    /// What the peer says when it cannot do it.
    pub fn times(&mut self, times: u32) -> Result<u64, String> {
        match self {
            Self::Process(process) => process.times(times),
            Self::Reference(work) => Ok(work.take(times)),
        }
    }
}
