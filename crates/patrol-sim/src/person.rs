//! What people do all day: walk rounds, file issues, move cases, and decide on refused work.

use crate::dice::Dice;
use crate::phone::Phone;
use crate::picture;
use crate::witness::Act;
use crate::world;
use patrol_domain::case::Case;
use patrol_domain::checklist::Severity;
use patrol_domain::ids::{CaseId, RoundId, SiteId};
use patrol_domain::operation::{FoundIn, Unplanned};
use patrol_domain::people::Role;
use patrol_domain::photo::PhotoRef;
use patrol_domain::record::{Shelf, Slice, View};
use patrol_domain::round::{
    AnswerValue, EarlyEnd, EarlyReason, Evidence, Mode, PresenceHow, Round, RoundKind, RoundState,
};
use patrol_domain::{Halt, Key, Kind, Mutation, Op, Record, apply};
use patrol_protocol::Outcome;
use patrol_sync::ports::{PhotoBytes, StoreError};
use patrol_sync::{Device, PerformError};
use std::rc::Rc;

const YEAR_MS: i64 = 365 * 24 * 60 * 60 * 1000;

/// Works in bursts with pauses in between, until the day's work is done.
pub async fn live(phone: &Rc<Phone>) {
    while phone.devices.borrow().is_empty() {
        phone.executor.sleep(100).await;
    }
    while phone.acts_left.get() > 0 {
        let burst = phone.dice.borrow_mut().between(2, 14);
        for _ in 0..burst.min(phone.acts_left.get().into()) {
            phone.acts_left.set(phone.acts_left.get() - 1);
            let device = some_tab(phone);
            if let Err(error) = act(phone, &device).await {
                phone.witness.fault(format!("phone {}: {error}", phone.n));
            }
            let moment = phone.dice.borrow_mut().between(200, 4_000);
            phone.executor.sleep(moment).await;
        }
        if let Err(error) = look_back(phone).await {
            phone.witness.fault(format!("phone {}: {error}", phone.n));
        }
        pause(phone).await;
    }
}

fn some_tab(phone: &Phone) -> Device {
    let devices = phone.devices.borrow();
    phone.dice.borrow_mut().pick(&devices).expect("an open tab").clone()
}

/// Between two bursts people walk: signal comes and goes, clocks are set.
async fn pause(phone: &Phone) {
    let plan = phone.network.plan.borrow().clone();
    let (cut, jump, rights, long) = {
        let mut dice = phone.dice.borrow_mut();
        let rights = dice.chance(plan.rights);
        let (cut, jump) = (dice.chance(plan.partition), dice.chance(plan.clock_jump));
        (cut, jump, rights, dice.between(5_000, 90_000))
    };
    if rights {
        let site = phone.dice.borrow_mut().pick(&phone.holder.sites).copied();
        site.into_iter().for_each(|site| phone.network.change_rights(phone.holder.member, site));
    }
    if jump {
        let by = phone.dice.borrow_mut().below(20) as i64 - 10;
        phone.skew_ms.set(phone.skew_ms.get() + by * YEAR_MS / 3);
    }
    phone.network.cut(phone.n, cut);
    if !cut {
        phone.wake.set(true);
    }
    phone.executor.sleep(long).await;
}

/// One thing to do, chosen by what the phone shows.
async fn act(phone: &Rc<Phone>, device: &Device) -> Result<(), StoreError> {
    let full = phone.network.plan.borrow().disk_full;
    if phone.dice.borrow_mut().chance(full) {
        // Whoever writes next: this act, or the sync beside it.
        phone.disk.fail_next_write(StoreError::Full);
        phone.witness.count(|totals| totals.full += 1);
    }
    let site = *phone.dice.borrow_mut().pick(&phone.holder.sites).expect("a site");
    let desk = Desk::look(device, site).await?;
    let refused = device.waiting(site).await?.parked;
    if let Some(parked) = refused.first()
        && phone.dice.borrow_mut().chance(400)
    {
        return decide(phone, device, site, parked).await;
    }
    let (mutation, photos) = {
        let mut dice = phone.dice.borrow_mut();
        desk.choose(&mut dice, phone, device)
    };
    let act = Act {
        phone: phone.n,
        member: phone.holder.member,
        site,
        mutation: mutation.clone(),
        kept: None,
        refused: false,
    };
    let at = phone.witness.intends(act);
    tell(phone, device, at, device.perform(site, mutation, photos, None).await)
}

