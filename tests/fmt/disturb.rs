//! A rulebook laid out in other ways that mean the same: blanks, breaks, comments, thousands.

/// Numbers that decide, used one after the other, again and again.
pub struct Dice {
    numbers: Vec<u8>,
    at: usize,
    comments: usize,
}

impl Dice {
    pub fn new(numbers: Vec<u8>) -> Dice {
        Dice { numbers, at: 0, comments: 0 }
    }

    /// Whether something happens that happens once in `n` times.
    fn one_in(&mut self, n: u8) -> bool {
        let number = self.numbers.get(self.at % self.numbers.len().max(1)).copied().unwrap_or(0);
        self.at += 1;
        number.wrapping_add((self.at / self.numbers.len().max(1)) as u8) % n == 0
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# {} \"(of {{ them", self.comments)
    }
}

/// The text, disturbed.
pub fn disturb(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    for line in text.lines() {
        if dice.one_in(9) {
            out += "\n \n";
        }
        if dice.one_in(9) {
            out += &format!("{}{}\n", if dice.one_in(2) { "   " } else { "" }, dice.comment());
        }
        let (code, comment) = line.split_once('#').map_or((line, None), |(code, comment)| (code, Some(comment)));
        out += &disturb_line(code, dice);
        match comment {
            Some(comment) => out += &format!("#{comment}"),
            None if dice.one_in(7) => out += &format!(" {}", dice.comment()),
            None => {}
        }
        out += if dice.one_in(5) { " \t\n" } else { "\n" };
    }
    out
}

/// One line without a comment; texts between quotes stay as they are.
fn disturb_line(code: &str, dice: &mut Dice) -> String {
    let begins = code.len() - code.trim_start().len();
    let mut out = code[..begins].to_string();
    let mut depth = 0usize;
    for (i, piece) in code[begins..].split('"').enumerate() {
        let quoted = i % 2 == 1;
        out += if i > 0 { "\"" } else { "" };
        if quoted {
            out += piece;
            continue;
        }
        for word in piece.split_inclusive(' ') {
            let goes_on = ["and ", "or ", "where ", "else ", "when "].contains(&word);
            if (goes_on || depth > 0) && !out.trim().is_empty() && dice.one_in(6) {
                out += &broken(dice);
            }
            depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
            out += &plain(word, dice);
            if word.ends_with(' ') && dice.one_in(4) {
                out += if dice.one_in(2) { "\t " } else { "\u{A0}" };
            }
        }
    }
    out
}

/// A break, maybe with comments around it.
fn broken(dice: &mut Dice) -> String {
    let after = if dice.one_in(3) { dice.comment() } else { String::new() };
    let before = if dice.one_in(4) { format!("\n {}", dice.comment()) } else { String::new() };
    format!(" {after}{before}\n      ")
}

/// A number without its commas.
fn plain(word: &str, dice: &mut Dice) -> String {
    let is_number =
        word.starts_with(|c: char| c.is_ascii_digit()) && word.contains(',') && !word.trim_end().ends_with(',');
    if is_number && dice.one_in(2) { word.replace(',', "") } else { word.to_string() }
}
