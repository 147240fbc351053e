//! The loads of `run`, on one database: what is asked, by how many, and what is noted of it.

use std::{ops::RangeInclusive, path::Path, sync::Arc, time::Duration};

use clap::ValueEnum;
use customary::{auth::Passwords, domain::SystemIds};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use crate::{
    Result, alone,
    api::{self, COMMON, PAGE, Session, asking, creating},
    databases::{Alone, Kind, postgres_alone},
    load::{self, Load, Outcome, Requests, Span},
    record::{Measure, Record, cores},
    server::{EMAIL, Program, Server, processor_time},
    stats,
};

/// Connections where as much as possible is to be answered, and where each answer takes long.
const MANY: usize = 64;
const FEW: usize = 8;

/// Starts of which the median counts.
const STARTS: usize = 5;

/// Requests a second of the open loads.
const OPEN_RATE: f64 = 50.0;
const OPEN: &str = "50 pages a second";

/// A part of the measurement, for `--only`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Start, memory, size of the binary
    Start,
    /// Pages 1 to 40
    Pages,
    /// Pages far inside, by number and by cursor
    Deep,
    /// Searches of rare and of common words, with and without the total
    Search,
    /// 50 pages a second, whatever they take
    Open,
    /// Logins, pages beside them, and the hash function alone
    Login,
    /// Nine pages to one create
    Mix,
    /// Creates
    Create,
    /// `SQLite` and `PostgreSQL` without a service before them
    Alone,
}

/// A database that is served and filled, and where to note what is found.
pub(crate) struct Subject<'a> {
    pub(crate) kind: Kind,
    pub(crate) program: &'a Program,
    pub(crate) customers: u64,
    pub(crate) span: Span,
    pub(crate) record: &'a mut Record,
}

