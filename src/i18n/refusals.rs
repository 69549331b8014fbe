//! Typed refusals and storage troubles → one sentence with a way out. No case is without words.

use crate::i18n::*;
use patrol_domain::Rejection;
use patrol_domain::place::Limits;
use patrol_sync::ports::StoreError;

/// Why an operation was refused, and what to do now.
pub fn rejection(locale: Locale, why: &Rejection) -> String {
    match why {
        Rejection::RoundIs { state } => {
            td_string!(locale, rejection.round_is, state = words::round_state(locale, *state))
        }
        Rejection::MustAnswer { items } => {
            td_string!(locale, rejection.must_answer, n = items.len())
        }
        Rejection::Unanswered { items } => {
            td_string!(locale, rejection.unanswered, n = items.len())
        }
        Rejection::TextTooLong { limit } => {
            td_string!(locale, rejection.text_too_long, limit = *limit)
        }
        Rejection::TooManyPhotos { limit } => {
            td_string!(locale, rejection.too_many_photos, limit = *limit)
        }
        Rejection::BadMarks { limit } => {
            td_string!(locale, rejection.bad_marks, limit = *limit)
        }
        Rejection::SoundTooLong { limit } => {
            td_string!(locale, rejection.sound_too_long, limit = *limit)
        }
        Rejection::TooFar { metres, limit } => {
            let metres = words::metres(locale, *metres);
            td_string!(locale, rejection.too_far, metres = metres, limit = *limit)
        }
        Rejection::TooInexact { metres, limit } => {
            let metres = words::metres(locale, *metres);
            td_string!(locale, rejection.too_inexact, metres = metres, limit = *limit)
        }
        Rejection::FrameTooLarge { limit } => {
            td_string!(locale, rejection.frame_too_large, limit = *limit / 1024)
        }
        Rejection::NoSuchField { field } => {
            td_string!(locale, rejection.no_such_field, field = field.clone())
        }
        Rejection::FieldNeeded { field } => {
            td_string!(locale, rejection.field_needed, field = field.clone())
        }
        Rejection::BadField { field } => {
            td_string!(locale, rejection.bad_field, field = field.clone())
        }
        Rejection::SignatureNeeded { signer } => {
            td_string!(locale, rejection.signature_needed, signer = signer.clone())
        }
        Rejection::ImpossibleReading { lowest, highest, .. } => {
            let range = words::range(locale, Limits { min: *lowest, max: *highest });
            td_string!(locale, rejection.impossible_reading, range = range)
        }
        Rejection::FindingsOpen { cases } => {
            td_string!(locale, rejection.findings_open, n = cases.len())
        }
        Rejection::FindingsUnsaid { items } => {
            td_string!(locale, rejection.findings_unsaid, n = items.len())
        }
        Rejection::NoSuchMove { state, .. } => {
            td_string!(locale, rejection.no_such_move, state = state.as_str())
        }
        other => plain(locale, other).to_owned(),
    }
}

