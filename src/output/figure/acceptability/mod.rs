//! Acceptability: deals agreed in principle by size and ratio, how each ended, and what share the capitals approved.

mod plot;

use super::page::{Page, name_or, table};
use super::style::{number, percent};
use super::{Figure, Provenance};
use serde::{Deserialize, Serialize};

/// Deals that reached agreement in principle.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AcceptabilityData {
    /// The finding; blank for what the shares within and beyond the tolerances say.
    pub title: String,
    pub sides: [String; 2],
    /// g of each side, log units; infinite if there is none.
    pub tolerance: [f64; 2],
    /// The script changes a tolerance on the way.
    pub moves: bool,
    /// What the deals are about.
    pub issue: String,
    /// The deals drawn: the first ones in order of replication, up to and including replication `last`.
    pub deals: Vec<Deal>,
    pub last: u64,
    /// All deals that reached agreement, drawn or not.
    pub all: u64,
    /// Of all: those beyond a tolerance.
    pub outside: u64,
    /// Shares approved by both capitals over all replications, where there are enough deals to speak of one.
    pub bins: Vec<Bin>,
    pub within: Option<Share>,
    pub beyond: Option<Share>,
}

/// A deal: its size in weighted units, r in log units (above zero in favour of the first side), its end in words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deal {
    pub replication: u64,
    pub size: f64,
    pub ratio: f64,
    pub fate: Fate,
    pub ending: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    Executed,
    Refused,
    Reneged,
    Other,
}

/// A share with its 95% interval, 0 to 1.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Share {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bin {
    pub low: f64,
    pub high: f64,
    pub approved: Share,
}

const FATES: [(Fate, &str); 4] = [
    (Fate::Executed, "carried out in full"),
    (Fate::Refused, "refused by a capital"),
    (Fate::Reneged, "reneged"),
    (Fate::Other, "other end"),
];

/// Draws the figure.
pub fn draw(data: &AcceptabilityData, from: &Provenance) -> Figure {
    let count = |n: usize| number(n as f64, 0);
    let which = match data.all {
        all if all > data.deals.len() as u64 => format!(
            "Marks: the first {} of {} such deals, from replications 0 to {}.",
            count(data.deals.len()),
            number(all as f64, 0),
            number(data.last as f64, 0)
        ),
        _ => format!("Marks: all {} such deals.", count(data.deals.len())),
    };
    let moves = if data.moves { " The script changes a tolerance; drawn as at the start." } else { "" };
    let page = Page {
        name: "acceptability",
        question: "What do capitals accept?",
        title: name_or(&data.title, &finding(data)),
        subtitle: format!(
            "{}: deals agreed in principle, by size and by natural logarithm of the ratio of what the sides receive, and how each ended",
            name_or(&data.issue, "Main issue")
        ),
        alt: alt(data),
        note: match data.all {
            0 => "No deal reached an agreement, so there is no mark and no share; shaded: ratios that each side can \
                  present as a win."
                .to_owned(),
            _ => format!(
                "{which} Shaded: ratios that each side can present as a win.{moves} Exposure narrows them, and capitals decide by \
             more than the ratio. Right: share approved by both, of deals they decided on in all histories, by tenth of a log \
             unit where they are 30 or more; bars: 95% confidence of that share."
            ),
        },
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot::plot(canvas, top, data))
}

/// What the shares within and beyond the tolerances say, if their intervals keep apart.
fn finding(data: &AcceptabilityData) -> String {
    match (data.within, data.beyond) {
        (Some(within), Some(beyond)) if within.low > beyond.high => format!(
            "Capitals approve {} of agreements within both sides’ tolerance and {} of those beyond",
            percent(within.value),
            percent(beyond.value)
        ),
        (Some(within), _) if data.outside < data.all / 50 => format!(
            "Hardly any agreement lies beyond a side’s tolerance; capitals approve {} of those within",
            percent(within.value)
        ),
        _ => "What capitals accept: size and ratio of agreements".to_owned(),
    }
}

/// The deals that fit on the axes: a positive size and a ratio.
fn drawable(data: &AcceptabilityData) -> impl Iterator<Item = &Deal> {
    data.deals.iter().filter(|d| d.size > 0.0 && d.size.is_finite() && d.ratio.is_finite())
}

/// Where each side's limit lies on the axis of r.
fn limits(data: &AcceptabilityData) -> [f64; 2] {
    [-data.tolerance[0], data.tolerance[1]]
}

fn alt(data: &AcceptabilityData) -> String {
    let [a, b] = &data.sides;
    let mut text = format!("Cloud of deals by size and by the log ratio of what {a} and {b} receive.");
    for (fate, name) in FATES {
        text += &format!(" {name}: {}.", drawable(data).filter(|deal| deal.fate == fate).count());
    }
    for (side, limit) in data.sides.iter().zip(limits(data)) {
        text += &format!(" Limit of {side}: {}.", number(limit, 2));
    }
    for (words, share) in [("within both limits", data.within), ("beyond one of them", data.beyond)] {
        if let Some(share) = share {
            text += &format!(" Approved by both capitals {words}: {}.", percent(share.value));
        }
    }
    text
}

/// The part of the axis of r on either side of zero: a round number beyond all ratios and limits, but for those far out.
fn reach(data: &AcceptabilityData) -> f64 {
    let ratios = drawable(data).map(|d| d.ratio.abs()).chain(data.tolerance);
    (ratios.filter(|r| r.is_finite()).fold(0.3, f64::max) * 10.0).ceil().min(20.0) / 10.0
}

/// The bins that lie on the axis.
fn seen(data: &AcceptabilityData) -> impl Iterator<Item = &Bin> {
    let end = reach(data) + 1e-9;
    data.bins.iter().filter(move |bin| bin.low >= -end && bin.high <= end)
}

