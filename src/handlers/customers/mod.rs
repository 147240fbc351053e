//! The customers of the caller's organization.

mod cursor;
mod kept;
mod page;

use std::sync::Arc;

pub use kept::KeptPages;
use serde_json::{Map, Value};

use self::kept::PageKey;
use super::Handlers;
use crate::{
    api::{
        models::{self, CustomerCreate, CustomerUpdate},
        operations::{
            CreateCustomerProblem, CreateCustomerResponse, CustomersApi, DeleteCustomerParameters,
            DeleteCustomerProblem, DeleteCustomerResponse, FetchCustomersParameters, FetchCustomersProblem,
            FetchCustomersResponse, GetCustomerParameters, GetCustomerProblem, GetCustomerResponse,
            UpdateCustomerParameters, UpdateCustomerProblem, UpdateCustomerResponse,
        },
    },
    contract::{
        DateTime, Json, MaybeUndefined,
        problem::{Duplicate, Failure, FieldError, InvalidRequest, NotFound},
    },
    domain::{Caller, Change, Customer, CustomerChange, CustomerFields, CustomerId, CustomerInput, Email, Phone, trim},
    storage::{CreateCustomerError, Repository, UpdateCustomerError},
};

impl From<Customer> for models::Customer {
    fn from(customer: Customer) -> Self {
        let fields = customer.fields;
        Self {
            id: customer.id.0,
            name: fields.name,
            email: fields.email.map(Email::into_string),
            phone: fields.phone.map(Phone::into_string),
            company: fields.company,
            address: fields.address,
            city: fields.city,
            region: fields.region,
            postal_code: fields.postal_code,
            country: fields.country.map(|country| country.as_str().to_owned()),
            notes: fields.notes,
            version: customer.version,
            created_at: DateTime(customer.created_at),
            updated_at: DateTime(customer.updated_at),
        }
    }
}

impl From<CustomerCreate> for CustomerInput {
    fn from(body: CustomerCreate) -> Self {
        Self {
            name: body.name,
            email: body.email.into_option(),
            phone: body.phone.into_option(),
            company: body.company.into_option(),
            address: body.address.into_option(),
            city: body.city.into_option(),
            region: body.region.into_option(),
            postal_code: body.postal_code.into_option(),
            country: body.country.into_option(),
            notes: body.notes.into_option(),
        }
    }
}

impl From<CustomerUpdate> for CustomerChange {
    fn from(body: CustomerUpdate) -> Self {
        Self {
            name: body.name,
            email: body.email.into(),
            phone: body.phone.into(),
            company: body.company.into(),
            address: body.address.into(),
            city: body.city.into(),
            region: body.region.into(),
            postal_code: body.postal_code.into(),
            country: body.country.into(),
            notes: body.notes.into(),
        }
    }
}

impl CustomersApi for Handlers {
    async fn create_customer(
        &self,
        caller: Caller,
        body: CustomerCreate,
    ) -> Result<CreateCustomerResponse, CreateCustomerProblem> {
        let fields = CustomerInput::from(body).normalize(caller.country).map_err(InvalidRequest::from)?;
        match self.0.storage.create_customer(caller.organization_id, fields).await {
            Ok(customer) => Ok(CreateCustomerResponse::Created {
                location: format!("/api/1/customer/{}/", customer.id),
                body: Json::of(customer),
            }),
            Err(CreateCustomerError::EmailTaken(by)) => Err(email_taken(by).into()),
            Err(CreateCustomerError::Storage(error)) => Err(Failure::from(error).into()),
        }
    }

    fn check_create_customer(&self, caller: &Caller, body: &Map<String, Value>) -> Vec<FieldError> {
        let input = lenient_change(body);
        invalid(input.apply(&nobody(), caller.country))
    }

    async fn fetch_customers(
        &self,
        caller: Caller,
        parameters: FetchCustomersParameters,
    ) -> Result<FetchCustomersResponse, FetchCustomersProblem> {
        let organization = caller.organization_id;
        let (query, mark) = page::query(&parameters)?;
        let answer = page::Answering { services: Arc::clone(&self.0), key: PageKey { organization, parameters }, mark };
        let (link, body) = self.0.storage.fetch_customers(organization, query, answer).await.map_err(Failure::from)?;
        Ok(FetchCustomersResponse::Ok { link, body })
    }

