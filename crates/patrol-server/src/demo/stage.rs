//! One site of the demo while it is played: what is there, who acts, what `apply` makes of it.

use crate::demo::places::Estate;
use crate::demo::times::Hours;
use crate::demo::{DemoFault, Login, id};
use crate::library::Library;
use patrol_domain::place::Site;
use patrol_domain::{
    At, DeviceId, Halt, Key, Kind, MemberId, Mutation, Op, OpId, PlaceId, Record, View, apply,
};
use std::collections::BTreeMap;

pub(super) struct Stage {
    pub site: Site,
    pub hours: Hours,
    pub view: View,
    pub ops: Vec<Op>,
    names: BTreeMap<MemberId, String>,
    written: BTreeMap<MemberId, u64>,
}

impl Stage {
    pub fn new(estate: &Estate, library: &Library, logins: &[Login], hours: Hours) -> Stage {
        let site = estate.site();
        let mut stage = Stage {
            hours,
            view: View::default(),
            ops: Vec::new(),
            names: BTreeMap::new(),
            written: BTreeMap::new(),
            site: site.clone(),
        };
        let here = logins.iter().filter(|l| l.member.grants.iter().any(|g| g.site == site.id));
        for login in here {
            stage.names.insert(login.member.id, login.member.name.clone());
            stage.put(Record::Member(login.member.clone()));
        }
        stage.put(Record::Site(site));
        estate
            .records(stage.site.id, &id)
            .into_iter()
            .chain(library.records())
            .for_each(|r| stage.put(r));
        stage
    }

    pub fn put(&mut self, record: Record) {
        self.view.put(record.key(), Some(record));
    }

    /// Whether the place stands at this site.
    pub fn holds(&self, place: PlaceId) -> bool {
        self.view.place(place).is_ok()
    }

    pub fn name(&self, member: MemberId) -> &str {
        self.names.get(&member).map_or("", String::as_str)
    }

    /// Writes one operation as a phone would, and keeps what it changed. What lies in the future
    /// has not happened yet and is left out.
    pub fn act(
        &mut self,
        author: MemberId,
        at: At,
        mutation: Mutation,
        file: &str,
    ) -> Result<(), DemoFault> {
        if at > self.hours.now {
            return Ok(());
        }
        let seq = self.written.entry(author).or_default();
        *seq += 1;
        let name = format!("{}/{author}/{seq}", self.site.id);
        let op = Op {
            id: OpId(id("op", &name)),
            device: DeviceId(id("device", &format!("{}/{author}", self.site.id))),
            seq: *seq,
            author,
            site: self.site.id,
            made_at: at,
            device_at: at,
            mutation,
        };
        for record in self.decide(&op, file)? {
            self.put(record);
        }
        self.ops.push(op);
        Ok(())
    }

    fn decide(&mut self, op: &Op, file: &str) -> Result<Vec<Record>, DemoFault> {
        loop {
            match apply(&self.view, op) {
                Ok(records) => return Ok(records),
                Err(Halt::Need(key)) => self.view.put(key, None),
                Err(Halt::Rejected(why)) => {
                    return Err(DemoFault::new(file, format!("{:?}: {why}", op.mutation)));
                }
            }
        }
    }

    /// Gives the cases the numbers that the server would have given: day and place in the day.
    pub fn number_cases(&mut self) {
        let mut cases: Vec<_> = self
            .view
            .records
            .values()
            .filter_map(|record| match record {
                Some(Record::Case(case)) => Some(case.clone()),
                _ => None,
            })
            .collect();
        cases.sort_by_key(|case| (case.found_at, case.id));
        let mut days = BTreeMap::new();
        for mut case in cases {
            let day = case.found_at.local(self.site.offset_min).unwrap_or_default();
            let day = day.format("%m%d").to_string();
            let place = days.entry(day.clone()).or_insert(0);
            *place += 1;
            case.number = Some(format!("{day}-{place:02}"));
            self.put(Record::Case(case));
        }
    }

    /// The site's records without those of the library, and how they came about.
    pub fn close(self) -> (Vec<Record>, Vec<Op>) {
        let library = [Kind::Checklist, Kind::Flow, Kind::Categories];
        let own = |key: &Key| !library.contains(&key.kind());
        let records = self.view.records.into_iter().filter(|(key, _)| own(key));
        let mut records: Vec<Record> = records.filter_map(|(_, record)| record).collect();
        let mut photos: Vec<_> =
            self.ops.iter().flat_map(|op| op.mutation.files().map(|p| p.id)).collect();
        photos.sort_unstable();
        photos.dedup();
        records.extend(photos.into_iter().map(|id| Record::Photo { id }));
        (records, self.ops)
    }
}
