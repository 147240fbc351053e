//! A body of JSON, read strictly: what is not JSON is said with its place, and members of one name are found, which
//! `serde_json` by itself takes the last of.

use std::{collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, error::Category};

use super::problem::LISTED;

/// How many bytes the pointers to repeated members may have together. Those to members of an object that stands under
/// long names repeat these names, and so would be a great deal longer than the body.
const POINTERS: usize = 512 * 1024;

/// What a body says.
#[derive(Debug)]
pub(super) struct JsonBody {
    /// With the first of members that have one name.
    pub(super) value: Value,
    /// Which members have a name that another one of their object has.
    pub(super) repeated: Repeated,
}

/// Members whose name is repeated.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    /// A JSON pointer to each, once.
    pub(super) pointers: Vec<String>,
    /// How many more there are, whose pointers would be too many or too long.
    pub(super) unlisted: usize,
    bytes: usize,
}

impl Repeated {
    fn add(&mut self, path: &Path<'_>) {
        if self.pointers.len() < LISTED && self.bytes + path.length() <= POINTERS {
            self.bytes += path.length();
            self.pointers.push(path.pointer());
        } else {
            self.unlisted += 1;
        }
    }
}

/// Reads a body. `Err` is a sentence for people that says what about it is not JSON, and where.
pub(super) fn read(bytes: &[u8]) -> Result<JsonBody, String> {
    if bytes.is_empty() {
        return Err("The body is empty: send JSON.".to_owned());
    }
    // RFC 8259 §8.1: none may be sent, and a parser need not ignore it.
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(
            "The body begins with a byte order mark (U+FEFF), which JSON may not have: leave it out.".to_owned()
        );
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let (line, last) = (before.split('\n').count(), before.rsplit('\n').next().unwrap_or_default());
        let column = last.chars().count() + 1;
        format!("The body is not UTF-8 at line {line}, column {column}.")
    })?;
    if text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
        return Err("The body has nothing but white space: send JSON.".to_owned());
    }
    let mut repeated = Repeated::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed { path: &Path::Root, repeated: &mut repeated }.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value));
    value.map(|value| JsonBody { value, repeated }).map_err(|error| explain(text, &error))
}

/// What `serde_json` found, in our words where it is something that people send.
fn explain(text: &str, error: &serde_json::Error) -> String {
    // `serde_json` counts bytes, and takes a line break for the beginning of the next line.
    let (number, bytes) = match (error.line(), error.column()) {
        (number, 0) if number > 1 => (number - 1, usize::MAX),
        place => place,
    };
    let line = text.split('\n').nth(number.saturating_sub(1)).unwrap_or_default();
    let column = match line.as_bytes().get(..bytes) {
        Some(before) => String::from_utf8_lossy(before).chars().count(),
        None => line.chars().count() + 1,
    };
    let place = format!("line {number}, column {column}");
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match message {
        _ if error.classify() == Category::Eof => format!("The JSON of the body is not finished: it ends at {place}."),
        "trailing characters" => format!("There is something after the JSON of the body, at {place}."),
        "number out of range" => format!("A number is outside of double precision, at {place}."),
        "recursion limit exceeded" => format!("Values are nested in more than 127 levels, at {place}."),
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => format!(
            "A text has half of a surrogate pair (\\ud800 to \\udfff), which is no character by itself, at {place}."
        ),
        other => format!("The body is not JSON: {other}, at {place}."),
    }
}

/// Where in the body a value is.
enum Path<'a> {
    Root,
    Member { parent: &'a Path<'a>, name: &'a str, length: usize },
    Item { parent: &'a Path<'a>, index: usize },
}

impl<'a> Path<'a> {
    fn member(parent: &'a Self, name: &'a str) -> Self {
        let escapes = name.bytes().filter(|byte| matches!(byte, b'~' | b'/')).count();
        Self::Member { parent, name, length: parent.length() + 1 + name.len() + escapes }
    }

    /// Of the pointer, in bytes, or a little more.
    fn length(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Member { length, .. } => *length,
            Self::Item { parent, .. } => parent.length() + 8,
        }
    }

    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member { parent, name, .. } => child(&parent.pointer(), name),
            Self::Item { parent, index } => format!("{}/{index}", parent.pointer()),
        }
    }
}