    fn check_fetch_customers(&self, _: &Caller, parameters: &Map<String, Value>) -> Vec<FieldError> {
        page::check(parameters)
    }

    async fn get_customer(
        &self,
        caller: Caller,
        parameters: GetCustomerParameters,
    ) -> Result<GetCustomerResponse, GetCustomerProblem> {
        let id = CustomerId(parameters.customer_id);
        let customer = self.0.storage.get_customer(caller.organization_id, id).await.map_err(Failure::from)?;
        let customer = customer.ok_or_else(no_customer)?;
        Ok(GetCustomerResponse::Ok { body: Json::of(customer) })
    }

    async fn update_customer(
        &self,
        caller: Caller,
        parameters: UpdateCustomerParameters,
        body: CustomerUpdate,
    ) -> Result<UpdateCustomerResponse, UpdateCustomerProblem> {
        let id = CustomerId(parameters.customer_id);
        let updated = self.0.storage.update_customer(caller.organization_id, id, body.into(), caller.country).await;
        match updated {
            Ok(customer) => Ok(UpdateCustomerResponse::Ok { body: Json::of(customer) }),
            Err(UpdateCustomerError::NotFound) => Err(no_customer().into()),
            Err(UpdateCustomerError::Invalid(errors)) => Err(InvalidRequest::from(errors).into()),
            Err(UpdateCustomerError::EmailTaken(by)) => Err(email_taken(by).into()),
            Err(UpdateCustomerError::Storage(error)) => Err(Failure::from(error).into()),
        }
    }

    fn check_update_customer(&self, caller: &Caller, body: &Map<String, Value>) -> Vec<FieldError> {
        let mut change = lenient_change(body);
        // A national number may be of the country that is stored, which is not looked up for a request that fails anyway.
        if matches!((&change.phone, &change.country), (Change::Set(text), Change::Keep) if !trim(text).starts_with('+'))
        {
            change.phone = Change::Keep;
        }
        invalid(change.apply(&nobody(), caller.country))
    }

    async fn delete_customer(
        &self,
        caller: Caller,
        parameters: DeleteCustomerParameters,
    ) -> Result<DeleteCustomerResponse, DeleteCustomerProblem> {
        let id = CustomerId(parameters.customer_id);
        if self.0.storage.delete_customer(caller.organization_id, id).await.map_err(Failure::from)? {
            Ok(DeleteCustomerResponse::NoContent)
        } else {
            Err(no_customer().into())
        }
    }
}

fn no_customer() -> NotFound {
    NotFound { detail: "There is no customer of this id.".into() }
}

fn email_taken(by: CustomerId) -> Duplicate {
    Duplicate::of_customer("/email", "Another customer has this e-mail address.", by)
}

/// What can be read of a body in which the schema found errors: its texts.
fn lenient_change(body: &Map<String, Value>) -> CustomerChange {
    let member = |name: &str| match body.get(name) {
        Some(Value::String(text)) => MaybeUndefined::Value(text.clone()),
        _ => MaybeUndefined::Undefined,
    };
    CustomerChange {
        name: member("name").into_option(),
        email: member("email").into(),
        phone: member("phone").into(),
        company: member("company").into(),
        address: member("address").into(),
        city: member("city").into(),
        region: member("region").into(),
        postal_code: member("postal_code").into(),
        country: member("country").into(),
        notes: member("notes").into(),
    }
}

/// What a change is applied to when only its errors matter.
fn nobody() -> CustomerFields {
    CustomerFields {
        name: String::new(),
        email: None,
        phone: None,
        company: None,
        address: None,
        city: None,
        region: None,
        postal_code: None,
        country: None,
        notes: None,
    }
}

fn invalid<T>(result: Result<T, Vec<crate::domain::Invalid>>) -> Vec<FieldError> {
    result.err().into_iter().flatten().map(FieldError::from).collect()
}
