//! Access tokens (JWT, HS256, RFC 9068) and refresh tokens (opaque).

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use lru::LruCache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::jwt_hmac;
use crate::domain::{
    AccountId, Caller, Clock, Country, IdSource, OrganizationId, Role, SessionId, SigningKey, Timestamp, TokenHash,
};

/// Issuer and audience: a token of this service is for this service.
const ISSUER: &str = "customary";
/// RFC 9068 §2.1: tells an access token from every other JWT.
const TYPE: &str = "at+jwt";

/// For so many milliseconds a key that is not the only one verifies before it signs: every replica reads the keys again in
/// less time, so none refuses a token of another for a key that it does not know yet.
const SIGNS_AFTER: i64 = 5000;

/// What an access token says (RFC 9068 §2.2), and three claims of our own.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: AccountId,
    sid: SessionId,
    jti: Uuid,
    iat: i64,
    exp: i64,
    /// The organization.
    org: OrganizationId,
    role: String,
    /// The organization's country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

/// Why an access token is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Not one of ours, or changed.
    Invalid,
    /// Signed with a key that is not known here; it may be known to the database.
    UnknownKey,
    /// Its time is over.
    Expired,
}

struct Key {
    of: SigningKey,
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl From<&SigningKey> for Key {
    fn from(of: &SigningKey) -> Self {
        let (signing, verifying) = (EncodingKey::from_secret(&of.secret), DecodingKey::from_secret(&of.secret));
        Self { of: of.clone(), signing, verifying }
    }
}

/// So many tokens are remembered at most, 4096: some 600 KiB.
const REMEMBERED: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4095);

/// The keys of a time, and the tokens that they have verified.
struct Keys {
    /// The newest first. All verify; [`signer`] says which signs.
    keys: Box<[Key]>,
    /// What tokens say, by their SHA-256: a client sends the same one with each request, and to read one takes a sixth of
    /// the time of a page that was kept. It is forgotten with the keys.
    verified: Mutex<LruCache<[u8; 32], Verified>>,
}

impl Keys {
    fn new(keys: &[SigningKey]) -> Self {
        // With room for all only when they are there.
        let mut verified = LruCache::unbounded();
        verified.resize(REMEMBERED);
        Self { keys: keys.iter().map(Key::from).collect(), verified: Mutex::new(verified) }
    }
}

/// What a token says whose signature is right.
#[derive(Clone, Copy)]
struct Verified {
    caller: Caller,
    /// In seconds.
    expires_at: i64,
}

/// Issues and verifies access tokens.
pub struct AccessTokens {
    keys: RwLock<Arc<Keys>>,
    /// Whether the keys come from a setting and not from the database.
    fixed: bool,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn IdSource>,
    seconds: i32,
    validation: Validation,
}

