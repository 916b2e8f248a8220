//! One writer for many callers.

use super::{
    Store,
    chain::Chain,
    draft::{Draft, Issued},
    error::{Error, Outcome, Result},
};
use backoffice::invoice::numbering::{Number, Series};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// A leader: callers queue their drafts, and one thread with one connection stores all that wait in one transaction, so
/// that they share one claim and one flush. The more callers wait, the more they share.
///
/// Callers of any thread use it by reference; each waits until its number is durable. The drafts of a transaction are
/// ordered by day, so that callers do not refuse one another. What is wrong with a draft is its caller's alone: each is
/// checked before the claim, and if a transaction fails nevertheless its drafts are stored one by one. After `store.lost`
/// the next draft opens a new connection.
pub struct Issuer {
    queue: Option<Sender<Job>>,
    leader: Option<JoinHandle<()>>,
}

enum Job {
    Number(Wanted),
    Rehearse(Wanted),
    Find(String, Sender<Result<Option<Issued>>>),
}

/// Where a caller waits for a number.
type Answer = Sender<Result<Number>>;

struct Wanted {
    series: String,
    draft: Draft,
    answer: Answer,
}

impl Issuer {
    /// Leads, with at most that many drafts in a transaction; `connect` opens the store, and opens it anew when it is lost.
    pub fn lead(most: usize, connect: impl FnMut() -> Result<Box<dyn Store>> + Send + 'static) -> Self {
        Self::start(most, None, connect)
    }

    /// The same, linking into a chain in the transaction that numbers: nobody gets a number before its record.
    pub fn lead_linking(
        most: usize,
        chain: Chain<'static>,
        connect: impl FnMut() -> Result<Box<dyn Store>> + Send + 'static,
    ) -> Self {
        Self::start(most, Some(chain), connect)
    }

    fn start(
        most: usize,
        chain: Option<Chain<'static>>,
        connect: impl FnMut() -> Result<Box<dyn Store>> + Send + 'static,
    ) -> Self {
        let (queue, jobs) = mpsc::channel();
        let leader = thread::spawn(move || {
            let (most, rhythm) = (most.max(1), Rhythm::default());
            Leader { connect, store: None, chain, most, rhythm, seen: BTreeMap::new() }.run(&jobs);
        });
        Self { queue: Some(queue), leader: Some(leader) }
    }

    /// Stores a draft with a number, and waits until it is durable.
    ///
    /// # Errors
    /// As [`Store::number`].
    pub fn number(&self, series: &str, draft: Draft) -> Result<Number> {
        let key = draft.key.clone();
        self.ask(&key, |answer| Job::Number(Wanted { series: series.to_owned(), draft, answer }))
    }

    /// The number that the draft would have had.
    ///
    /// # Errors
    /// As [`Store::rehearse`].
    pub fn rehearse(&self, series: &str, draft: Draft) -> Result<Number> {
        let key = draft.key.clone();
        self.ask(&key, |answer| Job::Rehearse(Wanted { series: series.to_owned(), draft, answer }))
    }

    /// The invoice of a key.
    ///
    /// # Errors
    /// As [`Store::find`].
    pub fn find(&self, key: &str) -> Result<Option<Issued>> {
        self.ask(key, |answer| Job::Find(key.to_owned(), answer))
    }

    fn ask<T>(&self, key: &str, job: impl FnOnce(Sender<Result<T>>) -> Job) -> Result<T> {
        let gone = |outcome| Error::lost(outcome, vec![key.to_owned()], "the leader has stopped");
        let (answer, answered) = mpsc::channel();
        let is_sent = self.queue.as_ref().is_some_and(|queue| queue.send(job(answer)).is_ok());
        if !is_sent {
            return Err(gone(Outcome::NotDone));
        }
        answered.recv().unwrap_or_else(|_| Err(gone(Outcome::Unknown)))
    }
}

impl Drop for Issuer {
    /// Waits until what was queued is done.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(leader) = self.leader.take() {
            drop(leader.join());
        }
    }
}

/// How many were served last, and how long that took.
#[derive(Clone, Copy, Default)]
struct Rhythm {
    count: usize,
    took: Duration,
}

impl Rhythm {
    /// The jobs of the next transaction. Callers that were just told come back one by one: to begin with the first of
    /// them would leave the others to a second flush. So they have a fifth of the last transaction's time to come back,
    /// and not longer than it takes all of them; a single caller waits for nobody.
    fn gather(self, first: Job, jobs: &Receiver<Job>, most: usize) -> Vec<Job> {
        let end = Instant::now() + self.took / 5;
        let mut gathered = vec![first];
        while gathered.len() < most {
            let next = match jobs.try_recv() {
                Ok(job) => Some(job),
                Err(_) if gathered.len() >= self.count => None,
                Err(_) => jobs.recv_timeout(end.saturating_duration_since(Instant::now())).ok(),
            };
            match next {
                Some(job) => gathered.push(job),
                None => break,
            }
        }
        gathered
    }
}

