//! What is there after closing, and what is not any more.

use std::{convert::identity, sync::Arc};

use customary::storage::{CreateCustomerError, Error, Repository, Storage};

use crate::harness::{World, complete, exactly, named, query, reopen};

pub(crate) async fn everything_is_there_when_it_is_opened_again_and_ids_go_on(world: &World<Storage>) {
    let account = world.account("ada@example.com").await;
    let organization = account.organization.id;
    let customer = world.create(organization, complete()).await;
    world.storage.close().await;
    world.clock.advance(-3600);
    let reopened = reopen(world).await.unwrap();
    reopened.check().await.unwrap();
    assert_eq!(reopened.get_account(organization, account.id).await.unwrap(), Some(account));
    assert_eq!(reopened.get_customer(organization, customer.id).await.unwrap().as_ref(), Some(&customer));
    let next = reopened.create_customer(organization, named("Next")).await.unwrap();
    assert!(next.id > customer.id, "ids go on, though the clock went back");
    assert_eq!(next.created_at, customer.created_at);
}

pub(crate) async fn a_closed_database_refuses_and_closes_again(world: &World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    world.storage.close().await;
    world.storage.close().await;
    let page = world.storage.fetch_customers(organization, query(), drop).await;
    assert!(matches!(page, Err(Error::Unavailable(_))), "{page:?}");
    let created = world.storage.create_customer(organization, named("Ada")).await;
    assert!(matches!(created, Err(CreateCustomerError::Storage(Error::Unavailable(_)))), "{created:?}");
    assert!(matches!(world.storage.check().await, Err(Error::Unavailable(_))));
}

pub(crate) async fn closing_finishes_what_is_queued(world: &World<Storage>) {
    let organization = world.organization("ada@example.com").await;
    let racing: Vec<_> = (0..200)
        .map(|_| {
            let storage = Arc::clone(&world.storage);
            tokio::spawn(async move { storage.create_customer(organization, named("Ada")).await })
        })
        .collect();
    world.create(organization, named("Ada")).await; // behind most of them
    world.storage.close().await;
    let mut created = 1;
    for create in racing {
        match create.await.unwrap() {
            Ok(_) => created += 1,
            Err(CreateCustomerError::Storage(Error::Unavailable(why))) => assert_eq!(why, "the database is closed"),
            Err(error) => panic!("{error:?}"),
        }
    }
    let page = reopen(world).await.unwrap().fetch_customers(organization, query(), identity).await.unwrap();
    assert_eq!(page.total, exactly(created));
}