/// The person was given an answer.
fn tell(
    phone: &Phone,
    device: &Device,
    at: usize,
    answer: Result<patrol_sync::Performed, PerformError>,
) -> Result<(), StoreError> {
    match answer {
        Ok(performed) => phone.witness.kept(at, performed.op),
        // Told that it is not kept: then nothing of it may turn up.
        Err(PerformError::Rejected(_) | PerformError::Store(StoreError::Full)) => {
            phone.witness.refused(at);
        }
        Err(PerformError::Store(error)) => return Err(error),
    }
    phone.wake.set(true);
    phone.tell_other_tabs(device);
    Ok(())
}

/// Sends refused work again, or lets it go.
async fn decide(
    phone: &Rc<Phone>,
    device: &Device,
    site: SiteId,
    parked: &patrol_sync::ports::Parked,
) -> Result<(), StoreError> {
    phone.witness.decides(parked.op.id);
    if phone.dice.borrow_mut().chance(500) {
        match device.give_up(parked.op.id).await {
            Ok(()) | Err(StoreError::Full) => {}
            Err(error) => return Err(error),
        }
        phone.tell_other_tabs(device);
        return Ok(());
    }
    let act = Act {
        phone: phone.n,
        member: phone.holder.member,
        site,
        mutation: parked.op.mutation.clone(),
        kept: None,
        refused: false,
    };
    let at = phone.witness.intends(act);
    tell(phone, device, at, device.retry(site, parked.op.id).await)
}

/// Whoever filed an issue sees it from then on: unless it was refused, or will be, because the world
/// moved under it (the sync page lists it), or it is accepted and a later page of the base brings it.
async fn look_back(phone: &Rc<Phone>) -> Result<(), StoreError> {
    let filed = phone.witness.issues_filed(phone.n);
    let Some((op, case)) = phone.dice.borrow_mut().pick(&filed).cloned() else { return Ok(()) };
    let device = some_tab(phone);
    let key = Key::Case { id: case };
    let view = device.view(op.site, std::slice::from_ref(&key)).await?;
    if view.records.get(&key).is_some_and(Option::is_some) {
        return Ok(());
    }
    let waiting = device.waiting(op.site).await?;
    let refused = waiting.receipts.iter().any(|(settled, receipt)| {
        settled.id == op.id && matches!(receipt.outcome, Outcome::Rejected { .. })
    });
    let listed = waiting.groups.iter().any(|group| group.key == Some(key.clone()) && group.ops > 0);
    let lost = !listed || !is_hopeless(&device, &op).await?;
    // What a restored server lost is shown again when it was offered: the night looks for that.
    let restored = phone.witness.totals().restores > 0;
    if lost && !refused && !restored && !crate::oracle::is_coming(phone, &op) {
        phone.witness.fault(format!("phone {} no longer shows its issue {case}", phone.n));
    }
    Ok(())
}

/// Whether the operation would be refused over what the phone shows now.
async fn is_hopeless(device: &Device, op: &Op) -> Result<bool, StoreError> {
    let mut view = View::default();
    loop {
        match apply(&view, op) {
            Ok(_) => return Ok(false),
            Err(Halt::Rejected(_)) => return Ok(true),
            Err(Halt::Need(key)) => {
                let loaded = device.view(op.site, std::slice::from_ref(&key)).await?;
                view.records.extend(loaded.records);
            }
        }
    }
}

