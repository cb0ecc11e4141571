//! Which method is answered by whom, and what the server can do.
//!
//! Enters: a method and its parameters. Leaves: its result, or why there is none. Guaranteed: a method that is offered
//! is answered here.

use super::fault::Fault;
use super::pages::Pages;
use super::world::World;
use super::{Settings, actions, colours, complete, format, hover, navigate, outline, rename};
use gen_lsp_types as lsp;
use serde_json::Value;

/// The answer to a request.
pub(super) fn answer(world: &mut World, pages: &mut Pages, method: &str, params: Value) -> Result<Value, Fault> {
    match method {
        "textDocument/hover" => reply(params, |p| hover::hover(world, p)),
        "textDocument/completion" => reply(params, |p| complete::complete(world, p)),
        "textDocument/definition" => reply(params, |p| navigate::definition(world, p)),
        "textDocument/references" => reply(params, |p| navigate::references(world, p)),
        "textDocument/documentHighlight" => reply(params, |p| navigate::highlight(world, p)),
        "textDocument/prepareRename" => reply(params, |p| rename::prepare(world, p)),
        "textDocument/rename" => reply(params, |p| rename::rename(world, p)),
        "textDocument/documentSymbol" => reply(params, |p| outline::symbols(world, p)),
        "textDocument/formatting" => reply(params, |p| format::format(world, p)),
        "textDocument/foldingRange" => reply(params, |p| outline::folding(world, p)),
        "textDocument/semanticTokens/full" => reply(params, |p| colours::full(world, p)),
        "textDocument/codeAction" => reply(params, |p| actions::actions(world, pages, p)),
        "workspace/symbol" => reply(params, |p| outline::search(world, p)),
        _ => Err(Fault::unknown(method)),
    }
}

fn reply<P, R>(params: Value, answer: impl FnOnce(P) -> Result<R, Fault>) -> Result<Value, Fault>
where
    P: serde::de::DeserializeOwned,
    R: serde::Serialize,
{
    let params = serde_json::from_value(params).map_err(|why| Fault::parameters(&why))?;
    serde_json::to_value(answer(params)?).map_err(|why| Fault::refused(why.to_string()))
}

/// What the server can do.
pub(super) fn capabilities(settings: Settings) -> lsp::InitializeResult {
    let sync = lsp::TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(lsp::TextDocumentSyncKind::Incremental),
        ..lsp::TextDocumentSyncOptions::default()
    };
    let triggers = [".", "\""].map(str::to_string).to_vec();
    let completion = lsp::CompletionOptions { trigger_characters: Some(triggers), ..lsp::CompletionOptions::default() };
    let rename = lsp::RenameOptions { prepare_provider: Some(true), ..lsp::RenameOptions::default() };
    let tokens = lsp::SemanticTokensOptions {
        legend: colours::legend(),
        full: Some(lsp::Full::Bool(true)),
        ..lsp::SemanticTokensOptions::default()
    };
    let actions = lsp::CodeActionOptions {
        code_action_kinds: Some(vec![lsp::CodeActionKind::QuickFix, lsp::CodeActionKind::SourceFixAll]),
        ..lsp::CodeActionOptions::default()
    };
    let capabilities = lsp::ServerCapabilities {
        position_encoding: Some(lsp::PositionEncodingKind::UTF16),
        text_document_sync: Some(sync.into()),
        completion_provider: Some(completion),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        rename_provider: Some(rename.into()),
        semantic_tokens_provider: Some(tokens.into()),
        code_action_provider: Some(actions.into()),
        ..lsp::ServerCapabilities::default()
    };
    let version = Some(settings.version.to_string());
    let server_info = Some(lsp::ServerInfo { name: "rubric".to_string(), version });
    lsp::InitializeResult { capabilities, server_info }
}
