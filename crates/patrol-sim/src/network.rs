//! The way between a phone and the server, and everything that happens on it.

mod transport;
mod wire;

pub use transport::SimTransport;

use crate::dice::Dice;
use crate::executor::{Executor, WORLD};
use crate::oracle::stored;
use crate::plan::Plan;
use crate::server::{self, Answer, SimServer};
use crate::witness::Witness;
use crate::world;
use axum::http::StatusCode;
use patrol_domain::At;
use patrol_domain::ids::{MemberId, OpId, PhotoId, SiteId};
use patrol_protocol::{CLIENT_HEADER, PROTOCOL, PushAnswer};
use patrol_sync::planted::{self, Bug};
use patrol_sync::ports::TransportError;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use wire::{Call, get, our_type, photo_path, portal, read};

/// How long a phone waits for an answer.
const TIME_LIMIT_MS: u64 = 30_000;

pub struct Network {
    executor: Executor,
    witness: Rc<Witness>,
    pub server: SimServer,
    pub plan: RefCell<Plan>,
    lines: Vec<Line>,
    /// Operations that the server gave a receipt for, delivered or not.
    promised: RefCell<BTreeSet<OpId>>,
    /// Who is shut out, and where.
    shut_out: RefCell<BTreeSet<(MemberId, SiteId)>>,
}

/// One phone's line.
struct Line {
    member: MemberId,
    dice: RefCell<Dice>,
    /// No signal.
    cut: Cell<bool>,
    session: Cell<usize>,
    last_push: RefCell<Option<Vec<u8>>>,
}

impl Network {
    pub fn new(
        executor: Executor,
        witness: Rc<Witness>,
        plan: Plan,
        phones: impl Iterator<Item = (MemberId, Dice)>,
    ) -> Rc<Network> {
        let line = |(number, (member, dice)): (usize, (MemberId, Dice))| Line {
            member,
            dice: RefCell::new(dice),
            cut: Cell::new(false),
            // Two phones of one person do not share a session.
            session: Cell::new(number % 2 * 20),
            last_push: RefCell::new(None),
        };
        Rc::new(Network {
            executor,
            witness,
            server: SimServer::new(),
            plan: RefCell::new(plan),
            lines: phones.enumerate().map(line).collect(),
            promised: RefCell::default(),
            shut_out: RefCell::default(),
        })
    }

    fn line(&self, phone: u32) -> &Line {
        &self.lines[phone as usize]
    }

    pub fn now(&self) -> At {
        At(world::MORNING.0 + i64::try_from(self.executor.now_ms()).unwrap_or(i64::MAX))
    }

    /// Takes the signal away, or gives it back.
    pub fn cut(&self, phone: u32, cut: bool) {
        self.line(phone).cut.set(cut);
    }

    /// The person signs in again on the same phone.
    pub fn sign_in(&self, phone: u32) {
        let line = self.line(phone);
        line.session.set(line.session.get() + 1);
    }

    /// Takes a person's roles at a site away, or gives them back.
    pub fn change_rights(&self, member: MemberId, site: SiteId) {
        let found = world::members().into_iter().find(|known| known.id == member);
        let Some(mut person) = found else { return };
        let back = self.shut_out.borrow().contains(&(member, site));
        if !back {
            person.grants.retain(|grant| grant.site != site);
        }
        if self.server.put_member(self.now(), site, person) {
            self.witness.count(|totals| totals.rights += 1);
            match back {
                true => self.shut_out.borrow_mut().remove(&(member, site)),
                false => self.shut_out.borrow_mut().insert((member, site)),
            };
        }
    }

    /// Everybody works where they worked in the morning.
    pub fn give_rights_back(&self) {
        let all = self.shut_out.borrow().clone();
        all.into_iter().for_each(|(member, site)| self.change_rights(member, site));
        if self.witness.totals().restores == 0 {
            return;
        }
        // A backup may have brought an older word on them back.
        for member in world::members() {
            for grant in member.grants.clone() {
                self.server.put_member(self.now(), grant.site, member.clone());
            }
        }
    }

    /// A photo as the server gives it to a person.
    pub fn fetch_photo(&self, member: MemberId, site: SiteId, id: PhotoId) -> Option<Vec<u8>> {
        // The last session is kept for looking after things.
        let cookie = self.server.cookies.get(&member)?.last()?.clone();
        let call = Call { headers: vec![("cookie", cookie)], ..get(photo_path(site, id)) };
        let answer = self.server.call(self.now(), None, call.request())?;
        (answer.status == StatusCode::OK).then_some(answer.body)
    }

    fn cookie(&self, phone: u32) -> String {
        let line = self.line(phone);
        let own = &self.server.cookies[&line.member];
        own[line.session.get() % (own.len() - 1)].clone()
    }

