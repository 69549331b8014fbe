//! The names of things people choose or read: methods, answers, severities, departments, roles.

use crate::i18n::*;
use patrol_domain::checklist::{Method, Severity};
use patrol_domain::people::{Department, Role};
use patrol_domain::place::Limits;
use patrol_domain::round::{EarlyReason, Feel, Mode, PresenceHow, RoundKind, RoundState, Verdict};

/// One `match` from a domain value to its text: a new variant does not compile without words.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident($type:ident) { $($variant:ident => $key:ident),* $(,)? }) => {
        $(#[$doc])*
        pub fn $name(locale: Locale, value: $type) -> &'static str {
            match value {
                $($type::$variant => td_string!(locale, words.$key)),*
            }
        }
    };
}

/// 0–50, ≥ 0, ≤ 50, or nothing where neither end is set.
pub fn range(locale: Locale, limits: Limits) -> String {
    match (limits.min, limits.max) {
        (Some(min), Some(max)) => format!("{min}–{max}"),
        (Some(min), None) => td_string!(locale, round.at_least, n = min),
        (None, Some(max)) => td_string!(locale, round.at_most, n = max),
        (None, None) => String::new(),
    }
}

/// Names one after the other, with the comma of the language: 周二、周五; Tuesday, Friday.
pub fn listed(locale: Locale, names: impl IntoIterator<Item: AsRef<str>>) -> String {
    let mut whole = String::new();
    for name in names {
        if !whole.is_empty() {
            whole += td_string!(locale, words.comma);
        }
        whole += name.as_ref();
    }
    whole
}

/// `350 m`, and from ten kilometres on `12 km`.
pub fn metres(locale: Locale, metres: u32) -> String {
    match metres {
        0..10_000 => td_string!(locale, words.metres, n = metres),
        far => td_string!(locale, words.kilometres, n = far / 1000),
    }
}

names! { method(Method) {
    Look => look, Listen => listen, Touch => touch, Test => test, Ask => ask, Smell => smell,
} }
names! { feel(Feel) { Cool => feel_cool, Warm => feel_warm, Hot => feel_hot } }
names! { verdict(Verdict) { Ok => ok, Problem => problem, NotApplicable => na } }
names! { severity(Severity) {
    General => general, Serious => serious, Major => major, Emergency => emergency,
} }
names! { early_reason(EarlyReason) {
    OutOfService => out_of_service, NoAccess => no_access, Urgent => urgent, HandedOver => handed_over,
} }
names! { presence(PresenceHow) {
    Qr => present_qr, Nfc => present_nfc, Typed => present_typed, Photo => present_photo,
    Position => present_position,
} }
names! { round_kind(RoundKind) {
    Periodic => periodic, Special => special, Complaint => complaint, Random => random, Covert => covert,
} }
names! { round_state(RoundState) {
    Planned => planned, Started => started, Paused => paused, Submitted => submitted,
    Returned => returned, Reviewed => reviewed, Sampled => sampled, Missed => missed,
    Void => void, Archived => archived,
} }
names! { department(Department) {
    Mgmt => mgmt, Cs => cs, Eng => eng, Mnt => mnt, Sec => sec, Env => env, Office => office,
    Quality => quality, Bu => bu, Sales => sales, Contractor => contractor,
} }
names! { role(Role) {
    Guard => guard, GuardCaptain => guard_captain, Cleaner => cleaner,
    EnvSupervisor => env_supervisor, EngineerShift => engineer_shift, Maintenance => maintenance,
    DeviceOwner => device_owner, EngHead => eng_head, CsOfficer => cs_officer,
    Housekeeper => housekeeper, FrontDesk => front_desk, CsAssistant => cs_assistant,
    PropertyAssistant => property_assistant, CsSupervisor => cs_supervisor, Cashier => cashier,
    FileClerk => file_clerk, SiteManager => site_manager, SiteSupervisor => site_supervisor,
    Pm => pm, Deputy => deputy, Gm => gm, OfficeClerk => office_clerk, Quality => quality_role,
    Admin => admin, Resident => resident, Representative => representative,
    ContractorStaff => contractor_staff,
} }

/// R33.
pub fn mode(locale: Locale, mode: Mode) -> &'static str {
    match mode {
        Mode::Foot => td_string!(locale, ways.foot),
        Mode::Bicycle => td_string!(locale, ways.bicycle),
        Mode::Vehicle => td_string!(locale, ways.vehicle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_as_the_language_does() {
        assert_eq!(listed(Locale::zh_Hans, ["周二", "周五"]), "周二、周五");
        assert_eq!(listed(Locale::en, ["Tuesday", "Friday"]), "Tuesday, Friday");
        assert_eq!(listed(Locale::en, ["one"]), "one");
    }
}
