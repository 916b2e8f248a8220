//! The competition's files: scenario, history and week.

use super::{Bounds, Contract, DAYS, Nurse, Scenario, Week};
use crate::roster::{Result, bad, whole};
use backoffice::scheduling::History;

/// The lines of a file that say something, with their numbers.
struct Lines<'a>(std::iter::Peekable<std::vec::IntoIter<(usize, &'a str)>>);

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
        Self(lines.filter(|(_, line)| !line.is_empty()).collect::<Vec<_>>().into_iter().peekable())
    }

    fn next(&mut self, what: &str) -> Result<(usize, &'a str)> {
        self.0.next().map_or_else(|| bad(0, format!("the file ends before {what}")), Ok)
    }

    /// `KEY = value`.
    fn value(&mut self, key: &str) -> Result<(usize, &'a str)> {
        let (number, line) = self.next(key)?;
        match line.split_once('=') {
            Some((found, value)) if found.trim() == key => Ok((number, value.trim())),
            _ => bad(number, format!("`{line}`: write {key} = …")),
        }
    }

    /// `KEY = number`, and so many lines.
    fn counted(&mut self, key: &str) -> Result<Vec<(usize, Vec<&'a str>)>> {
        let (number, value) = self.value(key)?;
        (0..whole(number, key, value)?).map(|_| self.words(key)).collect()
    }

    fn words(&mut self, what: &str) -> Result<(usize, Vec<&'a str>)> {
        self.next(what).map(|(number, line)| (number, line.split_whitespace().collect()))
    }

    fn heading(&mut self, wanted: &str) -> Result<()> {
        let (number, line) = self.next(wanted)?;
        if line == wanted { Ok(()) } else { bad(number, format!("`{line}`: {wanted} stands here")) }
    }
}

/// `(2,5)`.
fn bounds(number: usize, text: &str) -> Result<Bounds> {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    match inside.and_then(|text| text.split_once(',')) {
        Some((least, most)) => Ok((whole(number, "the least", least)?, whole(number, "the most", most)?)),
        None => bad(number, format!("`{text}`: write (LEAST,MOST)")),
    }
}

impl Scenario {
    /// Reads a file `Sc-…`.
    ///
    /// # Errors
    /// What is wrong with the file, with its line.
    pub fn read(text: &str) -> Result<Self> {
        let mut lines = Lines::new(text);
        lines.value("SCENARIO")?;
        let (number, weeks) = lines.value("WEEKS")?;
        let weeks = whole(number, "the weeks", weeks)?;
        let one = |(number, words): (usize, Vec<&str>)| match words.as_slice() {
            [name] => Ok((*name).to_owned()),
            _ => bad(number, "one name stands on this line"),
        };
        let skills: Vec<String> = lines.counted("SKILLS")?.into_iter().map(one).collect::<Result<_>>()?;
        let shift = |(number, words): (usize, Vec<&str>)| match words.as_slice() {
            [name, run] => Ok(((*name).to_owned(), bounds(number, run)?)),
            _ => bad(number, "a shift type and its run stand on this line"),
        };
        let shifts: Vec<(String, Bounds)> =
            lines.counted("SHIFT_TYPES")?.into_iter().map(shift).collect::<Result<_>>()?;
        lines.heading("FORBIDDEN_SHIFT_TYPES_SUCCESSIONS")?;
        let mut successions = Vec::new();
        for _ in &shifts {
            let (number, words) = lines.words("the successions")?;
            let [name, count, then @ ..] = words.as_slice() else {
                return bad(number, "a shift type, a number and so many shift types stand on this line");
            };
            if whole(number, "the number of successions", count)? as usize != then.len() {
                return bad(number, format!("{count} successions are told and {} named", then.len()));
            }
            let strange = then.iter().chain([name]).find(|then| !shifts.iter().any(|(s, _)| s == *then));
            if let Some(strange) = strange {
                return bad(number, format!("no shift type `{strange}`"));
            }
            successions.push(((*name).to_owned(), then.iter().map(|then| (*then).to_owned()).collect()));
        }
        let contract = |(number, words): (usize, Vec<&str>)| match words.as_slice() {
            [name, assignments, work, off, weekends, complete] => Ok(Contract {
                name: (*name).to_owned(),
                assignments: bounds(number, assignments)?,
                work: bounds(number, work)?,
                off: bounds(number, off)?,
                weekends: whole(number, "the most weekends", weekends)?,
                complete: whole(number, "complete weekends", complete)? == 1,
            }),
            _ => bad(number, format!("{} fields of a contract, not 6", words.len())),
        };
        let contracts: Vec<Contract> =
            lines.counted("CONTRACTS")?.into_iter().map(contract).collect::<Result<_>>()?;
        let nurse = |(number, words): (usize, Vec<&str>)| {
            let [name, contract, count, own @ ..] = words.as_slice() else {
                return bad(number, "a nurse, a contract, a number and so many skills stand on this line");
            };
            if whole(number, "the number of skills", count)? as usize != own.len() {
                return bad(number, format!("{count} skills are told and {} named", own.len()));
            }
            if let Some(strange) = own.iter().find(|own| !skills.iter().any(|skill| skill == *own)) {
                return bad(number, format!("no skill `{strange}`"));
            }
            if !contracts.iter().any(|known| known.name == *contract) {
                return bad(number, format!("no contract `{contract}`"));
            }
            Ok(Nurse {
                name: (*name).to_owned(),
                contract: (*contract).to_owned(),
                skills: own.iter().map(|skill| (*skill).to_owned()).collect(),
            })
        };
        let nurses = lines.counted("NURSES")?.into_iter().map(nurse).collect::<Result<_>>()?;
        Ok(Self { weeks, nurses, skills, shifts, successions, contracts })
    }

