//! Signatures of calls, as <https://www.standardwebhooks.com> describes them.
//!
//! Enters: a secret, an identity, a moment, a body. Leaves: the value of the header `webhook-signature`.

use crate::notify::Secret;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a secret begins with whose bytes are given in Base64.
const ENCODED: &str = "whsec_";

/// A key made of a secret: its bytes, or those that it stands for.
pub struct Key(Hmac<Sha256>);

impl Key {
    /// An `Err` says what is wrong with the secret.
    pub fn new(secret: &Secret) -> Result<Key, String> {
        let text = secret.expose();
        let bytes = match text.strip_prefix(ENCODED) {
            Some(encoded) => {
                STANDARD.decode(encoded).map_err(|_| "what follows whsec_ in its `secret` is no Base64")?
            }
            None => text.as_bytes().to_vec(),
        };
        Hmac::new_from_slice(&bytes).map(Key).map_err(|error| error.to_string())
    }

    /// The signature of a body.
    pub fn sign(&self, id: &str, seconds: i64, body: &str) -> String {
        let mut mac = self.0.clone();
        mac.update(format!("{id}.{seconds}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the documents.
    #[test]
    fn a_signature_is_what_others_compute() {
        let signed = |secret: &str| {
            let key = Key::new(&Secret::new(secret))?;
            Ok::<_, String>(key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
        };
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signed("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").as_deref(), Ok(expected));
        assert_ne!(signed("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").as_deref(), Ok(expected));
        assert_eq!(signed("whsec_???"), Err("what follows whsec_ in its `secret` is no Base64".to_string()));
    }
}