/// What lies before a person at one site.
struct Desk {
    site: SiteId,
    rounds: Vec<Round>,
    submitted: Vec<Round>,
    cases: Vec<Case>,
}

impl Desk {
    async fn look(device: &Device, site: SiteId) -> Result<Desk, StoreError> {
        let rounds = device.list(site, Kind::Round, Slice::all(Shelf::Live)).await?;
        let submitted = device.list(site, Kind::Round, Slice::all(Shelf::Past)).await?;
        let cases = device.list(site, Kind::Case, Slice::all(Shelf::Live)).await?;
        let round = |record| if let Record::Round(round) = record { Some(round) } else { None };
        let case = |record| if let Record::Case(case) = record { Some(case) } else { None };
        let mut desk = Desk {
            site,
            rounds: rounds.into_iter().filter_map(round).collect(),
            submitted: submitted.into_iter().filter_map(round).collect(),
            cases: cases.into_iter().filter_map(case).collect(),
        };
        // What people choose must not depend on anybody's clock.
        desk.rounds.sort_by_key(|round| round.id);
        desk.submitted.sort_by_key(|round| round.id);
        desk.cases.sort_by_key(|case| case.id);
        Ok(desk)
    }

    fn choose(
        &self,
        dice: &mut Dice,
        phone: &Phone,
        device: &Device,
    ) -> (Mutation, Vec<PhotoBytes>) {
        let (me, role) = (phone.holder.member, phone.holder.role);
        let technician = matches!(role, Role::EngineerShift | Role::Maintenance);
        let mut camera = Camera { shots: Vec::new(), named: Vec::new(), now: device.now() };
        let mine = self.rounds.iter().find(|round| round.inspector == Some(me));
        let mutation = match (mine, dice.below(10)) {
            (Some(round), 0..=7) => walk(round, dice, &mut camera),
            (None, 0..=5) if technician => self.start(dice),
            (_, 8) => self.file(dice, &mut camera, None),
            _ => self
                .desk_work(dice, &mut camera, phone)
                .unwrap_or_else(|| self.file(dice, &mut camera, mine)),
        };
        (mutation, camera.shots)
    }

    fn start(&self, dice: &mut Dice) -> Mutation {
        let planned: Vec<&Round> =
            self.rounds.iter().filter(|round| round.state == RoundState::Planned).collect();
        let wanted = dice.pick(&planned).map(|round| round.id);
        let unplanned = wanted.is_none().then(|| Unplanned {
            kind: RoundKind::Random,
            checklist: world::CHECKLIST.to_owned(),
            version: 1,
            place: world::somewhere(dice, self.site).0,
        });
        let round = wanted.unwrap_or_else(|| RoundId(dice.uuid()));
        Mutation::StartRound {
            round,
            mode: Mode::Foot,
            self_check: true,
            unplanned,
            left_out: Default::default(),
        }
    }

    fn file(&self, dice: &mut Dice, camera: &mut Camera, round: Option<&Round>) -> Mutation {
        let open = round.and_then(|round| {
            let unfiled = round
                .answers
                .iter()
                .find(|(_, answer)| answer.case.is_none() && answer.value == AnswerValue::Problem);
            Some(FoundIn { round: round.id, item: unfiled?.0.clone() })
        });
        if open.is_some() || dice.chance(400) {
            camera.shoot(dice);
        }
        Mutation::FileIssue {
            case: CaseId(dice.uuid()),
            place: Some(world::somewhere(dice, self.site).0),
            spot: String::new(),
            title: format!("法兰滴漏 {}", dice.below(1_000_000)),
            category: "WTR".to_owned(),
            severity: Severity::General,
            photos: camera.named.clone(),
            found_in: open,
            department: None,
            sound: None,
        }
    }

