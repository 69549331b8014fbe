//! What a notice says: which record, why, to whom, where to look. Never what people wrote into it:
//! that stays behind the sign-in (R219).

use super::gather::Ward;
use super::robot::Told;
use crate::app::Server;
use crate::store::{Outgoing, Refusal};
use patrol_domain::notice::Topic;
use patrol_domain::people::Member;
use patrol_domain::{At, Key, Lang, PlaceId, Record};
use std::collections::BTreeMap;

/// The texts of one language, those of the phone.
type Texts = BTreeMap<String, String>;

fn texts(lang: Lang, words: bool) -> Texts {
    macro_rules! of {
        ($tag:literal) => {
            if words {
                include_str!(concat!("../../../../locales/", $tag, "/words.json"))
            } else {
                include_str!(concat!("../../../../locales/", $tag, "/notices.json"))
            }
        };
    }
    let file = match lang {
        Lang::ZhHans => of!("zh-Hans"),
        Lang::ZhHant => of!("zh-Hant"),
        Lang::En => of!("en"),
    };
    serde_json::from_str(file).unwrap_or_default()
}

/// The key of a topic's words in `locales/*/notices.json`.
fn key(topic: Topic) -> &'static str {
    match topic {
        Topic::Refused => "topic_refused",
        Topic::Overdue => "topic_overdue",
        Topic::Escalated => "topic_escalated",
        Topic::Returned => "topic_returned",
        Topic::Assigned => "topic_assigned",
        Topic::Turn => "topic_turn",
        Topic::RoundDue => "topic_round_due",
        Topic::RoundMissed => "topic_round_missed",
    }
}

/// Who is asked, about what, in which language.
pub(super) struct Asked<'a> {
    pub one: &'a Outgoing,
    pub topic: Topic,
    pub record: &'a Record,
    pub people: Vec<&'a Member>,
    pub lang: Lang,
}

/// The message; `None` where the record is none that notices speak of.
pub(super) async fn told(
    server: &Server,
    ward: &Ward,
    asked: Asked<'_>,
) -> Result<Option<Told>, Refusal> {
    let (says, words) = (texts(asked.lang, false), texts(asked.lang, true));
    let say = |key: &str| says.get(key).cloned().unwrap_or_default();
    let site = server.store.site_name(asked.one.site).await?.unwrap_or_default();
    let Some(mut what) = subject(server, ward, &asked, (&says, &words)).await? else {
        return Ok(None);
    };
    if !asked.people.is_empty() {
        let names: Vec<String> = asked.people.iter().map(|member| plain(&member.name)).collect();
        let comma = words.get("comma").map_or("、", String::as_str);
        what.push(say("for_whom").replace("{{ names }}", &names.join(comma)));
    }
    let page = if asked.one.kind == "case" { "issue" } else { "round" };
    let link = server.origin.as_ref().map(|origin| format!("{origin}/{page}/{}", asked.one.name));
    let mark: String = asked.one.id.chars().take(8).collect();
    Ok(Some(Told {
        title: format!("{} · {}", plain(&site), say(key(asked.topic))),
        lines: what,
        link,
        mark: say("mark").replace("{{ mark }}", &mark),
    }))
}

/// Number, kind, place and time of the record, each on its line.
async fn subject(
    server: &Server,
    ward: &Ward,
    asked: &Asked<'_>,
    (says, words): (&Texts, &Texts),
) -> Result<Option<Vec<String>>, Refusal> {
    let mut lines = Vec::new();
    let place = match asked.record {
        Record::Case(case) => {
            let flow = ward.flows.get(&(case.flow.clone(), case.flow_version));
            let flow = flow.map_or(case.flow.as_str(), |flow| flow.name.get(asked.lang));
            let number = case.number.clone().unwrap_or_default();
            let name = serde_json::to_value(case.severity).unwrap_or_default();
            let severity = words.get(name.as_str().unwrap_or_default());
            let severity = severity.map_or("", String::as_str);
            lines.push(format!("{} {number} · {severity}", plain(flow)));
            lines.extend(case.due_at.and_then(|due| {
                Some(says.get("due_until")?.replace("{{ time }}", &moment(due, ward.offset_min)?))
            }));
            case.place
        }
        Record::Round(round) => {
            let window = round.window;
            lines.extend(window.and_then(|window| {
                let (from, to) = (window.opens, window.closes);
                Some(format!(
                    "{} – {}",
                    moment(from, round.offset_min)?,
                    moment(to, round.offset_min)?
                ))
            }));
            Some(round.place)
        }
        _ => return Ok(None),
    };
    if let Some(place) = place {
        lines.extend(place_name(server, asked.one, place).await?);
    }
    Ok(Some(lines))
}

async fn place_name(
    server: &Server,
    one: &Outgoing,
    id: PlaceId,
) -> Result<Option<String>, Refusal> {
    let found = server.store.record(one.site, &Key::Place { id }).await?;
    Ok(match found {
        Some(Record::Place(place)) => Some(plain(format!("{} {}", place.name, place.floor).trim())),
        _ => None,
    })
}

/// `11-19 14:00` on the wall of the site.
fn moment(at: At, offset_min: i16) -> Option<String> {
    Some(at.local(offset_min)?.format("%m-%d %H:%M").to_string())
}

/// A name as a name: nothing in it is taken for a link, a mention or a line of its own.
fn plain(name: &str) -> String {
    let strange = |c: char| c.is_control() || "[]()<>*_`#@\\|~".contains(c);
    name.chars().map(|c| if strange(c) { ' ' } else { c }).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_its_words_in_every_language() {
        for lang in [Lang::ZhHans, Lang::ZhHant, Lang::En] {
            let says = texts(lang, false);
            for topic in Topic::ALL {
                assert!(says.get(key(topic)).is_some_and(|text| !text.is_empty()), "{topic:?}");
            }
            for key in ["for_whom", "mark", "due_until"] {
                assert!(says.get(key).is_some_and(|text| text.contains("{{ ")), "{key}");
            }
            let words = texts(lang, true);
            for key in ["comma", "general", "serious", "major", "emergency"] {
                assert!(words.contains_key(key), "{key}");
            }
        }
    }

    #[test]
    fn a_name_is_never_a_link_a_mention_or_a_line() {
        assert_eq!(plain("[点我](http://x)\n@all"), "点我  http://x   all");
        assert_eq!(plain("生活水泵房"), "生活水泵房");
    }
}
