//! Sessions, refresh tokens and signing keys.

use customary::{
    domain::{AccountId, NewSession, Refreshed, SessionId, SigningKey, Timestamp},
    storage::{Error, Repository},
};
use uuid::Uuid;

use crate::harness::{START, World, country, token};

pub(crate) async fn a_refresh_token_is_exchanged_for_another_of_the_same_session<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let session = world.session(&account, 1).await;
    for number in 1..5 {
        let Refreshed::Renewed(caller) = world.refresh(&account, number, number + 1).await else {
            panic!("not renewed")
        };
        assert_eq!(caller.session_id, session);
        assert_eq!(caller.account_id, account.id);
        assert_eq!(caller.organization_id, account.organization.id);
        assert_eq!(caller.role, account.role);
        assert_eq!(caller.country, country("CH"));
    }
}

pub(crate) async fn a_refresh_token_used_twice_ends_the_session_with_all_its_tokens<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let (stolen, other) = (world.session(&account, 1).await, world.session(&account, 100).await);
    world.refresh(&account, 1, 2).await;
    world.refresh(&account, 2, 3).await;
    assert_eq!(world.refresh(&account, 1, 4).await, Refreshed::Reused(stolen));
    for number in 1..=4 {
        assert_eq!(world.refresh(&account, number, 50 + number).await, Refreshed::Refused, "token {number}");
    }
    assert_eq!(world.storage.ended_sessions(START).await.unwrap(), [(stolen, START)]);
    assert!(
        matches!(world.refresh(&account, 100, 101).await, Refreshed::Renewed(caller) if caller.session_id == other)
    );
}

pub(crate) async fn a_refresh_token_is_refused_when_unknown_or_expired_or_its_session_has_ended<R: Repository>(
    world: &World<R>,
) {
    let account = world.account("ada@example.com").await;
    world.session(&account, 1).await;
    assert_eq!(world.refresh(&account, 9, 10).await, Refreshed::Refused, "unknown");
    let ended = world.session(&account, 2).await;
    world.storage.logout(account.organization.id, ended).await.unwrap();
    assert_eq!(world.refresh(&account, 2, 10).await, Refreshed::Refused, "ended");
    world.clock.advance(3600);
    assert_eq!(world.refresh(&account, 1, 10).await, Refreshed::Refused, "expired: it holds until before that moment");
    assert_eq!(world.refresh(&account, 10, 11).await, Refreshed::Refused, "none of these made a new token");
}

pub(crate) async fn a_refresh_moves_the_end_of_the_session<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    world.session(&account, 1).await;
    for number in 1..6 {
        world.clock.advance(3599);
        assert!(matches!(world.refresh(&account, number, number + 1).await, Refreshed::Renewed(_)), "{number}");
    }
    assert_eq!(
        world.refresh(&account, 1, 9).await,
        Refreshed::Refused,
        "expired long ago: no reuse, the session goes on"
    );
    assert!(matches!(world.refresh(&account, 6, 7).await, Refreshed::Renewed(_)));
}

pub(crate) async fn logging_out_ends_one_session_and_only_once<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let (one, _) = (world.session(&account, 1).await, world.session(&account, 2).await);
    world.storage.logout(account.organization.id, one).await.unwrap();
    world.clock.advance(10);
    world.storage.logout(account.organization.id, one).await.unwrap();
    world.storage.logout(account.organization.id, SessionId(Uuid::nil())).await.unwrap();
    assert_eq!(world.storage.ended_sessions(Timestamp(0)).await.unwrap(), [(one, START)]);
    let stranger = world.account("grace@example.com").await;
    let theirs = world.session(&stranger, 9).await;
    world.storage.logout(account.organization.id, theirs).await.unwrap();
    assert_eq!(world.refresh(&account, 9, 10).await, Refreshed::Refused, "another organization's token");
    assert!(matches!(world.refresh(&stranger, 9, 10).await, Refreshed::Renewed(_)), "and its session goes on");
    assert!(matches!(world.refresh(&account, 2, 3).await, Refreshed::Renewed(_)));
}