/// The pointer to a member (RFC 6901 §3).
pub(super) fn child(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Reads the value at a path. The depth is limited by `serde_json`'s deserializer, to 127 levels.
struct Seed<'p, 'r> {
    path: &'p Path<'p>,
    repeated: &'r mut Repeated,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        loop {
            let path = Path::Item { parent: self.path, index: values.len() };
            match items.next_element_seed(Seed { path: &path, repeated: self.repeated })? {
                Some(value) => values.push(value),
                None => return Ok(Value::Array(values)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        let mut again = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let path = Path::member(self.path, &name);
            let value = members.next_value_seed(Seed { path: &path, repeated: self.repeated })?;
            if !values.contains_key(&name) {
                values.insert(name, value);
            } else if !again.contains(&name) {
                self.repeated.add(&path);
                again.insert(name);
            }
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn it_reads_what_serde_json_reads() {
        for text in [
            r#"{"a": [1, -1, 1.5, -0.0, 18446744073709551615, 1e300, "\ud83d\ude00", null, true, {"b": {}}], "": "x"}"#,
            "[]",
            "5",
            "\r\n\t null ",
        ] {
            let read = read(text.as_bytes()).unwrap();
            assert_eq!(read.value, serde_json::from_str::<Value>(text).unwrap(), "{text}");
            assert!(read.repeated.pointers.is_empty());
        }
    }

    #[test]
    fn every_repeated_name_is_found_once_wherever_it_is_and_the_first_value_stays() {
        let read = read(br#"{"a": 1, "b": [0, {"x/~": 1, "x/~": 2, "x/~": 3}], "a": 2, "\u0061": {"c": 1, "c": 1}}"#);
        let read = read.unwrap();
        assert_eq!(read.repeated.pointers, ["/b/1/x~1~0", "/a", "/a/c"]);
        assert_eq!(read.value["a"], 1);
    }

    #[test]
    fn pointers_to_repeated_members_stay_short_altogether() {
        let objects = vec![r#"{"a":1,"a":1,"b":1,"b":1}"#; 2000].join(",");
        let text = format!("{{\"{}\":[{objects}]}}", "n".repeat(100_000));
        let repeated = read(text.as_bytes()).unwrap().repeated;
        assert_eq!((repeated.pointers.len(), repeated.unlisted), (5, 3995));
    }

    #[test]
    fn what_is_not_json_is_said_with_its_place() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(deep(127).as_bytes()).is_ok());
        for (bytes, sentence) in [
            (&b""[..], "The body is empty: send JSON."),
            (b" \n", "The body has nothing but white space: send JSON."),
            (
                b"\xef\xbb\xbf{}",
                "The body begins with a byte order mark (U+FEFF), which JSON may not have: leave it out.",
            ),
            (b"{\n\"\xc3\xbc\xff\"}", "The body is not UTF-8 at line 2, column 3."),
            (b"\xff\xfe{\0}\0", "The body is not UTF-8 at line 1, column 1."),
            (b"{\"a\":", "The JSON of the body is not finished: it ends at line 1, column 5."),
            (b"{} x", "There is something after the JSON of the body, at line 1, column 4."),
            (b"{\"a\":\n1e400}", "A number is outside of double precision, at line 2, column 5."),
            (deep(128).as_bytes(), "Values are nested in more than 127 levels, at line 1, column 128."),
            (
                "\"\u{fc}\\ud800\"".as_bytes(),
                "A text has half of a surrogate pair (\\ud800 to \\udfff), which is no character by itself, at line 1, \
                 column 9.",
            ),
            (
                b"\"\\udc00\"",
                "A text has half of a surrogate pair (\\ud800 to \\udfff), which is no character by itself, at line 1, \
                 column 7.",
            ),
            (b"\"\\u12xy\"", "The body is not JSON: invalid escape, at line 1, column 7."),
            (b"{a: 1}", "The body is not JSON: key must be a string, at line 1, column 2."),
            (b"{'a': 1}", "The body is not JSON: key must be a string, at line 1, column 2."),
            (b"[1,]", "The body is not JSON: trailing comma, at line 1, column 4."),
            (
                b"[\"\xc3\xbc\n\"]",
                "The body is not JSON: control character (\\u0000-\\u001F) found while parsing a string, at line 1, column 4.",
            ),
            (b"[1\n", "The JSON of the body is not finished: it ends at line 1, column 3."),
            (b"a=1&b=2", "The body is not JSON: expected value, at line 1, column 1."),
        ] {
            assert_eq!(read(bytes).unwrap_err(), sentence);
        }
    }
}
