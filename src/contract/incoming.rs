//! A request to an operation, and what it says: who calls, the parameters, the body. Everything that is wrong with
//! parameters and body is found at once.

use std::{collections::HashSet, fmt, net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use poem::{Request, RequestBody, error::ReadBodyError, http::header};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Number, Value};

use super::{
    Answer, Authenticate, Document,
    document::{Body, Operation},
    findings::Findings,
    json::{self, JsonBody},
    media_type,
    problem::{
        ContentTooLarge, FieldError, InternalError, InvalidRequest, MalformedRequest, Place, Problem, RequestTimeout,
        Unauthenticated, Unreadable,
    },
    query::{self, Plus},
    violations::Part,
};
use crate::domain::Caller;

/// How much of a body is taken, and how long that may take.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// In bytes.
    pub bytes: usize,
    /// From the first look at the body to its end.
    pub time: Duration,
}

/// What every request needs.
pub struct Runtime {
    /// What the operations take.
    pub document: Document,
    /// Who calls.
    pub authenticate: Arc<dyn Authenticate>,
    /// The limits of bodies.
    pub limits: BodyLimits,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Where a request without a caller comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// The address of the other end of the connection.
    pub address: Option<IpAddr>,
}

/// What an operation without parameters takes: nothing, also nothing unknown.
#[derive(Debug, Deserialize)]
pub struct NoParameters {}

/// What was sent as parameters.
struct Parameters {
    /// As a JSON object; of what was sent twice, the first.
    values: Value,
    /// The names of those that can't be decoded or that the schema refuses.
    unsound: HashSet<String>,
    findings: Findings,
}

/// A request on its way to its handler.
pub struct Incoming<'a> {
    request: &'a Request,
    body: RequestBody,
    caller: Option<Caller>,
}

impl<'a> ApiExtractor<'a> for Incoming<'a> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::PoemExtractor];

    type ParamType = ();
    type ParamRawType = ();

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        Ok(Self { request, body: std::mem::take(body), caller: None })
    }
}

