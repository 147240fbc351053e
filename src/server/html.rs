//! The few pages that the server makes itself: errors for browsers, and what each type of problem means.

use std::fmt::Write;

use crate::contract::problem::{Problem, TYPES, Type};

/// The page that a browser gets instead of `application/problem+json`.
pub(super) fn error_page(problem: &Problem, request_id: &str) -> String {
    let mut main = format!("<h1>{}</h1>\n<p>{}</p>\n", escape(problem.of.title), escape(&problem.detail));
    let (status, slug) = (problem.of.status.as_u16(), problem.of.slug);
    let _ = write!(
        main,
        "<p><a href=\"/\">To the customers</a></p>\n\
         <p><small>Status {status} (<a href=\"/problems/{slug}/\">what it means</a>), request <code>{}</code></small></p>",
        escape(request_id),
    );
    page(problem.of.title, &main)
}

/// The list of all types of problems.
pub(super) fn problem_types() -> String {
    let mut main = String::from("<h1>Problems</h1>\n<p>Every way in which a request can fail.</p>\n<ul>\n");
    for Type { slug, status, title, .. } in TYPES {
        let _ = writeln!(main, "<li><a href=\"/problems/{slug}/\">{}</a> ({})</li>", escape(title), status.as_u16());
    }
    main.push_str("</ul>");
    page("Problems", &main)
}

/// What one type of problem means, if there is one with this slug.
pub(super) fn problem_type(slug: &str) -> Option<String> {
    let Type { status, title, explanation, .. } = TYPES.iter().find(|of| of.slug == slug)?;
    let main = format!(
        "<h1>{}</h1>\n<p>{}</p>\n<p>Answers with status {}. <a href=\"/problems/\">All problems</a></p>",
        escape(title),
        code(&escape(explanation)),
        status.as_u16(),
    );
    Some(page(title, &main))
}

fn page(title: &str, main: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{} · Customary</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n\
         <body>\n<main>\n{main}\n</main>\n</body>\n</html>\n",
        escape(title),
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// The explanations mark names with backquotes.
fn code(text: &str) -> String {
    let mut parts = text.split('`');
    let mut html = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        html.push_str(if index % 2 == 0 { "<code>" } else { "</code>" });
        html.push_str(part);
    }
    html
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::contract::problem::NotFound;

    #[test]
    fn an_error_page_says_what_happened_and_the_request_id_and_escapes_what_came_from_outside() {
        let problem = Problem::from(NotFound { detail: "Nothing at <script>alert('1')</script>".into() });
        let html = error_page(&problem, "id-1");
        assert!(html.contains("Nothing at &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"), "{html}");
        assert!(html.contains("<code>id-1</code>") && html.contains("/problems/not-found/"), "{html}");
    }

    #[test]
    fn every_type_of_problem_has_a_page_with_balanced_code_and_no_other_slug_has_one() {
        for of in TYPES {
            let html = problem_type(of.slug).unwrap();
            assert_eq!(html.matches("<code>").count(), html.matches("</code>").count(), "{html}");
            assert!(problem_types().contains(&format!("/problems/{}/", of.slug)));
        }
        assert_eq!(problem_type("nothing"), None);
    }
}