/// The refusals whose sentence needs no number.
fn plain(locale: Locale, why: &Rejection) -> &'static str {
    match why {
        Rejection::Unknown { .. } => td_string!(locale, rejection.unknown),
        Rejection::OtherSite => td_string!(locale, rejection.other_site),
        Rejection::NotAllowed => td_string!(locale, rejection.not_allowed),
        Rejection::Suspended => td_string!(locale, rejection.suspended),
        Rejection::IdTaken => td_string!(locale, rejection.id_taken),
        Rejection::AssignedToOther => td_string!(locale, rejection.assigned_to_other),
        Rejection::StartedByOther => td_string!(locale, rejection.started_by_other),
        Rejection::CannotWalk => td_string!(locale, rejection.cannot_walk),
        Rejection::OnFootOnly => td_string!(locale, rejection.on_foot_only),
        Rejection::NoSuchItem { .. } => td_string!(locale, rejection.no_such_item),
        Rejection::WrongAnswerType { .. } => td_string!(locale, rejection.wrong_answer_type),
        Rejection::NoSuchOption { .. } => td_string!(locale, rejection.no_such_option),
        Rejection::ReasonNeeded { .. } => td_string!(locale, rejection.reason_needed),
        Rejection::NoteNeeded { .. } => td_string!(locale, rejection.note_needed),
        Rejection::PhotoNeeded { .. } => td_string!(locale, rejection.photo_needed),
        Rejection::SignatureEmpty { .. } => td_string!(locale, rejection.signature_empty),
        Rejection::WrongSigner { .. } => td_string!(locale, rejection.wrong_signer),
        Rejection::AdditionsOnly => td_string!(locale, rejection.additions_only),
        Rejection::EndBeforeStart => td_string!(locale, rejection.end_before_start),
        Rejection::TextNeeded => td_string!(locale, rejection.text_needed),
        Rejection::BadReading { .. } => td_string!(locale, rejection.bad_reading),
        Rejection::OtherSitesCheckpoint => td_string!(locale, rejection.other_sites_checkpoint),
        Rejection::PositionNotTaken => td_string!(locale, rejection.position_not_taken),
        Rejection::PositionNeeded => td_string!(locale, rejection.position_needed),
        Rejection::NoScanForFrame => td_string!(locale, rejection.no_scan_for_frame),
        Rejection::NoSuchCategory => td_string!(locale, rejection.no_such_category),
        Rejection::NeedsAnotherPerson => td_string!(locale, rejection.needs_another_person),
        Rejection::HandlerNeeded => td_string!(locale, rejection.handler_needed),
        Rejection::HandlerOutsideDepartment => td_string!(locale, rejection.handler_outside),
        Rejection::MoveNoteNeeded => td_string!(locale, rejection.move_note_needed),
        Rejection::MovePhotoNeeded => td_string!(locale, rejection.move_photo_needed),
        Rejection::PlaceProofNeeded => td_string!(locale, rejection.place_proof_needed),
        Rejection::SealNeeded => td_string!(locale, rejection.seal_needed),
        Rejection::AlreadyFiled => td_string!(locale, rejection.already_filed),
        Rejection::FlowWithdrawn { .. } => td_string!(locale, rejection.flow_withdrawn),
        Rejection::FlowRefuses { .. } => td_string!(locale, rejection.flow_refuses),
        Rejection::AfterPhotoNeeded => td_string!(locale, rejection.after_photo_needed),
        Rejection::PlaceNeeded => td_string!(locale, rejection.place_needed),
        Rejection::DepartmentNeeded => td_string!(locale, rejection.department_needed),
        Rejection::SeverityNeeded => td_string!(locale, rejection.severity_needed),
        Rejection::LinkNeeded { .. } => td_string!(locale, rejection.link_needed),
        Rejection::BadLink { .. } => td_string!(locale, rejection.bad_link),
        Rejection::RoundNotDone { .. } => td_string!(locale, rejection.round_not_done),
        Rejection::LinkLoop => td_string!(locale, rejection.link_loop),
        Rejection::CaseCodeNeeded => td_string!(locale, rejection.case_code_needed),
        Rejection::NotDue => td_string!(locale, rejection.not_due),
        Rejection::NothingToSettle => td_string!(locale, rejection.nothing_to_settle),
        Rejection::Unforeseen => td_string!(locale, rejection.unforeseen),
        Rejection::Unreadable => td_string!(locale, rejection.unreadable),
        Rejection::RoundIs { .. }
        | Rejection::Unanswered { .. }
        | Rejection::MustAnswer { .. }
        | Rejection::TextTooLong { .. }
        | Rejection::BadMarks { .. }
        | Rejection::SoundTooLong { .. }
        | Rejection::TooManyPhotos { .. }
        | Rejection::TooFar { .. }
        | Rejection::TooInexact { .. }
        | Rejection::FrameTooLarge { .. }
        | Rejection::NoSuchField { .. }
        | Rejection::FieldNeeded { .. }
        | Rejection::BadField { .. }
        | Rejection::SignatureNeeded { .. }
        | Rejection::ImpossibleReading { .. }
        | Rejection::FindingsOpen { .. }
        | Rejection::FindingsUnsaid { .. }
        | Rejection::NoSuchMove { .. } => "",
    }
}

/// Why the phone could not keep something, and what to do now.
pub fn store(locale: Locale, why: &StoreError) -> &'static str {
    match why {
        StoreError::Full => td_string!(locale, rejection.store_full),
        StoreError::Denied => td_string!(locale, rejection.store_denied),
        StoreError::OtherVersion => td_string!(locale, rejection.store_version),
        StoreError::Broken(_) => td_string!(locale, rejection.store_broken),
    }
}

/// The same for a photo that was just taken.
pub fn store_photo(locale: Locale, why: &StoreError) -> &'static str {
    match why {
        StoreError::Full => td_string!(locale, rejection.photo_full),
        other => store(locale, other),
    }
}