    /// Reads a file `H0-…`: what each nurse worked before, in the scenario's order.
    ///
    /// # Errors
    /// What is wrong with the file, with its line.
    pub fn history(&self, text: &str) -> Result<Vec<History>> {
        let mut lines = Lines::new(text);
        lines.heading("HISTORY")?;
        lines.next("the week's number")?;
        lines.heading("NURSE_HISTORY")?;
        let mut read: Vec<Option<History>> = vec![None; self.nurses.len()];
        for _ in &self.nurses {
            let (number, words) = lines.words("the nurses' histories")?;
            let [name, assignments, weekends, last, of_shift, work, off] = words.as_slice() else {
                return bad(number, format!("{} fields of a history, not 7", words.len()));
            };
            let nurse = self.nurses.iter().position(|nurse| nurse.name == *name);
            let Some(own) = nurse.and_then(|nurse| read.get_mut(nurse)) else {
                return bad(number, format!("no nurse `{name}`"));
            };
            let last_shift = (*last != "None").then(|| (*last).to_owned());
            if let Some(strange) =
                last_shift.as_ref().filter(|last| !self.shifts.iter().any(|(s, _)| s == *last))
            {
                return bad(number, format!("no shift type `{strange}`"));
            }
            *own = Some(History {
                assignments: whole(number, "the assignments", assignments)?,
                weekends: whole(number, "the weekends", weekends)?,
                last_shift,
                run_of_shift: whole(number, "the run of the shift", of_shift)?,
                run_of_work: whole(number, "the run of work", work)?,
                run_off: whole(number, "the run of days off", off)?,
                ..History::default()
            });
        }
        read.into_iter()
            .zip(&self.nurses)
            .map(|(own, nurse)| own.map_or_else(|| bad(0, format!("no history of `{}`", nurse.name)), Ok))
            .collect()
    }

    /// Reads a file `WD-…`.
    ///
    /// # Errors
    /// What is wrong with the file, with its line.
    pub fn week(&self, text: &str) -> Result<Week> {
        let mut lines = Lines::new(text);
        lines.heading("WEEK_DATA")?;
        lines.next("the scenario's name")?;
        lines.heading("REQUIREMENTS")?;
        let shift = |number, name: &str| {
            let known = self.shifts.iter().any(|(shift, _)| shift == name);
            if known { Ok(name.to_owned()) } else { bad(number, format!("no shift type `{name}`")) }
        };
        let mut cover = Vec::new();
        while lines.0.peek().is_some_and(|(_, line)| !line.starts_with("SHIFT_OFF_REQUESTS")) {
            let (number, words) = lines.words("the requirements")?;
            let [name, skill, needs @ ..] = words.as_slice() else {
                return bad(number, "a shift type, a skill and seven requirements stand on this line");
            };
            if !self.skills.iter().any(|known| known == skill) || needs.len() != DAYS.len() {
                return bad(number, format!("no skill `{skill}`, or not seven requirements"));
            }
            let needs = needs.iter().map(|need| bounds(number, need)).collect::<Result<_>>()?;
            cover.push((shift(number, name)?, (*skill).to_owned(), needs));
        }
        let mut off = Vec::new();
        for (number, words) in lines.counted("SHIFT_OFF_REQUESTS")? {
            let [name, of, day] = words.as_slice() else {
                return bad(number, "a nurse, a shift type and a day stand on this line");
            };
            let Some(day) =
                DAYS.iter().position(|known| known == day).and_then(|day| u32::try_from(day).ok())
            else {
                return bad(number, format!("`{day}` is no day of the week"));
            };
            if !self.nurses.iter().any(|nurse| nurse.name == *name) {
                return bad(number, format!("no nurse `{name}`"));
            }
            let of = if *of == "Any" { None } else { Some(shift(number, of)?) };
            off.push(((*name).to_owned(), of, day));
        }
        Ok(Week { cover, off })
    }
}
