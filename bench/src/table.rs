//! A result as Markdown.

use std::fmt::Write;

use crate::{
    number::short,
    record::{About, Figure, Measure, Record},
    stats,
};

/// Tables of everything, each figure with its range and the ratio to an earlier one.
pub(crate) fn markdown(record: &Record, earlier: Option<&Record>) -> String {
    let settings = &record.settings;
    let mut text = about(&record.about);
    let plural = if settings.rounds == 1 { "" } else { "s" };
    let _ = write!(
        text,
        " {} customers; medians of {} round{plural} of {} s, the least and the greatest in brackets",
        short(stats::count(usize::try_from(settings.customers).unwrap_or_default())),
        settings.rounds,
        settings.seconds,
    );
    match earlier.map(|earlier| &earlier.about) {
        Some(about) => {
            let date = about.date.get(..10).unwrap_or_default();
            let _ = writeln!(text, "; × is the ratio to commit `{}` of {date}.", about.commit);
        }
        None => text.push_str(".\n"),
    }
    let rate = |database: &str, load: &str| cell(record, earlier, load, Some(database), Measure::Rate);
    text += &table(record, "answers a second", Measure::Rate, rate);
    text += &table(record, "milliseconds: p50 / p99 / max", Measure::P99, |database, load| {
        latencies(record, earlier, load, database)
    });
    for (title, measure) in [
        ("server's processor time for an answer, µs", Measure::Server),
        ("load's processor time for an answer, µs", Measure::Generator),
        ("besides", Measure::Value),
    ] {
        text += &table(record, title, measure, |database, load| cell(record, earlier, load, Some(database), measure));
    }
    text.push('\n');
    for figure in record.figures.iter().filter(|figure| figure.database.is_none()) {
        let unit = if figure.measure == Measure::Rate { " a second" } else { "" };
        let value = cell(record, earlier, &figure.load, None, figure.measure);
        let _ = writeln!(text, "- {}{unit}: {value}", figure.load);
    }
    text
}

/// When, of what and where.
pub(crate) fn about(about: &About) -> String {
    let machine = &about.machine;
    let databases: Vec<String> = about.databases.iter().map(|(name, version)| format!("{name} {version}")).collect();
    format!(
        "{} UTC, commit `{}`, {}: {} cores, {} GiB, Linux {}. {}.",
        about.date.replace('T', " ").trim_end_matches('Z'),
        about.commit,
        machine.processor,
        machine.cores,
        machine.memory_gib,
        machine.kernel,
        databases.join(", "),
    )
}

/// The loads that have a measure, in the order in which they were measured first.
pub(crate) fn loads(record: &Record, measure: Measure) -> Vec<String> {
    distinct(record, measure, |figure| figure.database.as_ref().map(|_| figure.load.clone()))
}

fn distinct(record: &Record, measure: Measure, of: impl Fn(&Figure) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for name in record.figures.iter().filter(|figure| figure.measure == measure).filter_map(of) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn table(record: &Record, title: &str, measure: Measure, cell: impl Fn(&str, &str) -> String) -> String {
    let mut databases = distinct(record, measure, |figure| figure.database.clone());
    if databases.is_empty() {
        return String::new();
    }
    databases
        .sort_by_key(|name| ["SQLite", "PostgreSQL", "MariaDB"].iter().position(|known| known == name).unwrap_or(3));
    let mut text = format!("\n| {title} | {} |\n|---|{}\n", databases.join(" | "), "---|".repeat(databases.len()));
    for load in loads(record, measure) {
        let cells: Vec<String> = databases.iter().map(|database| cell(database, &load)).collect();
        let _ = writeln!(text, "| {load} | {} |", cells.join(" | "));
    }
    text
}

fn cell(record: &Record, earlier: Option<&Record>, load: &str, database: Option<&str>, measure: Measure) -> String {
    let Some(figure) = record.figure(load, database, measure) else { return String::new() };
    let median = stats::median(&figure.values);
    let (least, greatest) = stats::range(&figure.values);
    let range =
        if figure.values.len() > 1 { format!(" ({}–{})", short(least), short(greatest)) } else { String::new() };
    format!(
        "{}{range}{}",
        short(median),
        ratio(median, earlier.and_then(|earlier| earlier.median(load, database, measure)))
    )
}

fn latencies(record: &Record, earlier: Option<&Record>, load: &str, database: &str) -> String {
    let median = |measure| record.median(load, Some(database), measure);
    let all: Option<Vec<String>> =
        [Measure::P50, Measure::P99, Measure::Max].into_iter().map(|measure| median(measure).map(short)).collect();
    let Some(all) = all else { return String::new() };
    let before = earlier.and_then(|earlier| earlier.median(load, Some(database), Measure::P99));
    all.join(" / ") + &ratio(median(Measure::P99).unwrap_or_default(), before)
}

fn ratio(now: f64, before: Option<f64>) -> String {
    before.filter(|before| *before > 0.0).map_or(String::new(), |before| format!(" ×{:.2}", now / before))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::record::Settings;

    fn record(rates: &[f64]) -> Record {
        let about = About::now("abc".to_owned(), BTreeMap::from([("SQLite".to_owned(), "3.1".to_owned())]));
        let settings = Settings { customers: 100_000, rounds: rates.len(), seconds: 5.0 };
        let mut record = Record { about, settings, figures: Vec::new() };
        for rate in rates {
            record.add("create", Some("MariaDB"), Measure::Rate, *rate / 2.0);
            record.add("create", Some("SQLite"), Measure::Rate, *rate);
            record.add("page", Some("SQLite"), Measure::Rate, *rate * 2.0);
            record.add("size of the binary, MiB", None, Measure::Value, 16.0);
        }
        record
    }

    #[test]
    fn figures_are_medians_with_their_range_and_the_ratio_to_the_earlier_ones() {
        let text = markdown(&record(&[1000.0, 3000.0, 2000.0]), Some(&record(&[1600.0])));
        assert!(text.contains("100,000 customers; medians of 3 rounds of 5 s"), "{text}");
        assert!(text.contains("\n| answers a second | SQLite | MariaDB |\n|---|---|---|\n"), "{text}");
        assert!(text.contains("\n| create | 2,000 (1,000–3,000) ×1.25 | 1,000 (500–1,500) ×1.25 |\n"), "{text}");
        assert!(text.contains("\n| page | 4,000 (2,000–6,000) ×1.25 |  |\n"), "{text}");
        assert!(text.contains("\n- size of the binary, MiB: 16.0 (16.0–16.0) ×1.00\n"), "{text}");
    }

    #[test]
    fn without_an_earlier_result_there_is_no_ratio() {
        let text = markdown(&record(&[1000.0]), None);
        assert!(text.contains("\n| create | 1,000 | 500 |\n") && !text.contains('×'), "{text}");
    }
}
