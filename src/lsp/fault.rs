//! Why a request has no answer.
//!
//! Enters: a sentence. Leaves: the protocol's error. Guaranteed: the sentence is one that an editor can show.

use lsp_server::{ErrorCode, ResponseError};

/// A request that is refused.
#[derive(Debug)]
pub(super) struct Fault {
    code: ErrorCode,
    message: String,
}

impl Fault {
    /// It was understood, and can't be done.
    pub(super) fn refused(message: impl Into<String>) -> Fault {
        Fault { code: ErrorCode::RequestFailed, message: message.into() }
    }

    /// Nobody answers this method.
    pub(super) fn unknown(method: &str) -> Fault {
        Fault { code: ErrorCode::MethodNotFound, message: format!("`{method}` is not answered here") }
    }

    /// Its parameters are not the method's.
    pub(super) fn parameters(why: &serde_json::Error) -> Fault {
        Fault { code: ErrorCode::InvalidParams, message: why.to_string() }
    }

    /// It came before `initialize`.
    pub(super) fn too_early() -> Fault {
        Fault { code: ErrorCode::ServerNotInitialized, message: "`initialize` comes first".to_string() }
    }

    /// It came after `shutdown`.
    pub(super) fn too_late() -> Fault {
        Fault { code: ErrorCode::InvalidRequest, message: "the server was told to shut down".to_string() }
    }

    /// Nobody waits for it any more.
    pub(super) fn cancelled() -> Fault {
        Fault { code: ErrorCode::RequestCanceled, message: "cancelled".to_string() }
    }

    /// As the protocol sends it.
    pub(super) fn error(self) -> ResponseError {
        ResponseError { code: self.code as i32, message: self.message, data: None }
    }
}
