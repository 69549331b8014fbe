//! Every way to answer an item, as a person does it, and what the server must hold of it then.

use crate::poll::PATIENCE;
use crate::steps::at_item;
use crate::{Browser, Told, pictures};
use patrol_domain::round::{Answer, AnswerValue};

/// How an item is answered.
#[derive(Clone, Copy, Debug)]
pub enum Say {
    Fine,
    /// 正常 with a photo.
    FineShown,
    Read(&'static str),
    /// A reading with a photo.
    ReadShown(&'static str),
    /// An option of this name, which stands at this index.
    Pick(&'static str, u16),
    Write(&'static str),
    Shot,
    Sign(&'static str),
    /// So many problems, told in these words where there are any.
    Faults(u16, &'static str),
    /// 异常 told in these words, with a photo; it becomes an issue.
    Bad(&'static str),
    /// An option that is a problem, told in these words, with a photo.
    PickBad(&'static str, u16, &'static str),
    Skip,
}

/// A name, drawn in thousandths of the pad.
pub const NAME: [(u32, u32); 5] = [(200, 300), (400, 600), (600, 300), (700, 700), (300, 800)];

/// Answers item after item and waits after each until the phone has gone on.
pub async fn answer_all(phone: &Browser, walk: &[(&str, Say)]) -> Told {
    for (item, say) in walk {
        answer(phone, item, *say).await?;
    }
    Ok(())
}

pub async fn answer(phone: &Browser, item: &str, say: Say) -> Told {
    at_item(phone, item).await?;
    give(phone, item, say).await?;
    let here = format!("[aria-current][data-item=\"{item}\"]");
    phone
        .patient(&format!("{item} to be answered"), PATIENCE, async || {
            Ok(phone.all(&here).await?.is_empty().then_some(()))
        })
        .await
}

async fn give(phone: &Browser, item: &str, say: Say) -> Told {
    match say {
        Say::Fine => phone.tap("正常").await,
        Say::FineShown => {
            shoot(phone, item).await?;
            phone.tap("正常").await
        }
        Say::Read(reading) => {
            phone.fill("读数", reading).await?;
            phone.tap("下一项").await
        }
        Say::ReadShown(reading) => {
            shoot(phone, item).await?;
            phone.fill("读数", reading).await?;
            phone.tap("下一项").await
        }
        Say::Pick(option, _) => phone.tap(option).await,
        Say::Write(text) => {
            write(phone, text).await?;
            phone.tap("下一项").await
        }
        Say::Shot => {
            shoot(phone, item).await?;
            phone.tap("下一项").await
        }
        Say::Sign(name) => {
            draw(phone, &NAME).await?;
            phone.fill("签名人姓名", name).await?;
            phone.tap("签好了").await
        }
        Say::Faults(count, why) => {
            for _ in 0..count {
                phone.tap("多一处").await?;
            }
            if count > 0 {
                let lost =
                    format!("[aria-current][data-item=\"{item}\"] [aria-valuenow=\"{count}\"]");
                phone.sees_element(&lost).await?;
            }
            phone.tap("下一项").await?;
            if count == 0 { Ok(()) } else { tell(phone, why, false).await }
        }
        Say::Bad(why) => {
            phone.tap("异常").await?;
            tell(phone, why, true).await
        }
        Say::PickBad(option, _, why) => {
            phone.tap(option).await?;
            tell(phone, why, true).await
        }
        Say::Skip => phone.tap("不适用").await,
    }
}

/// The sheet of a problem: words, a photo where one is wanted, 记下.
pub async fn tell(phone: &Browser, why: &str, shown: bool) -> Told {
    phone.sees("记下，到下一项").await?;
    if shown {
        phone.choose_file(&pictures::leak()).await?;
        phone.sees_element("dialog[open] img").await?;
    }
    phone.fill("看到什么", why).await?;
    phone.tap("记下，到下一项").await
}

/// A photo by the file input of the item in hand.
pub async fn shoot(phone: &Browser, item: &str) -> Told {
    phone.choose_file(&pictures::leak()).await?;
    phone.sees_element(&format!("[data-item=\"{item}\"] img, .reading-body img")).await?;
    Ok(())
}

/// Writes into the text of the item in hand, over what stood there.
pub async fn write(phone: &Browser, text: &str) -> Told {
    let field = phone.sees_element("[data-id=text]").await?;
    field.clear().await?;
    Ok(field.send_keys(text).await?)
}

pub async fn draw(phone: &Browser, line: &[(u32, u32)]) -> Told {
    let pad = phone.sees_element("[data-id=sign-pad]").await?;
    phone.draw(&pad, line).await
}

impl Say {
    /// Whether the server's answer is what was given.
    pub fn is(self, answer: &Answer) -> bool {
        let value = &answer.value;
        match self {
            Say::Fine => *value == AnswerValue::Ok,
            Say::FineShown => *value == AnswerValue::Ok && answer.photos.len() == 1,
            Say::Read(text) => reads(value, text),
            Say::ReadShown(text) => reads(value, text) && answer.photos.len() == 1,
            Say::Pick(_, option) => *value == AnswerValue::Choice { option },
            Say::Write(words) => *value == AnswerValue::Text { text: words.to_owned() },
            Say::Shot => *value == AnswerValue::Photo && answer.photos.len() == 1,
            Say::Sign(name) => match value {
                AnswerValue::Signature { signature } => {
                    signature.name == name && signature.strokes.iter().any(|line| line.len() > 2)
                }
                _ => false,
            },
            Say::Faults(problems, why) => {
                *value == AnswerValue::Score { problems } && answer.note == why
            }
            Say::Bad(why) => *value == AnswerValue::Problem && told(answer, why),
            Say::PickBad(_, option, why) => {
                *value == AnswerValue::Choice { option } && told(answer, why)
            }
            Say::Skip => matches!(value, AnswerValue::NotApplicable { .. }),
        }
    }
}

fn reads(value: &AnswerValue, text: &str) -> bool {
    matches!((value, text.parse()), (AnswerValue::Number { reading }, Ok(wanted)) if *reading == wanted)
}

fn told(answer: &Answer, why: &str) -> bool {
    answer.note == why && answer.photos.len() == 1 && answer.case.is_some()
}