struct Leader<C> {
    connect: C,
    store: Option<Box<dyn Store>>,
    chain: Option<Chain<'static>>,
    most: usize,
    rhythm: Rhythm,
    /// The series as this leader last saw them: their last days refuse a draft before the claim does.
    seen: BTreeMap<String, Series>,
}

impl<C: FnMut() -> Result<Box<dyn Store>>> Leader<C> {
    fn run(&mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut batches: BTreeMap<String, Vec<Wanted>> = BTreeMap::new();
            let gathered = self.rhythm.gather(first, jobs, self.most);
            let (begun, count) = (Instant::now(), gathered.len());
            for job in gathered {
                match job {
                    Job::Number(wanted) => batches.entry(wanted.series.clone()).or_default().push(wanted),
                    Job::Rehearse(Wanted { series, draft, answer }) => {
                        let told = self.on_store(|store| store.rehearse(&series, &[draft]));
                        tell(&answer, told.and_then(only));
                    }
                    Job::Find(key, answer) => tell(&answer, self.on_store(|store| store.find(&key))),
                }
            }
            for (series, mut wanted) in batches {
                wanted.sort_by_key(|wanted| wanted.draft.day);
                self.batch(&series, wanted);
            }
            self.rhythm = Rhythm { count, took: begun.elapsed() };
        }
    }

    /// Does something on the connection, which is opened when there is none and left when it is lost.
    fn on_store<T>(&mut self, act: impl FnOnce(&mut dyn Store) -> Result<T>) -> Result<T> {
        let mut store = match self.store.take() {
            Some(store) => store,
            None => (self.connect)()?,
        };
        let done = act(&mut *store);
        if !done.as_ref().is_err_and(Error::is_lost) {
            self.store = Some(store);
        }
        done
    }

    fn number(&mut self, series: &str, drafts: &[Draft]) -> Result<Vec<Number>> {
        let chain = self.chain.take();
        let linked = chain.as_ref().filter(|chain| chain.series == series);
        let done = self.on_store(|store| match linked {
            Some(chain) => store.number_and_link(chain, drafts),
            None => store.number(series, drafts),
        });
        self.chain = chain;
        done
    }

    /// Takes out of a batch what cannot be numbered, and tells it.
    fn check(&mut self, series: &str, wanted: Vec<Wanted>) -> Result<(Vec<Draft>, Vec<Answer>)> {
        if !self.seen.contains_key(series) {
            let state = self.on_store(|store| store.series(series));
            match state {
                Ok(state) => drop(self.seen.insert(series.to_owned(), state)),
                Err(error) => {
                    for Wanted { draft, answer, .. } in &wanted {
                        tell(answer, Err(again(&error, &draft.key)));
                    }
                    return Err(error);
                }
            }
        }
        let state = self.seen.get(series);
        let (mut drafts, mut answers, mut keys) = (Vec::new(), Vec::new(), BTreeSet::new());
        for Wanted { draft, answer, .. } in wanted {
            let right = draft.check().and_then(|()| {
                if keys.insert(draft.key.clone()) {
                    state.map_or(Ok(()), |state| Ok(state.issue(draft.day).map(drop)?))
                } else {
                    Err(Error::KeyTaken { key: draft.key.clone() })
                }
            });
            match right {
                Ok(()) => {
                    drafts.push(draft);
                    answers.push(answer);
                }
                Err(error) => tell(&answer, Err(error)),
            }
        }
        Ok((drafts, answers))
    }

    fn batch(&mut self, series: &str, wanted: Vec<Wanted>) {
        let Ok((drafts, answers)) = self.check(series, wanted) else { return };
        if drafts.is_empty() {
            return;
        }
        match self.number(series, &drafts) {
            Ok(numbers) => {
                let days: Vec<_> = numbers.iter().map(|number| number.day).collect();
                let moved = self.seen.remove(series).and_then(|state| state.issue_many(&days).ok());
                if let Some((_, state)) = moved {
                    self.seen.insert(series.to_owned(), state);
                }
                for (answer, number) in answers.iter().zip(numbers) {
                    tell(answer, Ok(number));
                }
            }
            Err(error) => {
                self.seen.remove(series);
                if error.is_lost() || drafts.len() == 1 {
                    for (draft, answer) in drafts.iter().zip(&answers) {
                        tell(answer, Err(again(&error, &draft.key)));
                    }
                    return;
                }
                for (draft, answer) in drafts.iter().zip(&answers) {
                    let told = self.number(series, std::slice::from_ref(draft));
                    tell(answer, told.and_then(only));
                }
            }
        }
    }
}

/// The same error, as one caller's.
fn again(error: &Error, key: &str) -> Error {
    match error {
        Error::Lost { outcome, cause, .. } => Error::lost(*outcome, vec![key.to_owned()], cause),
        error => error.clone(),
    }
}

fn only(mut numbers: Vec<Number>) -> Result<Number> {
    numbers.pop().ok_or_else(|| Error::unreadable("the answer to the claim"))
}

/// A caller that has gone away is told nothing; its invoice is found by its key.
fn tell<T>(answer: &Sender<Result<T>>, told: Result<T>) {
    drop(answer.send(told));
}
