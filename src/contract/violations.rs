//! What a schema finds wrong, in the words of the contract.

use std::{borrow::Cow, collections::HashSet, sync::Arc};

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Kind};
use serde_json::Value;

use super::{
    json::child,
    problem::{FieldError, Place},
};

/// What of a request was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Parameters,
}

/// The schema that was violated, and those that all schemas refer to.
pub(super) struct Explanations {
    pub(super) schema: Value,
    /// With the same pointers as in the document.
    pub(super) shared: Arc<Value>,
}

impl Explanations {
    fn pointer(&self, pointer: &str) -> Option<&Value> {
        self.schema.pointer(pointer).or_else(|| self.shared.pointer(pointer))
    }
}

/// Everything that the schema finds wrong with the value.
pub(super) fn find(validator: &Validator, schema: &Explanations, value: &Value, part: Part) -> Vec<FieldError> {
    let mut errors: Vec<FieldError> =
        validator.iter_errors(value).flat_map(|violation| translate(&violation, schema, part)).collect();
    // An empty text fits no pattern either: one sentence is enough.
    let empty: HashSet<Place> =
        errors.iter().filter(|error| error.code == "too_short").map(|error| error.place.clone()).collect();
    errors.retain(|error| error.code != "invalid_format" || !empty.contains(&error.place));
    errors
}

fn translate(violation: &ValidationError<'_>, schema: &Explanations, part: Part) -> Vec<FieldError> {
    let path = violation.instance_path().as_str();
    let (code, detail): (_, Cow<'static, str>) = match violation.kind() {
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            return vec![part.error(&child(path, name), "missing", "Is required.".into())];
        }
        Kind::AdditionalProperties { unexpected } => {
            let detail = match part {
                Part::Body => "There is no member of this name.",
                Part::Parameters => "This operation has no parameter of this name.",
            };
            return unexpected.iter().map(|name| part.error(&child(path, name), "unknown", detail.into())).collect();
        }
        Kind::Type { .. } => ("wrong_type", types(keyword(violation, schema)).into()),
        Kind::MinLength { limit: 1 } => ("too_short", "May not be empty.".into()),
        Kind::MinLength { limit } => ("too_short", format!("Must have {limit} characters or more.").into()),
        Kind::MaxLength { limit } => ("too_long", format!("Must have {limit} characters or less.").into()),
        Kind::Minimum { limit } => ("too_small", format!("Must be {limit} or more.").into()),
        Kind::Maximum { limit } => ("too_large", format!("Must be {limit} or less.").into()),
        Kind::Enum { options } => ("invalid_value", format!("Must be one of {}.", list(options)).into()),
        Kind::Format { format } => ("invalid_format", format_detail(format, violation, schema)),
        Kind::Pattern { .. } => ("invalid_format", format_detail("pattern", violation, schema)),
        other => ("invalid_value", format!("Does not keep to the contract's `{}`.", other.keyword()).into()),
    };
    vec![part.error(path, code, detail)]
}

impl Part {
    pub(super) fn error(self, pointer: &str, code: &'static str, detail: Cow<'static, str>) -> FieldError {
        match self {
            Self::Body => FieldError::at(pointer, code, detail),
            Self::Parameters => {
                let name = pointer.strip_prefix('/').unwrap_or(pointer).replace("~1", "/").replace("~0", "~");
                FieldError::parameter(name, code, detail)
            }
        }
    }
}

/// The schema whose keyword was violated.
fn owner<'a>(violation: &ValidationError<'_>, schema: &'a Explanations) -> Option<&'a Value> {
    let path = violation.schema_path().as_str();
    schema.pointer(path.rsplit_once('/')?.0)
}

/// The keyword that was violated.
fn keyword<'a>(violation: &ValidationError<'_>, schema: &'a Explanations) -> Option<&'a Value> {
    schema.pointer(violation.schema_path().as_str())
}

/// The document says in `x-detail` what a pattern means.
fn format_detail(format: &str, violation: &ValidationError<'_>, schema: &Explanations) -> Cow<'static, str> {
    if let Some(detail) = owner(violation, schema).and_then(|owner| owner.get("x-detail")).and_then(Value::as_str) {
        return detail.to_owned().into();
    }
    match format {
        "uuid" => "Must be a UUID, such as 0198c2f3-1d20-7a44-b1c2-9e8d7c6b5a40.".into(),
        other => format!("Does not keep to the contract's {other}.").into(),
    }
}

fn types(keyword: Option<&Value>) -> String {
    let names: Vec<&str> = match keyword {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let words: Vec<&str> = names
        .into_iter()
        .map(|name| match name {
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            "object" => "a JSON object",
            "array" => "a list",
            other => other,
        })
        .collect();
    format!("Must be {}.", words.join(" or "))
}

fn list(options: &Value) -> String {
    let words: Vec<String> = options
        .as_array()
        .into_iter()
        .flatten()
        .map(|option| option.as_str().map_or_else(|| option.to_string(), str::to_owned))
        .collect();
    words.join(", ")
}
