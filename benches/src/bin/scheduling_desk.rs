//! How long the answers at the desk take, for a generated company with law on: `scheduling_desk [PEOPLE [SEED]]` prints p50
//! and p99 of lists of replacements, refined lists, swaps and changes on warm tables, one thread; then how long it takes to
//! mend a roster of 150 people after an absence, and what that costs beside a full search of one second.

use backoffice::{
    Period, Result, date,
    scheduling::{
        Assignment, Budget, Changes, Desk, Model, Person, Progress, Request, Requirement, Shift, Wish,
        evaluate, law::Labour, replan, solve_from,
    },
};
use backoffice_benches::chance::Chance;
use std::{
    fs,
    time::{Duration, Instant},
};

const SHIFTS: [(&str, &str, &str); 6] = [
    ("early", "06:00", "14:00"),
    ("day", "08:00", "16:00"),
    ("noon", "10:00", "18:00"),
    ("late", "14:00", "22:00"),
    ("evening", "16:00", "23:30"),
    ("night", "22:00", "06:00"),
];

fn below(chance: &mut Chance, limit: usize) -> usize {
    chance.between(0, u32::try_from(limit.saturating_sub(1)).unwrap_or(u32::MAX)) as usize
}

/// A company in which everybody has the same two days off in each week, in one week of three another one, and works one
/// shift between days off; every shift of every day needs as many as it has, or one more.
fn company(people: u64, days: u64, seed: u64) -> Result<(Model, Vec<Assignment>)> {
    let mut chance = Chance::new(seed);
    let first = date(2026, 3, 30)?;
    let day = |number: u64| first + chrono::Days::new(number);
    let mut model = Model::new(Period::new(first, day(days - 1))?)
        .shifts(
            SHIFTS
                .map(|(name, start, end)| Shift::offered(name, start, end).unpaid_break(30).skills(["care"])),
        )
        .law(Labour::of(["eu.working_time"]));
    let mut roster = Vec::new();
    for person in 0..people {
        let name = format!("p{person:04}");
        let free = below(&mut chance, 6) as u64;
        let mut third = free;
        let mut shift = below(&mut chance, 6);
        for number in 0..days {
            if number % 7 == free {
                shift = below(&mut chance, 6);
            }
            if number % 7 == 0 {
                third = if below(&mut chance, 3) == 0 { (free + 4) % 7 } else { free };
            }
            if ![free, free + 1, third].contains(&(number % 7)) {
                roster.push(Assignment::new(&*name, SHIFTS[shift].0, day(number)).working("care"));
            }
        }
        model.requests.push(Request {
            person: name.clone(),
            wish: Wish::Avoid,
            day: Some(day(below(&mut chance, 28) as u64)),
            shift: None,
            weight: u32::try_from(1 + below(&mut chance, 50)).unwrap_or(1),
        });
        model.people.push(Person::new(name).skills(["care"]).hours_between(32.into(), 40.into()));
    }
    for number in 0..days {
        for (shift, ..) in SHIFTS {
            let there = roster.iter().filter(|one| one.day == day(number) && one.shift == shift).count();
            let there = u32::try_from(there).unwrap_or(u32::MAX - 1);
            let wanted = there + u32::from(below(&mut chance, 4) == 0);
            let need = Requirement::new(shift, wanted).working("care").on(day(number));
            model.requirements.push(need.weighing(1_000, 10));
        }
    }
    roster.sort();
    Ok((model, roster))
}

/// A moment of this thread's own time: what others do on the machine does not count, where the system tells it.
struct Begun(Duration, Instant);

impl Begun {
    fn now() -> Self {
        Self(own_time().unwrap_or_default(), Instant::now())
    }

    fn elapsed(&self) -> Duration {
        self.both().0
    }

    fn both(&self) -> (Duration, Duration) {
        let clock = self.1.elapsed();
        (own_time().map_or(clock, |now| now.saturating_sub(self.0)), clock)
    }
}

