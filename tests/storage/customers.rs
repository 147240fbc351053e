//! Customers, one at a time.

use std::{convert::identity, sync::Arc};

use customary::{
    domain::{Change, Clock, Customer, CustomerChange, CustomerFields, CustomerId, OrganizationId},
    storage::{CreateCustomerError, Repository, UpdateCustomerError},
};
use uuid::Uuid;

use crate::harness::{START, World, complete, country, email, exactly, named, query};

fn set(text: &str) -> Change<String> {
    Change::Set(text.to_owned())
}

async fn update<R: Repository>(
    world: &World<R>,
    customer: &Customer,
    organization: OrganizationId,
    change: CustomerChange,
) -> Result<Customer, UpdateCustomerError> {
    world.storage.update_customer(organization, customer.id, change, None).await
}

async fn get<R: Repository>(world: &World<R>, organization: OrganizationId, id: CustomerId) -> Option<Customer> {
    world.storage.get_customer(organization, id).await.unwrap()
}

pub(crate) async fn what_is_created_is_found_with_every_member<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    world.clock.advance(5);
    for fields in [complete(), named("Ada")] {
        let created = world.create(organization, fields.clone()).await;
        assert_eq!(created.fields, fields);
        assert_eq!(created.version, 1);
        assert_eq!((created.created_at, created.updated_at), (START.plus_seconds(5), START.plus_seconds(5)));
        assert_eq!(get(world, organization, created.id).await, Some(created));
    }
    assert_eq!(get(world, organization, CustomerId(Uuid::nil())).await, None);
}

pub(crate) async fn a_customer_of_another_organization_is_like_one_that_does_not_exist<R: Repository>(
    world: &World<R>,
) {
    let (ours, theirs) = (world.organization("ada@example.com").await, world.organization("grace@example.com").await);
    let customer = world.create(theirs, complete()).await;
    assert_eq!(get(world, ours, customer.id).await, None);
    let change = CustomerChange { name: Some("Ours".to_owned()), ..CustomerChange::default() };
    assert_eq!(update(world, &customer, ours, change).await, Err(UpdateCustomerError::NotFound));
    assert_eq!(world.storage.delete_customer(ours, customer.id).await, Ok(false));
    let page = world.storage.fetch_customers(ours, query(), identity).await.unwrap();
    assert_eq!((page.items, page.total), (Vec::new(), exactly(0)));
    world.create(ours, complete()).await; // the address is free here
    assert_eq!(get(world, theirs, customer.id).await, Some(customer), "nothing of it was changed");
}

pub(crate) async fn an_address_is_unique_in_an_organization_whatever_its_case<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let first = world.create(organization, complete()).await;
    let second = world.create(organization, named("Second")).await;
    let same = CustomerFields { email: Some(email("MIRELA@vantorsen.EXAMPLE")), ..named("Third") };
    let created = world.storage.create_customer(organization, same).await;
    assert_eq!(created, Err(CreateCustomerError::EmailTaken(first.id)));
    let change = CustomerChange { email: set("mirela@vantorsen.example"), ..CustomerChange::default() };
    let updated = update(world, &second, organization, change).await;
    assert_eq!(updated, Err(UpdateCustomerError::EmailTaken(first.id)));
    assert_eq!(get(world, organization, second.id).await, Some(second), "it was not changed");
    let change = CustomerChange { email: set("MIRELA@VANTORSEN.EXAMPLE"), ..CustomerChange::default() };
    let updated = update(world, &first, organization, change).await.unwrap();
    assert_eq!(updated.fields.email.unwrap().as_str(), "MIRELA@VANTORSEN.EXAMPLE", "it may be written otherwise");
}

pub(crate) async fn an_address_is_free_again_after_a_change_and_after_a_deletion<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let first = world.create(organization, complete()).await;
    let change = CustomerChange { email: Change::Remove, ..CustomerChange::default() };
    update(world, &first, organization, change).await.unwrap();
    let second = world.create(organization, complete()).await;
    assert_eq!(world.storage.delete_customer(organization, second.id).await, Ok(true));
    world.create(organization, complete()).await;
}

pub(crate) async fn any_number_of_customers_have_no_address<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    for _ in 0..3 {
        world.create(organization, named("Nobody")).await;
    }
    assert_eq!(world.storage.fetch_customers(organization, query(), identity).await.unwrap().total, exactly(3));
}

pub(crate) async fn a_change_keeps_removes_and_sets_and_counts_versions<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let created = world.create(organization, complete()).await;
    world.clock.advance(7);
    let change = CustomerChange {
        name: Some(" Mirela  Zu\u{308}rcher ".to_owned()),
        phone: set("+41 44 668 18 01"),
        notes: Change::Remove,
        city: set("   "),
        ..CustomerChange::default()
    };
    let updated = update(world, &created, organization, change).await.unwrap();
    let fields = CustomerFields {
        name: "Mirela  Z\u{fc}rcher".to_owned(),
        phone: updated.fields.phone.clone(),
        notes: None,
        city: None,
        ..created.fields
    };
    assert_eq!(updated.fields, fields);
    assert_eq!(updated.fields.phone.as_ref().unwrap().as_str(), "+41446681801");
    assert_eq!((updated.id, updated.version, updated.created_at), (created.id, 2, created.created_at));
    assert_eq!(updated.updated_at, START.plus_seconds(7));
    assert_eq!(get(world, organization, created.id).await, Some(updated));
}

