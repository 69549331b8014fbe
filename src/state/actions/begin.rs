//! Beginning a round: what it asks is fixed here, from what the phone knows at that moment.

use super::Actions;
use crate::state::PerformError;
use crate::state::phone::Seat;
use leptos::prelude::*;
use patrol_domain::asked::{self, Asker};
use patrol_domain::ids::{PlaceId, RoundId, SiteId};
use patrol_domain::operation::Unplanned;
use patrol_domain::people::{Grant, Role};
use patrol_domain::round::Mode;
use patrol_domain::{Key, Mutation, Record};
use std::collections::BTreeSet;

impl Actions {
    /// Begins a planned round.
    pub async fn start_round(
        self,
        round: RoundId,
        mode: Mode,
        self_check: bool,
    ) -> Result<(), PerformError> {
        let (seat, site) = self.phone().place()?;
        let key = Key::Round { id: round };
        let view = seat.device.view(site, std::slice::from_ref(&key)).await?;
        let left_out = match view.records.get(&key) {
            Some(Some(Record::Round(round))) => {
                let version = round.version;
                self.left_out(&seat, site, (&round.checklist, version), round.place).await?
            }
            _ => BTreeSet::new(),
        };
        let unplanned = None;
        self.perform(Mutation::StartRound { round, mode, self_check, unplanned, left_out }, None)
            .await
    }

    /// Begins a round nobody planned; its id is made here.
    pub async fn start_unplanned(
        self,
        unplanned: Unplanned,
        mode: Mode,
        self_check: bool,
    ) -> Result<RoundId, PerformError> {
        let (seat, site) = self.phone().place()?;
        let round = RoundId(uuid::Uuid::now_v7());
        let of = (unplanned.checklist.as_str(), unplanned.version);
        let left_out = self.left_out(&seat, site, of, unplanned.place).await?;
        let unplanned = Some(unplanned);
        self.perform(Mutation::StartRound { round, mode, self_check, unplanned, left_out }, None)
            .await?;
        Ok(round)
    }

    async fn left_out(
        self,
        seat: &Seat,
        site: SiteId,
        (list, version): (&str, u32),
        place: PlaceId,
    ) -> Result<BTreeSet<String>, PerformError> {
        let signals = self.phone().signals;
        let Some(list) = signals.reference.with_untracked(|all| all.checklist(list, version))
        else {
            return Ok(BTreeSet::new());
        };
        let key = Key::History { place, checklist: list.id.clone() };
        let view = seat.device.view(site, std::slice::from_ref(&key)).await?;
        let history = match view.records.get(&key) {
            Some(Some(Record::History(history))) => Some(history),
            _ => None,
        };
        let roles: Vec<Role> = signals.session.with_untracked(|session| {
            let grants = session.as_ref().map_or(&[][..], |session| &session.member.grants);
            let here = |grant: &&Grant| grant.site == site && list.roles.contains(&grant.role);
            grants.iter().filter(here).map(|grant| grant.role).collect()
        });
        let Some(here) = signals.site.get_untracked() else { return Ok(BTreeSet::new()) };
        // What the last pull brought is newer than what the person signed in to.
        let pulled = signals.reference.with_untracked(|all| all.site.clone());
        let habits = pulled.as_ref().unwrap_or(&here);
        let asker = Asker {
            member: seat.member,
            roles: &roles,
            at: seat.device.now(),
            offset_min: here.offset_min,
            shifts: &habits.shifts,
            switches: &habits.switches,
        };
        Ok(asked::left_out(&list, history, &asker))
    }
}
