//! `run`: rounds of all loads on all databases, recorded and compared.

use std::time::Duration;

use crate::{
    Result,
    databases::{Database, Kind, versions},
    load::Span,
    loads::{self, Part, Subject},
    number,
    place::Place,
    plot::{Chart, Line, draw},
    record::{About, Measure, Record, Settings},
    server::Program,
    stats, table,
};

/// How to measure.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,

    /// The databases to measure on; without it, those that are there
    #[arg(long, value_delimiter = ',')]
    databases: Vec<Kind>,

    /// What to measure; without it, everything. Only full results are recorded
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,

    /// Rounds, of which medians count; without it 3 (1 with --quick)
    #[arg(long)]
    rounds: Option<usize>,

    /// Seconds that each load is measured for, after one to warm; logins and open loads take twice as long. Without it 5
    /// (0.2 with --quick)
    #[arg(long)]
    seconds: Option<f64>,

    /// Customers of the database before the first create; without it 100,000 (1,000 with --quick)
    #[arg(long, value_parser = clap::value_parser!(u64).range(1_000..=10_000_000))]
    customers: Option<u64>,
}

pub(crate) async fn run(options: Options) -> Result<()> {
    let quick = options.place.quick;
    let settings = Settings {
        customers: options.customers.unwrap_or(if quick { 1_000 } else { 100_000 }),
        rounds: options.rounds.unwrap_or(if quick { 1 } else { 3 }).max(1),
        seconds: options.seconds.unwrap_or(if quick { 0.2 } else { 5.0 }).clamp(0.1, 600.0),
    };
    let kinds: Vec<Kind> = Kind::ALL
        .into_iter()
        .filter(|kind| if options.databases.is_empty() { kind.is_there() } else { options.databases.contains(kind) })
        .collect();
    if let Some(missing) = kinds.iter().find(|kind| !kind.is_there()) {
        return Err(format!("{} is not there: use scripts/with-databases bench/run", missing.name()).into());
    }
    let parts = if options.only.is_empty() { clap::ValueEnum::value_variants().to_vec() } else { options.only.clone() };

    let (binary, folder) = (options.place.binary()?, options.place.results()?);
    let about = About::now(options.place.commit(), versions(&kinds).await?);
    let mut record = Record { about, settings, figures: Vec::new() };
    // Before anything is measured, since one that can't be read should not cost twenty minutes.
    let earlier = record.earlier(&folder)?;
    if parts.contains(&Part::Start) {
        loads::size(&mut record, &binary)?;
    }
    let files = tempfile::tempdir()?;
    for round in 1..=record.settings.rounds {
        for kind in &kinds {
            eprintln!("round {round} of {}, {}", record.settings.rounds, kind.name());
            let name = format!("{}_{round}", std::process::id());
            let database = Database::new(*kind, files.path(), &name).await?;
            let program = Program { binary: binary.clone(), url: database.url.clone(), keeps_pages: true };
            let measured = measure(&mut record, &database, &program, &parts).await;
            let removed = database.remove(files.path()).await;
            measured.and(removed)?;
        }
    }
    println!("{}", table::markdown(&record, earlier.last()));
    if options.only.is_empty() {
        record.write(&folder)?;
        let drawn = folder.join("history.svg");
        std::fs::write(&drawn, history(&earlier, &record))?;
        eprintln!("written: {} and {}", folder.join(record.name()).display(), drawn.display());
    } else {
        eprintln!("not recorded, since it is not everything");
    }
    Ok(())
}

async fn measure(record: &mut Record, database: &Database, program: &Program, parts: &[Part]) -> Result<()> {
    let Settings { customers, seconds, .. } = record.settings;
    let begun = std::time::Instant::now();
    program.seed(customers, 1)?;
    let seeded = stats::count(usize::try_from(customers)?) / begun.elapsed().as_secs_f64();
    record.add("customers seeded a second", Some(database.kind.name()), Measure::Value, seeded);
    database.tidy().await?;
    let span = Span { warm: Duration::from_secs_f64(seconds.min(1.0)), measured: Duration::from_secs_f64(seconds) };
    Subject { kind: database.kind, program, customers, span, record }.measure(parts).await
}

/// Commits that are named below a chart, at most.
const NAMES: usize = 6;

/// How answers a second went from result to result, as multiples of the first; a chart for each database.
fn history(earlier: &[Record], record: &Record) -> String {
    let records: Vec<&Record> = earlier.iter().chain([record]).collect();
    let every = records.len().div_ceil(NAMES);
    let name = |place: usize, record: &Record| {
        let named = (records.len() - 1 - place).is_multiple_of(every);
        if named { record.about.commit.clone() } else { String::new() }
    };
    let ticks: Vec<(f64, String)> =
        records.iter().enumerate().map(|(place, record)| (stats::count(place), name(place, record))).collect();
    let mut charts = Vec::new();
    for database in ["SQLite", "PostgreSQL", "MariaDB"] {
        let mut lines: Vec<Line> = Vec::new();
        for load in table::loads(record, Measure::Rate) {
            let rate = |record: &Record| record.median(&load, Some(database), Measure::Rate);
            let Some(last) = rate(record) else { continue };
            let first = records.iter().find_map(|record| rate(record)).unwrap_or(last);
            let points = records.iter().enumerate();
            let points =
                points.filter_map(|(place, record)| Some((stats::count(place), rate(record)? / first))).collect();
            lines.push(Line { name: load, points, end: format!("{}/s", number::short(last)) });
        }
        if !lines.is_empty() {
            let title = format!("{database}: answers a second, times those of the first result");
            charts.push(Chart { title, ticks: ticks.clone(), lines });
        }
    }
    draw(&charts)
}
