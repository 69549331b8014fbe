//! The round engine is an engine: any checklist is walked from its one file, on the same code, with
//! the server stopped until the end; then a witness asks the server for what arrived.

mod every_feature;
mod homes;
mod offices;
mod plant_rooms;
mod stairwell;

use patrol_domain::case::Case;
use patrol_domain::round::{Round, RoundState};
use patrol_domain::signed::still_says;
use patrol_domain::{Record, round::AnswerValue};
use patrol_e2e::says::Say;
use patrol_e2e::steps::sign_in;
use patrol_e2e::witness::Witness;
use patrol_e2e::{Browser, Told, World};

/// Signs in, waits until the round and all it needs is on the phone, and stops the server.
async fn go_down(world: &mut World, phone: &Browser, login: &str, place: &str) -> Told {
    sign_in(phone, login).await?;
    phone.sees(place).await?;
    phone.sees("可以下去了").await?;
    world.server.stop().await
}

/// From 今日 into the round of this place.
async fn begin(phone: &Browser, place: &str) -> Told {
    phone.tap(place).await?;
    phone.tap("开始巡查").await?;
    phone.sees_element("[aria-current][data-item]").await?;
    Ok(())
}

/// The summary, the overall word, 交卷.
async fn hand_in(phone: &Browser, overall: &str) -> Told {
    phone.tap("看总结").await?;
    phone.fill("总的情况", overall).await?;
    phone.tap("交卷").await?;
    phone.sees("已交卷").await
}

/// The server is there again: everything drains without a touch.
async fn come_up(world: &mut World, phone: &Browser) -> Told {
    world.server.start_again().await?;
    phone.sees("已全部上传").await
}

/// What the server holds, asked past every browser.
struct Found {
    witness: Witness,
    round: Round,
    cases: Vec<Case>,
}

impl Found {
    /// The round of this list that was handed in with this overall word.
    async fn of(world: &World, login: &str, list: &str, overall: &str) -> Told<Found> {
        let witness = Witness::sign_in(&world.server.address(), login).await?;
        let mut rounds = witness.rounds(list).await?;
        rounds.retain(|r| r.state == RoundState::Submitted && r.overall == overall);
        let [round] = rounds.as_slice() else {
            return Err(format!("{} rounds of {list} were handed in", rounds.len()).into());
        };
        let round = round.clone();
        let mut cases = witness.cases().await?;
        cases.retain(|case| case.round == Some(round.id));
        Ok(Found { witness, round, cases })
    }

    /// Every answer as it was given and no other, every photo whole, every signature under its text.
    async fn says(&self, walk: &[(&str, Say)]) -> Told {
        if self.round.answers.len() != walk.len() {
            let keys: Vec<_> = self.round.answers.keys().collect();
            return Err(format!("{} answers were given, these came: {keys:?}", walk.len()).into());
        }
        for (item, say) in walk {
            let answer = self.round.answers.get(*item).ok_or(format!("no answer to {item}"))?;
            if !say.is(answer) {
                return Err(format!("{item} was given as {say:?} and came as {answer:?}").into());
            }
            for photo in &answer.photos {
                let bytes = self.witness.photo(photo.id).await?;
                if bytes.len() != photo.bytes as usize {
                    return Err(format!("photo {photo:?} came as {} bytes", bytes.len()).into());
                }
            }
        }
        self.signatures_hold().await
    }

    async fn signatures_hold(&self) -> Told {
        let records = self.witness.records().await?.into_values();
        let list = records.into_iter().find_map(|record| match record {
            Record::Checklist(list)
                if list.id == self.round.checklist && list.version == self.round.version =>
            {
                Some(list)
            }
            _ => None,
        });
        let list = list.ok_or("the round's checklist is not there")?;
        for (item, answer) in &self.round.answers {
            if let AnswerValue::Signature { signature } = &answer.value
                && !still_says(&list, &self.round, item, signature)
            {
                return Err(format!("{item} was signed over another text").into());
            }
        }
        Ok(())
    }

    /// The issue that an answer became.
    fn case_of(&self, item: &str) -> Told<&Case> {
        let case = self.round.answers.get(item).and_then(|answer| answer.case);
        let case = self.cases.iter().find(|one| Some(one.id) == case);
        Ok(case.ok_or(format!("{item} has no issue"))?)
    }
}