impl AccessTokens {
    /// Tokens that hold for `seconds`. With `secret`, that one key is used and never another.
    #[must_use]
    pub fn new(secret: Option<&str>, seconds: i32, clock: Arc<dyn Clock>, ids: Arc<dyn IdSource>) -> Self {
        jwt_hmac::install();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[ISSUER]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        validation.validate_exp = false; // by our own clock, below
        let keys = RwLock::new(Arc::new(Keys::new(&[])));
        let tokens = Self { keys, fixed: secret.is_some(), clock, ids, seconds, validation };
        if let Some(secret) = secret {
            // Its name tells two secrets apart without telling anything of them.
            let kid = BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(Sha256::digest(secret))[..9]);
            tokens.set(&[SigningKey { kid, secret: secret.as_bytes().to_vec(), created_at: Timestamp(0) }]);
        }
        tokens
    }

    /// Whether the keys come from a setting and not from the database.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.fixed
    }

    /// Takes over the database's keys, the newest first.
    pub fn set_keys(&self, keys: &[SigningKey]) {
        if !self.fixed {
            self.set(keys);
        }
    }

    fn set(&self, keys: &[SigningKey]) {
        if !self.keys().keys.iter().map(|key| &key.of).eq(keys) {
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Keys::new(keys));
        }
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// For how many seconds a token holds.
    #[must_use]
    pub fn seconds(&self) -> i32 {
        self.seconds
    }

    /// A token for `caller`; `None` if there is no key.
    #[must_use]
    pub fn issue(&self, caller: &Caller) -> Option<String> {
        let keys = self.keys();
        let now = self.clock.now().0;
        let key = signer(&keys.keys, now)?;
        let mut jti = [0; 16];
        self.ids.fill(&mut jti);
        let header =
            Header { typ: Some(TYPE.to_owned()), kid: Some(key.of.kid.clone()), ..Header::new(Algorithm::HS256) };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: caller.account_id,
            sid: caller.session_id,
            jti: uuid::Builder::from_random_bytes(jti).into_uuid(),
            iat: now.div_euclid(1000),
            // Rounded up to a second: what `expires_in` says is the least.
            exp: (now + 999).div_euclid(1000) + i64::from(self.seconds),
            org: caller.organization_id,
            role: caller.role.as_str().to_owned(),
            country: caller.country.map(|country| country.as_str().to_owned()),
        };
        jsonwebtoken::encode(&header, &claims, &key.signing).ok()
    }

    /// Whom a token belongs to. Whether its session has ended is not asked here.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn verify(&self, token: &str) -> Result<Caller, Refused> {
        let keys = self.keys();
        let verified = || keys.verified.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = Sha256::digest(token).into();
        let remembered = verified().get(&hash).copied();
        let found = remembered.map_or_else(|| self.read(&keys.keys, token), Ok)?;
        if found.expires_at * 1000 <= self.clock.now().0 {
            return Err(Refused::Expired);
        }
        if remembered.is_none() {
            verified().put(hash, found);
        }
        Ok(found.caller)
    }

    fn read(&self, keys: &[Key], token: &str) -> Result<Verified, Refused> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Invalid)?;
        if header.typ.as_deref() != Some(TYPE) {
            return Err(Refused::Invalid);
        }
        let kid = header.kid.ok_or(Refused::Invalid)?;
        let key = keys.iter().find(|key| key.of.kid == kid).ok_or(Refused::UnknownKey)?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verifying, &self.validation)
            .map_err(|_| Refused::Invalid)?
            .claims;
        let caller = Caller {
            account_id: claims.sub,
            organization_id: claims.org,
            session_id: claims.sid,
            role: Role::from_name(&claims.role).ok_or(Refused::Invalid)?,
            country: claims.country.as_deref().and_then(Country::parse),
        };
        Ok(Verified { caller, expires_at: claims.exp })
    }
}

/// The newest key that every replica has had the time to read, or else the oldest.
fn signer(keys: &[Key], now: i64) -> Option<&Key> {
    keys.iter().find(|key| now - key.of.created_at.0 >= SIGNS_AFTER).or(keys.last())
}

/// A new key, of 32 random bytes.
#[must_use]
pub fn new_signing_key(clock: &dyn Clock, ids: &dyn IdSource) -> SigningKey {
    let (mut secret, mut kid) = (vec![0; 32], [0; 9]);
    ids.fill(&mut secret);
    ids.fill(&mut kid);
    SigningKey { kid: BASE64_URL_SAFE_NO_PAD.encode(kid), secret, created_at: clock.now() }
}

/// A refresh token: in base64 its organization, which every query is bound to, and 32 random bytes. Only its hash is
/// stored.
pub struct RefreshToken {
    text: String,
    organization: OrganizationId,
}

/// Bytes of an organization's id.
const ORGANIZATION: usize = 16;

