//! Line charts as SVG: values on a logarithmic scale, each line named where it ends and told apart by dashes and marks
//! as well as by colour.

use std::fmt::Write;

/// One chart.
pub(crate) struct Chart {
    pub(crate) title: String,
    /// Where on the x axis something is written, and what.
    pub(crate) ticks: Vec<(f64, String)>,
    pub(crate) lines: Vec<Line>,
}

/// A line through points, from left to right. Values must be above 0.
pub(crate) struct Line {
    pub(crate) name: String,
    /// Each value is a multiple of the first.
    pub(crate) points: Vec<(f64, f64)>,
    /// What the last point stands for, with its unit.
    pub(crate) end: String,
}

// Pixels.
const WIDTH: f64 = 1080.0;
const HEIGHT: f64 = 460.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 410.0;
const LABELS: f64 = 650.0;
const LABEL_HEIGHT: f64 = 17.0;

/// Told apart by people who see few colours (Okabe and Ito, 2008).
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#5b3a8c", "#a06a00", "#222222"];
const DASHES: [&str; 4] = ["none", "7 3", "2 3", "9 3 2 3"];
const MARKS: [&str; 5] =
    ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M-4-4h8v8h-8z", "M0-5L5 4H-5z", "M0-5L5 0L0 5L-5 0z", "M-5-4H5L0 5z"];

/// The charts below each other.
pub(crate) fn draw(charts: &[Chart]) -> String {
    let height = HEIGHT * f64::from(u16::try_from(charts.len()).unwrap_or(u16::MAX));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    let mut top = 0.0;
    for chart in charts {
        let _ = writeln!(svg, "<g transform=\"translate(0 {top})\">\n{}</g>", chart.draw());
        top += HEIGHT;
    }
    svg + "</svg>\n"
}

impl Chart {
    fn draw(&self) -> String {
        let values = || self.lines.iter().flat_map(|line| &line.points).map(|(_, y)| *y).filter(|y| *y > 0.0);
        let (least, greatest) = (values().fold(f64::MAX, f64::min), values().fold(0.0, f64::max));
        if least > greatest {
            return String::new();
        }
        let marks = steps(least, greatest);
        let (low, high) = (marks[0].ln(), marks[marks.len() - 1].ln());
        let y = |value: f64| BOTTOM - (value.ln() - low) / (high - low) * (BOTTOM - TOP);
        let (from, to) = (self.ticks.first().map_or(0.0, |tick| tick.0), self.ticks.last().map_or(1.0, |tick| tick.0));
        let x = |place: f64| if to > from { LEFT + (place - from) / (to - from) * (RIGHT - LEFT) } else { RIGHT };

        let mut svg = format!("<text x=\"16\" y=\"28\" font-size=\"16\">{}</text>\n", escape(&self.title));
        for mark in marks {
            let (y, text) = (y(mark), plain(mark));
            let _ = writeln!(svg, "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"#dddddd\"/>");
            let _ = writeln!(svg, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{text}</text>", LEFT - 8.0, y + 4.5);
        }
        for (place, text) in &self.ticks {
            let (x, text) = (x(*place), escape(text));
            let _ = writeln!(svg, "<path d=\"M{x:.1} {BOTTOM}v6\" stroke=\"#222222\"/>");
            let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{text}</text>", BOTTOM + 22.0);
        }
        let ends: Vec<f64> =
            self.lines.iter().map(|line| line.points.last().map_or(BOTTOM, |(_, value)| y(*value))).collect();
        for ((number, line), label) in self.lines.iter().enumerate().zip(apart(&ends)) {
            let (colour, dash, mark) =
                (COLOURS[number % COLOURS.len()], DASHES[number % DASHES.len()], MARKS[number % MARKS.len()]);
            let points: Vec<(f64, f64)> = line.points.iter().map(|(place, value)| (x(*place), y(*value))).collect();
            let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dash}\"/>",
                path.join(" ")
            );
            for (x, y) in &points {
                let _ = writeln!(svg, "<path transform=\"translate({x:.1} {y:.1})\" d=\"{mark}\" fill=\"{colour}\"/>");
            }
            let (last_x, last_y) = points.last().copied().unwrap_or((RIGHT, BOTTOM));
            let value = line.points.last().map_or(0.0, |(_, value)| *value);
            let _ = writeln!(
                svg,
                "<path d=\"M{:.1} {last_y:.1}L{:.1} {label:.1}h6\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"0.7\"/>\n\
                 <path transform=\"translate({LABELS} {label:.1})\" d=\"{mark}\" fill=\"{colour}\"/>\n\
                 <text x=\"{:.1}\" y=\"{:.1}\" fill=\"{colour}\">{}: ×{}, {}</text>",
                last_x + 5.0,
                LABELS - 12.0,
                LABELS + 9.0,
                label + 4.5,
                escape(&line.name),
                crate::number::short(value),
                escape(&line.end),
            );
        }
        svg
    }
}

