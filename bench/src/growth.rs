//! `growth`: what each operation costs while one database grows.

use std::{fmt::Write, fs, time::Instant};

use serde::Serialize;

use crate::{
    Result,
    api::{self, COMMON, PAGE, Session},
    databases::{Database, Kind, versions},
    load::{self, Requests},
    number::short,
    place::Place,
    plot::{Chart, Line, draw},
    record::About,
    server::{EMAIL, Program, size},
    stats, table,
};

/// The size that the others are compared with.
const FIRST: u64 = 1_000;

/// How to measure.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) place: Place,

    /// The most customers; without it 1,000,000 (10,000 with --quick). 10,000,000 take some 15 GiB where TMPDIR is
    #[arg(long, value_parser = clap::value_parser!(u64).range(FIRST..=50_000_000))]
    customers: Option<u64>,

    /// Requests of each operation, after a tenth as many to warm; without it 500 (20 with --quick)
    #[arg(long)]
    requests: Option<u64>,

    /// Organizations of uneven size to compare with one of the same number of customers, instead of growing
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) organizations: u32,
}

impl Options {
    pub(crate) fn customers(&self) -> u64 {
        self.customers.unwrap_or(if self.place.quick { 10_000 } else { 1_000_000 })
    }

    pub(crate) fn requests(&self) -> u64 {
        self.requests.unwrap_or(if self.place.quick { 20 } else { 500 }).max(10)
    }

    pub(crate) async fn about(&self) -> Result<About> {
        Ok(About::now(self.place.commit(), versions(&[Kind::Sqlite]).await?))
    }
}

/// An operation, and what it takes one at a time.
#[derive(Debug, Serialize)]
pub(crate) struct Cost {
    pub(crate) operation: String,
    pub(crate) median_ms: f64,
    pub(crate) p99_ms: f64,
}

#[derive(Serialize)]
struct Size {
    customers: u64,
    seeded_a_second: f64,
    database_mib: f64,
    costs: Vec<Cost>,
}

#[derive(Serialize)]
struct Growth {
    about: About,
    requests: u64,
    sizes: Vec<Size>,
}

pub(crate) async fn grow(options: Options) -> Result<()> {
    let (binary, folder) = (options.place.binary()?, options.place.results()?);
    let files = tempfile::tempdir()?;
    let database = Database::new(Kind::Sqlite, files.path(), "growth").await?;
    let program = Program { binary, url: database.url.clone(), keeps_pages: false };
    let mut growth = Growth { about: options.about().await?, requests: options.requests(), sizes: Vec::new() };
    let mut there = 0;
    for customers in sizes(options.customers()) {
        let begun = Instant::now();
        let more = customers.checked_sub(there).filter(|more| *more > 0);
        let more = more.ok_or_else(|| {
            format!("{there} customers are there already, the next size is {customers}: take a greater one")
        })?;
        program.seed(more, 1)?;
        let seeded = stats::count(usize::try_from(more)?) / begun.elapsed().as_secs_f64();
        eprintln!("{} customers: seeded {} a second", thousands(customers), short(seeded));
        let (costs, total) = operations(&program, EMAIL, options.requests()).await?;
        there = total;
        let mut mib = 0.0;
        for file in fs::read_dir(files.path())? {
            mib += size(&file?.path())?;
        }
        growth.sizes.push(Size { customers, seeded_a_second: seeded, database_mib: mib, costs });
        // After each size: the next takes ten times as long.
        fs::write(folder.join("growth.json"), serde_json::to_string_pretty(&growth)? + "\n")?;
        fs::write(folder.join("growth.svg"), plot(&growth))?;
    }
    println!("{}", markdown(&growth));
    eprintln!("written: growth.json and growth.svg in {}", folder.display());
    Ok(())
}

/// The powers of ten from the first up to the greatest, and that.
fn sizes(greatest: u64) -> Vec<u64> {
    let mut sizes = vec![greatest];
    let mut size = FIRST;
    while size < greatest {
        sizes.insert(sizes.len() - 1, size);
        size *= 10;
    }
    sizes
}

/// Measures every operation as one account, on a server of its own. Also how many customers the account has then.
pub(crate) async fn operations(program: &Program, email: &str, requests: u64) -> Result<(Vec<Cost>, u64)> {
    let server = program.start_and_wait().await?;
    let mut session = Session::log_in(server.port, email).await?;
    let mut costs = Vec::new();
    for (operation, queries) in queries(&mut session).await? {
        costs.push(cost(operation, server.port, &api::asking(&queries, &session.token), requests).await?);
    }
    costs.push(cost("create".to_owned(), server.port, &api::creating(&session.token), requests).await?);
    let total = session.total("").await?;
    server.stop()?;
    Ok((costs, total))
}

