//! What was measured, as it is kept in the folder of results.

use std::{collections::BTreeMap, fs, path::Path};

use chrono::Utc;
use serde::{Deserialize, Serialize};

use crate::{Result, stats};

/// One run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) about: About,
    pub(crate) settings: Settings,
    pub(crate) figures: Vec<Figure>,
}

/// When, of what and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct About {
    /// In UTC, to the second.
    pub(crate) date: String,
    pub(crate) commit: String,
    pub(crate) machine: Machine,
    /// The versions of the databases, by name, and what servers keep of their data in memory.
    pub(crate) databases: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: u64,
    pub(crate) kernel: String,
}

/// Only results with the same settings are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) customers: u64,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
}

/// One figure, with its value in each round.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) load: String,
    /// None where it has nothing to do with databases.
    pub(crate) database: Option<String>,
    pub(crate) measure: Measure,
    pub(crate) values: Vec<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Measure {
    /// Right answers a second.
    Rate,
    /// Milliseconds.
    P50,
    P99,
    Max,
    /// Processor time of the server for an answer, in microseconds.
    Server,
    /// Processor time of the load for an answer, in microseconds.
    Generator,
    /// The only one of a load, whose text has the unit.
    Value,
}

impl About {
    pub(crate) fn now(commit: String, databases: BTreeMap<String, String>) -> Self {
        Self { date: Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string(), commit, machine: Machine::this(), databases }
    }
}

impl Machine {
    fn this() -> Self {
        let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
        let processors = read("/proc/cpuinfo");
        let processor = processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
        let memory = read("/proc/meminfo");
        let kib =
            memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse().ok());
        Self {
            processor: processor.map_or("unknown", |(_, name)| name.trim()).to_owned(),
            cores: cores(),
            memory_gib: kib.map_or(0, |kib: u64| (kib + (1 << 19)) >> 20),
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
        }
    }

    /// Whether results of both can be compared.
    fn is_like(&self, other: &Self) -> bool {
        (&self.processor, self.cores, self.memory_gib) == (&other.processor, other.cores, other.memory_gib)
    }
}

pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl Record {
    pub(crate) fn add(&mut self, load: &str, database: Option<&str>, measure: Measure, value: f64) {
        // JSON has no infinite numbers. There are some only where nothing was measured.
        if !value.is_finite() {
            return;
        }
        let same = |figure: &&mut Figure| {
            figure.load == load && figure.database.as_deref() == database && figure.measure == measure
        };
        if let Some(figure) = self.figures.iter_mut().find(same) {
            figure.values.push(value);
            return;
        }
        let (load, database) = (load.to_owned(), database.map(str::to_owned));
        self.figures.push(Figure { load, database, measure, values: vec![value] });
    }

    pub(crate) fn median(&self, load: &str, database: Option<&str>, measure: Measure) -> Option<f64> {
        self.figure(load, database, measure).map(|figure| stats::median(&figure.values))
    }

    pub(crate) fn figure(&self, load: &str, database: Option<&str>, measure: Measure) -> Option<&Figure> {
        self.figures
            .iter()
            .find(|figure| figure.load == load && figure.database.as_deref() == database && figure.measure == measure)
    }

    /// Its file's name.
    pub(crate) fn name(&self) -> String {
        let about = &self.about;
        format!("{}-{}.json", about.date.get(..10).unwrap_or_default(), about.commit)
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        // A figure a line, so that a difference of two files can be read.
        let figures: Vec<String> =
            self.figures.iter().map(serde_json::to_string).collect::<std::result::Result<_, _>>()?;
        let (about, settings) = (serde_json::to_string(&self.about)?, serde_json::to_string(&self.settings)?);
        let figures = figures.join(",\n");
        let text = format!("{{\"about\":{about},\n\"settings\":{settings},\n\"figures\":[\n{figures}\n]}}\n");
        Ok(fs::write(folder.join(self.name()), text)?)
    }

    /// The earlier results of machines like this one's, with the same settings, in the order of their dates.
    pub(crate) fn earlier(&self, folder: &Path) -> Result<Vec<Self>> {
        let mut found = Vec::new();
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            // Others are not of `run`.
            let is_dated = path.file_name().is_some_and(|name| name.as_encoded_bytes()[0].is_ascii_digit());
            if !is_dated || path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let read = serde_json::from_slice::<Self>(&fs::read(&path)?);
            let other = read.map_err(|error| format!("{}: {error}", path.display()))?;
            let comparable = other.about.machine.is_like(&self.about.machine) && other.settings == self.settings;
            if comparable && other.about.date < self.about.date && other.name() != self.name() {
                found.push(other);
            }
        }
        found.sort_by(|one, other| one.about.date.cmp(&other.about.date));
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn record(date: &str, processor: &str, seconds: f64) -> Record {
        let machine = Machine { processor: processor.to_owned(), ..Machine::this() };
        let about = About { date: date.to_owned(), machine, ..About::now("abc".to_owned(), BTreeMap::new()) };
        let mut made = Record { about, settings: Settings { customers: 10, rounds: 2, seconds }, figures: Vec::new() };
        made.add("create", Some("SQLite"), Measure::Rate, 3.0);
        made.add("create", Some("SQLite"), Measure::Rate, 5.0);
        made.add("create", None, Measure::Rate, 7.0);
        made
    }

    #[test]
    fn only_earlier_results_of_such_a_machine_and_such_settings_are_compared() {
        let folder = tempfile::tempdir().unwrap();
        for other in [
            record("2026-01-03T00:00:00Z", "a", 1.0),
            record("2026-01-02T00:00:00Z", "a", 1.0),
            record("2026-01-04T00:00:00Z", "b", 1.0),
            record("2026-01-05T00:00:00Z", "a", 2.0),
            record("2026-01-07T00:00:00Z", "a", 1.0),
        ] {
            other.write(folder.path()).unwrap();
        }
        fs::write(folder.path().join("growth.json"), "{}").unwrap();
        let found = record("2026-01-06T00:00:00Z", "a", 1.0).earlier(folder.path()).unwrap();
        let dates: Vec<&str> = found.iter().map(|found| &found.about.date[..10]).collect();
        assert_eq!(dates, ["2026-01-02", "2026-01-03"]);
        assert_eq!(found[0].median("create", Some("SQLite"), Measure::Rate), Some(4.0));
        assert_eq!(found[0].median("create", Some("MariaDB"), Measure::Rate), None);
    }
}