/// Where to write what belongs to these heights, so that no two are on top of each other.
fn apart(heights: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|one, other| heights[*one].total_cmp(&heights[*other]));
    let mut labels = heights.to_vec();
    let mut free = TOP - LABEL_HEIGHT;
    for place in &order {
        labels[*place] = labels[*place].max(free);
        free = labels[*place] + LABEL_HEIGHT;
    }
    // Back up from the bottom, if they went beyond it.
    let mut free = BOTTOM + LABEL_HEIGHT;
    for place in order.iter().rev() {
        labels[*place] = labels[*place].min(free);
        free = labels[*place] - LABEL_HEIGHT;
    }
    labels
}

/// 1, 2 and 5 times the powers of ten, from one below the least to one above the greatest.
fn steps(least: f64, greatest: f64) -> Vec<f64> {
    let all: Vec<f64> = (-6..=12).flat_map(|power| [1.0, 2.0, 5.0].map(|factor| factor * 10_f64.powi(power))).collect();
    let first = all.iter().rposition(|step| *step < least * 0.999).unwrap_or_default();
    let end = all.iter().position(|step| *step > greatest * 1.001).unwrap_or(all.len() - 1);
    let all = &all[first..=end];
    // Where there are many, the powers of ten are enough.
    let enough = |step: &f64| all.len() <= 14 || (step.log10() - step.log10().round()).abs() < 1e-9;
    let ends = [all[0], all[all.len() - 1]];
    all.iter().copied().filter(|step| enough(step) || ends.contains(step)).collect()
}

fn plain(number: f64) -> String {
    let text = crate::number::short(number);
    if number >= 1.0 { text.split('.').next().unwrap_or_default().to_owned() } else { format!("{number}") }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_apart_and_within() {
        let labels = apart(&[200.0, 201.0, 199.0, 409.0, 410.0, 60.0]);
        let mut sorted = labels.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|two| two[1] - two[0] >= LABEL_HEIGHT - 0.001), "{labels:?}");
        assert!(labels.iter().all(|label| (TOP - LABEL_HEIGHT..=BOTTOM + LABEL_HEIGHT).contains(label)), "{labels:?}");
        assert!(labels[2] < labels[0] && labels[0] < labels[1], "{labels:?}");
    }

    #[test]
    fn the_scale_goes_beyond_all_values() {
        assert_eq!(steps(1.0, 1.0), [0.5, 1.0, 2.0]);
        assert_eq!(steps(0.9, 130.0), [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0]);
        assert_eq!([0.5, 1.0, 20.0, 1000.0].map(plain), ["0.5", "1", "20", "1,000"]);
        assert_eq!(steps(3.0, 90_000.0), [2.0, 10.0, 100.0, 1000.0, 10_000.0, 100_000.0]);
    }

    #[test]
    fn a_chart_has_its_lines_names_and_values() {
        let line =
            |name: &str| Line { name: name.to_owned(), points: vec![(3.0, 1.0), (4.0, 12.5)], end: "3 ms".to_owned() };
        let chart = Chart {
            title: "a < b".to_owned(),
            ticks: vec![(3.0, "1,000".to_owned()), (4.0, "10,000".to_owned())],
            lines: vec![line("create"), line("page 1")],
        };
        let svg = draw(&[chart]);
        for text in
            ["a &lt; b", ">1,000<", ">create: ×12.5, 3 ms<", ">page 1: ×12.5, 3 ms<", "stroke-dasharray=\"7 3\""]
        {
            assert!(svg.contains(text), "{text} is not in {svg}");
        }
        assert_eq!((svg.matches("<polyline").count(), svg.matches("<g ").count()), (2, svg.matches("</g>").count()));
    }
}
