//! The tables and figures of a sweep: lines along one number, maps over two.

use super::{
    figure::{Picture, Provenance, grid, heat, interval::Estimate as Drawn, line, region, scatter},
    lines::sentence,
    table::{Sheet, estimate_fields},
};
use crate::{
    experiment::{
        estimate::Estimate,
        response::Response,
        sweep::{Axis, Design, Found, Results, Side, Spot, Sweep},
    },
    scenario::Scenario,
};

/// What a sweep found, with the names that figures need.
pub struct Swept<'s> {
    pub sweep: &'s Sweep,
    pub base: &'s Scenario,
    pub responses: &'s [Response],
    /// The response that is mapped.
    pub main: usize,
    pub spots: &'s [Spot],
    pub results: &'s Results,
}

const POINTWISE: &str = "95% interval of each estimate";
const AT_ONCE: &str = "95% interval for all places at once (Šidák)";

/// A value in so many letters is told whole.
const SHORT: usize = 8;

/// A number with three digits that count.
fn three_digits(v: f64) -> f64 {
    format!("{v:.2e}").parse().unwrap_or(v)
}

impl Swept<'_> {
    /// A line or a map of a grid; of a sample, and of grids of more numbers, a picture of all places by each number.
    pub fn pictures(&self, from: &Provenance) -> Vec<Picture> {
        match (self.sweep.design, self.sweep.axes.as_slice()) {
            (Design::Grid, [x]) => self.lines(&self.axis(x), from),
            (Design::Grid, [x, y]) => self.maps(&self.axis(x), &self.axis(y), from),
            _ => vec![self.scatter(from)],
        }
    }

    pub fn found(&self, spot: &Spot, response: usize) -> Found {
        self.results.of(&spot.id, response)
    }

    /// The values of a place in words; those that a sample has drawn to three digits.
    pub fn at(&self, spot: &Spot) -> Vec<String> {
        let axes = self.sweep.axes.iter().zip(&spot.at);
        let text = |axis: &Axis, v: f64| axis.input(self.base).map_or(v.to_string(), |input| input.text_at(v));
        axes.map(|(axis, &v)| {
            let whole = text(axis, v);
            if whole.len() > SHORT { text(axis, three_digits(v)) } else { whole }
        })
        .collect()
    }

    /// Who is compared with whom, in a word or two: what is here, and the other.
    pub fn arms(&self) -> [&'static str; 2] {
        if self.sweep.with.is_empty() { ["here", "as it stands"] } else { ["without", "with"] }
    }

    /// `places.csv`: every response at every place.
    pub fn places(&self) -> Sheet {
        let [here, other] = self.arms();
        let row = |spot: &Spot, response: usize| {
            let found = self.found(spot, response);
            let other = found.other.filter(|_| !self.sweep.with.is_empty()).map(|e| (other, e));
            let arms = found.here.map(|e| (here, e)).into_iter().chain(other);
            arms.map(|(arm, e)| std::iter::once(arm.to_string()).chain(estimate_fields(&e)).collect()).collect()
        };
        self.sheet("places.csv", &["arm", "estimate", "standard_error", "low", "high", "n"], row)
    }

    /// `effects.csv`: the paired difference of every response at every place.
    pub fn differences(&self) -> Sheet {
        let row = |spot: &Spot, response: usize| {
            let difference = self.found(spot, response).difference;
            let verdict = || Side::of(difference).word().to_string();
            difference.iter().map(|d| estimate_fields(d).into_iter().chain([verdict()]).collect()).collect()
        };
        self.sheet("effects.csv", &["difference", "standard_error", "low", "high", "n", "verdict"], row)
    }

    /// A table with a row, or some, for every place and response.
    fn sheet(&self, name: &str, columns: &[&str], row: impl Fn(&Spot, usize) -> Vec<Vec<String>>) -> Sheet {
        let axes = self.sweep.axes.iter().map(|axis| axis.said.as_str());
        let header = std::iter::once("place").chain(axes).chain(["measure", "unit"]).chain(columns.iter().copied());
        let mut rows = Vec::new();
        for spot in self.spots {
            for (i, response) in self.responses.iter().enumerate() {
                let lead = std::iter::once(spot.id.clone()).chain(spot.at.iter().map(f64::to_string));
                let lead: Vec<String> = lead.chain([response.name.clone(), response.unit.into()]).collect();
                rows.extend(row(spot, i).into_iter().map(|cells| [&lead[..], &cells].concat()));
            }
        }
        Sheet::new(name, header, rows)
    }

    fn axis(&self, axis: &Axis) -> grid::Axis {
        let input = axis.input(self.base);
        let written = |v: f64| input.map_or(v.to_string(), |input| input.text_at(v));
        // Where several inputs are moved together, they stand together only if all are alike.
        let stands: Vec<Option<f64>> =
            self.base.inputs.iter().filter(|i| axis.paths.contains(&i.path)).map(|i| i.number).collect();
        let alike = stands.windows(2).all(|pair| pair[0] == pair[1]);
        grid::Axis {
            label: self.base.in_words(&axis.said),
            path: axis.said.clone(),
            values: axis.values.clone(),
            names: axis.values.iter().map(|&v| written(v)).collect(),
            stands: stands.first().copied().flatten().filter(|_| alike).map(|v| (v, written(v))),
        }
    }

    /// Names of the two arms in figures.
    fn names(&self) -> [String; 2] {
        match self.sweep.with.is_empty() {
            true => ["each place".into(), "the scenario as it stands".into()],
            false => ["without it".into(), format!("with {}", self.sweep.with.join(", "))],
        }
    }

    fn scatter(&self, from: &Provenance) -> Picture {
        let axis = |(j, axis): (usize, &Axis)| {
            let values = self.spots.iter().map(|spot| spot.at[j]).collect();
            grid::Axis { values, names: Vec::new(), ..self.axis(axis) }
        };
        let main = &self.responses[self.main];
        let (base, variant) = self.pair();
        let places = self.spots.iter().map(|spot| drawn(self.found(spot, self.main).difference));
        let data = scatter::ScatterData {
            title: self.verdict(),
            measure: main.label.clone(),
            unit: main.unit.into(),
            base,
            variant,
            interval: AT_ONCE.into(),
            axes: self.sweep.axes.iter().enumerate().map(axis).collect(),
            places: places.collect(),
        };
        Picture::Scatter(data, from.clone())
    }

    /// What is subtracted, and from what.
    fn pair(&self) -> (String, String) {
        let [without, with] = self.names();
        if self.sweep.with.is_empty() { (with, without) } else { (without, with) }
    }

    fn lines(&self, x: &grid::Axis, from: &Provenance) -> Vec<Picture> {
        let mut people = Vec::new();
        for (i, response) in self.responses.iter().enumerate().filter(|(_, r)| r.unit == "people") {
            people.push(self.series(&response.label, |found| found.here, i));
        }
        let main = &self.responses[self.main];
        let [without, with] = self.names();
        let mut here = vec![self.series(&without, |found| found.here, self.main)];
        if !self.sweep.with.is_empty() {
            here.push(self.series(&with, |found| found.other, self.main));
        }
        let data =
            |title: String, measure: &str, unit: &str, minus: Option<String>, interval: &str, series| line::LineData {
                title,
                measure: measure.into(),
                unit: unit.into(),
                minus,
                interval: interval.into(),
                x: x.clone(),
                of_sides: unit == "people",
                series,
            };
        let difference = vec![self.series(&main.label, |found| found.difference, self.main)];
        let minus = if self.sweep.with.is_empty() { with } else { without };
        let drawn = [
            ("line-people", data(String::new(), "people home", "people", None, POINTWISE, people)),
            ("line", data(String::new(), &main.label, main.unit, None, POINTWISE, here)),
            ("line-difference", data(self.verdict(), &main.label, main.unit, Some(minus), AT_ONCE, difference)),
        ];
        let drawn = drawn.into_iter().filter(|(_, data)| !data.series.is_empty());
        drawn.map(|(name, data)| Picture::Line(data, from.clone()).named(name)).collect()
    }

    fn series(&self, name: &str, of: impl Fn(Found) -> Option<Estimate>, response: usize) -> line::Series {
        let points = self.spots.iter().map(|spot| drawn(of(self.found(spot, response)))).collect();
        line::Series { name: name.into(), points }
    }

    fn maps(&self, x: &grid::Axis, y: &grid::Axis, from: &Provenance) -> Vec<Picture> {
        let main = &self.responses[self.main];
        let (base, variant) = self.pair();
        let region = region::RegionData {
            title: self.verdict(),
            base,
            variant,
            measure: main.label.clone(),
            unit: main.unit.into(),
            interval: AT_ONCE.into(),
            x: x.clone(),
            y: y.clone(),
            panels: vec![self.panel("", |found| found.difference, self.main, y)],
        };
        let heat = |measure: &str, unit: &str, panels| heat::HeatData {
            title: String::new(),
            measure: measure.into(),
            unit: unit.into(),
            interval: POINTWISE.into(),
            x: x.clone(),
            y: y.clone(),
            panels,
        };
        let here = |found: Found| found.here;
        let mut panels = vec![self.panel("", here, self.main, y)];
        if !self.sweep.with.is_empty() {
            panels[0].name = self.names()[0].clone();
            panels.push(self.panel(&self.names()[1], |found| found.other, self.main, y));
        }
        let map = |data| Picture::Heat(data, from.clone());
        let mut pictures = vec![Picture::Region(region, from.clone()), map(heat(&main.label, main.unit, panels))];
        // The probability that a case is carried out, small cases beside large ones.
        let place = |name: &str| self.responses.iter().position(|r| r.name == name);
        if let (Some(small), Some(large)) = (place("yield_small"), place("yield_large")) {
            let panels = vec![self.panel("small cases", here, small, y), self.panel("large cases", here, large, y)];
            pictures.push(map(heat("routed cases that delivered", "share", panels)).named("heat-yield"));
        }
        pictures
    }

    /// The first axis goes to the right, the second up: places of a grid have the last axis moving first.
    fn panel(
        &self,
        name: &str,
        of: impl Fn(Found) -> Option<Estimate>,
        response: usize,
        y: &grid::Axis,
    ) -> grid::Panel {
        let at =
            |column: &[Spot], j: usize| column.get(j).map_or(Drawn::NONE, |spot| drawn(of(self.found(spot, response))));
        let columns: Vec<&[Spot]> = self.spots.chunks(y.values.len()).collect();
        let cells = (0..y.values.len()).map(|j| columns.iter().map(|column| at(column, j)).collect()).collect();
        grid::Panel { name: name.into(), cells }
    }

    /// On how many places the difference lies on which side.
    fn verdict(&self) -> String {
        let label = sentence(&self.responses[self.main].label);
        let sides: Vec<Side> = self.spots.iter().map(|spot| Side::of(self.found(spot, self.main).difference)).collect();
        let count = |side: Side| sides.iter().filter(|&&s| s == side).count();
        let (higher, lower, all) = (count(Side::Higher), count(Side::Lower), sides.len());
        match (higher, lower) {
            (0, 0) => format!("{label}: no place separates the difference from zero"),
            (h, 0) => format!("{label}: higher at {h} of {all} places, lower at none"),
            (0, l) => format!("{label}: lower at {l} of {all} places, higher at none"),
            (h, l) => format!("{label}: higher at {h} of {all} places, lower at {l}"),
        }
    }
}

/// An estimate as figures take it.
pub(super) fn drawn(e: Option<Estimate>) -> Drawn {
    let Some(e) = e else { return Drawn::NONE };
    let [low, high] = e.interval.map_or([f64::NAN; 2], |i| [i.low, i.high]);
    Drawn { value: e.value, low, high }
}
