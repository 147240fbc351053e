//! The document's paths: which one is meant by a path that there is not, and whose a request is.

use std::sync::Arc;

use poem::http::Method;
use serde_json::{Map, Value};

use super::{Runtime, problem::Place, violations::Part};

/// Where the document has an operation.
#[derive(Debug, Clone)]
pub struct OperationPath {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path, with parameters in braces.
    pub path: &'static str,
}

/// The paths of all operations.
#[derive(Debug, Clone)]
pub struct Paths {
    operations: &'static [OperationPath],
    runtime: Arc<Runtime>,
}

impl Paths {
    /// Those of `operations`, whose parameters the runtime's document describes.
    #[must_use]
    pub fn new(operations: &'static [OperationPath], runtime: Arc<Runtime>) -> Self {
        Self { operations, runtime }
    }

    /// The `operationId` of what a request asks for, if the document has it.
    #[must_use]
    pub fn operation(&self, method: &Method, path: &str) -> Option<&'static str> {
        // A path without parameters goes before one that has them, whatever its methods, as in the router.
        let literal = self.operations.iter().find(|operation| operation.path == path);
        let first = literal.or_else(|| {
            let fitting = self.operations.iter().filter(|operation| is_of(operation.path, path));
            fitting.min_by_key(|operation| operation.path.matches('{').count())
        })?;
        let found = |operation: &&OperationPath| operation.path == first.path && operation.method == *method;
        self.operations.iter().find(found).map(|operation| operation.id)
    }

    /// The right path for one that there is not: with the slashes that it shall have, in the right case. A client is
    /// sent to no path that would refuse it for its form.
    #[must_use]
    pub fn nearest(&self, path: &str) -> Option<String> {
        self.operations.iter().find_map(|operation| {
            let values = parameters(operation.path, path, str::eq_ignore_ascii_case)?;
            self.are_valid(operation.id, &values).then(|| {
                let mut values = values.iter();
                let segments = segments(operation.path).map(|segment| {
                    if is_parameter(segment) { values.next().copied().unwrap_or(segment) } else { segment }
                });
                let end = if operation.path.ends_with('/') { "/" } else { "" };
                segments.fold(String::new(), |path, segment| path + "/" + segment) + end
            })
        })
    }

    /// Whether the document takes these values of an operation's path parameters.
    fn are_valid(&self, id: &str, values: &[&str]) -> bool {
        let Some(operation) = self.runtime.document.operation(id) else { return false };
        let names = &operation.path_parameters;
        // What is percent-encoded is left alone: no parameter of a path has a value that needs it.
        let sent: Map<String, Value> =
            names.iter().cloned().zip(values.iter().map(|value| Value::from(*value))).collect();
        operation.parameters.errors(&Value::Object(sent), Part::Parameters).iter().all(|error| match &error.place {
            Place::Parameter(name) => !names.contains(name),
            Place::Pointer(_) => true,
        })
    }
}

/// Whether a path is of a template to the letter, with something for each parameter.
fn is_of(template: &str, path: &str) -> bool {
    let mut sent = path.split('/');
    let fits = |segment: &str| {
        sent.next().is_some_and(|sent| if is_parameter(segment) { !sent.is_empty() } else { segment == sent })
    };
    template.split('/').all(fits) && sent.next().is_none()
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

/// The values that a path has for the parameters of a template, if its other segments are `same`. Slashes that are
/// missing at the end, or doubled, make no difference.
fn parameters<'a>(template: &str, path: &'a str, same: impl Fn(&str, &str) -> bool) -> Option<Vec<&'a str>> {
    let (mut values, mut sent) = (Vec::new(), segments(path));
    for segment in segments(template) {
        let value = sent.next()?;
        if is_parameter(segment) {
            values.push(value);
        } else if !same(segment, value) {
            return None;
        }
    }
    sent.next().is_none().then_some(values)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::time::Duration;

    use super::*;
    use crate::{
        contract::{Authenticate, BodyLimits, Document, problem::Unauthenticated},
        domain::Caller,
    };

    struct Nobody;

    impl Authenticate for Nobody {
        fn authenticate(&self, _: &str) -> Result<Caller, Unauthenticated> {
            Err(Unauthenticated::invalid_token("nobody"))
        }
    }

    const OPERATIONS: &[OperationPath] = &[
        OperationPath { id: "getCustomer", method: Method::GET, path: "/api/1/customer/{customer_id}/" },
        OperationPath { id: "fetchCustomers", method: Method::GET, path: "/api/1/customer/fetch/" },
        OperationPath { id: "deleteCustomer", method: Method::DELETE, path: "/api/1/customer/{customer_id}/" },
        OperationPath { id: "getLiveness", method: Method::GET, path: "/livez" },
    ];

    fn paths() -> Paths {
        let limits = BodyLimits { bytes: 0, time: Duration::ZERO };
        let runtime = Runtime { document: Document::load().unwrap(), authenticate: Arc::new(Nobody), limits };
        Paths::new(OPERATIONS, Arc::new(runtime))
    }

    #[test]
    fn a_request_is_the_operations_whose_path_it_has_exactly() {
        let paths = paths();
        for (path, expected) in [
            ("/api/1/customer/fetch/", Some("fetchCustomers")),
            ("/api/1/customer/x/", Some("getCustomer")),
            ("/livez", Some("getLiveness")),
            ("/livez/", None),
            ("/Livez", None),
            ("//api/1/customer/x/", None),
            ("/api/1/customer/x", None),
            ("/api/1/customer//", None),
        ] {
            assert_eq!(paths.operation(&Method::GET, path), expected, "{path}");
        }
        assert_eq!(paths.operation(&Method::POST, "/livez"), None);
        assert_eq!(paths.operation(&Method::DELETE, "/api/1/customer/x/"), Some("deleteCustomer"));
        assert_eq!(paths.operation(&Method::DELETE, "/api/1/customer/fetch/"), None);
    }

    #[test]
    fn the_nearest_path_differs_by_slashes_and_capitals_only_and_takes_the_parameters() {
        let paths = paths();
        let id = "0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40";
        let of_customer = format!("/api/1/customer/{id}/");
        for (path, expected) in [
            (format!("/api/1/customer/{id}"), Some(of_customer.as_str())),
            (format!("//API/1/Customer//{id}//"), Some(&of_customer)),
            ("/api/1/customer/FETCH".to_owned(), Some("/api/1/customer/fetch/")),
            ("/LIVEZ/".to_owned(), Some("/livez")),
            ("/api/1/customer/abc".to_owned(), None),
            (format!("/api/1/customer/{id}%2F"), None),
            (format!("/api/1/customer/{id}/x"), None),
            ("/".to_owned(), None),
        ] {
            assert_eq!(paths.nearest(&path).as_deref(), expected, "{path}");
        }
    }
}
