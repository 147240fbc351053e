//! Numbers as people read them.

/// Three digits that count, or all of those before the point: 19,051 and 18.5 and 1.25.
pub(crate) fn short(number: f64) -> String {
    let decimals = match number.abs() {
        100.0.. => 0,
        10.0..100.0 => 1,
        _ => 2,
    };
    let text = format!("{number:.decimals$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let grouped = thousands(whole);
    rest.map_or(grouped.clone(), |rest| format!("{grouped}.{rest}"))
}

fn thousands(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| str::from_utf8(group).unwrap_or_default()).collect();
    format!("{sign}{}", groups.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_count_and_commas() {
        let numbers = [0.0, 0.125, 9.994, 18.54, 999.4, 1000.0, 19_051.3, 10_000_000.0, -1234.0];
        let texts = ["0.00", "0.12", "9.99", "18.5", "999", "1,000", "19,051", "10,000,000", "-1,234"];
        assert_eq!(numbers.map(short), texts);
    }
}
