//! How long a channel rests after a refusal.

use serde::Deserialize;
use std::time::Duration;

/// `retries: (…)` of `notify.ron`: each wait is twice the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retries {
    /// Minutes before the second attempt
    pub first_minutes: u32,
    /// Minutes that no wait is longer than
    pub longest_minutes: u32,
    /// Attempts after which a message is given up
    pub attempts: u32,
}

impl Default for Retries {
    /// About two days.
    fn default() -> Retries {
        Retries { first_minutes: 1, longest_minutes: 6 * 60, attempts: 16 }
    }
}

impl Retries {
    /// The wait after so many attempts; a server may ask for a longer one, up to the longest.
    pub fn wait(&self, attempts: u32, asked: Option<Duration>) -> Duration {
        let doubled = u64::from(self.first_minutes) << attempts.saturating_sub(1).min(32);
        let longest = Duration::from_secs(u64::from(self.longest_minutes) * 60);
        Duration::from_secs(doubled.saturating_mul(60)).max(asked.unwrap_or_default()).min(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let retries = Retries { first_minutes: 1, longest_minutes: 10, attempts: 9 };
        let minutes = |asked| [1, 2, 3, 4, 5, 100].map(|n| retries.wait(n, asked).as_secs() / 60);
        assert_eq!(minutes(None), [1, 2, 4, 8, 10, 10]);
        assert_eq!(minutes(Some(Duration::from_secs(180))), [3, 3, 4, 8, 10, 10]);
        assert_eq!(minutes(Some(Duration::MAX)), [10; 6]);
    }
}
