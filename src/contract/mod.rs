//! The small runtime under the generated code: bodies, parameters and problems, as openapi.yaml describes them.

pub mod problem;
