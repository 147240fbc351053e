//! Brings generated routes into a poem `Route`: with the trailing slashes that poem-openapi strips, and with `Allow` for
//! methods that a path does not have.

use std::{collections::HashMap, fmt, sync::Arc};

use poem::{
    Endpoint, IntoResponse, Request, Response, Result, Route, endpoint::BoxEndpoint, error::RouteError, http::Method,
};
use poem_openapi::OpenApi;

use super::{
    OperationPath, Runtime,
    problem::{MethodNotAllowed, Problem},
};

/// The generated routes are not those of the document.
#[derive(Debug)]
pub enum Error {
    /// poem-openapi has no route for an operation.
    Missing(&'static str),
    /// poem refuses a path.
    Refused(RouteError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(id) => write!(f, "there is no route for operation {id}"),
            Self::Refused(error) => write!(f, "can't route: {error}"),
        }
    }
}

impl std::error::Error for Error {}

/// Adds the operations to `route`.
///
/// # Errors
/// The routes of `api` are not those of `operations`.
pub fn mount(
    mut route: Route,
    api: impl OpenApi,
    operations: &'static [OperationPath],
    runtime: &Arc<Runtime>,
) -> Result<Route, Error> {
    let mut table = HashMap::new();
    api.add_routes(&mut table);
    let mut paths: Vec<(&str, Methods)> = Vec::new();
    for operation in operations {
        // poem-openapi takes `{name}` for a plain segment and hands it on; only the slash is gone.
        let endpoint = table
            .get_mut(operation.path.trim_end_matches('/'))
            .and_then(|methods| methods.remove(&operation.method))
            .ok_or(Error::Missing(operation.id))?;
        let entry = (operation.method.clone(), endpoint);
        match paths.iter_mut().find(|(path, _)| *path == operation.path) {
            Some((_, methods)) => methods.methods.push(entry),
            None => {
                paths.push((operation.path, Methods { runtime: Arc::clone(runtime), methods: vec![entry] }));
            }
        }
    }
    for (path, methods) in paths {
        route = route.try_at(poem_path(path), methods).map_err(Error::Refused)?;
    }
    Ok(route)
}

/// The path as poem understands it, with parameters numbered: `/customer/:param0/`.
fn poem_path(path: &str) -> String {
    let mut number = 0;
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| {
            if segment.starts_with('{') {
                number += 1;
                format!(":param{}", number - 1)
            } else {
                segment.to_owned()
            }
        })
        .collect();
    segments.join("/")
}

/// The operations of one path.
struct Methods {
    runtime: Arc<Runtime>,
    methods: Vec<(Method, BoxEndpoint<'static>)>,
}

impl Endpoint for Methods {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let Some((_, endpoint)) = self.methods.iter().find(|(method, _)| method == request.method()) else {
            let allow = self.methods.iter().map(|(method, _)| name(method)).collect();
            return Ok(Problem::from(MethodNotAllowed { allow }).into_response());
        };
        request.set_data(Arc::clone(&self.runtime));
        endpoint.call(request).await
    }
}

fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "",
    }
}
