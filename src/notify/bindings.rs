//! Which alert goes through which channel.
//!
//! Enters: a `notify.ron`, the audiences of alerts. Leaves: for each alert its channels, in the order of the file.
//! Guaranteed: a channel is named once for an alert, however many of its audiences it serves.

use super::config::Config;
use crate::diagnostic::near::nearest;
use std::fs;
use std::path::{Path, PathBuf};

/// A `notify.ron`, and where it stands.
#[derive(Clone, Debug)]
pub struct Bindings {
    /// What it says
    pub config: Config,
    /// As the user named it
    pub name: String,
    /// Its folder, from which paths in it count
    pub folder: PathBuf,
}

/// One way of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The channel
    pub channel: String,
    /// For whom, in the order in which the alert names them
    pub audiences: Vec<String>,
}

impl Bindings {
    /// Reads a file. An `Err` says what is wrong with it, where, and what to do.
    pub fn read(path: &Path) -> Result<Bindings, String> {
        let name = path.display().to_string().replace('\\', "/");
        let text = fs::read_to_string(path).map_err(|error| format!("can't read {name}: {error}"))?;
        let config = Config::read(&name, &text).map_err(|mistake| mistake.to_string())?;
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Ok(Bindings { config, name, folder })
    }

    /// The ways of an alert for these audiences; none where nobody serves them.
    pub fn routes(&self, audiences: &[String]) -> Vec<Route> {
        let otherwise = self.config.otherwise.as_ref().filter(|_| audiences.is_empty());
        let route = |channel: &str| {
            let serves = |audience: &&String| {
                self.config
                    .audiences
                    .get(audience)
                    .is_some_and(|channels| channels.0.iter().any(|name| name == channel))
            };
            let audiences: Vec<String> = audiences.iter().filter(serves).cloned().collect();
            let by_default = otherwise.is_some_and(|channels| channels.0.iter().any(|name| name == channel));
            (by_default || !audiences.is_empty()).then(|| Route { channel: channel.to_string(), audiences })
        };
        self.config.channels.names().filter_map(route).collect()
    }

    /// What should be said of the audiences that a rulebook's alerts name: who is reached by no channel, and who is not
    /// among them. `unnamed` says whether some alert names nobody.
    pub fn remarks(&self, audiences: &[String], unnamed: bool) -> Vec<String> {
        let mut remarks = Vec::new();
        for audience in
            audiences.iter().filter(|audience| self.config.audiences.get(audience).is_none_or(|c| c.0.is_empty()))
        {
            remarks.push(format!("no channel serves the audience `{audience}`: its alerts stand in the inbox only"));
        }
        for audience in self.config.audiences.names().filter(|name| !audiences.iter().any(|known| known == name)) {
            let near = nearest(audience, audiences.iter().map(String::as_str));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            remarks.push(format!("no alert of this rulebook is for `{audience}`{near}"));
        }
        if unnamed && self.config.otherwise.is_none() {
            remarks.push("alerts that name no audience stand in the inbox only: `otherwise` is not set".to_string());
        }
        remarks.into_iter().map(|remark| format!("{}: {remark}", self.name)).collect()
    }
}
