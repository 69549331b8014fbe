//! From what changed at a site to notices on their way out. Looks through the changes after the
//! place where it left them, and at rounds that open soon; may be run again at any point.

use super::Notices;
use super::config::Robot;
use crate::app::Server;
use crate::store::{Outgoing, Place, Refusal};
use chrono::Offset;
use patrol_domain::flow::Flow;
use patrol_domain::notice::{
    NoticeSettings, Reason, SOON_MIN, Topic, case_is_open, is_urgent, of_case, of_round,
    round_is_open,
};
use patrol_domain::people::Member;
use patrol_domain::round::RoundState;
use patrol_domain::{At, Key, Kind, Record, SiteId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Changes that are looked through at once.
const PAGE: i64 = 500;
/// What came about earlier is no news, days: an old case that is touched once more, and channels
/// that were shut for long.
const STALE_DAYS: i64 = 7;

/// A site as notices see it.
pub(super) struct Ward {
    pub people: Vec<Member>,
    pub flows: BTreeMap<(String, u32), Flow>,
    /// By member; who never said anything has the defaults.
    settings: BTreeMap<String, NoticeSettings>,
    unsaid: NoticeSettings,
    /// Minutes east of UTC, as the site's record says.
    pub offset_min: i16,
    zone: Option<chrono_tz::Tz>,
}

impl Ward {
    pub async fn read(server: &Server, site: SiteId) -> Result<Ward, Refusal> {
        let (mut people, mut flows) = (Vec::new(), BTreeMap::new());
        let (mut offset_min, mut zone) = (0, None);
        let kinds = [Kind::Member, Kind::Flow, Kind::Site];
        for record in server.store.standing(site, &kinds).await? {
            match record {
                Record::Member(member) => people.push(member),
                Record::Flow(flow) => drop(flows.insert((flow.key.clone(), flow.version), flow)),
                Record::Site(site) => {
                    (offset_min, zone) = (site.offset_min, site.zone.parse().ok())
                }
                _ => {}
            }
        }
        let settings = server.store.settings_at(site).await?;
        Ok(Ward { people, flows, settings, unsaid: NoticeSettings::default(), offset_min, zone })
    }

    /// Minutes east of UTC at this moment: summer time moves the quiet hours with the wall clock.
    pub fn offset_at(&self, now: At) -> i16 {
        let utc = chrono::DateTime::from_timestamp_millis(now.0);
        let local = utc.zip(self.zone).map(|(utc, zone)| utc.with_timezone(&zone).offset().fix());
        let minutes = local.and_then(|fixed| i16::try_from(fixed.local_minus_utc() / 60).ok());
        minutes.unwrap_or(self.offset_min)
    }

    pub fn settings(&self, of: &Member) -> &NoticeSettings {
        self.settings.get(&of.id.to_string()).unwrap_or(&self.unsaid)
    }

    /// Why the record waits for this person.
    pub fn reasons(&self, record: &Record, of: &Member, now: At) -> Vec<Reason> {
        match record {
            Record::Case(case) => {
                let flow = self.flows.get(&(case.flow.clone(), case.flow_version));
                flow.map_or_else(Vec::new, |flow| of_case(flow, case, of, now))
            }
            Record::Round(round) => of_round(round, of, now).into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// Gathers at one site; returns how many notices are new. Nothing from before the first run is told.
pub(crate) async fn gather(server: &Server, site: SiteId) -> Result<usize, Refusal> {
    let Some(notices) = &server.notices else { return Ok(0) };
    let now = (server.clock)();
    let Some(place) = server.store.notice_place(site).await? else {
        let seq = server.store.last_change(site).await?;
        return server.store.put_notices(site, Place { seq, since: now }, Vec::new()).await;
    };
    let changed = server.store.changed_after(site, place.seq, PAGE).await?;
    let soon = server.store.live_rounds(site, now.plus_minutes(SOON_MIN + 1)).await?;
    let planned = soon.into_iter().filter(|round| round.state == RoundState::Planned);
    let rounds: Vec<Record> = planned.map(Record::Round).collect();
    if changed.is_empty() && rounds.is_empty() {
        return Ok(0);
    }
    let ward = Ward::read(server, site).await?;
    let since = place.since.max(now.plus_days(-STALE_DAYS));
    let sieve = Sieve { notices, ward: &ward, site, since, now };
    let seq = changed.last().map_or(place.seq, |(seq, _)| *seq);
    let records = changed.iter().map(|(_, record)| record).chain(&rounds);
    let outgoing: BTreeMap<_, Outgoing> = records.flat_map(|record| sieve.of(record)).collect();
    let next = Place { seq, ..place };
    server.store.put_notices(site, next, outgoing.into_values().collect()).await
}

struct Sieve<'a> {
    notices: &'a Notices,
    ward: &'a Ward,
    site: SiteId,
    since: At,
    now: At,
}

type Unique = (String, String, String);

impl Sieve<'_> {
    /// One for each mail and each group.
    fn of(&self, record: &Record) -> Vec<(Unique, Outgoing)> {
        let mut out = Vec::new();
        for member in &self.ward.people {
            let settings = self.ward.settings(member);
            let news = self.ward.reasons(record, member, self.now).into_iter().filter(|reason| {
                !reason.own && reason.at >= self.since && settings.wants(reason.topic)
            });
            for reason in news {
                if settings.by_mail && self.notices.config.mail.is_some() {
                    out.push(self.one(record, &reason, "mail", member.id.to_string()));
                }
                if settings.by_group && is_open(record) {
                    let fits = |robot: &&Robot| robot.topics.contains(&reason.topic);
                    out.extend(
                        self.notices.robots_at(self.site).filter(fits).map(|robot| {
                            self.one(record, &reason, &channel_of(robot), String::new())
                        }),
                    );
                }
            }
        }
        out
    }

    fn one(
        &self,
        record: &Record,
        reason: &Reason,
        channel: &str,
        target: String,
    ) -> (Unique, Outgoing) {
        let (key, topic) = (record.key(), topic_name(reason.topic));
        let one = Outgoing {
            site: self.site,
            channel: channel.to_owned(),
            id: id(self.site, &key, &topic, &reason.base),
            target,
            topic,
            kind: key.kind().name().to_owned(),
            name: key.name(),
            base: reason.base.clone(),
            urgent: matches!(record, Record::Case(case) if is_urgent(case)),
            attempts: 0,
        };
        ((one.channel.clone(), one.target.clone(), one.id.clone()), one)
    }
}

/// The name under which what waits for a robot is kept.
pub(super) fn channel_of(robot: &Robot) -> String {
    format!("group:{}", robot.name)
}

/// Whether a group of people who may not all see it may hear of it.
fn is_open(record: &Record) -> bool {
    match record {
        Record::Case(case) => case_is_open(case),
        Record::Round(round) => round_is_open(round),
        _ => false,
    }
}

/// The serde name.
pub(super) fn topic_name(topic: Topic) -> String {
    let name = serde_json::to_value(topic).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}

/// The same reason has the same id, whoever gathers it.
fn id(site: SiteId, key: &Key, topic: &str, base: &str) -> String {
    let words = format!("{} {} {topic} {base}", key.kind().name(), key.name());
    Uuid::new_v5(&site.0, words.as_bytes()).to_string()
}