    /// Sends a request and brings the answer, unless something comes in between.
    async fn send(self: &Rc<Self>, phone: u32, mut call: Call) -> Result<Answer, TransportError> {
        self.witness.count(|totals| totals.requests += 1);
        call.headers.push(("cookie", self.cookie(phone)));
        call.headers.push((CLIENT_HEADER, PROTOCOL.to_string()));
        let plan = self.plan.borrow().clone();
        let line = self.line(phone);
        let way = || line.dice.borrow_mut().between(5, plan.longest_way_ms);
        let luck = |per_mille: u32| line.dice.borrow_mut().chance(per_mille);
        self.executor.sleep(way()).await;
        if line.cut.get() || luck(plan.lose_request) {
            self.executor.sleep(TIME_LIMIT_MS).await;
            return Err(TransportError::Offline);
        }
        if luck(plan.portal) {
            return Ok(portal());
        }
        if luck(plan.sign_out) {
            self.revoke(phone);
        }
        if luck(plan.arrive_late) {
            self.arrive_later(phone, call);
            self.executor.sleep(TIME_LIMIT_MS).await;
            return Err(TransportError::Offline);
        }
        if luck(plan.duplicate) {
            self.arrive_later(phone, call.clone());
        }
        if call.writes
            && luck(plan.stale_answer)
            && let Some(stale) = self.stale(phone)
        {
            return Ok(stale);
        }
        let answer = self.deliver(phone, &call);
        if answer.is_some() && luck(plan.lose_answer) {
            self.witness.count(|totals| totals.lost_acks += 1);
            self.executor.sleep(TIME_LIMIT_MS).await;
            return Err(TransportError::Offline);
        }
        self.executor.sleep(way()).await;
        answer.ok_or(TransportError::Offline)
    }

    fn arrive_later(self: &Rc<Self>, phone: u32, call: Call) {
        let network = self.clone();
        let after = self.line(phone).dice.borrow_mut().between(1_000, 120_000);
        self.executor.spawn(WORLD, async move {
            network.executor.sleep(after).await;
            network.deliver(phone, &call);
        });
    }

    fn stale(&self, phone: u32) -> Option<Answer> {
        let body = self.line(phone).last_push.borrow().clone()?;
        Some(Answer { status: StatusCode::OK, headers: our_type(), body })
    }

    fn revoke(&self, phone: u32) {
        let call = Call {
            method: "POST",
            path: "/api/sign-out".to_owned(),
            headers: vec![("cookie", self.cookie(phone)), (CLIENT_HEADER, PROTOCOL.to_string())],
            body: Vec::new(),
            writes: false,
        };
        self.server.call(self.now(), None, call.request());
    }

    /// The request is at the server's door.
    fn deliver(self: &Rc<Self>, phone: u32, call: &Call) -> Option<Answer> {
        let plan = self.plan.borrow().clone();
        let line = self.line(phone);
        let strike = {
            let mut dice = line.dice.borrow_mut();
            let acked = planted::has(Bug::AckBeforeCommit);
            match (dice.chance(plan.kill_before_commit), dice.chance(plan.kill_after_commit)) {
                (true, _) if acked => Some(server::ACK_BEFORE_COMMIT),
                (true, _) => Some(server::BEFORE_COMMIT),
                (_, true) => Some(server::AFTER_COMMIT),
                _ => None,
            }
        };
        let strike = strike.filter(|_| call.writes);
        let answer = self.server.call(self.now(), strike, call.request());
        self.executor.trace(answer.as_ref().map_or(0, |answer| answer.status.as_u16().into()));
        if strike.is_some() && self.server.is_up() {
            self.power_cut();
            if strike != Some(server::ACK_BEFORE_COMMIT) {
                return None;
            }
        }
        if let Some(answer) = &answer
            && call.writes
            && answer.status == StatusCode::OK
        {
            *line.last_push.borrow_mut() = Some(answer.body.clone());
            let promised = read::<PushAnswer>(answer).map(|answer| answer.receipts);
            let promised = promised.unwrap_or_default().into_iter().map(|receipt| receipt.op);
            self.promised.borrow_mut().extend(promised);
        }
        answer
    }

    /// After a power cut everything that was ever promised is still on disk.
    fn check_promises(&self) {
        let there = stored::names(&self.server.folder());
        for op in self.promised.borrow().difference(&there) {
            self.witness
                .fault(format!("the server forgot operation {op}, of which it gave receipt"));
        }
    }

    fn power_cut(self: &Rc<Self>) {
        self.witness.count(|totals| totals.server_kills += 1);
        let now = self.executor.now_ms();
        let restored = (now / 7) % 1_000 < u64::from(self.plan.borrow().restore);
        let saved = (now / 11).is_multiple_of(3);
        self.server.kill();
        let network = self.clone();
        let dark = now % 20_000 + 500;
        self.executor.spawn(WORLD, async move {
            network.executor.sleep(dark).await;
            network.check_promises();
            if restored {
                network.server.put_back();
                network.witness.count(|totals| totals.restores += 1);
                *network.promised.borrow_mut() = stored::names(&network.server.folder());
            } else if saved {
                network.server.back_up();
            }
            network.server.start();
        });
    }
}
