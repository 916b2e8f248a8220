//! What a command's arguments choose.

use super::{
    Protocol, Server,
    crash::{Trial, all},
};
use std::path::PathBuf;

/// What was chosen.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The program that runs clients.
    pub program: PathBuf,
    kills: u64,
    writers: u64,
    each: u64,
    abandoned: u64,
    databases: Vec<bool>,
    protocol: Option<String>,
}

impl Chosen {
    /// Reads arguments; what they leave out is as given here.
    ///
    /// # Errors
    /// An argument that is not known, or whose value is missing.
    pub fn read(arguments: &[String], kills: u64, writers: u64, each: u64) -> Result<Self, String> {
        let mut chosen = Self {
            program: PathBuf::new(),
            kills,
            writers,
            each,
            abandoned: 10,
            databases: vec![false, true],
            protocol: None,
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
            let count = || value.parse::<u64>().map_err(|error| format!("{name} {value}: {error}"));
            match name.as_str() {
                "--rounds" => chosen.kills = count()?,
                "--writers" => chosen.writers = count()?,
                "--each" => chosen.each = count()?,
                "--abandoned" => chosen.abandoned = count()?,
                "--database" if value == "sqlite" => chosen.databases = vec![false],
                "--database" if value == "postgres" => chosen.databases = vec![true],
                "--protocol" if Protocol::of(true).iter().any(|protocol| protocol.name() == value) => {
                    chosen.protocol = Some(value.clone());
                }
                _ => return Err(format!("{name} {value} is not known")),
            }
        }
        if chosen.databases.contains(&true) && Server::programs().is_none() {
            return Err("initdb was not found: install PostgreSQL, or choose --database sqlite".into());
        }
        Ok(chosen)
    }

    /// The trials.
    pub fn trials(&self) -> Vec<Trial> {
        let every = self
            .databases
            .iter()
            .flat_map(|postgres| all(&self.program, *postgres, self.writers, self.each, self.kills));
        let chosen = every.filter(|trial| {
            self.protocol.as_deref().is_none_or(|protocol| protocol == trial.protocol.name())
        });
        chosen.map(|trial| Trial { abandoned: self.abandoned, ..trial }).collect()
    }
}
