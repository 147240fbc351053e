//! `growth --organizations`: many organizations of uneven size beside one with all customers.

use std::{fmt::Write, fs, sync::Arc, time::Duration};

use serde::Serialize;

use crate::{
    Result,
    api::{self, Session},
    databases::{Database, Kind},
    growth::{Cost, Options, operations},
    load::{self, Load, Requests, Span},
    number::short,
    record::About,
    server::{Program, processor_time},
    stats, table,
};

#[derive(Serialize)]
struct Comparison {
    about: About,
    customers: u64,
    organizations: u32,
    rounds: u32,
    accounts: Vec<Account>,
    at_once: Vec<AtOnce>,
}

/// What was measured once, or the medians of that.
struct Round {
    accounts: Vec<Account>,
    at_once: Vec<AtOnce>,
}

/// What the operations cost as this account.
#[derive(Serialize)]
struct Account {
    name: String,
    customers: u64,
    costs: Vec<Cost>,
}

/// What all connections together get of a database, asking as one account or as many in turn.
#[derive(Serialize)]
struct AtOnce {
    accounts: usize,
    organizations: u32,
    pages_a_second: f64,
    creates_a_second: f64,
}

/// As so many accounts at most, each with a token of its own.
const ACCOUNTS: u32 = 64;

/// Each round measures all databases, as they were seeded, so that a slow minute does not fall on one of them.
const ROUNDS: u32 = 3;

const CONNECTIONS: usize = 64;

pub(crate) async fn compare(options: Options) -> Result<()> {
    let (binary, folder) = (options.place.binary()?, options.place.results()?);
    let (customers, organizations, requests) = (options.customers(), options.organizations, options.requests());
    let span = if options.place.quick { 0.2 } else { 5.0 };
    let span = Span { warm: Duration::from_secs_f64(span / 5.0), measured: Duration::from_secs_f64(span) };
    let files = tempfile::tempdir()?;
    let about = options.about().await?;
    let mut seeded = Vec::new();
    for of in [1, organizations] {
        let database = Database::new(Kind::Sqlite, files.path(), &format!("of_{of}")).await?;
        let program = Program { binary: binary.clone(), url: database.url.clone(), keeps_pages: false };
        eprintln!("{customers} customers in {of}");
        program.seed(customers, of)?;
        seeded.push((of, database));
    }
    let mut rounds = Vec::new();
    for round in 1..=ROUNDS {
        let mut measured = Round { accounts: Vec::new(), at_once: Vec::new() };
        for (of, database) in &seeded {
            // What is measured writes, so each round has a database of its own.
            let database = database.copy(files.path(), "round")?;
            let program = Program { binary: binary.clone(), url: database.url.clone(), keeps_pages: false };
            for (name, number) in accounts_of(*of) {
                eprintln!("round {round}: {name} of {of}");
                let (costs, total) = operations(&program, &api::address(number), requests).await?;
                let customers = total.saturating_sub(created(requests));
                measured.accounts.push(Account { name: format!("{name} of {of}"), customers, costs });
            }
            measured.at_once.push(at_once(&program, *of, span).await?);
            database.remove(files.path()).await?;
        }
        rounds.push(measured);
    }
    let Round { accounts, at_once } = medians(rounds);
    let comparison = Comparison { about, customers, organizations, rounds: ROUNDS, accounts, at_once };
    println!("{}", markdown(&comparison));
    fs::write(folder.join("organizations.json"), serde_json::to_string_pretty(&comparison)? + "\n")?;
    eprintln!("written: organizations.json in {}", folder.display());
    Ok(())
}

/// First pages, and creates, as accounts of organizations from the largest to the smallest in turn.
async fn at_once(program: &Program, organizations: u32, span: Span) -> Result<AtOnce> {
    let server = program.start_and_wait().await?;
    let accounts = organizations.min(ACCOUNTS);
    let mut tokens = Vec::new();
    for number in 0..accounts {
        let email = api::address(1 + number * (organizations / accounts));
        tokens.push(Session::log_in(server.port, &email).await?.token);
    }
    let mut rates = Vec::new();
    for each in [|token: &str| api::asking(&["page=1".to_owned()], token), |token: &str| api::creating(token)] {
        let of_accounts: Vec<Requests> = tokens.iter().map(|token| each(token)).collect();
        let requests: Requests = Arc::new(move |number, request: &mut Vec<u8>| {
            of_accounts[usize::try_from(number).unwrap_or_default() % of_accounts.len()](number, request)
        });
        let load = Load { port: server.port, connections: CONNECTIONS, requests };
        let outcome = load::closed(&load, span, || processor_time(server.id())).await;
        if let Some(error) = outcome.first_error {
            return Err(format!("{} errors as {accounts} accounts: {error}", outcome.errors).into());
        }
        rates.push(outcome.rate());
    }
    server.stop()?;
    let accounts = tokens.len();
    eprintln!("as {accounts} of {organizations}: {} pages, {} creates a second", short(rates[0]), short(rates[1]));
    Ok(AtOnce { accounts, organizations, pages_a_second: rates[0], creates_a_second: rates[1] })
}