pub(crate) async fn a_change_of_nothing_changes_neither_version_nor_time<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let created = world.create(organization, complete()).await;
    world.clock.advance(7);
    let same = CustomerChange { city: set(" Port Ellison "), name: None, ..CustomerChange::default() };
    for change in [CustomerChange::default(), same] {
        assert_eq!(update(world, &created, organization, change).await.unwrap(), created);
    }
    assert_eq!(get(world, organization, created.id).await, Some(created));
}

pub(crate) async fn a_change_that_is_invalid_says_all_that_is_wrong_and_changes_nothing<R: Repository>(
    world: &World<R>,
) {
    let organization = world.organization("ada@example.com").await;
    let created = world.create(organization, named("Ada")).await;
    let change = CustomerChange {
        name: Some(" ".to_owned()),
        phone: set("044 668 18 00"),
        city: set("Bern"),
        ..CustomerChange::default()
    };
    let Err(UpdateCustomerError::Invalid(errors)) = update(world, &created, organization, change).await else {
        panic!("it was not refused")
    };
    let mut codes: Vec<_> = errors.iter().map(|error| (error.field, error.code)).collect();
    codes.sort_unstable();
    assert_eq!(codes, [("name", "invalid_format"), ("phone", "country_needed")]);
    assert_eq!(get(world, organization, created.id).await, Some(created));
}

pub(crate) async fn a_national_number_is_of_the_stored_country_or_the_default<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    for (stored, default) in [(country("CH"), country("DE")), (None, country("CH"))] {
        let created = world.create(organization, CustomerFields { country: stored, ..named("Ada") }).await;
        let change = CustomerChange { phone: set("044 668 18 00"), ..CustomerChange::default() };
        let updated = world.storage.update_customer(organization, created.id, change, default).await.unwrap();
        assert_eq!(updated.fields.phone.unwrap().as_str(), "+41446681800");
    }
}

pub(crate) async fn times_never_go_back<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    world.clock.advance(100);
    let created = world.create(organization, named("Ada")).await;
    world.clock.set(START);
    let later = world.create(organization, named("Grace")).await;
    assert!(later.created_at >= created.created_at && later.id > created.id);
    let change = CustomerChange { city: set("Bern"), ..CustomerChange::default() };
    let updated = update(world, &created, organization, change).await.unwrap();
    assert!(updated.updated_at >= created.updated_at);
}

pub(crate) async fn a_customer_is_deleted_once<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let created = world.create(organization, complete()).await;
    assert_eq!(world.storage.delete_customer(organization, created.id).await, Ok(true));
    assert_eq!(world.storage.delete_customer(organization, created.id).await, Ok(false));
    assert_eq!(get(world, organization, created.id).await, None);
    let change = CustomerChange { city: set("Bern"), ..CustomerChange::default() };
    assert_eq!(update(world, &created, organization, change).await, Err(UpdateCustomerError::NotFound));
    assert_eq!(world.storage.fetch_customers(organization, query(), identity).await.unwrap().total, exactly(0));
}

pub(crate) async fn of_two_that_race_for_an_address_one_wins<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    for round in 0..20 {
        let fields = CustomerFields { email: Some(email(&format!("m{round}@example.com"))), ..named("Mirela") };
        let race = || {
            let (storage, fields) = (Arc::clone(&world.storage), fields.clone());
            tokio::spawn(async move { storage.create_customer(organization, fields).await })
        };
        let (one, two) = (race(), race());
        let outcomes = [one.await.unwrap(), two.await.unwrap()];
        let winner = outcomes.iter().find_map(|outcome| outcome.as_ref().ok()).expect("one wins");
        let lost = Err(CreateCustomerError::EmailTaken(winner.id));
        assert!(outcomes.contains(&lost), "the other learns who has it: {outcomes:?}");
    }
    assert_eq!(world.storage.fetch_customers(organization, query(), identity).await.unwrap().total, exactly(20));
}