/// The operations that read, and the queries of each in turn.
async fn queries(session: &mut Session) -> Result<Vec<(String, Vec<String>)>> {
    let middle = session.total("").await? / PAGE / 2 + 1;
    let mut all = vec![("page 1".to_owned(), vec!["page=1".to_owned()])];
    for (order, sort) in [("newest first", "-created_at"), ("by name", "name")] {
        let mut cursors = Vec::new();
        for page in middle..middle + 10 {
            // Where there are few customers, there is no page after the next ones.
            if let Ok(cursor) = session.cursor_after(page, sort).await {
                cursors.push(format!("sort={sort}&cursor={cursor}"));
            }
        }
        if !cursors.is_empty() {
            all.push((format!("middle page by cursor, {order}"), cursors));
        }
        let numbers = (middle..middle + 10).map(|page| format!("sort={sort}&page={page}")).collect();
        all.push((format!("middle page by number, {order}"), numbers));
    }
    for (kind, words) in [("rare", session.rare().await?), ("common", COMMON.map(str::to_owned).to_vec())] {
        for (total, query) in [("", ""), (", no total", "&total=none")] {
            let queries = words.iter().map(|word| format!("q={word}{query}")).collect();
            all.push((format!("search, {kind} word{total}"), queries));
        }
    }
    Ok(all)
}

async fn cost(operation: String, port: u16, requests: &Requests, counted: u64) -> Result<Cost> {
    let latencies =
        load::sequence(port, requests, counted / 10, counted).await.map_err(|error| format!("{operation}: {error}"))?;
    let at = |percent| stats::percentile(&latencies, percent);
    eprintln!("  {operation}: {:.3} ms, p99 {:.3} ms", at(50.0), at(99.0));
    Ok(Cost { operation, median_ms: at(50.0), p99_ms: at(99.0) })
}

fn markdown(growth: &Growth) -> String {
    let mut text = table::about(&growth.about);
    let heads: Vec<String> = growth.sizes.iter().map(|size| thousands(size.customers)).collect();
    let _ = write!(text, " Median and p99 of up to {} requests, one after the other, in ms.\n\n", growth.requests);
    let _ = writeln!(text, "| customers | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    let first = growth.sizes.first().map(|size| size.costs.as_slice()).unwrap_or_default();
    for (place, Cost { operation, .. }) in first.iter().enumerate() {
        let costs = growth.sizes.iter().filter_map(|size| size.costs.get(place));
        let cells: Vec<String> = costs.map(|cost| format!("{:.3} / {:.3}", cost.median_ms, cost.p99_ms)).collect();
        let _ = writeln!(text, "| {operation} | {} |", cells.join(" | "));
    }
    let row = |of: fn(&Size) -> f64| growth.sizes.iter().map(|size| short(of(size))).collect::<Vec<_>>().join(" | ");
    let _ = writeln!(text, "| seeded a second | {} |", row(|size| size.seeded_a_second));
    let _ = writeln!(text, "| the database, MiB | {} |", row(|size| size.database_mib));
    text
}

fn plot(growth: &Growth) -> String {
    let sizes =
        || growth.sizes.iter().map(|size| (stats::count(usize::try_from(size.customers).unwrap_or_default()), size));
    let ticks = sizes().map(|(number, size)| (number.log10(), thousands(size.customers))).collect();
    let first = growth.sizes.first().map(|size| size.costs.as_slice()).unwrap_or_default();
    let line = |(place, cost): (usize, &Cost)| Line {
        name: cost.operation.clone(),
        points: sizes()
            .filter_map(|(number, size)| Some((number.log10(), size.costs.get(place)?.median_ms / cost.median_ms)))
            .collect(),
        end: format!(
            "{:.2} ms",
            growth.sizes.last().and_then(|size| size.costs.get(place)).map_or(0.0, |cost| cost.median_ms)
        ),
    };
    let about = &growth.about;
    let title = format!(
        "SQLite: median time of one request, times that with {} customers (commit {}, {})",
        thousands(FIRST),
        about.commit,
        about.date.get(..10).unwrap_or_default()
    );
    draw(&[Chart { title, ticks, lines: first.iter().enumerate().map(line).collect() }])
}

fn thousands(number: u64) -> String {
    short(stats::count(usize::try_from(number).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_grow_tenfold_and_end_with_the_greatest() {
        assert_eq!(sizes(1_000), [1_000]);
        assert_eq!(sizes(100_000), [1_000, 10_000, 100_000]);
        assert_eq!(sizes(250_000), [1_000, 10_000, 100_000, 250_000]);
    }
}