    /// Cases to move, rounds to judge.
    fn desk_work(&self, dice: &mut Dice, camera: &mut Camera, phone: &Phone) -> Option<Mutation> {
        let role = phone.holder.role;
        if matches!(role, Role::EngHead | Role::Pm) && dice.chance(300) {
            let others = |round: &&Round| {
                round.state == RoundState::Submitted && !round.walked_by(phone.holder.member)
            };
            let waiting: Vec<&Round> = self.submitted.iter().filter(others).collect();
            let round = dice.pick(&waiting)?.id;
            let note = "补一张照片".to_owned();
            return Some(match dice.chance(300) {
                true => Mutation::ReturnRound { round, note },
                false => Mutation::ReviewRound { round, note },
            });
        }
        let case = (*dice.pick(&self.cases.iter().collect::<Vec<_>>())?).clone();
        Some(self.step(&case, dice, camera, phone))
    }

    fn step(&self, case: &Case, dice: &mut Dice, camera: &mut Camera, phone: &Phone) -> Mutation {
        let technician = if self.site == world::site(1) { dice.between(1, 2) } else { 6 };
        let mine = case.handler == Some(phone.holder.member);
        let mv = match case.state.as_str() {
            "done" if dice.chance(250) => "reject",
            "done" => "verify",
            "accepted" | "rework" if mine => "finish",
            _ => "assign",
        };
        if mv != "assign" {
            camera.shoot(dice);
        }
        Mutation::MoveCase {
            case: case.id,
            mv: mv.to_owned(),
            note: format!("已处理 {}", dice.below(1_000_000)),
            photos: camera.named.clone(),
            handler: (mv == "assign").then(|| world::member(technician.into())),
            presence: None,
            sealed: mv == "verify",
            brings: Box::default(),
        }
    }
}

/// Photos taken for one operation.
struct Camera {
    shots: Vec<PhotoBytes>,
    named: Vec<PhotoRef>,
    now: patrol_domain::At,
}

impl Camera {
    fn shoot(&mut self, dice: &mut Dice) {
        let length =
            if dice.chance(20) { dice.between(270_000, 600_000) } else { dice.between(50, 9_000) };
        let photo = picture::shoot(dice, usize::try_from(length).unwrap_or(50));
        self.named.push(picture::named(&photo, self.now));
        self.shots.push(photo);
    }
}

/// The next step of a round under way.
fn walk(round: &Round, dice: &mut Dice, camera: &mut Camera) -> Mutation {
    let id = round.id;
    if round.state == RoundState::Paused {
        return Mutation::ResumeRound { round: id };
    }
    match dice.below(40) {
        0 => return Mutation::PauseRound { round: id, reason: "先接个电话".to_owned() },
        1 => return Mutation::ClearAnswer { round: id, item: world::item(dice.between(1, 5)) },
        2 | 3 => {
            let (_, checkpoint) = world::somewhere(dice, round.site);
            return Mutation::presence(id, checkpoint, PresenceHow::Qr);
        }
        4 => {
            let end = EarlyEnd { reason: EarlyReason::Urgent, note: String::new() };
            return Mutation::SubmitRound {
                round: id,
                overall: String::new(),
                early_end: Some(end),
            };
        }
        5 => return world::relay(dice, id),
        _ => {}
    }
    let next = (1..=5).map(world::item).find(|item| !round.answers.contains_key(item));
    let Some(next) = next else {
        return Mutation::SubmitRound { round: id, overall: "正常".to_owned(), early_end: None };
    };
    let text = next.ends_with("03");
    let problem = !text && dice.chance(250);
    if problem || next.ends_with("05") || dice.chance(100) {
        camera.shoot(dice);
    }
    let value = match (text, problem) {
        (true, _) => AnswerValue::Text { text: format!("读数 {}", dice.below(1_000)) },
        (_, true) => AnswerValue::Problem,
        _ => AnswerValue::Ok,
    };
    Mutation::RecordAnswer {
        round: id,
        item: next,
        value,
        note: if problem { "滴水".to_owned() } else { String::new() },
        photos: camera.named.clone(),
        severity: None,
        evidence: Evidence::default(),
    }
}
