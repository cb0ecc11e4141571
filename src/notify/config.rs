//! `notify.ron`: who is told how.
//!
//! Enters: the text of the file. Leaves: [`Config`]. Guaranteed: a name that is not an option, or a value that an option
//! can't have, is an error that names the place and what was expected; no secret can stand in the file.
//!
//! ```ron
//! (
//!     channels: {
//!         "finance_mail": mail(
//!             from: "Rubric <rubric@example.com>",
//!             to: ["credit@example.com"],
//!             server: "smtp.example.com",
//!             user: "rubric",
//!             password: env("RUBRIC_SMTP_PASSWORD"),
//!         ),
//!         "crm": webhook(url: "https://crm.example.com/rubric", secret: file("crm.key")),
//!         "log": file(path: "alerts.jsonl"),
//!     },
//!     audiences: {"finance": ["finance_mail", "log"], "sales": "crm"},
//!     otherwise: "log",
//! )
//! ```

use super::mistake::{Mistake, parse};
use super::retries::Retries;
use super::secret::SecretAt;
use crate::input::{Entries, Label, Words};
use serde::Deserialize;

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Ways to reach somebody, by names of your own
    pub channels: Entries<ChannelConfig>,
    /// The channels of each audience that alerts name
    pub audiences: Entries<Words>,
    /// The channels of alerts that name no audience; without it they stand in the inbox only
    pub otherwise: Option<Words>,
    /// How long a channel rests after a refusal
    pub retries: Retries,
}

/// One channel.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelConfig {
    /// E-mail
    Mail(MailConfig),
    /// A web service
    Webhook(WebhookConfig),
    /// A file with an object a line
    File(FileConfig),
}

/// `mail(…)`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// The sender: `"Rubric <rubric@example.com>"`
    pub from: Label,
    /// The receiver, or several
    pub to: Words,
    /// The name of the mail server
    pub server: Label,
    /// Its port; else 587, 465 or 25, as `encryption` says
    pub port: Option<u16>,
    /// How the connection is encrypted
    #[serde(default)]
    pub encryption: Encryption,
    /// Whom to log in as
    pub user: Option<Label>,
    /// With which password
    pub password: Option<SecretAt>,
    /// A file with certificates (PEM) to trust beside those of this machine
    pub ca_file: Option<Label>,
    /// A folder with templates of your own: `subject.txt`, `mail.txt`, `mail.html`
    pub templates: Option<Label>,
    /// Seconds to wait for an answer; else 30
    pub timeout_seconds: Option<u16>,
}

/// How a connection with a mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encryption {
    /// It begins in the open and is encrypted before anything is said; port 587
    #[default]
    Starttls,
    /// From the first byte on; port 465
    Tls,
    /// Not at all, for a server on this machine or in a closed network; port 25
    None,
}

/// `webhook(…)`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// The address
    pub url: Option<Label>,
    /// The same, where the address itself is a secret
    pub url_from: Option<SecretAt>,
    /// What signs each call
    pub secret: Option<SecretAt>,
    /// Headers that are no secret
    #[serde(default)]
    pub headers: Entries<Label>,
    /// Headers that are, such as `Authorization`
    #[serde(default)]
    pub secret_headers: Entries<SecretAt>,
    /// A file with certificates (PEM) to trust beside those of this machine
    pub ca_file: Option<Label>,
    /// Seconds to wait for an answer; else 30
    pub timeout_seconds: Option<u16>,
}

/// `file(…)`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileConfig {
    /// The file, from the folder of `notify.ron`
    pub path: Label,
}

impl Config {
    /// Reads a `notify.ron` that the user knows as `name`.
    pub fn read(name: &str, text: &str) -> Result<Config, Mistake> {
        let config: Config = parse(name, text)?;
        config.check(name, text)?;
        Ok(config)
    }

