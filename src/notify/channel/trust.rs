//! Whose certificates are trusted: those that this machine trusts, and those of a file.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::path::Path;

/// All that can be used. An `Err` says where they were looked for.
pub fn certificates(file: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut found = rustls_native_certs::load_native_certs().certs;
    if let Some(path) = file {
        let unread = |error| format!("the certificates in {} can't be read: {error}", path.display());
        let theirs =
            CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(unread)?;
        if theirs.is_empty() {
            return Err(format!("{} holds no certificate in PEM", path.display()));
        }
        found.extend(theirs);
    }
    // A machine's list may hold some of a kind that is out of use.
    found.retain(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok());
    if found.is_empty() {
        return Err(
            "this machine has no list of certificates to trust: install `ca-certificates`, or give `ca_file`".into()
        );
    }
    Ok(found)
}
