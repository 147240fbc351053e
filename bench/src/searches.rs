//! `searches`: what people type into a search, each one at a time, on each database.

use std::{fmt::Write, fs};

use serde::Serialize;

use crate::{
    Result,
    api::{self, Session},
    databases::{Database, Kind, versions},
    load,
    number::short,
    place::Place,
    record::About,
    server::{EMAIL, Program},
    stats, table,
};

/// What is typed, letter by letter or at once: names, companies, addresses and numbers that the seed gives to some, to
/// most, and to nobody.
const TYPED: [&str; 38] = [
    "a",
    "an",
    "ann",
    "anna",
    "m",
    "mar",
    "zoe",
    "müller",
    "anna lindenmoser",
    "lindenmoser",
    "lindenmoser a",
    "a z",
    "anna zur",
    "a b c d e f",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "trading gmbh zur",
    "marco example",
    "example",
    "mail example",
    "mail exam marco lind",
    "prefers email",
    "zürich",
    "anna@",
    "anna.lindenmoser",
    "1",
    "12",
    "1234",
    "44 2",
    "044 2",
    "+41442",
    "+41 05",
    "+49 03",
    "414421",
    "044 212 34",
    "668 18",
    "044 668 1",
    "zoe 0446681",
    "nobody has this",
];

/// How to measure.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,

    /// Customers; without it 1,000,000 (10,000 with --quick)
    #[arg(long, value_parser = clap::value_parser!(u64).range(1_000..=50_000_000))]
    customers: Option<u64>,

    /// Requests of each search, after a tenth as many to warm; without it 100 (10 with --quick)
    #[arg(long)]
    requests: Option<u64>,
}

#[derive(Serialize)]
struct Searches {
    about: About,
    customers: u64,
    costs: Vec<Search>,
}

/// A search, and what it takes one at a time, newest first.
#[derive(Serialize)]
struct Search {
    q: String,
    database: &'static str,
    /// What the answer says of the total.
    total: String,
    median_ms: f64,
    p99_ms: f64,
}

pub(crate) async fn measure(options: Options) -> Result<()> {
    let (binary, folder) = (options.place.binary()?, options.place.results()?);
    let customers = options.customers.unwrap_or(if options.place.quick { 10_000 } else { 1_000_000 });
    let requests = options.requests.unwrap_or(if options.place.quick { 10 } else { 100 }).max(10);
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| kind.is_there()).collect();
    let about = About::now(options.place.commit(), versions(&kinds).await?);
    let mut searches = Searches { about, customers, costs: Vec::new() };
    let files = tempfile::tempdir()?;
    for kind in kinds {
        let database = Database::new(kind, files.path(), &format!("searches_{}", std::process::id())).await?;
        let program = Program { binary: binary.clone(), url: database.url.clone(), keeps_pages: false };
        eprintln!("{}: {customers} customers", kind.name());
        let measured = on(&program, &database, customers, requests).await;
        database.remove(files.path()).await?;
        searches.costs.extend(measured?);
    }
    println!("{}", markdown(&searches, requests));
    fs::write(folder.join("searches.json"), serde_json::to_string_pretty(&searches)? + "\n")?;
    eprintln!("written: searches.json in {}", folder.display());
    Ok(())
}

async fn on(program: &Program, database: &Database, customers: u64, requests: u64) -> Result<Vec<Search>> {
    program.seed(customers, 1)?;
    database.tidy().await?;
    let server = program.start_and_wait().await?;
    let mut session = Session::log_in(server.port, EMAIL).await?;
    let mut searches = Vec::new();
    for q in TYPED {
        let query = format!("q={}", encoded(q));
        let page = session.page(&query).await?;
        let total = page["total"].as_u64().map(|total| total.to_string());
        let total = total.or_else(|| Some(format!("at least {}", page["total_is_at_least"].as_u64()?)));
        let latencies =
            load::sequence(server.port, &api::asking(&[query], &session.token), requests / 10, requests).await?;
        let at = |percent| stats::percentile(&latencies, percent);
        eprintln!("  {q}: {:.2} ms, p99 {:.2} ms", at(50.0), at(99.0));
        searches.push(Search {
            q: q.to_owned(),
            database: database.kind.name(),
            total: total.ok_or("a page without total")?,
            median_ms: at(50.0),
            p99_ms: at(99.0),
        });
    }
    server.stop()?;
    Ok(searches)
}

/// As a value in a query.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            _ if byte.is_ascii_alphanumeric() => encoded.push(byte.into()),
            _ => drop(write!(encoded, "%{byte:02X}")),
        }
    }
    encoded
}

fn markdown(searches: &Searches, requests: u64) -> String {
    let Searches { about, customers, costs } = searches;
    let mut text = table::about(about);
    let so_many = short(stats::count(usize::try_from(*customers).unwrap_or_default()));
    let _ = write!(
        text,
        " {so_many} customers in one organization, pages made anew, newest first, with the total. Median and p99 of up to \
         {requests} requests, one after the other, in ms.\n\n"
    );
    let mut databases: Vec<&str> = costs.iter().map(|search| search.database).collect();
    databases.dedup();
    let _ = writeln!(text, "| q | found | {} |\n|---|--:|{}", databases.join(" | "), "--:|".repeat(databases.len()));
    let here = |q: &str, database: &str| costs.iter().find(|search| search.q == q && search.database == database);
    for q in TYPED {
        let mut totals: Vec<&str> =
            costs.iter().filter(|search| search.q == q).map(|search| search.total.as_str()).collect();
        totals.dedup();
        let cell = |database: &&str| {
            here(q, database).map(|found| format!("{:.2} / {:.2}", found.median_ms, found.p99_ms)).unwrap_or_default()
        };
        let cells: Vec<String> = databases.iter().map(cell).collect();
        let _ = writeln!(text, "| {q} | {} | {} |", totals.join(", "), cells.join(" | "));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_query_is_encoded() {
        assert_eq!(encoded("anna zür+1@"), "anna+z%C3%BCr%2B1%40");
    }

    #[test]
    fn databases_stand_side_by_side() {
        let search = |q: &str, database, total: &str, median_ms| Search {
            q: q.to_owned(),
            database,
            total: total.to_owned(),
            median_ms,
            p99_ms: 2.0,
        };
        let about = About::now("abc".to_owned(), BTreeMap::new());
        let measured = vec![search("zoe", "SQLite", "12", 0.5), search("zoe", "MariaDB", "12", 1.0)];
        let text = markdown(&Searches { about, customers: 1000, costs: measured }, 10);
        assert!(text.contains("| q | found | SQLite | MariaDB |"), "{text}");
        assert!(text.contains("| zoe | 12 | 0.50 / 2.00 | 1.00 / 2.00 |"), "{text}");
    }
}