impl Subject<'_> {
    /// One round of these parts, in the order in which they disturb each other least: what writes comes last.
    pub(crate) async fn measure(&mut self, parts: &[Part]) -> Result<()> {
        let has = |part: Part| parts.contains(&part);
        let mut server = self.program.start_and_wait().await?;
        let mut session = Session::log_in(server.port, EMAIL).await?;
        self.check(&mut session).await?;
        if has(Part::Start) {
            server.stop()?;
            server = self.start(&session.token).await?;
        }
        if has(Part::Pages) {
            let pages = pages(&session.token, 1..=40);
            self.closed("page 1 to 40", &server, MANY, &pages).await?;
            if has(Part::Start) {
                self.value("memory after pages, MiB", server.memory()?);
            }
        }
        server.stop()?;
        let program = Program { keeps_pages: false, ..self.program.clone() };
        server = program.start_and_wait().await?;
        session = Session::log_in(server.port, EMAIL).await?;
        if has(Part::Pages) {
            self.closed("page 1 to 40, made anew", &server, MANY, &pages(&session.token, 1..=40)).await?;
        }
        if has(Part::Deep) {
            self.deep(&server, &mut session).await?;
        }
        if has(Part::Search) {
            self.search(&server, &mut session).await?;
        }
        server.stop()?;
        server = self.program.start_and_wait().await?;
        session = Session::log_in(server.port, EMAIL).await?;
        if has(Part::Open) {
            self.open(OPEN, &server, &session.token).await?;
        }
        if has(Part::Login) {
            self.login(&server, &session.token).await?;
        }
        if has(Part::Mix) {
            let (pages, creates) = (pages(&session.token, 1..=40), creating(&session.token));
            let mixed: Requests = Arc::new(move |number, request| match number % 10 {
                9 => creates(number, request),
                _ => pages(number, request),
            });
            self.closed("nine pages to one create", &server, MANY, &mixed).await?;
        }
        if has(Part::Create) {
            self.closed("create", &server, MANY, &creating(&session.token)).await?;
        }
        server.stop()?;
        if has(Part::Alone) {
            self.alone().await?;
        }
        Ok(())
    }

    /// What the database does without a service before it.
    async fn alone(&mut self) -> Result<()> {
        let (url, time) = (&self.program.url, self.span.measured);
        let (name, rates) = match self.kind {
            Kind::Sqlite => {
                let file = Path::new(url.trim_start_matches("sqlite://"));
                let create = |search| alone::sqlite(file, search, time);
                ("SQLite alone", vec![("create", create(true)?), ("create, without search", create(false)?)])
            }
            Kind::Postgres => {
                let page = postgres_alone(url, Alone::Page, MANY, time).await?;
                let create = postgres_alone(url, Alone::Insert, MANY, time).await?;
                ("PostgreSQL alone", vec![("page 1 to 40", page), ("create", create)])
            }
            Kind::Mysql => return Ok(()),
        };
        for (load, rate) in rates {
            eprintln!("  {name}, {load}: {rate:.0}/s");
            self.record.add(load, Some(name), Measure::Rate, rate);
        }
        Ok(())
    }

    /// Whether what is going to be measured is right.
    async fn check(&self, session: &mut Session) -> Result<()> {
        let (total, rare, common) =
            (session.total("").await?, session.rare().await?, session.total(&format!("q={}", COMMON[0])).await?);
        let found = session.total(&format!("q={}", rare[0])).await?;
        let size = session.page("page=3").await?["items"].as_array().map_or(0, Vec::len);
        if (total, size, found) != (self.customers, 25, api::HAVE_IT) || common < 5 * found {
            return Err(format!(
                "{total} customers, {size} on page 3, {found} found by {}, {common} by {}: not what the seed makes",
                rare[0], COMMON[0]
            )
            .into());
        }
        Ok(())
    }

    /// Starts the server some times, and leaves the last running. `token` is one from before.
    async fn start(&mut self, token: &str) -> Result<Server> {
        let request = api::page("page_size=25", token);
        let mut milliseconds = Vec::new();
        loop {
            let mut server = self.program.start()?;
            milliseconds.push(server.first_answer(&request).await?.as_secs_f64() * 1e3);
            if milliseconds.len() == STARTS {
                self.value("start to the first page, ms", stats::median(&milliseconds));
                sleep_until(Instant::now() + Duration::from_secs(1).min(self.span.measured)).await;
                self.value("memory when idle, MiB", server.memory()?);
                return Ok(server);
            }
            server.stop()?;
        }
    }

    async fn deep(&mut self, server: &Server, session: &mut Session) -> Result<()> {
        let middle = self.customers / PAGE / 2;
        let reach = (middle / 5).clamp(1, 20);
        let inside = middle - reach..=middle + reach;
        let by_number = pages(&session.token, inside.clone());
        self.closed("page far inside, by number", server, MANY, &by_number).await?;
        let mut queries = Vec::new();
        for page in inside {
            queries.push(format!("cursor={}", session.cursor_after(page, "-created_at").await?));
        }
        let by_cursor = asking(&queries, &session.token);
        self.closed("page far inside, by cursor", server, MANY, &by_cursor).await
    }

    async fn search(&mut self, server: &Server, session: &mut Session) -> Result<()> {
        let words = [("rare", session.rare().await?), ("common", COMMON.map(str::to_owned).to_vec())];
        for (kind, words) in words {
            for (total, query) in [("", ""), (", no total", "&total=none")] {
                let queries: Vec<String> = words.iter().map(|word| format!("q={word}{query}")).collect();
                let searches = asking(&queries, &session.token);
                self.closed(&format!("search, {kind} word{total}"), server, FEW, &searches).await?;
            }
        }
        Ok(())
    }

    /// Logins as fast as they go, what others notice of them, and how fast the hash function alone would be.
    async fn login(&mut self, server: &Server, token: &str) -> Result<()> {
        let cost = || processor_time(server.id());
        let paging = to(server, FEW, &pages(token, 1..=40));
        let logins = to(server, FEW, &api::logging_in(EMAIL));
        let span = self.long();
        let outcome = load::closed(&logins, span, cost).await;
        let rate = outcome.rate();
        self.note("login", &outcome)?;
        let hashes = hashes_alone(span).await?;
        self.record.add("the hash function of logins alone", None, Measure::Rate, hashes);
        self.value("logins, % of the hash function alone", rate / hashes * 100.0);

        let alone = load::closed(&paging, span, cost).await;
        self.note("page, 8 at once", &alone)?;
        let (beside, others) = tokio::join!(load::closed(&paging, span, cost), load::closed(&logins, span, cost));
        let p99 = |outcome: &Outcome| stats::percentile(&outcome.latencies, 99.0);
        self.value("p99 of a page beside 8 logins, times that without", p99(&beside) / p99(&alone));
        self.note_times("page, 8 at once, beside 8 logins", &beside)?;
        self.note_times("login beside 8 who page", &others)?;

        let alone = load::open(&paging, OPEN_RATE, span, cost).await;
        let (beside, _) = tokio::join!(load::open(&paging, OPEN_RATE, span, cost), load::closed(&logins, span, cost));
        self.value(&format!("p99 of {OPEN} beside 8 logins, times that without"), p99(&beside) / p99(&alone));
        self.note_times(&format!("{OPEN}, beside 8 logins"), &beside)
    }

    async fn open(&mut self, name: &str, server: &Server, token: &str) -> Result<()> {
        let pages = to(server, 1, &pages(token, 1..=40));
        let outcome = load::open(&pages, OPEN_RATE, self.long(), || processor_time(server.id())).await;
        self.note(name, &outcome)
    }

    async fn closed(&mut self, name: &str, server: &Server, connections: usize, requests: &Requests) -> Result<()> {
        let load = to(server, connections, requests);
        let outcome = load::closed(&load, self.span, || processor_time(server.id())).await;
        self.record.add(name, Some(self.kind.name()), Measure::Generator, outcome.each(outcome.own));
        self.note(name, &outcome)
    }

    /// Writes down a load that had the server for itself.
    fn note(&mut self, name: &str, outcome: &Outcome) -> Result<()> {
        self.record.add(name, Some(self.kind.name()), Measure::Server, outcome.each(outcome.server));
        self.note_times(name, outcome)
    }

    /// Writes down what its answers took. One wrong answer makes it worth nothing.
    fn note_times(&mut self, name: &str, outcome: &Outcome) -> Result<()> {
        let database = self.kind.name();
        if let Some(error) = &outcome.first_error {
            return Err(format!("{database}, {name}: {} errors; the first: {error}", outcome.errors).into());
        }
        let at = |percent| stats::percentile(&outcome.latencies, percent);
        // The rate of an open load is given.
        if !name.starts_with(OPEN) {
            self.record.add(name, Some(database), Measure::Rate, outcome.rate());
        }
        for (measure, value) in [(Measure::P50, at(50.0)), (Measure::P99, at(99.0)), (Measure::Max, at(100.0))] {
            self.record.add(name, Some(database), measure, value);
        }
        eprintln!("  {database}, {name}: {:.0}/s, p99 {:.2} ms", outcome.rate(), at(99.0));
        Ok(())
    }

    fn value(&mut self, name: &str, value: f64) {
        self.record.add(name, Some(self.kind.name()), Measure::Value, value);
    }

    /// For loads with few answers.
    fn long(&self) -> Span {
        Span { measured: self.span.measured * 2, ..self.span }
    }
}

