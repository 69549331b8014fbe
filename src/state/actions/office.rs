//! People, sessions and passwords, straight from and to the server: they need the network.

use super::Actions;
use crate::state::doors::{OfficeAsk, OfficeWord};
use leptos::prelude::*;
use patrol_domain::MemberId;
use patrol_domain::ids::SiteId;
use patrol_domain::notice::{NoticeAnswer, NoticePage, NoticeSettings};
use patrol_domain::office::{
    DelegationAnswer, DelegationChange, Held, Judged, Judgement, PasswordAnswer, PasswordChange,
    People, PersonAnswer, PersonChange, SessionLine,
};
use patrol_domain::switches::{ItemSwitch, SwitchAnswer};
use patrol_sync::ports::TransportError;

/// The one answer that fits the question; any other is a newer server's.
macro_rules! word {
    ($actions:expr, $ask:expr, $kind:ident) => {
        match $actions.phone().doors.office($ask).await? {
            OfficeWord::$kind(word) => Ok(word),
            _ => Err(TransportError::TooOld),
        }
    };
}

impl Actions {
    /// The site in hand.
    ///
    /// # Errors
    /// `NotFound` without one.
    fn here(self) -> Result<SiteId, TransportError> {
        let site = self.phone().signals.site;
        let site = site.with_untracked(|site| site.as_ref().map(|site| site.id));
        site.ok_or(TransportError::NotFound)
    }

    pub async fn change_password(
        self,
        old: &str,
        new: &str,
    ) -> Result<PasswordAnswer, TransportError> {
        let change = PasswordChange { old: old.to_owned(), new: new.to_owned() };
        word!(self, OfficeAsk::ChangePassword(change), Password)
    }

    /// Where this person is signed in.
    pub async fn sessions(self) -> Result<Vec<SessionLine>, TransportError> {
        word!(self, OfficeAsk::Sessions, Sessions).map(|found| found.sessions)
    }

    /// Ends one of them; returns those that are left.
    pub async fn end_session(self, id: String) -> Result<Vec<SessionLine>, TransportError> {
        word!(self, OfficeAsk::EndSession(id), Sessions).map(|found| found.sessions)
    }

    pub async fn switch_item(
        self,
        item: String,
        asked: bool,
    ) -> Result<SwitchAnswer, TransportError> {
        let wanted = ItemSwitch { item, asked };
        word!(self, OfficeAsk::SwitchItem(self.here()?, wanted), Switched)
    }

    /// What this person wants to be told outside the app.
    pub async fn notices(self) -> Result<NoticePage, TransportError> {
        word!(self, OfficeAsk::Notices, Notices)
    }

    pub async fn keep_notices(
        self,
        settings: NoticeSettings,
    ) -> Result<NoticeAnswer, TransportError> {
        word!(self, OfficeAsk::KeepNotices(settings), NoticesKept)
    }

    pub async fn people(self) -> Result<People, TransportError> {
        word!(self, OfficeAsk::People(self.here()?), People)
    }

    pub async fn keep_person(self, change: PersonChange) -> Result<PersonAnswer, TransportError> {
        word!(self, OfficeAsk::KeepPerson(self.here()?, change), Person)
    }

    pub async fn reset_password(self, of: MemberId) -> Result<PersonAnswer, TransportError> {
        word!(self, OfficeAsk::ResetPassword(self.here()?, of), Person)
    }

    pub async fn delegate(
        self,
        change: DelegationChange,
    ) -> Result<DelegationAnswer, TransportError> {
        word!(self, OfficeAsk::Delegate(self.here()?, change), Delegation)
    }

    /// Unsent work of suspended people that waits for this person's word.
    pub async fn quarantine(self) -> Result<Vec<Held>, TransportError> {
        word!(self, OfficeAsk::Quarantine(self.here()?), Quarantine).map(|found| found.waiting)
    }

    pub async fn judge(self, judgement: Judgement) -> Result<Judged, TransportError> {
        word!(self, OfficeAsk::Judge(self.here()?, judgement), Judged)
    }
}
