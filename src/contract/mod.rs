//! The small runtime under the generated code: who calls, parameters, bodies, answers and problems, as openapi.yaml
//! describes them. It knows no operation.

mod answer;
mod auth;
pub mod document;
mod findings;
mod incoming;
mod json;
mod media_type;
mod mount;
mod paths;
pub mod problem;
mod query;
mod values;
mod violations;

pub use poem::http::Method;

pub use answer::{Answer, Json};
pub use auth::Authenticate;
pub use document::Document;
pub use incoming::{BodyLimits, Client, Incoming, NoParameters, Runtime};
pub use mount::{Error as MountError, mount};
pub use paths::{OperationPath, Paths};
pub use values::{DateTime, MaybeUndefined};
