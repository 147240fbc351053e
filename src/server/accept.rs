//! Whether who asks prefers a page to JSON (RFC 9110 §12.5.1).

use poem::http::{HeaderMap, header};

/// Whether HTML is preferred to JSON. Where both are as good, as for `*/*`, JSON is the answer.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let lines = || headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let html = quality(lines(), &["text/html"], "text/*");
    html > quality(lines(), &["application/problem+json", "application/json"], "application/*")
}

/// How much any of these media types is wanted, in thousandths: as the most specific range says that has one.
fn quality<'a>(lines: impl Iterator<Item = &'a str>, names: &[&str], range: &str) -> u16 {
    let (mut best, mut wanted) = (0, 0);
    for part in lines.flat_map(|line| line.split(',')) {
        let mut parts = part.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let specific = match name {
            "*/*" => 1,
            _ if name.eq_ignore_ascii_case(range) => 2,
            _ if names.iter().any(|one| name.eq_ignore_ascii_case(one)) => 3,
            _ => continue,
        };
        let weight = parts.find_map(|parameter| parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")));
        let weight = weight.map_or(1000, thousandths);
        if specific > best {
            (best, wanted) = (specific, weight);
        } else if specific == best {
            wanted = wanted.max(weight);
        }
    }
    wanted
}

/// `0.5` as 500. What is no number is not wanted.
fn thousandths(weight: &str) -> u16 {
    let weight = weight.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is between 0 and 1000")]
    let thousandths = (weight * 1000.0).round() as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_page_is_for_who_wants_html_more_than_json_by_the_weights_and_not_by_the_order() {
        for (accept, html) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("text/html", true),
            ("Text/HTML;level=1;q=0.5, application/json;q=0.4", true),
            ("text/*", true),
            ("application/json;q=0.9, text/html", true),
            ("*/*", false),
            ("", false),
            ("image/png", false),
            ("text/html, application/json", false),
            ("application/problem+json, text/html", false),
            ("text/html;q=0.1, application/json", false),
            ("text/html;q=0, */*", false),
            ("text/html;q=x", false),
            ("text/*;q=0.9, text/html;q=0.1, application/*;q=0.5", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(prefers_html(&headers), html, "{accept}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }
}
