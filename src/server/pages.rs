//! What stands outside the contract, to be read only: the page and its assets, the reference, the document itself and
//! what each type of problem means. Nothing here knows who asks.

use std::{borrow::Cow, sync::LazyLock};

use bytes::Bytes;
use poem::{
    Body, IntoResponse, Response,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use super::html;
use crate::contract::{
    document,
    problem::{MethodNotAllowed, Problem},
};

/// The files of static/: embedded by a release build, read from the disk at each request by a debug build.
#[derive(RustEmbed)]
#[folder = "static/"]
#[allow_missing = true]
struct Static;

/// What the page may load: nothing but this server's files, and no inline script.
const CSP: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// Swagger UI's style sheet has its icons as `data:` URLs.
const DOCS_CSP: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                        object-src 'none'; img-src 'self' data:";

const HTML: &str = "text/html; charset=utf-8";

static YAML_TAG: LazyLock<String> = LazyLock::new(|| tag(&Sha256::digest(document::YAML)));
static JSON_TAG: LazyLock<String> = LazyLock::new(|| tag(&Sha256::digest(document::JSON)));

/// Something that can be read.
struct File {
    content: Body,
    media_type: &'static str,
    /// A validator of the content (RFC 9110 §8.8.3); pages that are made on request have none.
    tag: Option<Cow<'static, str>>,
    csp: &'static str,
}

impl File {
    fn page(html: String) -> Self {
        Self { content: Body::from(html), media_type: HTML, tag: None, csp: CSP }
    }

    fn document(text: &'static str, media_type: &'static str, tag: &'static str) -> Self {
        Self { content: Body::from(text), media_type, tag: Some(Cow::Borrowed(tag)), csp: CSP }
    }

    fn of_static(name: &str) -> Option<Self> {
        let file = is_plain(name).then(|| Static::get(name))??;
        let content = match file.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        };
        Some(Self {
            content: Body::from(content),
            media_type: media_type(name),
            tag: Some(Cow::Owned(tag(&file.metadata.sha256_hash()))),
            csp: if name.starts_with("docs/") { DOCS_CSP } else { CSP },
        })
    }
}

/// Answers a request for `path`, which is taken as it was sent: nothing that needs percent-encoding is here. `None` if
/// there is nothing at this path.
pub(super) fn answer(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response> {
    let file = find(path)?;
    Some(match *method {
        Method::GET | Method::HEAD => send(file, headers), // hyper leaves the body out of an answer to HEAD
        _ => Problem::from(MethodNotAllowed { allow: vec!["GET", "HEAD"] }).into_response(),
    })
}

/// The right path for one that there is not: with the slashes that it shall have, in small letters.
pub(super) fn nearest(path: &str) -> Option<String> {
    let segments = path.split('/').filter(|segment| !segment.is_empty()).map(str::to_ascii_lowercase);
    let without = segments.fold(String::new(), |path, segment| path + "/" + &segment);
    let with = format!("{without}/");
    [without, with].into_iter().find(|nearest| nearest != path && find(nearest).is_some())
}

fn find(path: &str) -> Option<File> {
    Some(match path {
        "/" => File::of_static("index.html")?,
        "/docs/" => File::of_static("docs/index.html")?,
        "/openapi.yaml" => File::document(document::YAML, "application/yaml", &YAML_TAG),
        "/openapi.json" => File::document(document::JSON, "application/json", &JSON_TAG),
        "/problems/" => File::page(html::problem_types()),
        _ => match path.strip_prefix("/problems/") {
            Some(slug) => File::page(html::problem_type(slug.strip_suffix('/')?)?),
            None => File::of_static(path.strip_prefix('/')?)?,
        },
    })
}

fn send(file: File, headers: &HeaderMap) -> Response {
    let mut response = Response::default();
    let answered = response.headers_mut();
    // Asked for again each time, but sent again only when it has changed: a new version of the server shows at once.
    answered.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(tag) = file.tag.as_deref() {
        if let Ok(value) = HeaderValue::from_str(tag) {
            answered.insert(header::ETAG, value);
        }
        if is_known(headers, tag) {
            response.set_status(StatusCode::NOT_MODIFIED);
            return response;
        }
    }
    answered.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.media_type));
    if file.media_type == HTML {
        secure(answered, file.csp);
    }
    response.set_body(file.content);
    response
}