    fn check(&self, name: &str, text: &str) -> Result<(), Mistake> {
        let mistake = |keys: &[&str], found: String, help: String| Mistake::at(name, text, keys, found, help);
        if self.channels.0.is_empty() {
            let help = "a channel such as \"log\": file(path: \"alerts.jsonl\")".to_string();
            return Err(mistake(&["channels"], "there is no channel".to_string(), help));
        }
        let named = self.audiences.0.iter().map(|(audience, channels)| (vec!["audiences", audience], channels));
        for (keys, channels) in named.chain(self.otherwise.iter().map(|channels| (vec!["otherwise"], channels))) {
            self.check_names(&keys, channels, &mistake)?;
        }
        for (channel, config) in &self.channels.0 {
            if let Err((option, found, help)) = config.check() {
                return Err(mistake(&["channels", channel, option], found, help));
            }
        }
        match self.retries {
            Retries { attempts: 0, .. } => {
                Err(mistake(&["retries", "attempts"], "no attempt at all".to_string(), "1 attempt or more".to_string()))
            }
            _ => Ok(()),
        }
    }

    fn check_names(
        &self,
        keys: &[&str],
        channels: &Words,
        mistake: &dyn Fn(&[&str], String, String) -> Mistake,
    ) -> Result<(), Mistake> {
        let Some(unknown) = channels.0.iter().find(|channel| self.channels.get(channel).is_none()) else {
            return Ok(());
        };
        let keys: Vec<&str> = keys.iter().copied().chain([unknown.as_str()]).collect();
        let near = crate::diagnostic::near::nearest(unknown, self.channels.names());
        let help = match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => {
                let known: Vec<String> = self.channels.names().map(|name| format!("\"{name}\"")).collect();
                format!("one of {}, or a channel of that name", known.join(", "))
            }
        };
        Err(mistake(&keys, format!("\"{unknown}\" is not among `channels`"), help))
    }
}

/// An option, what is wrong with it, and what to do.
type Wrong = (&'static str, String, String);

impl ChannelConfig {
    fn check(&self) -> Result<(), Wrong> {
        match self {
            ChannelConfig::Mail(mail) => mail.check(),
            ChannelConfig::Webhook(webhook) => webhook.check(),
            ChannelConfig::File(_) => Ok(()),
        }
    }
}

impl MailConfig {
    fn check(&self) -> Result<(), Wrong> {
        if self.to.0.is_empty() {
            return Err(("to", "nobody receives it".into(), "an address such as \"credit@example.com\"".into()));
        }
        match (&self.user, &self.password) {
            (Some(_), None) => Err((
                "user",
                "a user without a password".into(),
                "`password: env(\"NAME\")` or `password: file(\"PATH\")`".into(),
            )),
            (None, Some(_)) => Err(("password", "a password without a user".into(), "`user: \"NAME\"`".into())),
            (Some(_), Some(_)) if self.encryption == Encryption::None => Err((
                "encryption",
                "a password is not sent over a line that others can read".into(),
                "`encryption: starttls` or `encryption: tls`, or no user".into(),
            )),
            _ => timeout(self.timeout_seconds),
        }
    }
}

impl WebhookConfig {
    fn check(&self) -> Result<(), Wrong> {
        match (&self.url, &self.url_from) {
            (None, None) => {
                return Err((
                    "",
                    "there is no address".into(),
                    "`url: \"https://…\"`, or `url_from: env(\"NAME\")`".into(),
                ));
            }
            (Some(_), Some(_)) => {
                return Err(("url_from", "there are two addresses".into(), "`url` or `url_from`, not both".into()));
            }
            (Some(Label(url)), None) => address(url).map_err(|(found, help)| ("url", found, help))?,
            _ => {}
        }
        timeout(self.timeout_seconds)
    }
}

/// What is wrong with the address of a web service.
pub(super) fn address(url: &str) -> Result<(), (String, String)> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    match host {
        None | Some("") => Err((
            "this is no address of a web service".into(),
            "an address such as \"https://crm.example.com/alerts\"".into(),
        )),
        Some(host) if host.contains('@') => Err((
            "an address holds no password".into(),
            "`secret_headers: {\"Authorization\": env(\"NAME\")}`, or the whole address in `url_from`".into(),
        )),
        Some(_) => Ok(()),
    }
}

fn timeout(seconds: Option<u16>) -> Result<(), Wrong> {
    match seconds {
        Some(0) => Err(("timeout_seconds", "no time for an answer".into(), "1 second or more".into())),
        _ => Ok(()),
    }
}