/// Pages of these numbers in turn.
fn pages(token: &str, pages: RangeInclusive<u64>) -> Requests {
    let queries: Vec<String> = pages.map(|page| format!("page={page}")).collect();
    asking(&queries, token)
}

fn to(server: &Server, connections: usize, requests: &Requests) -> Load {
    Load { port: server.port, connections, requests: Arc::clone(requests) }
}

/// Passwords verified in a second by the service's own hasher, with a hash at a time on each core and nothing beside.
async fn hashes_alone(span: Span) -> Result<f64> {
    let passwords = Arc::new(Passwords::new(cores(), Arc::new(SystemIds)));
    let hash = passwords.hash("a password").await.map_err(|_| "too many hashes")?;
    let mut callers = JoinSet::new();
    for _ in 0..cores() {
        let (passwords, hash) = (Arc::clone(&passwords), hash.clone());
        callers.spawn(async move {
            let (begun, mut done) = (Instant::now(), 0);
            while done == 0 || begun.elapsed() < span.measured {
                passwords.verify("a password", Some(&hash)).await.map_err(|_| "too many hashes")?;
                done += 1;
            }
            Ok::<_, &str>(stats::count(done) / begun.elapsed().as_secs_f64())
        });
    }
    let mut rate = 0.0;
    while let Some(caller) = callers.join_next().await {
        rate += caller??;
    }
    Ok(rate)
}

/// The size of the binary.
pub(crate) fn size(record: &mut Record, binary: &Path) -> Result<()> {
    record.add("size of the binary, MiB", None, Measure::Value, crate::server::size(binary)?);
    Ok(())
}
