//! Hostile small things: texts, times, ids from a pool so small that they meet.

use patrol_domain::checklist::{Method, Severity};
use patrol_domain::people::{Department, Role};
use patrol_domain::photo::{Mark, PhotoRef};
use patrol_domain::position::Fix;
use patrol_domain::round::{
    Answer, AnswerValue, EarlyEnd, EarlyReason, Evidence, Feel, Frame, Mode, Presence, PresenceHow,
    RoundKind, RoundState, Signature,
};
use patrol_domain::sound::SoundRef;
use patrol_domain::{
    At, CaseId, CheckpointId, Decimal, MemberId, OpId, PhotoId, PlaceId, RoundId, SiteId, Window,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

pub const ITEMS: [&str; 8] =
    ["check", "number", "choice", "text", "photo", "sign", "score", "always"];

/// The site that the operation names; now and then another one.
pub fn site() -> impl Strategy<Value = SiteId> {
    prop_oneof![30 => Just(SiteId(Uuid::from_u128(1))), 1 => Just(SiteId(Uuid::from_u128(2)))]
}

fn pooled() -> impl Strategy<Value = Uuid> {
    prop_oneof![12 => Just(1u128), 2 => Just(2), 1 => Just(3)].prop_map(Uuid::from_u128)
}

pub fn member_id() -> impl Strategy<Value = MemberId> {
    prop_oneof![12 => pooled().prop_map(MemberId), 1 => Just(MemberId::SYSTEM)]
}
pub fn place_id() -> impl Strategy<Value = PlaceId> {
    pooled().prop_map(PlaceId)
}
pub fn round_id() -> impl Strategy<Value = RoundId> {
    pooled().prop_map(RoundId)
}
pub fn case_id() -> impl Strategy<Value = CaseId> {
    pooled().prop_map(CaseId)
}
pub fn checkpoint_id() -> impl Strategy<Value = CheckpointId> {
    pooled().prop_map(CheckpointId)
}
pub fn op_id() -> impl Strategy<Value = OpId> {
    any::<u128>().prop_map(|n| OpId(Uuid::from_u128(n)))
}

pub fn at() -> impl Strategy<Value = At> {
    prop_oneof![
        8 => (0i64..40).prop_map(|n| At(n * 60_000)),
        1 => any::<i64>().prop_map(At),
        1 => select(vec![At(i64::MIN), At(i64::MAX), At(-1)]),
    ]
}

pub fn window() -> impl Strategy<Value = Window> {
    (at(), at(), any::<u16>()).prop_map(|(opens, closes, grace)| Window {
        opens,
        closes,
        grace_min: grace % 7,
    })
}

pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => Just("阀门滴漏".to_owned()),
        2 => Just(String::new()),
        1 => Just(" \n\u{3000}".to_owned()),
        1 => Just("\u{0}\u{202e}👩‍👩‍👧\u{feff}".to_owned()),
        1 => select(vec![9_999usize, 10_000, 10_001, 100_000]).prop_map(|n| "长".repeat(n)),
        1 => any::<String>(),
    ]
}

pub fn item() -> impl Strategy<Value = String> {
    prop_oneof![20 => select(&ITEMS[..]).prop_map(str::to_owned), 1 => text()]
}

pub fn decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-999_999_999_999_999i64..=999_999_999_999_999, 0u8..=6)
            .prop_map(|(n, s)| Decimal::new(n, s)),
        (0i64..60, 0u8..2).prop_map(|(n, s)| Decimal::new(n, s)),
    ]
}

/// Beyond what can be typed: only as a limit.
pub fn wild_decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![decimal(), (any::<i64>(), any::<u8>()).prop_map(|(n, s)| Decimal::new(n, s))]
}