/// Deals, bins and limits, one a row; what a kind does not have is blank.
fn csv(data: &AcceptabilityData) -> String {
    let header = [
        "kind",
        "replication",
        "size",
        "ratio_from",
        "ratio_to",
        "ending",
        "drawn_as",
        "share",
        "share_low",
        "share_high",
    ];
    let row = |kind: &str, from: f64, to: f64| {
        let mut row: [String; 10] = Default::default();
        [row[0], row[3], row[4]] = [kind.to_owned(), from.to_string(), to.to_string()];
        row
    };
    let name = |fate: Fate| FATES.iter().find(|known| known.0 == fate).map_or("", |known| known.1);
    let deals = drawable(data).map(|deal| {
        let mut row = row("deal", deal.ratio, deal.ratio);
        [row[1], row[2]] = [deal.replication.to_string(), deal.size.to_string()];
        [row[5], row[6]] = [deal.ending.clone(), name(deal.fate).to_owned()];
        row
    });
    let bins = seen(data).map(|bin| {
        let (mut row, share) = (row("bin", bin.low, bin.high), bin.approved);
        row[5] = "approved".to_owned();
        [row[7], row[8], row[9]] = [share.value, share.low, share.high].map(|v| v.to_string());
        row
    });
    let limits = data.sides.iter().zip(limits(data)).filter(|(_, limit)| limit.is_finite());
    let limits = limits.map(|(side, limit)| row(&format!("limit of {side}"), limit, limit));
    table(header, deals.chain(bins).chain(limits))
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    fn share(value: f64) -> Share {
        Share { value, low: (value - 0.06).max(0.0), high: (value + 0.06).min(1.0) }
    }

    /// A spread without luck: sizes and ratios walk at paces that do not fall together.
    pub fn data(n: u32, sides: [&str; 2]) -> AcceptabilityData {
        let deal = |i: u32| {
            let (u, v) = ((f64::from(i) * 0.618_034).fract(), (f64::from(i) * 0.754_877_7).fract());
            let ratio = 0.55 * (u - 0.5) + 0.35 * (v - 0.5);
            let fate = match i % 13 {
                _ if ratio.abs() > 0.27 => Fate::Refused,
                0 => Fate::Reneged,
                1..4 => Fate::Other,
                4 => Fate::Refused,
                _ => Fate::Executed,
            };
            let ending = match fate {
                Fate::Other => ["called off", "partly executed", "still in process"][i as usize % 3].to_owned(),
                _ => FATES.iter().find(|f| f.0 == fate).map_or("", |f| f.1).to_owned(),
            };
            Deal { replication: u64::from(i / 9), size: 18.0 * (v * 4.2).exp(), ratio, fate, ending }
        };
        let bin = |i: i32| {
            let (low, high) = (f64::from(i) / 10.0, f64::from(i + 1) / 10.0);
            Bin { low, high, approved: share(0.86 - 1.5 * ((low + high) / 2.0).powi(2).min(0.5)) }
        };
        AcceptabilityData {
            title: String::new(),
            sides: sides.map(str::to_owned),
            tolerance: [0.25, 0.30],
            moves: false,
            issue: "Prisoners of war".into(),
            deals: (0..n).map(deal).collect(),
            last: u64::from(n / 9),
            all: 120_311,
            outside: 31_000,
            bins: (-5..5).map(bin).collect(),
            within: Some(share(0.83)),
            beyond: Some(share(0.48)),
        }
    }

    #[test]
    fn every_deal_and_bin_is_drawn() {
        let data = data(400, ["Northern Republic", "Southern Federation"]);
        let figure = draw(&data, &check::provenance());
        let of = |fate: Fate| data.deals.iter().filter(|deal| deal.fate == fate).count();
        let dots = of(Fate::Executed) + of(Fate::Other) + 2 * of(Fate::Refused);
        assert_eq!(count(&figure, "<circle"), dots + 4, "a ring has a white edge; four in the key");
        assert_eq!(figure.data.lines().count(), 1 + 400 + 10 + 2);
        assert_eq!(
            figure.title,
            "Capitals approve 83% of agreements within both sides’ tolerance and 48% of those beyond"
        );
        assert!(figure.svg.contains("limit of Northern Republic: gives at most 1.28 for 1"));
        sound(&figure);
        check::demo("acceptability", &figure);
    }

    #[test]
    fn a_finding_needs_intervals_that_keep_apart() {
        let unsure = AcceptabilityData { beyond: Some(share(0.75)), ..data(20, ["A", "B"]) };
        assert_eq!(draw(&unsure, &check::provenance()).title, "What capitals accept: size and ratio of agreements");
        let tame = AcceptabilityData { beyond: None, outside: 12, ..unsure };
        assert!(draw(&tame, &check::provenance()).title.starts_with("Hardly any agreement lies beyond"));
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let long = ["Дуже довга назва сторони, яка не вміщується", "Müzakerelerin İğdır şubesi ve öbürleri"];
        let none = AcceptabilityData {
            deals: vec![],
            bins: vec![],
            within: None,
            beyond: None,
            all: 0,
            ..data(0, ["A", "B"])
        };
        let mut outlier = data(30, long);
        outlier.deals[3].size = 2.4e6;
        outlier.deals[4].ratio = -3.7;
        outlier.deals[5].size = f64::NAN;
        let endless = AcceptabilityData { tolerance: [f64::INFINITY, 0.05], moves: true, ..data(3, ["A", "B"]) };
        let one = AcceptabilityData { all: 1, ..data(1, ["A & B <the \"third\" side>", "C"]) };
        for (i, odd) in [none, outlier, endless, one].iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("acceptability-odd-{i}"), &figure);
        }
    }
}
