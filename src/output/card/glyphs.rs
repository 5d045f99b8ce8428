//! The signs that a card is drawn with.

/// One set of signs.
#[derive(Debug)]
pub struct Glyphs {
    /// A side's post, with nothing going out, and where a single or double line goes out to the right or left.
    pub post: &'static str,
    pub single: [&'static str; 2],
    pub double: [&'static str; 2],
    /// One step of the line of each kind.
    pub direct: &'static str,
    pub plenary: &'static str,
    pub mediated: &'static str,
    pub technical: &'static str,
    pub relay: &'static str,
    /// From hand to hand.
    pub arrow: &'static str,
    pub dot: &'static str,
    pub dots: &'static str,
    /// Columns of a small histogram, from the lowest to the highest.
    pub steps: [&'static str; 7],
    /// One step of a bar that is separated from zero, of one that is not, and zero itself.
    pub bar: &'static str,
    pub thin: &'static str,
    pub zero: &'static str,
}

pub const UNICODE: Glyphs = Glyphs {
    post: "│",
    single: ["├", "┤"],
    double: ["╞", "╡"],
    direct: "═",
    plenary: "══╪",
    mediated: "─",
    technical: "·",
    relay: "╌",
    arrow: "╌▷",
    dot: "·",
    dots: "…",
    steps: ["▁", "▂", "▃", "▄", "▅", "▆", "▇"],
    bar: "━",
    thin: "─",
    zero: "│",
};

/// For a terminal that shows no more.
pub const ASCII: Glyphs = Glyphs {
    post: "|",
    single: ["|", "|"],
    double: ["|", "|"],
    direct: "=",
    plenary: "==#",
    mediated: "-",
    technical: ".",
    relay: "~",
    arrow: "~>",
    dot: "-",
    dots: "...",
    steps: [".", ":", "-", "=", "+", "*", "#"],
    bar: "=",
    thin: "-",
    zero: "|",
};
