//! Lines of text for a screen, measured as a terminal does: by the width of what is shown, not by bytes or characters.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::scenario::problem::wrapped;

/// The columns that every terminal has.
pub const WIDTH: usize = 80;

/// How many columns a text takes.
pub fn cells(text: &str) -> usize {
    text.width()
}

/// A text on one line, without what would move the cursor or colour the screen.
pub fn plain(text: &str) -> String {
    let words = text.replace(|c: char| c.is_control() && !c.is_whitespace(), "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// As much of a text as fits, with `dots` at the end if something is missing.
pub fn cut(text: &str, width: usize, dots: &str) -> String {
    if cells(text) <= width {
        return text.to_string();
    }
    format!("{}{dots}", head(text, width.saturating_sub(cells(dots))).trim_end())
}

/// The longest beginning of a text that fits.
fn head(text: &str, width: usize) -> &str {
    let mut taken = 0;
    let end = text.char_indices().find(|(_, c)| {
        taken += c.width().unwrap_or(0);
        taken > width
    });
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// A text filled up with blanks on its right.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(cells(text))))
}

/// Words in lines of at most `width` columns; a word that is longer is broken.
pub fn folded(text: &str, width: usize) -> Vec<String> {
    let text = plain(text);
    let mut words = Vec::new();
    for word in text.split(' ') {
        let mut rest = word;
        while cells(rest) > width {
            // Even a column too narrow for one character takes one, or this would never end.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let (part, more) = rest.split_at(head(rest, width).len().max(first));
            words.push(part);
            rest = more;
        }
        words.push(rest);
    }
    wrapped(&words.join(" "), width)
}

/// A paragraph that fits the terminal.
pub fn paragraph(text: &str) -> String {
    folded(text, WIDTH).join("\n") + "\n"
}

/// A paragraph whose lines after the first begin under the text of the first, `indent` columns in.
pub fn hanging(lead: &str, text: &str, indent: usize) -> String {
    let mut lines = folded(text, WIDTH - indent).into_iter();
    let first = format!("{}{}", padded(lead, indent), lines.next().unwrap_or_default());
    lines.fold(first.trim_end().to_string(), |page, line| format!("{page}\n{:indent$}{line}", "")) + "\n"
}

/// Words as the beginning of a sentence.
pub fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_all_alphabets_are_measured_by_their_width() {
        assert_eq!(cells("İstanbul"), 8);
        assert_eq!(cells("Посередник"), 10);
        assert_eq!(cells("北京"), 4);
        assert_eq!(cells("e\u{301}"), 1);
        assert_eq!(cut("Посередник", 6, "…"), "Посер…");
        assert_eq!(padded("北京", 5), "北京 ");
    }

    #[test]
    fn no_line_is_too_long() {
        assert_eq!(folded("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(folded("北京", 1), ["北", "京"]);
        assert_eq!(folded("\u{1b}[31mred\nhot", 20), ["[31mred hot"]);
    }
}
