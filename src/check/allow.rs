//! `# rubric: allow CODE reason`: warnings that an author has looked at, and keeps for a reason.
//!
//! Enters: the files of a rulebook, and what was found in them. Leaves: what is still to be told. Guaranteed: an error
//! is always told; an allowance that can't be read, gives no reason or silences nothing is told itself.

use crate::diagnostic::{Diagnostic, Severity, codes, sort};
use crate::source::{SourceId, Sources, Span};
use crate::syntax::tree::Document;
use crate::syntax::{comments, parse};

/// What a comment for this program begins with, behind its `#`.
const MARK: &str = "rubric:";

/// How an allowance is written.
const FORM: &str =
    "an allowance is written `# rubric: allow CODE reason`, such as `# rubric: allow R0320 new ones have none`";

/// The allowances in the files of a rulebook.
#[derive(Clone, Debug, Default)]
pub struct Allowances {
    list: Vec<Allowance>,
    /// About allowances that can't be read or give no reason
    complaints: Vec<Diagnostic>,
}

#[derive(Clone, Debug)]
struct Allowance {
    /// The comment
    place: Span,
    code: String,
    /// The declaration that it is about
    of: Span,
}

impl Allowances {
    /// Reads the comments of all files.
    pub fn of(sources: &Sources) -> Allowances {
        let mut found = Allowances::default();
        for (id, file) in sources.iter().filter(|(_, file)| file.text.contains(MARK)) {
            let (document, _) = parse(id, &file.text);
            for place in comments(&file.text) {
                let Some(words) = marked(file.text.get(place.clone()).unwrap_or("")) else { continue };
                let span = Span { source: id, start: place.start as u32, end: place.end as u32 };
                found.read(span, words, declaration(&document, &file.text, place.start), document.broken.is_empty());
            }
        }
        found
    }

    /// `whole` says that every declaration of the file could be read.
    fn read(&mut self, place: Span, words: &str, of: Option<Span>, whole: bool) {
        let Some((code, reason)) = allowed(words) else {
            return self.complain(place, "this comment is for this program, which does not understand it", FORM);
        };
        let known = codes::ALL.iter().any(|(known, _)| known.0 == code);
        match of {
            _ if !known => {
                self.complain(place, format!("there is no code `{code}`"), "`rubric explain-code` lists all")
            }
            None if whole => self.complain(
                place,
                "this allowance belongs to no declaration",
                "it stands directly above a declaration, or at the end of its first line",
            ),
            None => {}
            Some(of) => {
                if reason.is_empty() {
                    let headline = format!("{code} is allowed here without a reason");
                    self.complain(place, headline, "say why behind the code, for those who read this later");
                }
                self.list.push(Allowance { place, code, of });
            }
        }
    }

    fn complain(&mut self, place: Span, headline: impl Into<String>, help: &str) {
        self.complaints.push(Diagnostic::warning(codes::ALLOWANCE_FORM, place, headline, "").help(help));
    }

    /// Whether a finding is not to be told.
    fn silences(&self, finding: &Diagnostic) -> bool {
        self.list.iter().any(|one| one.silences(finding))
    }

    /// Takes away what is silenced, and adds what is wrong with the allowances. `complete` says that everything that can
    /// be found in the rulebook has been, so that an allowance of its own file that silences nothing is told.
    pub fn apply(&self, diagnostics: &mut Vec<Diagnostic>, complete: bool) {
        let is_idle = |one: &&Allowance| {
            one.place.source == SourceId(0) && !diagnostics.iter().any(|finding| one.silences(finding))
        };
        let mut told = self.complaints.clone();
        told.extend(
            self.list.iter().filter_map(|one| diagnostics.iter().find(|f| one.fails(f)).map(|f| one.failed(f))),
        );
        if complete {
            told.extend(self.list.iter().filter(is_idle).map(Allowance::idle));
        }
        diagnostics.retain(|finding| !self.silences(finding));
        diagnostics.append(&mut told);
        sort(diagnostics);
    }
}

impl Allowance {
    fn covers(&self, finding: &Diagnostic) -> bool {
        let (of, place) = (self.of, finding.primary.span);
        finding.code.0 == self.code && of.source == place.source && of.start <= place.start && place.end <= of.end
    }

    fn silences(&self, finding: &Diagnostic) -> bool {
        self.covers(finding) && finding.severity != Severity::Error
    }

    fn fails(&self, finding: &Diagnostic) -> bool {
        self.covers(finding) && finding.severity == Severity::Error
    }

    fn failed(&self, finding: &Diagnostic) -> Diagnostic {
        let headline = format!("{} is an error here, and errors can't be allowed", self.code);
        Diagnostic::warning(codes::ALLOWANCE_FORM, self.place, headline, "")
            .other(finding.primary.span, "the error")
            .help("correct the error, and take this comment away")
    }

    fn idle(&self) -> Diagnostic {
        let headline = format!("this allows {}, and nothing of the kind is found here", self.code);
        Diagnostic::warning(codes::ALLOWANCE_IDLE, self.place, headline, "")
            .help("take the comment away, lest it hide something later")
            .suggest(self.place, "")
    }
}

/// What a comment for this program says; none for any other comment.
fn marked(comment: &str) -> Option<&str> {
    comment.strip_prefix('#')?.trim_start().strip_prefix(MARK).map(str::trim)
}

/// The code, in capitals, and the reason behind `allow`.
fn allowed(words: &str) -> Option<(String, &str)> {
    let rest = words.strip_prefix("allow").filter(|rest| rest.starts_with(char::is_whitespace))?.trim_start();
    let (code, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((code.to_uppercase(), reason.trim()))
}

/// The declaration that a comment is about: one whose first line it ends, or one directly below it, other comments
/// between them.
fn declaration(document: &Document, text: &str, comment: usize) -> Option<Span> {
    let line = text.get(..comment)?.rfind('\n').map_or(0, |i| i + 1);
    let before = text.get(line..comment)?.trim_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace());
    let start = if before.is_empty() { below(text, comment)? } else { line };
    let spans = document.declarations.iter().map(|declaration| declaration.span);
    spans.into_iter().find(|span| (start..start + 4).contains(&(span.start as usize)) && is_on(text, start, *span))
}

/// Whether a place begins on the line that begins at a byte; a byte order mark may stand before it.
fn is_on(text: &str, line: usize, span: Span) -> bool {
    text.get(line..span.start as usize).is_some_and(|before| before.trim_start_matches('\u{FEFF}').is_empty())
}

/// Where the first line below a comment begins that is no comment.
fn below(text: &str, comment: usize) -> Option<usize> {
    let mut at = comment;
    loop {
        at += text.get(at..)?.find('\n')? + 1;
        if !text.get(at..)?.trim_start_matches([' ', '\t']).starts_with('#') {
            return Some(at);
        }
    }
}