/// The headers of every HTML page.
pub(super) fn secure_html(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    secure(headers, CSP);
}

fn secure(headers: &mut HeaderMap, csp: &'static str) {
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}

/// Whether the client has the version with this tag (RFC 9110 §13.1.2).
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let listed = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    listed.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// 128 bits of a file's hash.
fn tag(sha256: &[u8]) -> String {
    use std::fmt::Write;

    let mut tag = String::with_capacity(34);
    tag.push('"');
    for byte in sha256.iter().take(16) {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

/// Whether it can be the name of a file in static/: no empty or hidden segment, so nothing above that folder.
fn is_plain(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    name.split('/').all(|segment| !segment.is_empty() && !segment.starts_with('.') && segment.bytes().all(plain))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "LICENSE" | "NOTICE" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn get(path: &str) -> Option<Response> {
        answer(&Method::GET, path, &HeaderMap::new())
    }

    #[test]
    fn a_path_that_leaves_the_folder_in_any_spelling_is_not_found() {
        for path in [
            "/../Cargo.toml",
            "/docs/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/%2e%2e%2fCargo.toml",
            "//etc/passwd",
            "/..\\Cargo.toml",
            "/.gitignore",
            "/./index.html",
            "/docs//index.html",
            "/\0",
        ] {
            assert!(get(path).is_none(), "{path}");
        }
    }

    #[test]
    fn the_document_is_served_as_it_is_and_not_sent_again_to_who_has_it() {
        let mut headers = HeaderMap::new();
        let first = get("/openapi.yaml").unwrap();
        assert_eq!(first.header("content-type"), Some("application/yaml"));
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        for (sent, status) in [
            (tag.clone(), StatusCode::NOT_MODIFIED),
            (format!("\"other\", W/{tag}"), StatusCode::NOT_MODIFIED),
            ("*".to_owned(), StatusCode::NOT_MODIFIED),
            ("\"other\"".to_owned(), StatusCode::OK),
        ] {
            headers.insert(header::IF_NONE_MATCH, sent.parse().unwrap());
            assert_eq!(answer(&Method::GET, "/openapi.yaml", &headers).unwrap().status(), status, "{sent}");
        }
    }

    #[test]
    fn a_known_path_has_two_methods_and_says_so() {
        let refused = answer(&Method::POST, "/openapi.json", &HeaderMap::new()).unwrap();
        assert_eq!((refused.status(), refused.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, Some("GET, HEAD")));
        assert!(answer(&Method::POST, "/nothing", &HeaderMap::new()).is_none());
    }

    #[test]
    fn a_path_with_wrong_slashes_or_capitals_is_nothing_and_the_right_one_is_known() {
        for (wrong, right) in [
            ("/problems/duplicate", Some("/problems/duplicate/")),
            ("/Problems//Duplicate/", Some("/problems/duplicate/")),
            ("/problems", Some("/problems/")),
            ("/docs", Some("/docs/")),
            ("//", Some("/")),
            ("/OpenAPI.yaml", Some("/openapi.yaml")),
            ("/openapi.json/", Some("/openapi.json")),
            ("/problems/nothing", None),
            ("/nothing", None),
            ("/.", None),
        ] {
            assert!(get(wrong).is_none(), "{wrong}");
            assert_eq!(nearest(wrong).as_deref(), right, "{wrong}");
        }
        let page = get("/problems/duplicate/").unwrap();
        assert_eq!(page.header("content-security-policy"), Some(CSP));
    }
}
