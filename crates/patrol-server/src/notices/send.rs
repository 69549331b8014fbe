//! Sends what is due. A notice is claimed before it is sent and marked after it was taken: whoever
//! dies in between leaves it to be sent once more, under the same mark, when the claim has run out.

use super::Notices;
use super::config::Robot;
use super::gather::{Ward, channel_of, topic_name};
use super::message::{Asked, told};
use super::robot::{Told, knock, verdict};
use crate::app::Server;
use crate::limits::{NOTICE_CLAIM_MIN, NOTICE_GROUP_RUN, NOTICE_RUN, NOTICE_TRIES};
use crate::store::{Outgoing, Refusal, Word};
use patrol_domain::notice::{QuietHours, Topic, quiet_until};
use patrol_domain::people::Member;
use patrol_domain::{At, Record, SiteId};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How much one round of sending did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub sent: usize,
    /// They waited for nobody any more.
    pub gone: usize,
    /// Put off by quiet hours.
    pub quiet: usize,
    pub failed: usize,
    pub given_up: usize,
}

/// Minutes before the next attempt, after so many: 1, 2, 4, … up to six hours.
pub(super) fn pause_min(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or(0);
    2_i64.pow(doubled).min(6 * 60)
}

pub(super) async fn send(server: &Server, notices: &Notices) -> Result<Report, Refusal> {
    let mut report = Report::default();
    let mut wards: BTreeMap<SiteId, Ward> = BTreeMap::new();
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    for one in server.store.due_notices(NOTICE_RUN).await? {
        let most = if one.target.is_empty() { NOTICE_GROUP_RUN } else { usize::MAX };
        // A way out that failed in this run is left alone until the next.
        let count = tried.entry(one.channel.clone()).or_default();
        if *count >= most {
            continue;
        }
        let now = (server.clock)();
        if !server.store.claim_notice(&one, now.plus_minutes(NOTICE_CLAIM_MIN)).await? {
            continue;
        }
        let ward = match wards.entry(one.site) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => unread.insert(Ward::read(server, one.site).await?),
        };
        let (word, fault) = Letter { server, notices, ward, one: &one, now }.bring().await?;
        *count += usize::from(word == Word::Sent);
        if matches!(word, Word::Later(_) | Word::GivenUp) {
            *count = usize::MAX;
        }
        server.store.settle_notice(&one, word, &fault).await?;
        report.count(word);
    }
    Ok(report)
}

impl Report {
    fn count(&mut self, word: Word) {
        let place = match word {
            Word::Sent => &mut self.sent,
            Word::Gone => &mut self.gone,
            Word::Quiet(_) => &mut self.quiet,
            Word::Later(_) => &mut self.failed,
            Word::GivenUp => &mut self.given_up,
        };
        *place += 1;
    }
}

/// One notice that is in hand.
struct Letter<'a> {
    server: &'a Server,
    notices: &'a Notices,
    ward: &'a Ward,
    one: &'a Outgoing,
    now: At,
}

/// Whom it concerns now, and the way to them.
enum Way<'a> {
    Group(&'a Robot),
    Mail(&'a Member, &'a str),
}

/// Why a way out did not take it, and when it asks to be tried again.
struct Fault {
    words: String,
    later: Option<i64>,
}

impl From<&str> for Fault {
    fn from(words: &str) -> Fault {
        Fault { words: words.to_owned(), later: None }
    }
}

