//! What a page quotes of a command's output: whole, or with `...` where lines are left out.

/// What stands for any number of lines.
const GAP: &str = "...";

/// The lines of a quotation between its gaps.
fn runs(quoted: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = quoted.lines().collect();
    lines.split(|line| *line == GAP).map(<[&str]>::to_vec).collect()
}

/// Whether a quotation is what a command printed.
pub fn holds(quoted: &str, printed: &str) -> Result<(), String> {
    let (all, runs) = (printed.lines().collect::<Vec<_>>(), runs(quoted));
    let mut from = 0;
    for (i, run) in runs.iter().enumerate() {
        let last = runs.len() - 1;
        let found = match () {
            () if run.is_empty() => Some(from),
            () if i == 0 => all.starts_with(run).then_some(0),
            () => all[from..].windows(run.len()).position(|lines| lines == run.as_slice()).map(|at| from + at),
        };
        let at = found.ok_or_else(|| format!("this is not printed, or not there:\n{}", run.join("\n")))?;
        from = at + run.len();
        if i == last && !run.is_empty() && from != all.len() {
            return Err(format!("more is printed:\n{}", all[from..].join("\n")));
        }
    }
    Ok(())
}

/// The quotation anew: as many lines of what is printed now, from where each of its runs began.
pub fn renewed(quoted: &str, printed: &str) -> String {
    let (all, runs) = (printed.lines().collect::<Vec<_>>(), runs(quoted));
    if runs.len() == 1 {
        return printed.trim_end().to_string() + "\n";
    }
    let mut from = 0;
    let mut renew = |(i, run): (usize, &Vec<&str>)| {
        if run.is_empty() {
            return String::new();
        }
        let begins = |line: &&str| key(line) == key(run[0]);
        let at = if i == 0 { Some(0) } else { all[from..].iter().position(begins).map(|at| from + at) };
        let at = at.unwrap_or_else(|| panic!("no line begins like `{}` in\n{printed}", run[0]));
        from = (at + run.len()).min(all.len());
        all[at..from].join("\n") + "\n"
    };
    runs.iter().enumerate().map(&mut renew).collect::<Vec<_>>().join(&format!("{GAP}\n"))
}

/// The first words of a line, to find it again.
fn key(line: &str) -> String {
    let start = line.len() - line.trim_start().len();
    let words = line[start..].split("  ").next().unwrap_or_default();
    format!("{}{}", &line[..start], words.chars().take(24).collect::<String>())
}
