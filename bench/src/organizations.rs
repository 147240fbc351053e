//! `growth --organizations`: many organizations of uneven size beside one with all customers.

use std::{fmt::Write, fs};

use serde::Serialize;

use crate::{
    Result, api,
    databases::{Database, Kind},
    growth::{Cost, Options, operations},
    record::About,
    server::Program,
    table,
};

#[derive(Serialize)]
struct Comparison {
    about: About,
    customers: u64,
    organizations: u32,
    accounts: Vec<Account>,
}

/// What the operations cost as this account.
#[derive(Serialize)]
struct Account {
    name: String,
    customers: u64,
    costs: Vec<Cost>,
}

pub(crate) async fn compare(options: Options) -> Result<()> {
    let (binary, folder) = (options.place.binary()?, options.place.results()?);
    let (customers, organizations, requests) = (options.customers(), options.organizations, options.requests());
    let files = tempfile::tempdir()?;
    let mut comparison = Comparison { about: options.about().await?, customers, organizations, accounts: Vec::new() };
    // The seed's first organization is the largest; the one in the middle is small.
    let accounts =
        [(1, "the only one", 1), (organizations, "the largest", 1), (organizations, "a small one", organizations / 2)];
    let mut filled = 0;
    for (of, name, number) in accounts {
        let database = Database::new(Kind::Sqlite, files.path(), &format!("of_{of}")).await?;
        let program = Program { binary: binary.clone(), url: database.url.clone(), keeps_pages: false };
        if filled != of {
            eprintln!("{customers} customers in {of}");
            program.seed(customers, of)?;
            filled = of;
        }
        eprintln!("{name} of {of}");
        let (costs, total) = operations(&program, &api::address(number.max(1)), requests).await?;
        comparison.accounts.push(Account {
            name: format!("{name} of {of}"),
            customers: total.saturating_sub(created(requests)),
            costs,
        });
    }
    println!("{}", markdown(&comparison));
    fs::write(folder.join("organizations.json"), serde_json::to_string_pretty(&comparison)? + "\n")?;
    eprintln!("written: organizations.json in {}", folder.display());
    Ok(())
}

/// How many customers measuring has created, if none took long.
fn created(requests: u64) -> u64 {
    requests + requests / 10
}

fn markdown(comparison: &Comparison) -> String {
    let Comparison { about, customers, accounts, .. } = comparison;
    let mut text = table::about(about);
    let heads: Vec<String> = accounts.iter().map(|one| format!("{}: {} customers", one.name, one.customers)).collect();
    let _ = write!(
        text,
        " {customers} customers in all. Median and p99 of one request after the other, in ms; × is to the first.\n\n"
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
    text
}
