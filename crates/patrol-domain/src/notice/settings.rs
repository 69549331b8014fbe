//! What a person wants to be told, where, and when not. Kept on the server, for all their sites.

use super::{QUIET_HOURS, QuietHours, Topic};
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Longest mail address, characters.
pub const LONGEST_ADDRESS: usize = 254;
/// Most spans of quiet hours.
pub const MOST_QUIET: usize = 6;

/// Body of `PUT /api/notice-settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeSettings {
    pub topics: BTreeSet<Topic>,
    /// Their name stands in what the site's group robot says.
    pub by_group: bool,
    pub by_mail: bool,
    /// Where mail goes; empty where there is none.
    pub mail: String,
    /// R53; only an emergency comes through.
    pub quiet: Vec<QuietHours>,
    /// The language of their mail.
    pub lang: Lang,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        NoticeSettings {
            topics: Topic::ALL.into_iter().filter(|topic| *topic != Topic::Refused).collect(),
            by_group: true,
            by_mail: false,
            mail: String::new(),
            quiet: QUIET_HOURS.to_vec(),
            lang: Lang::default(),
        }
    }
}

/// Which ways out the server has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channels {
    pub mail: bool,
    /// A group robot at one of the person's sites at least.
    pub group: bool,
}

/// Answer of `GET /api/notice-settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePage {
    pub settings: NoticeSettings,
    pub channels: Channels,
}

/// Answer of `PUT /api/notice-settings`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum NoticeAnswer {
    Kept,
    Refused { why: NoticeFault },
}

/// The field to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeFault {
    /// No address, or mail is wanted and none is given.
    Mail,
    /// The server sends mail to the company's own addresses only.
    MailDomain,
    /// No times of a day, or too many.
    Quiet,
}

impl NoticeSettings {
    /// What is wrong with them by themselves; the server knows further reasons.
    pub fn fault(&self) -> Option<NoticeFault> {
        let mail = self.mail.trim();
        if (self.by_mail || !mail.is_empty()) && !is_address(mail) {
            return Some(NoticeFault::Mail);
        }
        let sound = self.quiet.iter().all(|span| span.is_sound());
        (!sound || self.quiet.len() > MOST_QUIET).then_some(NoticeFault::Quiet)
    }

    pub fn wants(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}

/// Something before and after one `@`, with a dot after it, and nothing that a mail's head could
/// take for a line or a list.
fn is_address(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let Some((name, host)) = text.split_once('@') else { return false };
    let host_fine = host.split('.').count() > 1
        && host.split('.').all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    text.chars().count() <= LONGEST_ADDRESS
        && !name.is_empty()
        && name.chars().all(plain)
        && host_fine
}
