//! A page as one HTML file that needs no other.
//!
//! Guaranteed: what an author wrote is escaped by the template engine; the file has no script, and its policy allows none.

use super::page::Page;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, context};
use std::fmt::Write;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");

/// The whole page. An `Err` says what is wrong with the template, whatever the page.
pub fn html(page: &Page) -> Result<String, String> {
    let mut engine = Environment::new();
    let made = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().and_then(|syntax| {
        engine.set_syntax(syntax);
        engine.add_template("page.html", TEMPLATE)?;
        let running = running(&format!("{} · {}", page.title, page.edition));
        engine.get_template("page.html")?.render(context! { page => Serde(page), style => STYLE, running })
    });
    made.map_err(|error| error.to_string())
}

/// A text as a string of a style sheet: each character that is no letter or digit by its number.
fn running(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => out.push(c),
            // Writing to a text does not fail.
            c => drop(write!(out, "\\{:06x}", u32::from(c))),
        }
    }
    out
}