/// Time that this thread has run.
fn own_time() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// How long each of many took: by the clock, and on average by the thread's own time, which is told in steps of some
/// milliseconds.
fn told(what: &str, times: &[(Duration, Duration)]) {
    let mut clock: Vec<Duration> = times.iter().map(|(_, clock)| *clock).collect();
    clock.sort_unstable();
    let at = |share: usize| clock.get(clock.len() * share / 100).copied().unwrap_or_default();
    let own: Duration = times.iter().map(|(own, _)| *own).sum();
    let mean = own / u32::try_from(times.len().max(1)).unwrap_or(u32::MAX);
    println!(
        "{what}: p50 {:?}, p99 {:?} by the clock, {mean:?} of its own on average ({} asked)",
        at(50),
        at(99),
        times.len()
    );
}

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<u64> =
        std::env::args().skip(1).map(|text| text.parse()).collect::<std::result::Result<_, _>>()?;
    let (people, seed) = (numbers.first().copied().unwrap_or(1_000), numbers.get(1).copied().unwrap_or(1));
    let (model, roster) = company(people, 28, seed)?;
    let verdict = evaluate(&model, &roster)?;
    println!("times are those of the thread alone: {}", own_time().is_some());
    println!("{people} people, {} assignments, {} hard violations", roster.len(), verdict.hard);

    let begun = Begun::now();
    let mut desk = Desk::new(&model, &roster)?;
    println!("tables: {:?}", begun.elapsed());
    let mut chance = Chance::new(seed + 1);
    let days: Vec<_> = model.period.days().collect();
    let ask = |chance: &mut Chance| (SHIFTS[below(chance, 6)].0, days[below(chance, 28)]);

    let (mut lists, mut length) = (Vec::new(), 0);
    for _ in 0..1_000 {
        let (shift, day) = ask(&mut chance);
        let begun = Begun::now();
        let list = desk.replacements(shift, day, Some("care"), 50)?;
        lists.push(begun.both());
        length += list.len();
    }
    told("replacements of one shift, 50 of all", &lists);
    println!("  {} on the list on average", length / 1_000);

    let (mut swaps, mut length) = (Vec::new(), 0);
    for _ in 0..200 {
        let one = &roster[below(&mut chance, roster.len())];
        let begun = Begun::now();
        length += desk.swaps(one)?.len();
        swaps.push(begun.both());
    }
    told("all lawful swaps of one shift", &swaps);
    println!("  {} swaps on average", length / 200);

    // The programs are made ready when they are first asked.
    let names: Vec<String> = model.people.iter().map(|person| person.name.clone()).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    let begun = Begun::now();
    desk.refine("late", days[10], Some("care"), &all)?;
    println!("programs: {:?}", begun.elapsed());
    let mut refined = Vec::new();
    for _ in 0..200 {
        let (shift, day) = ask(&mut chance);
        let list = desk.replacements(shift, day, Some("care"), 50)?;
        let best: Vec<&str> = list.iter().map(|one| one.person.as_str()).collect();
        let begun = Begun::now();
        desk.refine(shift, day, Some("care"), &best)?;
        refined.push(begun.both());
    }
    told("50 refined by the program of the row", &refined);

    let begun = Begun::now();
    let mut reasons = 0;
    for (shift, day) in (0..20).map(|_| ask(&mut chance)).collect::<Vec<_>>() {
        reasons += desk.why(shift, day, Some("care"))?.people.len();
    }
    println!(
        "why nobody takes a shift: {:?} a person ({reasons} asked)",
        begun.elapsed() / u32::try_from(reasons.max(1)).unwrap_or(1)
    );

    let mut changes = Vec::new();
    for _ in 0..100 {
        let one = &roster[below(&mut chance, roster.len())];
        let begun = Begun::now();
        desk.release(one)?;
        changes.push(begun.both());
        desk.assign(one)?;
    }
    told("a change", &changes);

    mending()?;
    Ok(())
}

/// A roster of 150 people over four weeks is solved and published; then somebody is ill, twenty times, and what mending it
/// costs stands beside a full search of one second that begins with what is left and pays as much for each change.
fn mending() -> Result<()> {
    let (model, start) = company(150, 28, 1)?;
    let published = solve_from(&model, Some(&start), Budget::nodes(u64::MAX).threads(2), within(SOLVING))?;
    println!("a roster of 150 over 4 weeks: penalty {}, bound {}", published.penalty, published.bound);
    let published = published.assignments;
    let mut chance = Chance::new(2);
    let (mut mends, mut as_good) = (Vec::new(), 0);
    for _ in 0..20 {
        let one = &published[below(&mut chance, published.len())];
        let changes = Changes::new().absent(&*one.person, one.day);
        let begun = Begun::now();
        let moved = replan(&model, &published, &changes, Budget::nodes(3_000))?;
        mends.push(begun.both());
        let left: Vec<Assignment> = published.iter().filter(|own| *own != one).cloned().collect();
        let mut paying = moved.model.clone();
        paying.requests.extend(staying(&model, &left, one));
        let full = solve_from(&paying, Some(&left), Budget::nodes(u64::MAX), within(Duration::from_secs(1)))?;
        // The absent day itself changes in both.
        let full_cost = full.penalty + CHANGE;
        as_good += u32::from(moved.cost <= full_cost);
        println!(
            "  {one}: cost {} (a second's search {full_cost}), {} moves, {} nodes, {} broken",
            moved.cost,
            moved.moves.len(),
            moved.roster.nodes,
            moved.broken.len()
        );
    }
    told("mending a roster of 150 after an absence", &mends);
    println!("  at or below a second's search: {as_good} of 20");
    Ok(())
}

/// What a change weighs when a roster is mended.
const CHANGE: i64 = 20;

/// How long the roster is solved before it is published.
const SOLVING: Duration = Duration::from_secs(20);

fn within(time: Duration) -> impl FnMut(&Progress) -> bool {
    let begun = Instant::now();
    move |_| begun.elapsed() < time
}

/// Wishes that everybody's days stay as they are, but for the one that cannot.
fn staying(model: &Model, published: &[Assignment], gone: &Assignment) -> Vec<Request> {
    let weight = u32::try_from(CHANGE).unwrap_or(0);
    let mut wishes = Vec::new();
    for person in &model.people {
        for day in model.period.days().filter(|day| (&*person.name, *day) != (&*gone.person, gone.day)) {
            let own = published.iter().find(|own| own.person == person.name && own.day == day);
            wishes.push(Request {
                person: person.name.clone(),
                wish: if own.is_some() { Wish::Prefer } else { Wish::Avoid },
                day: Some(day),
                shift: own.map(|own| own.shift.clone()),
                weight,
            });
        }
    }
    wishes
}