/// Drawings that fit, and some beyond the edge, empty or too many.
fn marks() -> impl Strategy<Value = Vec<Mark>> {
    let spot = || (0u16..1003, 0u16..1003);
    let mark = prop_oneof![
        (spot(), spot()).prop_map(|(from, to)| Mark::Circle { from, to }),
        (spot(), spot()).prop_map(|(from, to)| Mark::Arrow { from, to }),
        (spot(), text()).prop_map(|(at, text)| Mark::Text { at, text }),
    ]
    .boxed();
    prop_oneof![
        9 => prop::collection::vec(mark.clone(), 0..3),
        1 => prop::collection::vec(mark, 19..23),
    ]
}

/// Clips of any length.
pub fn sound() -> impl Strategy<Value = Option<SoundRef>> {
    let clip =
        (0u8..5, 0u32..40_000, 0u32..2_000_000, at()).prop_map(|(n, ms, bytes, taken_at)| {
            SoundRef { id: PhotoId([n; 32]), bytes, ms, taken_at }
        });
    prop::option::weighted(0.3, clip)
}

pub fn photos() -> impl Strategy<Value = Vec<PhotoRef>> {
    let bytes = select(vec![20_000, u32::MAX]);
    let photo = (0u8..5, bytes, at(), marks()).prop_map(|(n, bytes, taken_at, marks)| PhotoRef {
        id: PhotoId([n; 32]),
        bytes,
        width: 0,
        height: u16::MAX,
        original: PhotoId([n; 32]),
        taken_at,
        marks,
    });
    let photo = photo.boxed();
    prop_oneof![
        9 => prop::collection::vec(photo.clone(), 0..3),
        1 => prop::collection::vec(photo, 9..12),
    ]
}

pub fn presence() -> impl Strategy<Value = Presence> {
    use PresenceHow::*;
    let how = select(vec![Qr, Nfc, Typed, Photo, Position]);
    let at = prop_oneof![3 => Just(At(0)), 1 => at()];
    let frame = prop_oneof![
        1 => Just(Frame::Unasked),
        3 => Just(Frame::Awaited),
        1 => photos().prop_map(|photos| {
            photos.into_iter().next().map_or(Frame::Awaited, |photo| Frame::Kept { photo })
        }),
    ];
    (checkpoint_id(), how, at, option::of(fix()), frame)
        .prop_map(|(checkpoint, how, at, fix, frame)| Presence { checkpoint, how, at, fix, frame })
}

/// Of the moment of most presences, or of any other.
pub fn frame() -> impl Strategy<Value = PhotoRef> {
    let late = prop_oneof![4 => (0i64..11_000).prop_map(At), 1 => at()];
    (late, select(vec![20_000, 20_000, u32::MAX]), marks()).prop_map(|(taken_at, bytes, marks)| {
        let id = PhotoId([9; 32]);
        PhotoRef { id, bytes, width: 640, height: 480, original: id, taken_at, marks }
    })
}

/// Around the checkpoints of `any.rs`, or nowhere on earth.
pub fn fix() -> impl Strategy<Value = Fix> {
    let degrees = || prop_oneof![4 => -20..20i32, 1 => any::<i32>()];
    let accuracy = prop_oneof![4 => 0..150u32, 1 => any::<u32>()];
    (degrees(), degrees(), accuracy).prop_map(|(lat_e4, lon_e4, accuracy_m)| Fix {
        lat_e4,
        lon_e4,
        accuracy_m,
    })
}

pub fn severity() -> impl Strategy<Value = Severity> {
    use Severity::*;
    select(vec![General, Serious, Major, Emergency])
}

pub fn department() -> impl Strategy<Value = Department> {
    use Department::*;
    select(vec![Eng, Eng, Eng, Cs, Sec])
}

pub fn role() -> impl Strategy<Value = Role> {
    use Role::*;
    select(vec![
        Guard,
        Maintenance,
        EngHead,
        CsOfficer,
        CsSupervisor,
        Pm,
        Quality,
        OfficeClerk,
        Admin,
    ])
}

pub fn mode() -> impl Strategy<Value = Mode> {
    select(vec![Mode::Foot, Mode::Foot, Mode::Bicycle, Mode::Vehicle])
}