pub(crate) async fn ended_sessions_are_told_from_a_moment_on<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let mut sessions = Vec::new();
    for number in 0..3 {
        sessions.push(world.session(&account, number).await);
    }
    for session in &sessions {
        world.storage.logout(account.organization.id, *session).await.unwrap();
        world.clock.advance(1);
    }
    let told = |ended: Vec<(SessionId, Timestamp)>| ended.into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(told(world.storage.ended_sessions(START.plus_seconds(1)).await.unwrap()), sessions[1..]);
    assert_eq!(told(world.storage.ended_sessions(START.plus_seconds(3)).await.unwrap()), []);
}

pub(crate) async fn sessions_that_ended_long_ago_are_forgotten<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    for number in 0..20 {
        let session = world.session(&account, number).await;
        world.storage.logout(account.organization.id, session).await.unwrap();
    }
    world.clock.advance(86_400);
    world.session(&account, 100).await;
    assert_eq!(world.storage.ended_sessions(START).await.unwrap().len(), 20, "access tokens may hold for a day");
    world.clock.advance(2 * 86_400);
    for number in 101..107 {
        world.session(&account, number).await;
    }
    assert_eq!(world.storage.ended_sessions(START).await.unwrap(), [], "each login removes some of them");
}

pub(crate) async fn two_refreshes_with_one_token_at_once_are_a_reuse<R: Repository>(world: &World<R>) {
    let account = world.account("ada@example.com").await;
    let session = world.session(&account, 1).await;
    let (one, two) = tokio::join!(world.refresh(&account, 1, 2), world.refresh(&account, 1, 3));
    let renewed = [one, two].iter().filter(|refreshed| matches!(refreshed, Refreshed::Renewed(_))).count();
    assert_eq!(renewed, 1);
    assert!([one, two].contains(&Refreshed::Reused(session)));
}

pub(crate) async fn no_session_begins_without_an_account<R: Repository>(world: &World<R>) {
    let (ours, theirs) = (world.account("ada@example.com").await, world.account("grace@example.com").await);
    for account_id in [AccountId(Uuid::nil()), theirs.id] {
        let organization_id = ours.organization.id;
        let expires_at = START.plus_seconds(60);
        let new = NewSession { organization_id, account_id, refresh_token: token(1), expires_at };
        assert!(matches!(world.storage.login(new).await, Err(Error::Internal(_))));
    }
}

fn key(kid: &str, created_at: Timestamp) -> SigningKey {
    SigningKey { kid: kid.to_owned(), secret: kid.repeat(32).into_bytes(), created_at }
}

pub(crate) async fn the_newest_signing_key_comes_first_and_old_ones_are_forgotten<R: Repository>(world: &World<R>) {
    assert_eq!(world.storage.signing_keys().await.unwrap(), []);
    let at = |seconds| START.plus_seconds(seconds);
    let (a, b, c) = (key("a", at(0)), key("b", at(100)), key("c", at(200)));
    let rotate = |key: &SigningKey, forget_before| world.storage.rotate_signing_keys(key.clone(), false, forget_before);
    assert_eq!(rotate(&a, at(0)).await.unwrap(), std::slice::from_ref(&a));
    assert_eq!(rotate(&b, at(100)).await.unwrap(), [b.clone(), a.clone()], "a was replaced at 100, not before");
    assert_eq!(rotate(&c, at(101)).await.unwrap(), [c.clone(), b.clone()], "a was replaced before 101");
    assert_eq!(world.storage.signing_keys().await.unwrap(), [c, b]);
}

pub(crate) async fn the_first_signing_key_is_made_once<R: Repository>(world: &World<R>) {
    let (a, b) = (key("a", START), key("b", START));
    let (one, two) = tokio::join!(
        world.storage.rotate_signing_keys(a, true, Timestamp(0)),
        world.storage.rotate_signing_keys(b, true, Timestamp(0)),
    );
    assert_eq!(one, two, "both go on with the same key");
    assert_eq!(world.storage.signing_keys().await.unwrap().len(), 1);
}