impl RefreshToken {
    /// A new one.
    #[must_use]
    pub fn new(organization: OrganizationId, ids: &dyn IdSource) -> Self {
        let mut bytes = [0; ORGANIZATION + 32];
        let (owner, random) = bytes.split_at_mut(ORGANIZATION);
        owner.copy_from_slice(organization.0.as_bytes());
        ids.fill(random);
        Self { text: BASE64_URL_SAFE_NO_PAD.encode(bytes), organization }
    }

    /// One that a client sent; `None` if it has another form, so that it was never given out.
    #[must_use]
    pub fn from_client(text: String) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).ok().filter(|bytes| bytes.len() == ORGANIZATION + 32)?;
        let organization = OrganizationId(Uuid::from_slice(&bytes[..ORGANIZATION]).ok()?);
        Some(Self { text, organization })
    }

    /// Whose it is, as it says itself.
    #[must_use]
    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    /// What is stored of it. It has 256 random bits, so that a fast hash is enough.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(&self.text).into())
    }

    /// For the client.
    #[must_use]
    pub fn into_string(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

    use super::*;

    struct Count(AtomicU8);

    impl IdSource for Count {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    struct Set(AtomicI64);

    impl Clock for Set {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::Relaxed))
        }
    }

    fn tokens(secret: Option<&str>) -> (AccessTokens, Arc<Set>, Caller) {
        let clock = Arc::new(Set(AtomicI64::new(1_700_000_000_000)));
        let ids = Arc::new(Count(AtomicU8::new(1)));
        let caller = Caller {
            account_id: AccountId(Uuid::from_u128(1)),
            organization_id: OrganizationId(Uuid::from_u128(2)),
            session_id: SessionId(Uuid::from_u128(3)),
            role: Role::Admin,
            country: Country::parse("CH"),
        };
        let tokens = AccessTokens::new(secret, 900, Arc::clone(&clock) as Arc<dyn Clock>, ids.clone());
        tokens.set_keys(&[new_signing_key(&*clock, &*ids)]);
        (tokens, clock, caller)
    }

    #[test]
    fn a_token_names_its_caller_until_it_expires() {
        let (tokens, clock, caller) = tokens(None);
        let token = tokens.issue(&caller).unwrap();
        clock.0.fetch_add(899_999, Ordering::Relaxed);
        assert_eq!(tokens.verify(&token), Ok(caller));
        clock.0.fetch_add(1, Ordering::Relaxed);
        assert_eq!(tokens.verify(&token), Err(Refused::Expired));
    }

    #[test]
    fn a_token_that_was_verified_is_remembered_and_expires_and_goes_with_its_key_all_the_same() {
        let (tokens, clock, caller) = tokens(None);
        let token = tokens.issue(&caller).unwrap();
        let keys = tokens.keys().keys.iter().map(|key| key.of.clone()).collect::<Vec<_>>();
        let remembered = || tokens.keys().verified.lock().unwrap().len();
        assert_eq!((tokens.verify(&token), remembered()), (Ok(caller), 1));
        assert_eq!((tokens.verify(&token), remembered()), (Ok(caller), 1));
        for wrong in [token[..token.len() - 2].to_owned(), format!("{token}A"), token.replace('.', "..")] {
            assert_eq!((tokens.verify(&wrong), remembered()), (Err(Refused::Invalid), 1), "{wrong}");
        }
        tokens.set_keys(&keys);
        assert_eq!(remembered(), 1, "the keys are the same");
        tokens.set_keys(&[SigningKey { secret: vec![9; 32], ..keys[0].clone() }]);
        assert_eq!((tokens.verify(&token), remembered()), (Err(Refused::Invalid), 0));
        tokens.set_keys(&keys);
        assert_eq!(tokens.verify(&token), Ok(caller));
        clock.0.fetch_add(900_000, Ordering::Relaxed);
        assert_eq!(tokens.verify(&token), Err(Refused::Expired));
    }

    #[test]
    fn a_token_holds_as_long_as_it_says_whenever_in_a_second_it_is_issued() {
        for (issued, held) in [(1, 900_999), (500, 900_500), (999, 900_001)] {
            let (tokens, clock, caller) = tokens(None);
            clock.0.fetch_add(issued, Ordering::Relaxed);
            let token = tokens.issue(&caller).unwrap();
            clock.0.fetch_add(held - 1, Ordering::Relaxed);
            assert_eq!(tokens.verify(&token), Ok(caller));
            clock.0.fetch_add(1, Ordering::Relaxed);
            assert_eq!(tokens.verify(&token), Err(Refused::Expired));
        }
    }

    #[test]
    fn a_token_of_an_older_key_holds_after_a_rotation_and_not_after_that_key_is_gone() {
        let (tokens, clock, caller) = tokens(None);
        let (old, new) =
            (new_signing_key(&*clock, &Count(AtomicU8::new(50))), new_signing_key(&*clock, &Count(AtomicU8::new(90))));
        tokens.set_keys(std::slice::from_ref(&old));
        let token = tokens.issue(&caller).unwrap();
        tokens.set_keys(&[new.clone(), old]);
        assert_eq!(tokens.verify(&token), Ok(caller));
        tokens.set_keys(&[new]);
        assert_eq!(tokens.verify(&token), Err(Refused::UnknownKey));
    }

    #[test]
    fn a_new_key_signs_when_every_replica_has_had_the_time_to_read_it() {
        let (tokens, clock, caller) = tokens(None);
        let kid = || jsonwebtoken::decode_header(tokens.issue(&caller).unwrap()).unwrap().kid.unwrap();
        let first = new_signing_key(&*clock, &Count(AtomicU8::new(50)));
        tokens.set_keys(std::slice::from_ref(&first));
        assert_eq!(kid(), first.kid, "there is no other");
        clock.0.fetch_add(1000, Ordering::Relaxed);
        let second = new_signing_key(&*clock, &Count(AtomicU8::new(90)));
        tokens.set_keys(&[second.clone(), first.clone()]);
        for (after, signs) in [(0, &first), (SIGNS_AFTER - 1, &first), (1, &second)] {
            clock.0.fetch_add(after, Ordering::Relaxed);
            assert_eq!(kid(), signs.kid);
        }
    }

    #[test]
    fn a_changed_signature_payload_type_or_algorithm_is_refused() {
        let (tokens, _, caller) = tokens(Some("0123456789abcdef0123456789abcdef"));
        let token = tokens.issue(&caller).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let forge = |header: &str| format!("{}.{}.{}", BASE64_URL_SAFE_NO_PAD.encode(header), parts[1], parts[2]);
        let kid = tokens.keys().keys[0].of.kid.clone();
        for forged in [
            format!("{}.{}.{}", parts[0], parts[1], "A".repeat(43)),
            format!("{}.{}.{}", parts[0], BASE64_URL_SAFE_NO_PAD.encode("{}"), parts[2]),
            forge(&format!(r#"{{"typ":"at+jwt","alg":"none","kid":"{kid}"}}"#)),
            forge(&format!(r#"{{"typ":"JWT","alg":"HS256","kid":"{kid}"}}"#)),
            forge(r#"{"typ":"at+jwt","alg":"HS256"}"#),
            String::new(),
            "a.b.c".to_owned(),
        ] {
            assert_eq!(tokens.verify(&forged), Err(Refused::Invalid), "{forged}");
        }
        assert_eq!(tokens.verify(&token), Ok(caller));
    }

    #[test]
    fn with_a_secret_the_databases_keys_are_not_used() {
        let (tokens, clock, caller) = tokens(Some("0123456789abcdef0123456789abcdef"));
        let token = tokens.issue(&caller).unwrap();
        tokens.set_keys(&[new_signing_key(&*clock, &Count(AtomicU8::new(9)))]);
        assert_eq!(tokens.verify(&token), Ok(caller));
    }
}