/// The accounts that are asked as, by number. The seed's first organization is the largest; the one in the middle is small.
fn accounts_of(organizations: u32) -> Vec<(&'static str, u32)> {
    match organizations {
        1 => vec![("the only one", 1)],
        of => vec![("the largest", 1), ("a small one", of / 2)],
    }
}

/// How many customers measuring has created, if none took long.
fn created(requests: u64) -> u64 {
    requests + requests / 10
}

/// Each figure's median of all rounds, which measured the same.
fn medians(mut rounds: Vec<Round>) -> Round {
    let Some(mut last) = rounds.pop() else { return Round { accounts: Vec::new(), at_once: Vec::new() } };
    for (place, account) in last.accounts.iter_mut().enumerate() {
        for cost in &mut account.costs {
            let all = rounds.iter().filter_map(|round| round.accounts.get(place));
            let all = all.flat_map(|account| &account.costs).filter(|other| other.operation == cost.operation);
            let (mut middles, mut tails): (Vec<f64>, Vec<f64>) =
                all.map(|other| (other.median_ms, other.p99_ms)).unzip();
            middles.push(cost.median_ms);
            tails.push(cost.p99_ms);
            (cost.median_ms, cost.p99_ms) = (stats::median(&middles), stats::median(&tails));
        }
    }
    for (place, one) in last.at_once.iter_mut().enumerate() {
        let all = rounds.iter().filter_map(|round| round.at_once.get(place));
        let (mut pages, mut creates): (Vec<f64>, Vec<f64>) =
            all.map(|other| (other.pages_a_second, other.creates_a_second)).unzip();
        pages.push(one.pages_a_second);
        creates.push(one.creates_a_second);
        (one.pages_a_second, one.creates_a_second) = (stats::median(&pages), stats::median(&creates));
    }
    last
}

fn markdown(comparison: &Comparison) -> String {
    let Comparison { about, customers, rounds, accounts, at_once, .. } = comparison;
    let mut text = table::about(about);
    let heads: Vec<String> = accounts.iter().map(|one| format!("{}: {} customers", one.name, one.customers)).collect();
    let _ = write!(
        text,
        " {customers} customers in all. Median and p99 of one request after the other, in ms; × is to the first. Figures are medians of {rounds} rounds.\n\n"
    );
    let _ = writeln!(text, "| as | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    let first = accounts.first().map(|one| one.costs.as_slice()).unwrap_or_default();
    for cost in first {
        let cell = |one: &Account| {
            let Some(found) = one.costs.iter().find(|other| other.operation == cost.operation) else {
                return String::new();
            };
            format!("{:.3} / {:.3} ×{:.2}", found.median_ms, found.p99_ms, found.median_ms / cost.median_ms)
        };
        let _ =
            writeln!(text, "| {} | {} |", cost.operation, accounts.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
    let heads: Vec<String> =
        at_once.iter().map(|one| format!("as {} of {}", one.accounts, one.organizations)).collect();
    let _ = writeln!(
        text,
        "\n| {CONNECTIONS} connections, a second | {} |\n|---|{}",
        heads.join(" | "),
        "---|".repeat(heads.len())
    );
    for (name, of) in [("first page", pages as fn(&AtOnce) -> f64), ("create", creates)] {
        let base = at_once.first().map(of).unwrap_or_default();
        let cells: Vec<String> =
            at_once.iter().map(|one| format!("{} ×{:.2}", short(of(one)), of(one) / base)).collect();
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
    text
}

fn pages(one: &AtOnce) -> f64 {
    one.pages_a_second
}

fn creates(one: &AtOnce) -> f64 {
    one.creates_a_second
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_rounds_remain_the_medians_of_the_same_operation_and_account() {
        let round = |page: f64, create: f64, a_second: f64| {
            let cost =
                |operation: &str, median_ms| Cost { operation: operation.into(), median_ms, p99_ms: 2.0 * median_ms };
            let account = |name: &str, times: f64| Account {
                name: name.into(),
                customers: 7,
                costs: vec![cost("page", times * page), cost("create", times * create)],
            };
            let at_once =
                AtOnce { accounts: 64, organizations: 9, pages_a_second: a_second, creates_a_second: 3.0 * a_second };
            Round { accounts: vec![account("one", 1.0), account("another", 10.0)], at_once: vec![at_once] }
        };
        let Round { accounts, at_once } =
            medians(vec![round(3.0, 5.0, 100.0), round(1.0, 4.0, 300.0), round(2.0, 9.0, 200.0)]);
        let of = |account: &Account| account.costs.iter().map(|cost| (cost.median_ms, cost.p99_ms)).collect::<Vec<_>>();
        assert_eq!(of(&accounts[0]), [(2.0, 4.0), (5.0, 10.0)]);
        assert_eq!(of(&accounts[1]), [(20.0, 40.0), (50.0, 100.0)]);
        assert_eq!((at_once[0].pages_a_second, at_once[0].creates_a_second), (200.0, 600.0));
    }
}