pub fn kind() -> impl Strategy<Value = RoundKind> {
    use RoundKind::*;
    select(vec![Periodic, Periodic, Special, Complaint, Random, Covert])
}

pub fn state() -> impl Strategy<Value = RoundState> {
    use RoundState::*;
    let others = vec![Planned, Paused, Reviewed, Sampled, Missed, Void, Archived];
    prop_oneof![5 => Just(Started), 3 => Just(Submitted), 2 => Just(Returned), 9 => select(others)]
}

pub fn early_end() -> impl Strategy<Value = EarlyEnd> {
    text().prop_map(|note| EarlyEnd { reason: EarlyReason::Urgent, note })
}

pub fn value() -> impl Strategy<Value = AnswerValue> {
    let strokes = prop::collection::vec(prop::collection::vec(any::<(u16, u16)>(), 0..4), 0..3);
    let signature = (text(), strokes).prop_map(|(name, strokes)| AnswerValue::Signature {
        signature: Signature {
            name,
            role: String::new(),
            strokes,
            member: None,
            text_sha256: "x".to_owned(),
        },
    });
    prop_oneof![
        3 => Just(AnswerValue::Ok),
        2 => Just(AnswerValue::Problem),
        2 => text().prop_map(|reason| AnswerValue::NotApplicable { reason }),
        2 => decimal().prop_map(|reading| AnswerValue::Number { reading }),
        2 => any::<u16>().prop_map(|n| AnswerValue::Choice { option: n % 4 }),
        2 => text().prop_map(|text| AnswerValue::Text { text }),
        2 => Just(AnswerValue::Photo),
        2 => signature,
        2 => any::<u16>().prop_map(|problems| AnswerValue::Score { problems }),
    ]
}

/// An item with, mostly, a value of its own type.
pub fn item_and_value() -> impl Strategy<Value = (String, AnswerValue)> {
    let fitting = (select(&ITEMS[..]), value(), decimal()).prop_map(|(item, value, reading)| {
        let fit = match item {
            "number" => AnswerValue::Number { reading },
            "choice" => AnswerValue::Choice { option: 1 },
            "text" => AnswerValue::Text { text: "有".to_owned() },
            "photo" => AnswerValue::Photo,
            "sign" | "score" => AnswerValue::Score { problems: 1 },
            _ if matches!(value, AnswerValue::Problem) => AnswerValue::Problem,
            _ => AnswerValue::Ok,
        };
        (item.to_owned(), fit)
    });
    prop_oneof![2 => fitting, 1 => (item(), value())]
}

/// An answer as it may stand in a record: of any type under any item.
pub fn answer() -> impl Strategy<Value = Answer> {
    let severity = prop::option::of(severity());
    (value(), text(), photos(), severity, evidence(), prop::option::of(case_id()), at()).prop_map(
        |(value, note, photos, severity, evidence, case, at)| Answer {
            value,
            note,
            photos,
            severity,
            evidence,
            case,
            by: MemberId(Uuid::from_u128(1)),
            at,
        },
    )
}

/// Items left out, real ones and others.
pub fn left_out() -> impl Strategy<Value = std::collections::BTreeSet<String>> {
    prop::collection::btree_set(item(), 0..3)
}

/// Any mix, also methods that no item has.
pub fn evidence() -> impl Strategy<Value = Evidence> {
    const METHODS: [Method; 4] = [Method::Look, Method::Touch, Method::Ask, Method::Smell];
    const FEELS: [Feel; 3] = [Feel::Cool, Feel::Warm, Feel::Hot];
    let feel = prop::option::of(prop::sample::select(FEELS.to_vec()));
    let skipped = prop::collection::btree_set(prop::sample::select(METHODS.to_vec()), 0..3);
    (feel, text(), sound(), any::<bool>(), skipped).prop_map(
        |(feel, asked, sound, consent, skipped)| Evidence { feel, asked, sound, consent, skipped },
    )
}
