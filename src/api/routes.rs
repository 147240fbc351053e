//! GENERATED from openapi.yaml by codegen/generate.sh: the operations as poem serves them. Not to be edited.
//!
//! For each: who calls, then parameters and body together, then the handler.

use poem_openapi::OpenApi;

use super::operations;
use crate::contract::{Answer, Incoming, NoParameters};

/// Serves the operations of the tag `Accounts` by a handler.
pub struct AccountsRoutes<T>(pub T);

#[OpenApi]
impl<T: operations::AccountsApi> AccountsRoutes<T> {
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

async fn change_password<T: operations::AccountsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::ChangePasswordResponse, operations::ChangePasswordProblem> {
    let caller = incoming.authenticate()?;
    let (NoParameters {}, body) =
        incoming.read("changePassword", |body| api.check_change_password(&caller, body)).await?;
    api.change_password(caller, body).await
}

async fn get_account<T: operations::AccountsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::GetAccountResponse, operations::GetAccountProblem> {
    let caller = incoming.authenticate()?;
    let NoParameters {} = incoming.parameters("getAccount", |_| Vec::new())?;
    api.get_account(caller).await
}

async fn register<T: operations::AccountsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::RegisterResponse, operations::RegisterProblem> {
    let client = incoming.client();
    let (NoParameters {}, body) = incoming.read("register", |body| api.check_register(body)).await?;
    api.register(client, body).await
}

/// Serves the operations of the tag `Customers` by a handler.
pub struct CustomersRoutes<T>(pub T);

#[OpenApi]
impl<T: operations::CustomersApi> CustomersRoutes<T> {
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

async fn create_customer<T: operations::CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::CreateCustomerResponse, operations::CreateCustomerProblem> {
    let caller = incoming.authenticate()?;
    let (NoParameters {}, body) =
        incoming.read("createCustomer", |body| api.check_create_customer(&caller, body)).await?;
    api.create_customer(caller, body).await
}

async fn delete_customer<T: operations::CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::DeleteCustomerResponse, operations::DeleteCustomerProblem> {
    let caller = incoming.authenticate()?;
    let parameters = incoming.parameters("deleteCustomer", |_| Vec::new())?;
    api.delete_customer(caller, parameters).await
}

async fn fetch_customers<T: operations::CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::FetchCustomersResponse, operations::FetchCustomersProblem> {
    let caller = incoming.authenticate()?;
    let parameters =
        incoming.parameters("fetchCustomers", |parameters| api.check_fetch_customers(&caller, parameters))?;
    api.fetch_customers(caller, parameters).await
}

async fn get_customer<T: operations::CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::GetCustomerResponse, operations::GetCustomerProblem> {
    let caller = incoming.authenticate()?;
    let parameters = incoming.parameters("getCustomer", |_| Vec::new())?;
    api.get_customer(caller, parameters).await
}

async fn update_customer<T: operations::CustomersApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::UpdateCustomerResponse, operations::UpdateCustomerProblem> {
    let caller = incoming.authenticate()?;
    let (parameters, body) = incoming.read("updateCustomer", |body| api.check_update_customer(&caller, body)).await?;
    api.update_customer(caller, parameters, body).await
}

/// Serves the operations of the tag `Health` by a handler.
pub struct HealthRoutes<T>(pub T);

#[OpenApi]
impl<T: operations::HealthApi> HealthRoutes<T> {
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

async fn get_liveness<T: operations::HealthApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::GetLivenessResponse, operations::GetLivenessProblem> {
    let client = incoming.client();
    let NoParameters {} = incoming.parameters("getLiveness", |_| Vec::new())?;
    api.get_liveness(client).await
}

async fn get_readiness<T: operations::HealthApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::GetReadinessResponse, operations::GetReadinessProblem> {
    let client = incoming.client();
    let NoParameters {} = incoming.parameters("getReadiness", |_| Vec::new())?;
    api.get_readiness(client).await
}

/// Serves the operations of the tag `Sessions` by a handler.
pub struct SessionsRoutes<T>(pub T);

#[OpenApi]
impl<T: operations::SessionsApi> SessionsRoutes<T> {
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

async fn login<T: operations::SessionsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::LoginResponse, operations::LoginProblem> {
    let client = incoming.client();
    let (NoParameters {}, body) = incoming.read("login", |body| api.check_login(body)).await?;
    api.login(client, body).await
}

async fn logout<T: operations::SessionsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::LogoutResponse, operations::LogoutProblem> {
    let caller = incoming.authenticate()?;
    let NoParameters {} = incoming.parameters("logout", |_| Vec::new())?;
    api.logout(caller).await
}

async fn refresh_session<T: operations::SessionsApi>(
    api: &T,
    incoming: &mut Incoming<'_>,
) -> Result<operations::RefreshSessionResponse, operations::RefreshSessionProblem> {
    let client = incoming.client();
    let (NoParameters {}, body) = incoming.read("refreshSession", |body| api.check_refresh_session(body)).await?;
    api.refresh_session(client, body).await
}
