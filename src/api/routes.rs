//! GENERATED from openapi.yaml by codegen/generate.sh: the operations as poem serves them. Not to be edited.
//!
//! For each: who calls, then parameters and body together, then the handler.

use poem_openapi::OpenApi;

use super::operations::*;
use crate::contract::{Answer, Incoming, NoParameters};

/// Serves the operations of the tag `Accounts` by a handler.
pub struct AccountsRoutes<T>(pub T);

#[OpenApi]
impl<T: AccountsApi> AccountsRoutes<T> {
    #[oai(path = "/api/1/account/password/", method = "post", operation_id = "changePassword")]
    async fn change_password(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = change_password(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/account/", method = "get", operation_id = "getAccount")]
    async fn get_account(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = get_account(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/register/", method = "post", operation_id = "register")]
    async fn register(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = register(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }
}

async fn change_password<T: AccountsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<ChangePasswordResponse, ChangePasswordProblem> {
    let caller = incoming.authenticate()?;
    let (NoParameters {}, body) =
        incoming.read("changePassword", |body| api.check_change_password(&caller, body)).await?;
    api.change_password(caller, body).await
}

async fn get_account<T: AccountsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<GetAccountResponse, GetAccountProblem> {
    let caller = incoming.authenticate()?;
    let NoParameters {} = incoming.parameters("getAccount")?;
    api.get_account(caller).await
}

async fn register<T: AccountsApi>(api: &T, incoming: &mut Incoming<'_>) -> Result<RegisterResponse, RegisterProblem> {
    let client = incoming.client();
    let (NoParameters {}, body) = incoming.read("register", |body| api.check_register(body)).await?;
    api.register(client, body).await
}

/// Serves the operations of the tag `Customers` by a handler.
pub struct CustomersRoutes<T>(pub T);

#[OpenApi]
impl<T: CustomersApi> CustomersRoutes<T> {
    #[oai(path = "/api/1/customer/create/", method = "post", operation_id = "createCustomer")]
    async fn create_customer(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = create_customer(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/customer/{customer_id}/", method = "delete", operation_id = "deleteCustomer")]
    async fn delete_customer(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = delete_customer(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/customer/fetch/", method = "get", operation_id = "fetchCustomers")]
    async fn fetch_customers(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = fetch_customers(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/customer/{customer_id}/", method = "get", operation_id = "getCustomer")]
    async fn get_customer(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = get_customer(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/customer/{customer_id}/", method = "patch", operation_id = "updateCustomer")]
    async fn update_customer(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = update_customer(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }
}

async fn create_customer<T: CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<CreateCustomerResponse, CreateCustomerProblem> {
    let caller = incoming.authenticate()?;
    let (NoParameters {}, body) =
        incoming.read("createCustomer", |body| api.check_create_customer(&caller, body)).await?;
    api.create_customer(caller, body).await
}

async fn delete_customer<T: CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<DeleteCustomerResponse, DeleteCustomerProblem> {
    let caller = incoming.authenticate()?;
    let parameters = incoming.parameters("deleteCustomer")?;
    api.delete_customer(caller, parameters).await
}

async fn fetch_customers<T: CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<FetchCustomersResponse, FetchCustomersProblem> {
    let caller = incoming.authenticate()?;
    let parameters = incoming.parameters("fetchCustomers")?;
    api.fetch_customers(caller, parameters).await
}

async fn get_customer<T: CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<GetCustomerResponse, GetCustomerProblem> {
    let caller = incoming.authenticate()?;
    let parameters = incoming.parameters("getCustomer")?;
    api.get_customer(caller, parameters).await
}

async fn update_customer<T: CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<UpdateCustomerResponse, UpdateCustomerProblem> {
    let caller = incoming.authenticate()?;
    let (parameters, body) = incoming.read("updateCustomer", |body| api.check_update_customer(&caller, body)).await?;
    api.update_customer(caller, parameters, body).await
}

/// Serves the operations of the tag `Health` by a handler.
pub struct HealthRoutes<T>(pub T);

#[OpenApi]
impl<T: HealthApi> HealthRoutes<T> {
    #[oai(path = "/livez", method = "get", operation_id = "getLiveness")]
    async fn get_liveness(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = get_liveness(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/readyz", method = "get", operation_id = "getReadiness")]
    async fn get_readiness(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = get_readiness(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }
}

async fn get_liveness<T: HealthApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<GetLivenessResponse, GetLivenessProblem> {
    let client = incoming.client();
    let NoParameters {} = incoming.parameters("getLiveness")?;
    api.get_liveness(client).await
}

async fn get_readiness<T: HealthApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<GetReadinessResponse, GetReadinessProblem> {
    let client = incoming.client();
    let NoParameters {} = incoming.parameters("getReadiness")?;
    api.get_readiness(client).await
}

/// Serves the operations of the tag `Sessions` by a handler.
pub struct SessionsRoutes<T>(pub T);

#[OpenApi]
impl<T: SessionsApi> SessionsRoutes<T> {
    #[oai(path = "/api/1/login/", method = "post", operation_id = "login")]
    async fn login(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = login(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/logout/", method = "post", operation_id = "logout")]
    async fn logout(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = logout(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }

    #[oai(path = "/api/1/session/refresh/", method = "post", operation_id = "refreshSession")]
    async fn refresh_session(&self, mut incoming: Incoming<'_>) -> Answer {
        let answer = refresh_session(&self.0, &mut incoming).await;
        incoming.answer(answer)
    }
}

async fn login<T: SessionsApi>(api: &T, incoming: &mut Incoming<'_>) -> Result<LoginResponse, LoginProblem> {
    let client = incoming.client();
    let (NoParameters {}, body) = incoming.read("login", |body| api.check_login(body)).await?;
    api.login(client, body).await
}

async fn logout<T: SessionsApi>(api: &T, incoming: &mut Incoming<'_>) -> Result<LogoutResponse, LogoutProblem> {
    let caller = incoming.authenticate()?;
    let NoParameters {} = incoming.parameters("logout")?;
    api.logout(caller).await
}

async fn refresh_session<T: SessionsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<RefreshSessionResponse, RefreshSessionProblem> {
    let client = incoming.client();
    let (NoParameters {}, body) = incoming.read("refreshSession", |body| api.check_refresh_session(body)).await?;
    api.refresh_session(client, body).await
}