impl Incoming<'_> {
    fn runtime(&self) -> Option<&Runtime> {
        self.request.data::<Arc<Runtime>>().map(AsRef::as_ref)
    }

    /// Who calls.
    ///
    /// # Errors
    /// There is no access token, or it is not valid.
    pub fn authenticate(&mut self) -> Result<Caller, Unauthenticated> {
        let header = self.request.headers().get(header::AUTHORIZATION).ok_or_else(|| {
            Unauthenticated::without_token(
                "There is no access token. Log in, and send it as `Authorization: Bearer …`.",
            )
        })?;
        let malformed =
            || Unauthenticated::invalid_token("The header Authorization must be `Bearer` and an access token.");
        let text = header.to_str().map_err(|_| malformed())?;
        let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
        if !scheme.eq_ignore_ascii_case("bearer") {
            // RFC 6750 §3.1: no error code for another scheme, which is no token.
            return Err(Unauthenticated::without_token(
                "Only `Authorization: Bearer …` with an access token is known.",
            ));
        }
        let runtime = self.runtime().ok_or_else(malformed)?;
        let caller = runtime.authenticate.authenticate(token.trim())?;
        self.caller = Some(caller);
        Ok(caller)
    }

    /// Where the request comes from.
    #[must_use]
    pub fn client(&self) -> Client {
        Client { address: self.request.remote_addr().as_socket_addr().map(std::net::SocketAddr::ip) }
    }

    /// The parameters of an operation without a body. `check` judges what a schema can't, when there is an error already;
    /// what is wrong by itself, it gets as null.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn parameters<P: DeserializeOwned>(
        &self,
        operation: &str,
        check: impl FnOnce(&Map<String, Value>) -> Vec<FieldError>,
    ) -> Result<P, InvalidRequest> {
        let operation = self.operation(operation)?;
        let Parameters { mut values, unsound, mut findings } = self.parameter_values(operation);
        if let (Value::Object(members), false) = (&mut values, findings.is_empty()) {
            members.extend(unsound.into_iter().map(|name| (name, Value::Null)));
            findings.extend(check(members));
        }
        findings.into_result()?;
        typed(values, Part::Parameters)
    }

    /// The parameters and the body of an operation. `check` judges what a schema can't, when there is an error already.
    ///
    /// # Errors
    /// The body can't be read, or everything that is wrong with parameters and body.
    pub async fn read<P: DeserializeOwned, B: DeserializeOwned>(
        &mut self,
        operation: &str,
        check: impl FnOnce(&Map<String, Value>) -> Vec<FieldError> + Send,
    ) -> Result<(P, B), Unreadable> {
        let taken = std::mem::take(&mut self.body);
        let operation = self.operation(operation).map_err(Unreadable::InvalidRequest)?;
        let (Some(rules), Some(runtime)) = (&operation.body, self.runtime()) else {
            return Err(Unreadable::InvalidRequest(unknown_operation()));
        };
        self.check_media_type(rules)?;
        let bytes = self.bytes(taken, runtime.limits).await?;
        let Parameters { values: parameters, mut findings, .. } = self.parameter_values(operation);
        let body = match json::read(&bytes) {
            Ok(JsonBody { value, repeated }) => {
                let violations = rules.check.errors(&value, Part::Body);
                let unsound: HashSet<Place> = violations.iter().map(|error| error.place.clone()).collect();
                findings.extend(repeated.pointers.into_iter().map(repeated_member));
                findings.add_unlisted(repeated.unlisted);
                findings.extend(violations);
                if let (Value::Object(members), false) = (&value, findings.is_empty()) {
                    findings.extend(check(members).into_iter().filter(|error| !unsound.contains(&error.place)));
                }
                value
            }
            Err(detail) => {
                findings.add(FieldError::at("", "malformed_json", detail));
                Value::Null
            }
        };
        findings
            .into_result()
            .and_then(|()| typed(parameters, Part::Parameters))
            .and_then(|parameters| Ok((parameters, typed(body, Part::Body)?)))
            .map_err(Unreadable::InvalidRequest)
    }

    /// The answer, with what the layers around want to know.
    pub fn answer<R: Into<Answer>, P: Into<Problem>>(self, result: Result<R, P>) -> Answer {
        let answer = match result {
            Ok(response) => response.into(),
            Err(problem) => problem.into().into(),
        };
        match self.caller {
            Some(caller) => answer.with(caller),
            None => answer,
        }
    }

    fn operation(&self, id: &str) -> Result<&Operation, InvalidRequest> {
        self.runtime().and_then(|runtime| runtime.document.operation(id)).ok_or_else(unknown_operation)
    }

    fn check_media_type(&self, rules: &Body) -> Result<(), Unreadable> {
        media_type::check(self.request.headers(), &rules.media_type).map_err(Unreadable::UnsupportedMediaType)
    }

    async fn bytes(&self, mut body: RequestBody, limits: BodyLimits) -> Result<Bytes, Unreadable> {
        let too_large = || Unreadable::ContentTooLarge(ContentTooLarge { limit: limits.bytes });
        let announced = self.request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        if announced.and_then(|length| length.parse::<usize>().ok()).is_some_and(|length| length > limits.bytes) {
            return Err(too_large());
        }
        let Ok(body) = body.take() else { return Ok(Bytes::new()) };
        match tokio::time::timeout(limits.time, body.into_bytes_limit(limits.bytes)).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(ReadBodyError::PayloadTooLarge)) => Err(too_large()),
            Ok(Err(_)) => {
                // What hyper says of it is not for clients, and no other part of the request is looked at any more.
                let problem = MalformedRequest { detail: "The body's chunks are broken, or it ended too early." };
                Err(Unreadable::InvalidRequest(InvalidRequest::Malformed(problem)))
            }
            Err(_) => Err(Unreadable::RequestTimeout(RequestTimeout { limit: limits.time })),
        }
    }

    fn parameter_values(&self, operation: &Operation) -> Parameters {
        let (mut values, mut findings) = (Map::new(), Findings::default());
        let mut unsound = HashSet::new();
        for (index, name) in operation.path_parameters.iter().enumerate() {
            // `mount` numbers them.
            let raw = self.request.raw_path_param(&format!("param{index}")).unwrap_or_default();
            match query::decode(raw, Plus::Plus) {
                Ok(text) => {
                    values.insert(name.clone(), Value::String(text));
                }
                Err(detail) => {
                    findings.add(FieldError::parameter(name.as_str(), "invalid_format", detail));
                    unsound.insert(name.clone());
                }
            }
        }
        let mut sent = HashSet::new();
        for (raw_name, raw_value) in query::pairs(self.request.uri().query().unwrap_or_default()) {
            let name = match query::decode(raw_name, Plus::Space) {
                Ok(name) => name,
                Err(detail) => {
                    findings.add(FieldError::parameter(raw_name, "invalid_format", detail));
                    continue;
                }
            };
            let known = operation.query_parameters.contains(&name);
            if !known {
                findings.add(unknown_parameter(&name));
            }
            match query::decode(raw_value, Plus::Space) {
                Err(detail) => {
                    findings.add(FieldError::parameter(name.as_str(), "invalid_format", detail));
                    unsound.insert(name.clone());
                }
                Ok(text) if known => {
                    let number = operation.integers.contains(&name).then(|| integer(&text)).flatten();
                    // The first counts; another one is an error below.
                    values.entry(name.as_str()).or_insert(number.unwrap_or(Value::String(text)));
                }
                Ok(_) => {}
            }
            if !sent.insert(name.clone()) {
                findings.add(FieldError::parameter(name, "repeated", "May be sent only once."));
            }
        }
        let values = Value::Object(values);
        for error in operation.parameters.errors(&values, Part::Parameters) {
            match &error.place {
                // What can't be decoded is not missing.
                Place::Parameter(name) if error.code == "missing" => {
                    if unsound.contains(name) {
                        continue;
                    }
                }
                Place::Parameter(name) => {
                    unsound.insert(name.clone());
                }
                Place::Pointer(_) => {}
            }
            findings.add(error);
        }
        Parameters { values, unsound, findings }
    }
}

