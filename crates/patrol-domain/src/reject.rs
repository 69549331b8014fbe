//! Why an operation is refused: data, never text. The screens turn it into a sentence with a way out.

use crate::decimal::{BadDecimal, Decimal};
use crate::ids::CaseId;
use crate::record::Key;
use crate::round::RoundState;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum Rejection {
    /// The thing is not there, or not this person's to see: the two answer alike.
    #[error("unknown {key:?}")]
    Unknown { key: Key },
    #[error("the operation names another site than the record")]
    OtherSite,
    #[error("the role does not allow it")]
    NotAllowed,
    #[error("the person is suspended")]
    Suspended,
    /// The id is in use by another record.
    #[error("the id is taken")]
    IdTaken,
    #[error("the round is assigned to another person")]
    AssignedToOther,
    /// 流转 to somebody without one of the round's roles, or to a suspended person.
    #[error("the colleague may not walk this round")]
    CannotWalk,
    #[error("the round was started by another person")]
    StartedByOther,
    /// The round's state does not allow the verb.
    #[error("the round is {state:?}")]
    RoundIs { state: RoundState },
    #[error("this checklist is walked on foot")]
    OnFootOnly,
    #[error("no such item in this checklist")]
    NoSuchItem { item: String },
    #[error("the answer is of another type than the item")]
    WrongAnswerType { item: String },
    #[error("no such option")]
    NoSuchOption { item: String },
    #[error("a reason for not applicable is needed")]
    ReasonNeeded { item: String },
    /// Out of limits, or a problem without words: a note is needed.
    #[error("a note is needed")]
    NoteNeeded { item: String },
    #[error("a photo is needed")]
    PhotoNeeded { item: String },
    #[error("a signature needs more than a dot, and a name")]
    SignatureEmpty { item: String },
    /// Not one's own to sign: outgoing is who walks the round.
    #[error("another person signs here")]
    WrongSigner { item: String },
    /// R69: what is answered whatever happens; not 不适用, and before an early end too.
    #[error("items must be answered")]
    MustAnswer { items: Vec<String> },
    #[error("items are unanswered")]
    Unanswered { items: Vec<String> },
    /// The answers given are final: only additions are possible.
    #[error("a returned round takes additions only")]
    AdditionsOnly,
    #[error("the end lies before the start")]
    EndBeforeStart,
    #[error("a text is needed")]
    TextNeeded,
    #[error("the text is longer than {limit} characters")]
    TextTooLong { limit: u32 },
    #[error("more than {limit} photos")]
    TooManyPhotos { limit: u32 },
    /// More than `limit` marks on one photo, an empty one, or one outside of it.
    #[error("more than {limit} marks on a photo, or one that is not on it")]
    BadMarks { limit: u32 },
    #[error("a sound clip of more than {limit} s")]
    SoundTooLong { limit: u32 },
    #[error("not a reading: {why}")]
    BadReading { why: BadDecimal },
    /// W17: no instrument shows it; in the unit of the item.
    #[error("no instrument shows this: from {lowest:?} to {highest:?}")]
    ImpossibleReading { item: String, lowest: Option<Decimal>, highest: Option<Decimal> },
    #[error("the checkpoint belongs to another site")]
    OtherSitesCheckpoint,
    /// The site takes no positions, or none is told for this checkpoint.
    #[error("no position proves a presence at this checkpoint")]
    PositionNotTaken,
    #[error("the phone gave no position")]
    PositionNeeded,
    #[error("{metres} m from the checkpoint, and {limit} m count")]
    TooFar { metres: u32, limit: u32 },
    #[error("the position is exact to {metres} m, and {limit} m count")]
    TooInexact { metres: u32, limit: u32 },
    /// No camera scan of this checkpoint waits for a frame, or the frame is of another time.
    #[error("no scan waits for this frame")]
    NoScanForFrame,
    #[error("a frame has more than {limit} bytes")]
    FrameTooLarge { limit: u32 },
    #[error("no such category")]
    NoSuchCategory,
    /// Four eyes: the author, handler or inspector cannot do this to their own work (R94).
    #[error("needs another person")]
    NeedsAnotherPerson,
    /// The flow has no such move from the case's state.
    #[error("no move {mv} from {state}")]
    NoSuchMove { mv: String, state: String },
    #[error("a handler is needed")]
    HandlerNeeded,
    #[error("the handler is outside the department")]
    HandlerOutsideDepartment,
    #[error("a case move needs a note")]
    MoveNoteNeeded,
    #[error("a case move needs a photo")]
    MovePhotoNeeded,
    #[error("a scan at the place or a fresh photo is needed")]
    PlaceProofNeeded,
    #[error("the seal is needed")]
    SealNeeded,
    #[error("the issue of another finding")]
    AlreadyFiled,
    /// Its form: the server knows whose operation it is, and not what it says.
    #[error("the operation cannot be read")]
    Unreadable,
    /// The flow version takes no new case; those that began with it go on.
    #[error("flow {flow} {version} is withdrawn")]
    FlowWithdrawn { flow: String, version: u32 },
    /// The flow forbids it for a reason of its own: its words stand in `Flow::reasons`.
    #[error("flow {flow} {version} refuses: {code}")]
    FlowRefuses { flow: String, version: u32, code: String },
    #[error("the flow has no field {field}")]
    NoSuchField { field: String },
    #[error("the field {field} is needed")]
    FieldNeeded { field: String },
    /// Of another type, no such option, out of its limits, or empty.
    #[error("the field {field} cannot hold this")]
    BadField { field: String },
    #[error("the signature of {signer} is needed")]
    SignatureNeeded { signer: String },
    #[error("a photo that is new to the case is needed")]
    AfterPhotoNeeded,
    #[error("a place is needed")]
    PlaceNeeded,
    #[error("a department is needed")]
    DepartmentNeeded,
    #[error("a severity is needed")]
    SeverityNeeded,
    #[error("a link {link} is needed")]
    LinkNeeded { link: String },
    /// The flow has no such kind of link, or it points to something else than that.
    #[error("no such link {link}")]
    BadLink { link: String },
    /// The linked round is not submitted yet.
    #[error("the round {link} is not done")]
    RoundNotDone { link: String },
    #[error("the links lead back to the case")]
    LinkLoop,
    #[error("the code of the case is needed")]
    CaseCodeNeeded,
    /// By the server: too early, or taken already.
    #[error("not due")]
    NotDue,
    /// W01: a review over issues that nobody has sent on their way.
    #[error("issues of the round lie where they were filed")]
    FindingsOpen { cases: Vec<CaseId> },
    /// W01: a finding became no issue, so the review says what is to be.
    #[error("findings without an issue need words")]
    FindingsUnsaid { items: Vec<String> },
    /// No question is open on this field, or not between these values.
    #[error("nothing to settle")]
    NothingToSettle,
    /// A newer server's reason that this version has no words for.
    #[serde(other)]
    #[error("a reason that this version does not know")]
    Unforeseen,
}
