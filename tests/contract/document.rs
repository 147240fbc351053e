//! openapi.yaml as the tests use it: where operations are, and what their answers must be.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::record::{self, Answer};

/// The document, as the binary has it.
pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(customary::contract::document::JSON).expect("the document is JSON"));

/// The schemas, made strict: what an answer has and the document does not name is a defect.
static STRICT: LazyLock<Value> = LazyLock::new(|| {
    let mut components = DOCUMENT["components"].clone();
    for schema in components["schemas"].as_object_mut().expect("schemas").values_mut() {
        if schema.get("properties").is_some() {
            schema["additionalProperties"] = json!(false);
        }
    }
    components
});

/// An operation of the document.
#[derive(Clone, Copy)]
pub struct Operation {
    pub id: &'static str,
    pub method: &'static str,
    pub path: &'static str,
    pub value: &'static Value,
}

/// Every operation, in the order of the document.
pub fn operations() -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, methods) in DOCUMENT["paths"].as_object().expect("paths") {
        for (method, value) in methods.as_object().expect("methods") {
            operations.push(Operation { id: value["operationId"].as_str().expect("operationId"), method, path, value });
        }
    }
    operations
}

pub fn operation(id: &str) -> Operation {
    operations().into_iter().find(|operation| operation.id == id).unwrap_or_else(|| panic!("no operation {id}"))
}

/// The value itself, or what its `$ref` leads to.
pub fn resolve(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(reference) => DOCUMENT.pointer(&reference[1..]).unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => value,
    }
}

impl Operation {
    /// Whether it needs an access token.
    pub fn secured(&self) -> bool {
        self.value.get("security").is_none()
    }

    /// The media type and the schema of its body.
    pub fn body(&self) -> Option<(&'static str, &'static Value)> {
        let (media_type, content) = self.value["requestBody"]["content"].as_object()?.iter().next()?;
        Some((media_type, resolve(&content["schema"])))
    }

    /// The example of its body.
    pub fn body_example(&self) -> Value {
        self.value["requestBody"]["content"].as_object().expect("a body").values().next().expect("content")["example"]
            .clone()
    }

    /// Its query parameters, with their schemas.
    pub fn query_parameters(&self) -> Vec<(&'static str, &'static Value)> {
        let parameters = self.value["parameters"].as_array().into_iter().flatten().map(resolve);
        parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| (parameter["name"].as_str().expect("a name"), resolve(&parameter["schema"])))
            .collect()
    }

    /// The statuses that it lists.
    pub fn statuses(&self) -> BTreeSet<u16> {
        let responses = self.value["responses"].as_object().expect("responses");
        responses.keys().map(|status| status.parse().expect("a status")).collect()
    }

    /// Everything in which an answer differs from the document.
    pub fn differences(&self, Answer { status, headers, body }: Answer) -> Vec<String> {
        let Some(response) = self.value["responses"].get(status.to_string()).map(resolve) else {
            return vec![format!("status {status} is not documented")];
        };
        let mut differences = record::undocumented_headers(response, headers);
        for (name, header) in response["headers"].as_object().into_iter().flatten() {
            let header = resolve(header);
            match headers.get(&name.to_lowercase()).and_then(Value::as_str) {
                Some(text) => {
                    let value = match header["schema"]["type"].as_str() {
                        Some("integer") => text.parse::<i64>().map_or_else(|_| json!(text), Value::from),
                        _ => json!(text),
                    };
                    differences.extend(errors(&header["schema"], &value).iter().map(|e| format!("header {name}: {e}")));
                }
                None if header["required"] == true => differences.push(format!("header {name} is missing")),
                None => {}
            }
        }
        let content_type = headers.get("content-type").and_then(Value::as_str);
        match response["content"].as_object().and_then(|content| content.iter().next()) {
            Some((media_type, content)) => {
                if content_type != Some(media_type) {
                    differences.push(format!("Content-Type is {content_type:?} and not {media_type}"));
                }
                match serde_json::from_slice(body) {
                    Ok(body) => differences.extend(errors(&content["schema"], &body)),
                    Err(error) => differences.push(format!("the body is not JSON: {error}")),
                }
            }
            None if body.is_empty() && content_type.is_none() => {}
            None => differences.push(format!("there is a body where none is documented, of {content_type:?}")),
        }
        differences
    }
}

/// What is wrong with a value that the document describes by this schema.
pub fn errors(schema: &Value, value: &Value) -> Vec<String> {
    static COMPILED: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let validator = Arc::clone(
        COMPILED.lock().expect("the schemas").entry(schema.to_string()).or_insert_with(|| Arc::new(compile(schema))),
    );
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn compile(schema: &Value) -> Validator {
    let mut schema = schema.clone();
    schema["components"] = STRICT.clone();
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema compiles")
}
