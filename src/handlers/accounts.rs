//! Registering, the caller's own account and its password.

use serde_json::{Map, Value};

use super::{Handlers, too_many_attempts};
use crate::{
    api::{
        models::{self, PasswordChange, Registration},
        operations::{
            AccountsApi, ChangePasswordProblem, ChangePasswordResponse, GetAccountProblem, GetAccountResponse,
            RegisterProblem, RegisterResponse,
        },
    },
    auth::{Verdict, check_new_password},
    contract::{
        Client, DateTime, Json,
        problem::{Duplicate, Failure, FieldError, InvalidRequest, Unauthenticated},
    },
    domain::{Account, Caller, Country, Email, Invalid, NewAccount, normalize_line, too_long},
    storage::{RegisterError, Repository},
};

const EMAIL_TAKEN: &str = "Another account has this e-mail address. Log in, or register with another one.";

impl From<Account> for models::Account {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.0,
            email: account.email.as_str().to_owned(),
            name: account.name,
            role: account.role.as_str().to_owned(),
            organization: models::Organization {
                id: account.organization.id.0,
                name: account.organization.name,
                country: account.organization.country.map(|country| country.as_str().to_owned()),
            },
            created_at: DateTime(account.created_at),
        }
    }
}

/// An optional line of at most 200 code points, also in normalization form C.
fn line(field: &'static str, text: Option<String>, errors: &mut Vec<Invalid>) -> Option<String> {
    let text = normalize_line(&text?)?;
    errors.extend(too_long(field, &text, 200));
    Some(text)
}

impl AccountsApi for Handlers {
    async fn register(&self, _: Client, body: Registration) -> Result<RegisterResponse, RegisterProblem> {
        let services = &*self.0;
        let mut errors = Vec::new();
        let email = Email::parse(&body.email);
        if email.is_none() {
            let detail = "Must be an e-mail address, such as name@example.com.".to_owned();
            errors.push(Invalid { field: "email", code: "invalid_format", detail });
        }
        errors.extend(check_new_password("password", &body.password, email.as_ref()));
        let name = line("name", body.name.into_option(), &mut errors);
        let organization = line("organization", body.organization.into_option(), &mut errors);
        let country = body.country.into_option().and_then(|code| Country::parse(&code));
        let Some(email) = email.filter(|_| errors.is_empty()) else { return Err(InvalidRequest::from(errors).into()) };

        // Asked first to spare the hash; the storage decides.
        if services.storage.get_credentials(&email).await.map_err(Failure::from)?.is_some() {
            return Err(Duplicate::hidden("/email", EMAIL_TAKEN).into());
        }
        let password_hash = services.passwords.hash(&body.password).await.map_err(Failure::from)?;
        let organization = organization.unwrap_or_else(|| email.as_str().to_owned());
        let new = NewAccount { email, name, password_hash, organization, country };
        match services.storage.register(new).await {
            Ok(account) => {
                Ok(RegisterResponse::Created { location: "/api/1/account/".to_owned(), body: Json::of(account) })
            }
            Err(RegisterError::EmailTaken) => Err(Duplicate::hidden("/email", EMAIL_TAKEN).into()),
            Err(RegisterError::Storage(error)) => Err(Failure::from(error).into()),
        }
    }

    fn check_register(&self, body: &Map<String, Value>) -> Vec<FieldError> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut errors = Vec::new();
        let email = text("email").as_deref().and_then(Email::parse);
        errors.extend(check_new_password("password", &text("password").unwrap_or_default(), email.as_ref()));
        line("name", text("name"), &mut errors);
        line("organization", text("organization"), &mut errors);
        errors.into_iter().map(FieldError::from).collect()
    }

    async fn get_account(&self, caller: Caller) -> Result<GetAccountResponse, GetAccountProblem> {
        let Caller { organization_id, account_id, .. } = caller;
        let account = self.0.storage.get_account(organization_id, account_id).await.map_err(Failure::from)?;
        let account = account.ok_or_else(no_account)?;
        Ok(GetAccountResponse::Ok { body: Json::of(account) })
    }

    async fn change_password(
        &self,
        caller: Caller,
        body: PasswordChange,
    ) -> Result<ChangePasswordResponse, ChangePasswordProblem> {
        let services = &*self.0;
        let Caller { organization_id, account_id, session_id, .. } = caller;
        let credentials = services.storage.get_account_credentials(organization_id, account_id).await;
        let credentials = credentials.map_err(Failure::from)?.ok_or_else(no_account)?;
        if let Some(invalid) = check_new_password("new_password", &body.new_password, Some(&credentials.email)) {
            return Err(InvalidRequest::from(vec![invalid]).into());
        }
        let key = credentials.email.key();
        services.attempts.check(&key, None).map_err(too_many_attempts)?;

        let old = credentials.password_hash;
        let verdict = services.passwords.verify(&body.current_password, Some(&old)).await.map_err(Failure::from)?;
        if verdict == Verdict::Wrong {
            services.attempts.wrong(&key, None);
            return Err(InvalidRequest::from(vec![wrong_password()]).into());
        }

        let new = services.passwords.hash(&body.new_password).await.map_err(Failure::from)?;
        let changed = services.storage.change_password(organization_id, account_id, old, new, session_id).await;
        // Somebody else has changed it in the meantime: then it is not the account's password any more.
        let ended = changed.map_err(Failure::from)?.ok_or_else(|| InvalidRequest::from(vec![wrong_password()]))?;
        services.sessions.forget(ended);
        Ok(ChangePasswordResponse::NoContent)
    }

    fn check_change_password(&self, _: &Caller, body: &Map<String, Value>) -> Vec<FieldError> {
        let new = body.get("new_password").and_then(Value::as_str).unwrap_or_default();
        check_new_password("new_password", new, None).into_iter().map(FieldError::from).collect()
    }
}

fn wrong_password() -> Invalid {
    let detail = "This is not the account's password.".to_owned();
    Invalid { field: "current_password", code: "wrong_password", detail }
}

fn no_account() -> Unauthenticated {
    Unauthenticated::invalid_token("The account does not exist any more.")
}
