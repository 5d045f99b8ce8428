//! Where deals end: a staircase from cases to exchanges carried out, and what was lost at each step, by cause.

use super::canvas::{Align, Canvas, Frame};
use super::page::{LEFT, Page, RIGHT, name_or, nothing, table};
use super::style::{BODY, HEAD, INK, LESS, MIDDLE, MODEL, SMALL, Type, decimals, number, percent};
use super::{Figure, Provenance};
use serde::{Deserialize, Serialize};

/// The stages of one scenario, or of two side by side on one scale.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FunnelData {
    /// The finding; blank for a neutral title.
    pub title: String,
    /// What the deals are about.
    pub issue: String,
    pub arms: Vec<Arm>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Arm {
    pub name: String,
    /// In the order of the protocol, the last one being what was carried out in full.
    pub stages: Vec<Stage>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stage {
    pub name: String,
    /// Mean number per replication that entered.
    pub entering: f64,
    pub losses: Vec<Loss>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Loss {
    pub cause: String,
    /// Mean number per replication.
    pub count: f64,
    /// Its standard error.
    pub se: f64,
    /// Half of its 95% interval.
    pub margin: f64,
}

const NAME_ROOM: f64 = 138.0;
const BAR: f64 = 20.0;
const STEP: f64 = 16.0;
const GAP: f64 = 12.0;

/// Draws the figure.
pub fn draw(data: &FunnelData, from: &Provenance) -> Figure {
    let page = Page {
        name: "funnel",
        question: "Where do cases end?",
        title: name_or(&data.title, &title(data)),
        subtitle: format!(
            "{}: mean number per simulated history that reaches each stage, and what ends there",
            name_or(&data.issue, "Main issue")
        ),
        alt: alt(data),
        note: note(data),
        data: csv(data),
    };
    page.draw(from, |canvas, top| plot(canvas, top, data))
}

/// Of a hundred cases, how many go all the way.
fn title(data: &FunnelData) -> String {
    let end = |arm: &Arm| {
        let last = arm.stages.last().filter(|_| total(arm) > 0.0)?;
        Some(percent(share(last.entering, total(arm))).trim_end_matches('%').to_owned())
    };
    let ends: Vec<Option<String>> = data.arms.iter().map(end).collect();
    let Some(Some(first)) = ends.first() else { return "Where deals end".to_owned() };
    let others = data.arms.iter().zip(&ends).skip(1).filter_map(|(arm, end)| Some((&arm.name, end.as_ref()?)));
    let others: String = others.map(|(name, n)| format!("; {n} with {name}")).collect();
    format!("Of 100 demands {first} are carried out in full{others}")
}

/// What the bars mean; without any loss, and without any case, there is less to say.
fn note(data: &FunnelData) -> String {
    let losses = || data.arms.iter().flat_map(|arm| &arm.stages).flat_map(|stage| &stage.losses);
    let margin = if losses().any(|l| l.margin > 0.0) { ", with ± its 95% margin of simulation error" } else { "" };
    match () {
        () if data.arms.iter().all(|arm| total(arm) <= 0.0) => "No demand is raised, so no stage has a bar.".to_owned(),
        () if losses().all(|l| l.count <= 0.0) => {
            "Dark bars: entering the stage. Percent: of all cases of that scenario.".to_owned()
        }
        () => format!(
            "Dark bars: entering the stage. Light bars: ending there, by cause{margin}. Percent: of all cases of that scenario."
        ),
    }
}

/// Stages and causes are aligned over the arms, so that a row means the same in both.
fn plot(canvas: &mut Canvas, top: f64, data: &FunnelData) -> f64 {
    let stages = data.arms.iter().map(|arm| arm.stages.len()).max().unwrap_or(0);
    if stages == 0 {
        nothing(canvas, Frame { left: LEFT, top, right: RIGHT, bottom: top + 120.0 }, "no deals");
        return top + 120.0;
    }
    let room = (RIGHT - LEFT - NAME_ROOM) / data.arms.len() as f64;
    let scale = scale(data, room - 16.0);
    let mut y = top + 6.0;
    if data.arms.len() > 1 {
        y += 16.0;
        for (i, arm) in data.arms.iter().enumerate() {
            let name = HEAD.fit(&arm.name, room - 16.0);
            canvas.text((LEFT + NAME_ROOM + i as f64 * room, y), Align::Left, HEAD, &name);
        }
        y += 12.0;
    }
    for row in 0..stages {
        let at_row: Vec<(usize, &Arm, &Stage)> =
            data.arms.iter().enumerate().filter_map(|(i, arm)| Some((i, arm, arm.stages.get(row)?))).collect();
        let name = at_row.first().map_or("", |first| first.2.name.as_str());
        let face = BODY.strong();
        let lines = face.wrap_at_most(name, NAME_ROOM - 14.0, 2);
        canvas.lines((LEFT, y + 14.0), Align::Left, face, &lines);
        let causes = causes(&at_row);
        for (i, arm, stage) in at_row {
            let left = LEFT + NAME_ROOM + i as f64 * room;
            one_stage(canvas, (left, y), stage, &causes, scale, total(arm));
        }
        y += (BAR + STEP * causes.len() as f64).max(6.0 + lines.len() as f64 * face.leading()) + GAP;
    }
    y - GAP
}

/// The causes with any loss in any arm, in order of appearance.
fn causes<'a>(at_row: &[(usize, &'a Arm, &'a Stage)]) -> Vec<&'a str> {
    let mut causes: Vec<&str> = Vec::new();
    for loss in at_row.iter().flat_map(|(_, _, stage)| &stage.losses) {
        if loss.count > 0.0 && !causes.contains(&loss.cause.as_str()) {
            causes.push(&loss.cause);
        }
    }
    causes
}

/// One bar, and below it the steps down to the next stage.
fn one_stage(canvas: &mut Canvas, (left, y): (f64, f64), stage: &Stage, causes: &[&str], scale: f64, total: f64) {
    let mut x = left + width(stage.entering, scale);
    if stage.entering > 0.0 {
        canvas.rect(Frame { left, top: y, right: x.max(left + 1.0), bottom: y + BAR }, MODEL);
    }
    canvas.text((x + 7.0, y + 14.5), Align::Left, STAGE_LABEL, &stage_label(stage, total));
    let mut below = y + BAR;
    for cause in causes {
        let count: f64 = stage.losses.iter().filter(|loss| loss.cause == *cause).map(|loss| loss.count.max(0.0)).sum();
        let next = (x - width(count, scale)).max(left);
        canvas.line(&[(x, below - 4.0), (x, below + STEP - 4.0)], MIDDLE, 0.5);
        if let Some(loss) = stage.losses.iter().find(|loss| loss.cause == *cause && loss.count > 0.0) {
            let bar = Frame { left: next, top: below + 5.0, right: x.max(next + 1.0), bottom: below + 12.0 };
            canvas.rect(bar, LESS);
            canvas.text((x + 7.0, below + 12.0), Align::Left, LOSS_LABEL, &loss_label(loss, total));
        }
        (x, below) = (next, below + STEP);
    }
    if !causes.is_empty() {
        canvas.line(&[(x, below - 4.0), (x, below + GAP)], MIDDLE, 0.5);
    }
}

const STAGE_LABEL: Type = Type { ink: INK, strong: true, ..BODY };
const LOSS_LABEL: Type = SMALL;

fn stage_label(stage: &Stage, total: f64) -> String {
    format!("{} ({})", number(stage.entering, decimals(stage.entering)), percent(share(stage.entering, total)))
}

fn loss_label(loss: &Loss, total: f64) -> String {
    let places = decimals(loss.count).max(decimals(loss.margin).min(1)).min(2);
    let unit = 10f64.powi(-(places as i32));
    let cause = LOSS_LABEL.fit(&loss.cause, 110.0);
    let percent = percent(share(loss.count, total));
    if loss.count < unit / 2.0 {
        return format!("{cause} under {} ({percent})", number(unit, places));
    }
    let margin = (loss.margin / unit).ceil() * unit; // rounded up, never to nothing
    let margin = if margin > 0.0 { format!(" ± {}", number(margin, places)) } else { String::new() };
    format!("{cause} {}{margin} ({percent})", number(loss.count, places))
}

fn share(part: f64, total: f64) -> f64 {
    if total > 0.0 { part / total } else { 0.0 }
}

fn total(arm: &Arm) -> f64 {
    arm.stages.first().map_or(0.0, |stage| stage.entering)
}

fn width(count: f64, scale: f64) -> f64 {
    if count.is_finite() { count.max(0.0) * scale } else { 0.0 }
}

/// Points a case: as wide as leaves room for every label to the right of its bar.
fn scale(data: &FunnelData, room: f64) -> f64 {
    let mut least = f64::INFINITY;
    for arm in &data.arms {
        for stage in &arm.stages {
            let mut end = stage.entering;
            let mut fit = |end: f64, label: f64| {
                if end > 0.0 {
                    least = least.min((room - 8.0 - label) / end);
                }
            };
            fit(end, STAGE_LABEL.width(&stage_label(stage, total(arm))));
            for loss in stage.losses.iter().filter(|loss| loss.count > 0.0) {
                fit(end, LOSS_LABEL.width(&loss_label(loss, total(arm))));
                end -= loss.count;
            }
        }
    }
    if least.is_finite() { least.max(0.0) } else { 0.0 }
}

fn alt(data: &FunnelData) -> String {
    let mut text = String::from("A staircase of bars from all cases to those carried out.");
    for arm in &data.arms {
        text += &format!(" {}:", name_or(&arm.name, "Scenario"));
        for stage in &arm.stages {
            text += &format!(" {} {}", stage.name, number(stage.entering, decimals(stage.entering)));
            let lost = stage.losses.iter().filter(|loss| loss.count > 0.0);
            let lost: Vec<String> =
                lost.map(|l| format!("{} {}", l.cause, number(l.count, decimals(l.count)))).collect();
            text += &if lost.is_empty() { ";".to_owned() } else { format!(" (ending: {});", lost.join(", ")) };
        }
    }
    text
}

fn csv(data: &FunnelData) -> String {
    let mut rows: Vec<[String; 6]> = Vec::new();
    for arm in &data.arms {
        for stage in &arm.stages {
            let head = |kind: &str, cause: &str| [&arm.name, &stage.name, kind, cause].map(str::to_owned);
            let mut row = |head: [String; 4], mean: f64, se: String| {
                let [a, b, c, d] = head;
                rows.push([a, b, c, d, mean.to_string(), se]);
            };
            row(head("entering", ""), stage.entering, String::new());
            for loss in stage.losses.iter().filter(|loss| loss.count > 0.0) {
                row(head("ending", &loss.cause), loss.count, loss.se.to_string());
            }
        }
    }
    table(["arm", "stage", "kind", "cause", "mean", "se"], rows)
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::check::{self, count, sound};
    use super::*;

    pub fn arm(name: &str, cases: f64, factor: f64) -> Arm {
        let plan: [(&str, &[(&str, f64)]); 7] = [
            ("Cases", &[("unrouted", 0.06), ("still waiting", 0.03)]),
            ("Taken by a channel", &[("dropped", 0.05), ("no answer", 0.14)]),
            ("Answered", &[("no agreement", 0.31)]),
            ("Agreed in principle", &[("refused by a capital", 0.12)]),
            ("Approved by both", &[("called off", 0.07)]),
            ("Scheduled", &[("reneged", 0.04), ("partly executed", 0.09), ("still in process", 0.002)]),
            ("Carried out in full", &[]),
        ];
        let mut entering = cases;
        let stages = plan.map(|(name, losses)| {
            let stage = Stage {
                name: name.into(),
                entering,
                losses: losses
                    .iter()
                    .map(|l| Loss {
                        cause: l.0.into(),
                        count: entering * l.1 * factor,
                        se: 0.01 * entering * l.1,
                        margin: 0.0196 * entering * l.1,
                    })
                    .collect(),
            };
            entering -= stage.losses.iter().map(|l| l.count).sum::<f64>();
            stage
        });
        Arm { name: name.into(), stages: stages.into() }
    }

    #[test]
    fn what_hardly_ever_ends_a_case_is_not_called_nothing() {
        let loss = |count: f64| Loss { cause: "called off".into(), count, se: 0.002, margin: 0.004 };
        assert_eq!(loss_label(&loss(0.0035), 10.0), "called off under 0.01 (<1%)");
        assert_eq!(loss_label(&loss(0.031), 10.0), "called off 0.03 ± 0.01 (<1%)");
    }

    #[test]
    fn every_stage_and_loss_is_a_bar() {
        let title = "Most deals that fail do so before anything is announced".to_owned();
        let one = FunnelData {
            title: title.clone(),
            issue: "Prisoners of war".into(),
            arms: vec![arm("Baseline", 212.4, 1.0)],
        };
        let figure = draw(&one, &check::provenance());
        assert_eq!(count(&figure, "<rect"), 1 + 7 + 10);
        assert_eq!(figure.data.lines().count(), 1 + 7 + 10);
        sound(&figure);
        check::demo("funnel", &figure);
        let two = FunnelData {
            title,
            issue: String::new(),
            arms: vec![arm("Baseline", 212.4, 1.0), arm("Without guarantors", 190.2, 1.4)],
        };
        let figure = draw(&two, &check::provenance());
        assert_eq!(figure.data.lines().count(), 1 + 2 * (7 + 10));
        sound(&figure);
        check::demo("funnel-two", &figure);
    }

    #[test]
    fn odd_data_still_make_a_picture() {
        let title = String::new;
        let mut long = vec![
            arm("Сценарій із дуже довгою назвою, що не вміщується", 12_345_678.9, 1.0),
            arm("İkinci senaryo ğüşöç", 3.0, 1.0),
        ];
        long[0].stages[1].name = "Дуже довга назва етапу переговорного процесу".into();
        long[0].stages[1].losses[0].cause = "Yanıtsız kalan taleplerin çok uzun adı ve devamı".into();
        let odd = [
            FunnelData { title: title(), issue: title(), arms: vec![] },
            FunnelData { title: title(), issue: title(), arms: vec![arm("Nothing", 0.0, 1.0)] },
            FunnelData { title: title(), issue: title(), arms: long },
        ];
        for (i, odd) in odd.iter().enumerate() {
            let figure = draw(odd, &check::provenance());
            sound(&figure);
            check::demo(&format!("funnel-odd-{i}"), &figure);
        }
    }
}
