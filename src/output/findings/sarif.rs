//! Findings as SARIF 2.1.0, which code scanners exchange.

use super::{Finding, Findings, distinct, severity};
use crate::diagnostic::{Code, Fix, codes};
use crate::source::Span;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// All findings as one document with one run. `pages` are the pages of the codes, each by its code.
pub fn sarif(all: &[Findings], pages: &[(&str, &str)]) -> String {
    let found = distinct(all);
    let used: BTreeSet<Code> = found.iter().map(|finding| finding.diagnostic.code).collect();
    let used: Vec<Code> = used.into_iter().collect();
    let rules: Vec<Value> = used.iter().map(|code| rule(*code, pages)).collect();
    let results: Vec<Value> = found.iter().map(|finding| result(finding, &used)).collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "rubric", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn rule(code: Code, pages: &[(&str, &str)]) -> Value {
    let title = codes::ALL.iter().find(|(known, _)| *known == code).map_or("", |(_, title)| title);
    let mut rule = json!({ "id": code.0, "shortDescription": { "text": title } });
    if let (Some((_, page)), Some(object)) = (pages.iter().find(|(name, _)| *name == code.0), rule.as_object_mut()) {
        object.insert("help".to_string(), json!({ "text": page, "markdown": page }));
    }
    rule
}

fn result(finding: &Finding, used: &[Code]) -> Value {
    let diagnostic = finding.diagnostic;
    let related: Vec<Value> = diagnostic
        .others
        .iter()
        .map(|label| {
            let mut place = location(finding, label.span);
            if let Some(object) = place.as_object_mut() {
                object.insert("message".to_string(), json!({ "text": label.text }));
            }
            place
        })
        .collect();
    let fixes: Vec<Value> =
        diagnostic.fix.iter().filter(|fix| fix.certain).map(|certain| fix(finding, certain)).collect();
    json!({
        "ruleId": diagnostic.code.0,
        "ruleIndex": used.iter().position(|code| *code == diagnostic.code),
        "level": severity(diagnostic.severity),
        "message": { "text": finding.words() },
        "locations": [location(finding, diagnostic.primary.span)],
        "relatedLocations": related,
        "fixes": fixes,
    })
}

fn location(finding: &Finding, span: Span) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(finding, span), "region": region(finding, span) } })
}

fn artifact(finding: &Finding, span: Span) -> Value {
    json!({ "uri": uri(finding.file(span)) })
}

fn region(finding: &Finding, span: Span) -> Value {
    let [(line, column), (end_line, end_column)] = finding.region(span);
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn fix(finding: &Finding, fix: &Fix) -> Value {
    let words = if fix.replacement.is_empty() {
        format!("take away `{}`", finding.sources.text(fix.span))
    } else {
        format!("write `{}`", fix.replacement)
    };
    json!({
        "description": { "text": words },
        "artifactChanges": [{
            "artifactLocation": artifact(finding, fix.span),
            "replacements": [{
                "deletedRegion": region(finding, fix.span),
                "insertedContent": { "text": fix.replacement },
            }],
        }],
    })
}

/// The path of a file as a reference of RFC 3986.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let encoded = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let path: String = path.bytes().map(encoded).collect();
    match path.strip_prefix('/') {
        Some(rest) => format!("file:///{rest}"),
        // A drive's letter would read as a scheme.
        None if path.get(1..).is_some_and(|rest| rest.starts_with("%3A/")) => {
            format!("file:///{}", path.replacen("%3A", ":", 1))
        }
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_becomes_a_reference() {
        for (path, expected) in [
            ("rules/a.rubric", "rules/a.rubric"),
            ("my rules/50% größe.rubric", "my%20rules/50%25%20gr%C3%B6%C3%9Fe.rubric"),
            ("/tmp/a:b.rubric", "file:///tmp/a%3Ab.rubric"),
            ("C:/rules/a.rubric", "file:///C:/rules/a.rubric"),
            ("../a.rubric", "../a.rubric"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
