//! Percentiles of what was measured, medians of rounds.

/// The value that so many of a hundred are not above (nearest rank). 0 of nothing.
pub(crate) fn percentile(sorted: &[f64], percent: f64) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let rank = (percent / 100.0 * count(sorted.len())).ceil();
    sorted[place(rank).clamp(1, sorted.len()) - 1]
}

/// The one in the middle, or what lies between the two there. 0 of nothing.
pub(crate) fn median(values: &[f64]) -> f64 {
    let sorted = sorted(values);
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 1 => sorted[length / 2],
        length => f64::midpoint(sorted[length / 2 - 1], sorted[length / 2]),
    }
}

/// The least and the greatest.
pub(crate) fn range(values: &[f64]) -> (f64, f64) {
    let sorted = sorted(values);
    (sorted.first().copied().unwrap_or_default(), sorted.last().copied().unwrap_or_default())
}

pub(crate) fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted
}

/// A number of things as a number to reckon with.
#[allow(clippy::cast_precision_loss, reason = "nothing here is counted beyond 2⁵³")]
pub(crate) fn count(things: usize) -> f64 {
    things as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank is a small positive number")]
fn place(rank: f64) -> usize {
    rank as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_so_many_are_not_above() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        let found = [0.0, 1.0, 50.0, 50.1, 99.0, 99.9, 100.0].map(|percent| percentile(&hundred, percent));
        assert_eq!(found.map(|value| value.to_string()), ["1", "1", "50", "51", "99", "100", "100"]);
        assert_eq!(percentile(&[7.0], 99.0).to_string(), "7");
        assert_eq!(percentile(&[], 50.0).to_string(), "0");
    }

    #[test]
    fn the_median_is_in_the_middle_in_any_order() {
        assert_eq!(median(&[3.0, 1.0, 2.0]).to_string(), "2");
        assert_eq!(median(&[4.0, 1.0, 3.0, 2.0]).to_string(), "2.5");
        assert_eq!(median(&[]).to_string(), "0");
        assert_eq!(range(&[3.0, 1.0, 2.0]), (1.0, 3.0));
    }
}