pub(crate) async fn of_a_change_and_creates_that_race_for_an_address_one_wins<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let changed = world.create(organization, named("Ada")).await.id;
    for round in 0..50 {
        let wanted = email(&format!("m{round}@example.com"));
        let creates = (0..3).map(|_| {
            let (storage, fields) =
                (Arc::clone(&world.storage), CustomerFields { email: Some(wanted.clone()), ..named("Mirela") });
            tokio::spawn(async move {
                match storage.create_customer(organization, fields).await {
                    Ok(customer) => Ok(customer.id),
                    Err(CreateCustomerError::EmailTaken(holder)) => Err(holder),
                    Err(error) => panic!("{error:?}"),
                }
            })
        });
        let (storage, new) =
            (Arc::clone(&world.storage), CustomerChange { email: set(wanted.as_str()), ..CustomerChange::default() });
        let change = tokio::spawn(async move {
            match storage.update_customer(organization, changed, new, None).await {
                Ok(customer) => Ok(customer.id),
                Err(UpdateCustomerError::EmailTaken(holder)) => Err(holder),
                Err(error) => panic!("{error:?}"),
            }
        });
        let mut outcomes = Vec::new();
        for racing in creates.chain([change]).collect::<Vec<_>>() {
            outcomes.push(racing.await.unwrap());
        }
        let winners: Vec<CustomerId> = outcomes.iter().filter_map(|outcome| outcome.ok()).collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        assert!(
            outcomes.iter().all(|outcome| outcome.unwrap_or_else(|holder| holder) == winners[0]),
            "all are told who has it: {outcomes:?}"
        );
    }
}

pub(crate) async fn many_writers_at_once_lose_nothing<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let tasks: Vec<_> = (0..16)
        .map(|writer| {
            let storage = Arc::clone(&world.storage);
            tokio::spawn(async move {
                let mut ids = Vec::new();
                for number in 0..20 {
                    let address = email(&format!("w{writer}n{number}@example.com"));
                    let fields = CustomerFields { email: Some(address), ..named("Many") };
                    ids.push(storage.create_customer(organization, fields).await.unwrap().id);
                }
                ids
            })
        })
        .collect();
    for task in tasks {
        for id in task.await.unwrap() {
            assert!(get(world, organization, id).await.is_some());
        }
    }
    let page = world.storage.fetch_customers(organization, query(), identity).await.unwrap();
    assert_eq!(page.total, exactly(320));
}

pub(crate) async fn ids_have_the_order_of_creation<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let mut last = CustomerId(Uuid::nil());
    for round in 0..50 {
        world.clock.set(START.plus_seconds(i64::from(round % 7)));
        let id = world.create(organization, named("Ada")).await.id;
        assert!(id > last, "{id} was made after {last} at {:?}", world.clock.now());
        last = id;
    }
}

pub(crate) async fn of_a_thousand_that_race_for_an_address_one_wins<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let racing = (0..1000).map(|_| {
        let storage = Arc::clone(&world.storage);
        tokio::spawn(async move { storage.create_customer(organization, complete()).await })
    });
    let (mut created, mut holders) = (Vec::new(), Vec::new());
    for create in futures_util::future::join_all(racing).await {
        match create.unwrap() {
            Ok(customer) => created.push(customer.id),
            Err(CreateCustomerError::EmailTaken(holder)) => holders.push(holder),
            Err(error) => panic!("{error:?}"),
        }
    }
    assert_eq!((created.len(), holders.len()), (1, 999));
    assert!(holders.iter().all(|holder| *holder == created[0]), "each is told who has it");
}

pub(crate) async fn many_are_created_as_each_alone_would_be<R: Repository>(world: &World<R>) {
    let organization = world.organization("ada@example.com").await;
    let neighbour = world.organization("grace@example.com").await;
    let there = world.create(organization, complete()).await;
    let addressed =
        |number: usize| CustomerFields { email: Some(email(&format!("a{number}@b.example"))), ..named("Anna") };
    let mut new: Vec<_> = (0..700).map(|number| (organization, addressed(number))).collect();
    new.insert(300, (organization, complete()));
    new.insert(400, (organization, addressed(7)));
    new.insert(500, (OrganizationId(Uuid::from_u128(7)), named("Nobody's")));
    new.push((neighbour, complete()));
    let created = world.storage.create_customers(new.clone()).await;
    assert_eq!(created.len(), new.len());
    let seventh = created[7].as_ref().unwrap().id;
    let mut last = there.id;
    for (number, (created, (owner, fields))) in created.into_iter().zip(new).enumerate() {
        match number {
            300 => assert_eq!(created, Err(CreateCustomerError::EmailTaken(there.id))),
            400 => assert_eq!(created, Err(CreateCustomerError::EmailTaken(seventh))),
            500 => assert!(matches!(created, Err(CreateCustomerError::Storage(_))), "{created:?}"),
            _ => {
                let created = created.unwrap();
                assert_eq!((&created.fields, created.version), (&fields, 1));
                assert_eq!(world.storage.get_customer(owner, created.id).await, Ok(Some(created.clone())));
                assert!(created.id > last || owner == neighbour, "ids have their order");
                last = created.id;
            }
        }
    }
    let page = world.storage.fetch_customers(organization, query(), identity).await.unwrap();
    assert_eq!((page.total, page.items[0].fields.clone()), (exactly(701), addressed(699)));
    assert_eq!(world.storage.create_customers(Vec::new()).await, []);
}
