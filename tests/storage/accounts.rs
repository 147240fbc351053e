//! Accounts, organizations and passwords.

use customary::{
    domain::{Account, AccountId, Clock, Refreshed, Role, SessionId},
    storage::{RegisterError, Repository},
};
use uuid::Uuid;

use crate::harness::{START, World, country, email, new_account};

pub(crate) async fn an_account_registers_with_an_organization_of_its_own<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    assert_eq!(account.role, Role::Admin);
    assert_eq!(account.created_at, START);
    assert_eq!(account.organization.name, "Brander & Sons");
    assert_eq!(account.organization.country, country("CH"));
    assert_eq!(account.id.0.get_version_num(), 7);
    assert_eq!(world.storage.get_account(account.organization.id, account.id).await.unwrap().as_ref(), Some(&account));

    let other = world.account("grace@example.com").await;
    assert_ne!(other.organization.id, account.organization.id);
    for (organization, id) in [(account.organization.id, AccountId(Uuid::nil())), (other.organization.id, account.id)] {
        assert_eq!(world.storage.get_account(organization, id).await.unwrap(), None);
    }
}

pub(crate) async fn an_address_is_registered_once_whatever_its_case<R: Repository>(world: &World<R>) {
    world.account("Ada@example.com").await;
    let again = world.storage.register(new_account("aDA@EXAMPLE.com")).await;
    assert_eq!(again, Err(RegisterError::EmailTaken));
}

pub(crate) async fn credentials_are_found_by_address_in_any_case_and_by_account<R: Repository>(world: &World<R>) {
    let account = world.account("Ada@example.com").await;
    let by_address = world.storage.get_credentials(&email("ada@EXAMPLE.com")).await.unwrap().unwrap();
    let by_account = world.storage.get_account_credentials(account.organization.id, account.id).await.unwrap().unwrap();
    for credentials in [by_address, by_account] {
        assert_eq!(credentials.account_id, account.id);
        assert_eq!(credentials.organization_id, account.organization.id);
        assert_eq!(credentials.country, country("CH"));
        assert_eq!(credentials.role, Role::Admin);
        assert_eq!(credentials.email.as_str(), "Ada@example.com");
        assert_eq!(credentials.password_hash, "$hash$1");
    }
    assert!(world.storage.get_credentials(&email("grace@example.com")).await.unwrap().is_none());
    let stranger = AccountId(Uuid::nil());
    assert!(world.storage.get_account_credentials(account.organization.id, stranger).await.unwrap().is_none());
}

async fn hash<R: Repository>(world: &World<R>, account: &Account) -> String {
    world.storage.get_account_credentials(account.organization.id, account.id).await.unwrap().unwrap().password_hash
}

pub(crate) async fn a_password_changes_only_from_the_one_it_was<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let organization = account.organization.id;
    let change = |id: AccountId, old: &str| {
        world.storage.change_password(organization, id, old.to_owned(), "$hash$2".to_owned(), SessionId(Uuid::nil()))
    };
    assert_eq!(change(account.id, "$hash$0").await, Ok(None));
    assert_eq!(change(AccountId(Uuid::nil()), "$hash$1").await, Ok(None));
    assert_eq!(hash(world, &account).await, "$hash$1");
    assert_eq!(change(account.id, "$hash$1").await, Ok(Some(Vec::new())));
    assert_eq!(hash(world, &account).await, "$hash$2");
}

pub(crate) async fn a_changed_password_ends_the_other_sessions_and_keeps_this_one<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let stranger = world.account("grace@example.com").await;
    let this = world.session(&account, 1).await;
    let other = world.session(&account, 2).await;
    world.session(&stranger, 3).await;
    let before = world.session(&account, 4).await;
    world.storage.logout(account.organization.id, before).await.unwrap();
    world.clock.advance(1);

    let ended = world
        .storage
        .change_password(account.organization.id, account.id, "$hash$1".into(), "$hash$2".into(), this)
        .await
        .unwrap();
    assert_eq!(ended, Some(vec![other]), "those that had ended before are not ended again");
    let ended = world.storage.ended_sessions(world.clock.now()).await.unwrap();
    assert_eq!(ended, [(other, world.clock.now())]);
    assert_eq!(world.refresh(&account, 2, 12).await, Refreshed::Refused);
    for (account, kept) in [(&account, 1), (&stranger, 3)] {
        let refreshed = world.refresh(account, kept, 10 + kept).await;
        assert!(matches!(refreshed, Refreshed::Renewed(_)), "{kept}");
    }
}

pub(crate) async fn a_hash_with_newer_parameters_replaces_only_the_one_it_was_made_from<R: Repository>(
    world: &World<R>,
) {
    let account = world.account("ada@example.com").await;
    world.session(&account, 1).await;
    world
        .storage
        .rehash_password(account.organization.id, account.id, "$hash$0".into(), "$hash$2".into())
        .await
        .unwrap();
    assert_eq!(hash(world, &account).await, "$hash$1");
    world
        .storage
        .rehash_password(account.organization.id, account.id, "$hash$1".into(), "$hash$2".into())
        .await
        .unwrap();
    assert_eq!(hash(world, &account).await, "$hash$2");
    assert_eq!(world.storage.ended_sessions(START).await.unwrap(), [], "the password is the same: no session ends");
}