impl Letter<'_> {
    /// What became of it, and the fault for the row.
    async fn bring(&self) -> Result<(Word, String), Refusal> {
        let gone = Ok((Word::Gone, String::new()));
        let Some(record) = self.server.store.noticed(self.one).await? else { return gone };
        let Some((way, people, topic)) = self.way(&record) else { return gone };
        let (quiet, lang): (&[QuietHours], _) = match &way {
            Way::Group(robot) => (&robot.quiet, robot.lang),
            Way::Mail(member, _) => {
                let settings = self.ward.settings(member);
                (&settings.quiet, settings.lang)
            }
        };
        let ends = quiet_until(quiet, self.now, self.ward.offset_at(self.now));
        if let Some(ends) = ends.filter(|_| !self.one.urgent) {
            return Ok((Word::Quiet(ends), String::new()));
        }
        let people = if matches!(way, Way::Group(_)) { people } else { Vec::new() };
        let asked = Asked { one: self.one, topic, record: &record, people, lang };
        let Some(told) = told(self.server, self.ward, asked).await? else { return gone };
        match self.go(&way, &told).await {
            Ok(()) => Ok((Word::Sent, String::new())),
            Err(fault) => Ok(self.failed(fault)),
        }
    }

    /// Asked anew: what was settled since, or is not wanted any more, is not told.
    fn way<'s>(&'s self, record: &Record) -> Option<(Way<'s>, Vec<&'s Member>, Topic)> {
        let topic = Topic::ALL.into_iter().find(|topic| topic_name(*topic) == self.one.topic)?;
        let concerned = |member: &&Member| {
            let wants = self.ward.settings(member);
            let stands = |it: &patrol_domain::notice::Reason| {
                it.topic == topic && it.base == self.one.base && !it.own
            };
            wants.wants(topic) && self.ward.reasons(record, member, self.now).iter().any(stands)
        };
        let people: Vec<&Member> = self.ward.people.iter().filter(concerned).collect();
        let way = if self.one.channel == "mail" {
            let member = people.iter().find(|member| member.id.to_string() == self.one.target)?;
            let settings = self.ward.settings(member);
            let may = settings.by_mail && self.notices.config.mails_to(&settings.mail);
            may.then_some(Way::Mail(member, &settings.mail))?
        } else {
            let mut robots = self.notices.robots_at(self.one.site);
            Way::Group(robots.find(|robot| channel_of(robot) == self.one.channel)?)
        };
        let named: Vec<&Member> =
            people.into_iter().filter(|member| self.ward.settings(member).by_group).collect();
        let somebody = matches!(way, Way::Mail(..)) || !named.is_empty();
        somebody.then_some((way, named, topic))
    }

    async fn go(&self, way: &Way<'_>, told: &Told) -> Result<(), Fault> {
        match way {
            Way::Mail(_, address) => {
                let mailer = self.notices.mailer.as_ref().ok_or("no mail server")?;
                let id = format!("{}.{}", self.one.id, self.one.target);
                Ok(mailer.send(address, told, &id, self.now).await?)
            }
            Way::Group(robot) => {
                let knock = knock(robot, told, self.now);
                let heard = self.notices.poster.post(&knock.url, &knock.body).await?;
                if !(200..300).contains(&heard.status) {
                    let words = format!("status {}", heard.status);
                    return Err(Fault { words, later: heard.later });
                }
                verdict(robot.kind, &heard.answer)
                    .map_err(|code| Fault { words: format!("code {code}"), later: None })
            }
        }
    }

    /// The log names the way out and its word, never address, key or people.
    fn failed(&self, fault: Fault) -> (Word, String) {
        let (channel, id, tries) = (&self.one.channel, &self.one.id, self.one.attempts + 1);
        if tries >= NOTICE_TRIES {
            tracing::error!(%channel, %id, tries, fault = %fault.words, "a notice was given up");
            return (Word::GivenUp, fault.words);
        }
        tracing::warn!(%channel, %id, tries, fault = %fault.words, "a notice was not taken");
        let pause = self.now.plus_minutes(pause_min(tries));
        let asked = fault.later.map_or(pause, |s| At(self.now.0 + s.clamp(0, 86_400) * 1_000));
        (Word::Later(pause.max(asked)), fault.words)
    }
}

#[cfg(test)]
mod tests {
    use super::pause_min;

    #[test]
    fn the_pause_doubles_up_to_six_hours() {
        let pauses: Vec<i64> = (1..=12).map(pause_min).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        assert_eq!((pause_min(0), pause_min(i64::MAX)), (1, 360));
    }
}