fn repeated_member(pointer: String) -> FieldError {
    FieldError::at(pointer, "repeated", "An object may have only one member of this name.")
}

fn unknown_parameter(name: &str) -> FieldError {
    FieldError::parameter(name, "unknown", "This operation has no parameter of this name.")
}

/// The generated code and the document are made of the same file, so this does not happen.
fn unknown_operation() -> InvalidRequest {
    tracing::error!("an operation is routed that the document does not have");
    FieldError::at("", "invalid_value", "The server does not know this operation.").into()
}

/// A whole number as a query writes it: `5`, `-5`, and not `+5`, `5.0` or `0x5`.
fn integer(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.parse::<i64>() {
        Ok(number) => Some(Value::Number(number.into())),
        // Beyond any limit that the document may set; only its sign counts.
        Err(_) => Number::from_f64(if text.starts_with('-') { -1e300 } else { 1e300 }).map(Value::Number),
    }
}

fn typed<T: DeserializeOwned>(value: Value, part: Part) -> Result<T, InvalidRequest> {
    serde_json::from_value(value).map_err(|error| {
        // The schema was content, so this is for what schemas can't say.
        let detail = format!("Can't be understood: {error}.");
        match part {
            Part::Body => FieldError::at("", "wrong_type", detail).into(),
            Part::Parameters => FieldError::parameter("", "wrong_type", detail).into(),
        }
    })
}

impl From<InternalError> for Answer {
    fn from(problem: InternalError) -> Self {
        Problem::from(problem).into()
    }
}
