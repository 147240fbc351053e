//! openapi.yaml, as the server uses it: served as it is, and its schemas as the checks of every request.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
};

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::{Map, Value, json};

use super::{
    problem::FieldError,
    violations::{self, Explanations, Part},
};

/// The document, as it is written.
pub const YAML: &str = include_str!("../../openapi.yaml");

/// The same as JSON; build.rs converts it.
pub const JSON: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// The document can't be used. A test sees to it that this one can.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "openapi.yaml: {}", self.0)
    }
}

impl std::error::Error for Error {}

/// A schema, to check values by.
pub(super) struct Check {
    /// The schema itself, also to explain what is found.
    explanations: Explanations,
    /// Made for the first value: all of them take most of a mebibyte.
    validator: OnceLock<Result<Validator, Error>>,
}

impl Check {
    fn new(schema: Value, shared: &Arc<Value>) -> Self {
        Self { explanations: Explanations { schema, shared: Arc::clone(shared) }, validator: OnceLock::new() }
    }

    fn validator(&self) -> Result<&Validator, &Error> {
        self.validator.get_or_init(|| validator(&self.explanations)).as_ref()
    }

    /// Everything that is wrong with a value.
    pub(super) fn errors(&self, value: &Value, part: Part) -> Vec<FieldError> {
        match self.validator() {
            Ok(validator) if validator.is_valid(value) => Vec::new(),
            Ok(validator) => violations::find(validator, &self.explanations, value, part),
            // A test sees to it that this does not happen.
            Err(error) => {
                tracing::error!(%error, "a schema of the document can't be used");
                vec![part.error("", "invalid_value", "The server can't check this.".into())]
            }
        }
    }
}

fn validator(Explanations { schema, shared }: &Explanations) -> Result<Validator, Error> {
    let mut whole = schema.clone();
    if let Value::Object(members) = &mut whole {
        let mut needed = Map::new();
        find_needed(schema, shared, &mut needed);
        members.insert("components".to_owned(), json!({"schemas": needed}));
    }
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        // Linear in the length of the text, whatever the pattern.
        .with_pattern_options(PatternOptions::regex())
        .build(&whole)
        .map_err(|error| Error(error.to_string()))
}

/// The body that an operation takes.
pub(super) struct Body {
    pub(super) media_type: String,
    pub(super) check: Check,
}

/// What an operation takes.
pub(super) struct Operation {
    /// In the order of the path.
    pub(super) path_parameters: Vec<String>,
    pub(super) query_parameters: Vec<String>,
    /// The parameters that are whole numbers; the others are texts.
    pub(super) integers: Vec<String>,
    pub(super) parameters: Check,
    pub(super) body: Option<Body>,
}

/// What the operations take.
pub struct Document {
    operations: HashMap<String, Operation>,
}

impl Document {
    /// Reads the document.
    ///
    /// # Errors
    /// The document is not as this runtime understands it.
    pub fn load() -> Result<Self, Error> {
        let document: Value = serde_json::from_str(JSON).map_err(|error| Error(error.to_string()))?;
        let mut schemas = document["components"]["schemas"].clone();
        forget_texts(&mut schemas);
        let shared = Arc::new(json!({"components": {"schemas": schemas}}));
        let mut operations = HashMap::new();
        for path in object(&document["paths"]).map(|paths| paths.values()).into_iter().flatten() {
            for operation in object(path).map(|path| path.values()).into_iter().flatten() {
                let id = operation["operationId"].as_str().ok_or_else(|| Error("no operationId".to_owned()))?;
                let read = read_operation(&document, operation, &shared)
                    .map_err(|error| Error(format!("{id}: {}", error.0)))?;
                operations.insert(id.to_owned(), read);
            }
        }
        Ok(Self { operations })
    }

    pub(super) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.get(id)
    }
}

fn object(value: &Value) -> Option<&Map<String, Value>> {
    value.as_object()
}

/// Takes away what no check needs: it would be in memory many times over.
fn forget_texts(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for text in ["description", "example"] {
                // A property may have such a name; its value is a schema then.
                if members.get(text).is_some_and(|value| !value.is_object()) {
                    members.shift_remove(text);
                }
            }
            members.values_mut().for_each(forget_texts);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_texts),
        _ => {}
    }
}

/// The shared schemas that a schema refers to, and those that they refer to: the validator keeps all that it gets.
fn find_needed(schema: &Value, shared: &Value, needed: &mut Map<String, Value>) {
    match schema {
        Value::Object(members) => {
            let reference = members.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|reference| reference.strip_prefix("#/components/schemas/"))
                && !needed.contains_key(name)
            {
                let schema = &shared["components"]["schemas"][name];
                needed.insert(name.to_owned(), schema.clone());
                find_needed(schema, shared, needed);
            }
            members.values().for_each(|member| find_needed(member, shared, needed));
        }
        Value::Array(items) => items.iter().for_each(|item| find_needed(item, shared, needed)),
        _ => {}
    }
}

fn read_operation(document: &Value, operation: &Value, shared: &Arc<Value>) -> Result<Operation, Error> {
    let (mut properties, mut required) = (Map::new(), Vec::new());
    let (mut path_parameters, mut query_parameters, mut integers) = (Vec::new(), Vec::new(), Vec::new());
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let parameter = resolve(document, parameter)?;
        let name = parameter["name"].as_str().ok_or_else(|| Error("a parameter has no name".to_owned()))?;
        let schema = &parameter["schema"];
        if resolve(document, schema)?["type"] == "integer" {
            integers.push(name.to_owned());
        }
        match parameter["in"].as_str() {
            Some("path") => path_parameters.push(name.to_owned()),
            Some("query") => query_parameters.push(name.to_owned()),
            other => return Err(Error(format!("parameter {name} is in {other:?}"))),
        }
        if parameter["required"] == true {
            required.push(name.to_owned());
        }
        properties.insert(name.to_owned(), schema.clone());
    }
    let parameters =
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false});
    let content = object(&operation["requestBody"]["content"]).and_then(|content| content.iter().next());
    let body = content.map(|(media_type, content)| Body {
        media_type: media_type.clone(),
        check: Check::new(content["schema"].clone(), shared),
    });
    Ok(Operation { path_parameters, query_parameters, integers, parameters: Check::new(parameters, shared), body })
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> Result<&'a Value, Error> {
    match value["$ref"].as_str() {
        Some(reference) => document
            .pointer(reference.trim_start_matches('#'))
            .ok_or_else(|| Error(format!("{reference} leads nowhere"))),
        None => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn the_documents_version_is_that_of_the_crate() {
        let document: Value = serde_json::from_str(JSON).unwrap();
        assert_eq!(
            document["info"]["version"],
            env!("CARGO_PKG_VERSION"),
            "info.version and Cargo.toml's version are one"
        );
    }

    #[test]
    fn every_schema_of_an_operation_can_be_used() {
        let document = Document::load().unwrap();
        assert!(document.operations.len() > 10, "{} operations", document.operations.len());
        for (id, operation) in &document.operations {
            for check in operation.body.iter().map(|body| &body.check).chain([&operation.parameters]) {
                check.validator().unwrap_or_else(|error| panic!("{id}: {error}"));
            }
        }
    }

    #[test]
    fn a_schema_that_can_not_be_used_takes_no_value() {
        let check = Check::new(json!({"type": "no such type"}), &Arc::new(json!({})));
        for _ in 0..2 {
            let errors = check.errors(&json!("anything"), Part::Body);
            assert_eq!(errors.iter().map(|error| error.code).collect::<Vec<_>>(), ["invalid_value"]);
        }
    }
}
