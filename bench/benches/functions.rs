//! The functions that every request, or every create, goes through. `cargo bench`, and for a comparison
//! `cargo bench -- --save-baseline before` and later `cargo bench -- --baseline before`.

#![allow(clippy::expect_used, reason = "a bench fails by panicking")]

use std::{hint::black_box, sync::Arc};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use customary::{
    api::models,
    auth::{AccessTokens, Passwords},
    contract::Json,
    domain::{
        AccountId, Caller, Country, Customer, CustomerFields, CustomerId, CustomerInput, Email, OrganizationId, Phone,
        Role, SessionId, SystemClock, SystemIds, Timestamp, search,
    },
};
use uuid::Uuid;

/// As the server's, since most of what is done here is to make short texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn input() -> CustomerInput {
    let text = |text: &str| Some(text.to_owned());
    CustomerInput {
        name: "  Élodie Müllström ".to_owned(),
        email: text("elodie.mullstrom4711@mail.example"),
        phone: text("044 668 18 00"),
        company: text("Steinhoff Logistics & Sons"),
        address: text("Rue du Lac 17"),
        city: text("Genève"),
        region: text("GE"),
        postal_code: text("1201"),
        country: text("CH"),
        notes: text("Prefers e-mail; invoices go out on the first Monday."),
    }
}

fn fields() -> CustomerFields {
    input().normalize(None).expect("the customer is valid")
}

fn texts(criterion: &mut Criterion) {
    let customer = fields();
    criterion.bench_function("fold a name", |bench| bench.iter(|| search::fold(black_box(&customer.name))));
    criterion.bench_function("words of a search", |bench| bench.iter(|| search::words(black_box("élodie müll 4711"))));
    criterion.bench_function("words of a customer", |bench| {
        bench.iter(|| search::FoundBy::of(black_box(&customer)).words().len());
    });
}

fn fields_of_customers(criterion: &mut Criterion) {
    let swiss = Country::parse("CH");
    criterion.bench_function("parse an e-mail address", |bench| {
        bench.iter(|| Email::parse(black_box("elodie.mullstrom4711@mail.example")));
    });
    for (name, number) in [("international", "+41446681800"), ("national", "044 668 18 00")] {
        criterion.bench_function(&format!("parse a phone number, {name}"), |bench| {
            bench.iter(|| Phone::parse(black_box(number), swiss));
        });
    }
    criterion.bench_function("normalize a customer", |bench| {
        bench.iter_batched(input, |input| input.normalize(None), BatchSize::SmallInput);
    });
}

fn pages(criterion: &mut Criterion) {
    let fields = fields();
    let customers = || -> Vec<Customer> {
        let customer = || Customer {
            id: CustomerId(Uuid::now_v7()),
            fields: fields.clone(),
            version: 1,
            created_at: Timestamp(1_770_000_000_000),
            updated_at: Timestamp(1_770_000_000_000),
        };
        (0..25).map(|_| customer()).collect()
    };
    // As a handler does it: the stored customers become those of the contract, and these are written.
    criterion.bench_function("write a page of 25 customers", |bench| {
        bench.iter_batched(
            customers,
            |customers| {
                Json::<models::CustomerPage>::of(models::CustomerPage {
                    items: customers.into_iter().map(models::Customer::from).collect(),
                    page: Some(3),
                    page_size: 25,
                    total: Some(100_000),
                    total_is_at_least: None,
                    next_cursor: Some("AS_zLed8pdW4AZjC8x0gekSxwp6NfGtaQA".to_owned()),
                })
            },
            BatchSize::SmallInput,
        );
    });
}

fn tokens(criterion: &mut Criterion) {
    let secret = "a secret of thirty-two bytes and more";
    let tokens = AccessTokens::new(Some(secret), 900, Arc::new(SystemClock), Arc::new(SystemIds));
    let caller = Caller {
        account_id: AccountId(Uuid::now_v7()),
        organization_id: OrganizationId(Uuid::now_v7()),
        session_id: SessionId(Uuid::now_v7()),
        role: Role::Admin,
        country: Country::parse("CH"),
    };
    let token = tokens.issue(&caller).expect("there is a key");
    criterion.bench_function("issue an access token", |bench| bench.iter(|| tokens.issue(black_box(&caller))));
    criterion.bench_function("verify an access token", |bench| bench.iter(|| tokens.verify(black_box(&token))));
}

fn passwords(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("the runtime starts");
    let passwords = Passwords::new(1, Arc::new(SystemIds));
    let mut group = criterion.benchmark_group("password");
    group.sample_size(20);
    group.bench_function("hash", |bench| bench.iter(|| runtime.block_on(passwords.hash(black_box("seven lanterns")))));
    group.finish();
}

criterion_group!(benches, texts, fields_of_customers, pages, tokens, passwords);
criterion_main!(benches);
