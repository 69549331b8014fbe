//! What a transaction leaves behind: records, log, receipts, audit, claims. Decides nothing.

use super::Refusal;
use super::audit;
use super::group::{Group, Ledger, Stop};
use super::rights_past;
use super::rows::{self, Cell, select_in};
use super::scope::marks_for;
use patrol_domain::record::Shelf;
use patrol_domain::{At, DeviceId, MemberId, Op, PhotoId, Record, SiteId};
use patrol_protocol::{OpHead, Receipt};
use sqlx::{AnyConnection, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are written together at the end.
#[derive(Default)]
pub(super) struct Settled {
    ops: Vec<Vec<Cell>>,
    audit: Vec<Vec<Cell>>,
    deeds: Vec<Vec<Cell>>,
    pub(super) quarantine: Vec<Vec<Cell>>,
    /// Site, photo, member, kind and name of the record; the declared bytes.
    /// Site, photo, member, kind and name of the record -> bytes, and whether it opens the picture.
    claims: BTreeMap<[String; 5], (i64, bool)>,
    pub(super) photos: Vec<Vec<Cell>>,
    copies: Vec<Vec<Cell>>,
}

impl Settled {
    /// A number under which a second device brought an operation that is settled.
    pub(super) fn copy(
        &mut self,
        device: DeviceId,
        head: &OpHead,
        receipt: &Receipt,
    ) -> Result<(), Refusal> {
        let receipt = serde_json::to_string(receipt).map_err(|_| Refusal::Internal)?;
        let (seq, id) = (Cell::Int(head.seq as i64), head.id.to_string());
        let (device, site) = (device.to_string(), head.site.to_string());
        self.copies.push(vec![device.into(), site.into(), seq, id.into(), receipt.into()]);
        Ok(())
    }
}

impl Group<'_> {
    /// Op, receipt and audit row.
    pub(super) fn log(
        &mut self,
        op: &OpHead,
        device: &str,
        text: &str,
        receipt: &Receipt,
    ) -> Result<(), Stop> {
        let receipt = serde_json::to_string(receipt).map_err(|_| Refusal::Internal)?;
        let digest = audit::digest(text, &receipt);
        self.chain(op.site, op.id.to_string(), digest)?;
        self.settled.ops.push(vec![
            device.to_owned().into(),
            op.site.to_string().into(),
            (op.seq as i64).into(),
            op.id.to_string().into(),
            op.author.to_string().into(),
            text.to_owned().into(),
            receipt.into(),
            self.now.0.into(),
        ]);
        Ok(())
    }

    /// The next link of the site's chain.
    fn chain(&mut self, site: SiteId, id: String, digest: String) -> Result<(), Stop> {
        let ledger = self.sites.get_mut(&site).ok_or(Refusal::NotFound)?;
        ledger.audit_n += 1;
        let link = audit::Link { n: ledger.audit_n, id: &id, at: self.now.0, digest: &digest };
        ledger.audit_hash = audit::hash(&ledger.audit_hash, &link);
        self.settled.audit.push(vec![
            site.to_string().into(),
            ledger.audit_n.into(),
            id.into(),
            self.now.0.into(),
            digest.into(),
            ledger.audit_hash.clone().into(),
        ]);
        Ok(())
    }

    /// What the office did, and its audit row.
    pub(super) fn log_deed(
        &mut self,
        site: SiteId,
        author: MemberId,
        body: String,
    ) -> Result<(), Stop> {
        let id = uuid::Uuid::now_v7().to_string();
        self.chain(site, id.clone(), audit::digest(&body, ""))?;
        self.settled.deeds.push(vec![
            site.to_string().into(),
            id.into(),
            author.to_string().into(),
            self.now.0.into(),
            body.into(),
        ]);
        Ok(())
    }

    /// Lets the author send the photos that a settled operation names; returns those missing.
    pub(super) async fn claim_photos(
        &mut self,
        op: &Op,
        accepted: bool,
    ) -> Result<Vec<PhotoId>, Stop> {
        let photos: Vec<_> = op.mutation.files().collect();
        if photos.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = photos.iter().map(|photo| photo.id.to_string()).collect();
        let site = op.site.to_string();
        let first = [Cell::Text(site.clone())];
        let text = "SELECT id FROM photos WHERE site = $1 AND id {in}";
        let mut held = BTreeSet::new();
        for row in select_in(self.connection, text, &first, &names).await? {
            held.insert(row.try_get::<String, _>(0)?);
        }
        let known = self.photos_of(op, &held).await?;
        let target = accepted.then(|| op.mutation.subject());
        let (kind, record) =
            target.map_or(("", String::new()), |key| (key.kind().name(), key.name()));
        let mut wanted = BTreeSet::new();
        for (photo, name) in photos.iter().zip(names) {
            if held.contains(&name) {
                // The claimant's cursor may be past the photo's row: show it again.
                let ledger = self.sites.get_mut(&op.site).ok_or(Refusal::NotFound)?;
                let row = Record::Photo { id: photo.id };
                ledger.changed.insert(row.key());
                ledger.view.put(row.key(), Some(row));
            } else {
                wanted.insert(photo.id);
            }
            // Knowing a picture's name is not having it: only its bytes, or sight of it, open it.
            let granted = !held.contains(&name) || known.contains(&name);
            let claim =
                [site.clone(), name, op.author.to_string(), kind.to_owned(), record.clone()];
            self.settled.claims.insert(claim, (i64::from(photo.bytes), granted));
        }
        Ok(wanted.into_iter().collect())
    }

    /// Which of these photos the author has opened before by a claim of their own.
    async fn photos_of(
        &mut self,
        op: &Op,
        held: &BTreeSet<String>,
    ) -> Result<BTreeSet<String>, Stop> {
        let (site, author) = (op.site.to_string(), op.author.to_string());
        let here = self
            .settled
            .claims
            .iter()
            .filter(|(claim, (_, granted))| *granted && claim[0] == site && claim[2] == author);
        let mut known: BTreeSet<String> = here.map(|(claim, _)| claim[1].clone()).collect();
        if !held.is_empty() {
            let names: Vec<String> = held.iter().cloned().collect();
            let text = "SELECT photo FROM photo_claims \
                 WHERE site = $1 AND member = $2 AND granted = 1 AND photo {in}";
            let first = [Cell::Text(site), Cell::Text(author)];
            for row in select_in(self.connection, text, &first, &names).await? {
                known.insert(row.try_get(0)?);
            }
        }
        Ok(known)
    }

    /// Writes everything; names the sites in which something changed.
    pub(super) async fn finish(mut self) -> Result<Vec<SiteId>, sqlx::Error> {
        let mut touched = Vec::new();
        let connection = self.connection;
        for (site, ledger) in &mut self.sites {
            if !ledger.changed.is_empty() {
                touched.push(*site);
            }
            write_records(connection, *site, ledger, self.now).await?;
        }
        let head = "INSERT INTO ops \
             (device, site, seq, op_id, author, body, receipt, received_at)";
        rows::insert(connection, head, "", self.settled.ops).await?;
        let head = "INSERT INTO op_copies (device, site, seq, op_id, receipt)";
        rows::insert(connection, head, "", self.settled.copies).await?;
        let head = "INSERT INTO audit (site, n, op_id, at, digest, hash)";
        rows::insert(connection, head, "", self.settled.audit).await?;
        let head = "INSERT INTO deeds (site, id, author, at, body)";
        rows::insert(connection, head, "", self.settled.deeds).await?;
        let head = "INSERT INTO quarantine (site, op_id, author, device, seq, received_at)";
        rows::insert(connection, head, "", self.settled.quarantine).await?;
        let claims = self.settled.claims.into_iter().map(|(texts, (bytes, granted))| {
            let numbers = [Cell::Int(bytes), Cell::Int(granted.into())];
            texts.into_iter().map(Cell::Text).chain(numbers).collect()
        });
        let head = "INSERT INTO photo_claims (site, photo, member, kind, name, bytes, granted)";
        rows::insert(connection, head, "ON CONFLICT DO NOTHING", claims.collect()).await?;
        let head = "INSERT INTO photos (site, id, bytes, held_at)";
        rows::insert(connection, head, "ON CONFLICT DO NOTHING", self.settled.photos).await?;
        let devices = self.devices.iter().filter(|(_, (_, new))| *new);
        let devices =
            devices.map(|(id, (member, _))| vec![id.to_string().into(), member.to_string().into()]);
        rows::insert(connection, "INSERT INTO devices (id, member)", "", devices.collect()).await?;
        let orders = self.orders.iter().filter(|(_, (_, moved))| *moved).map(|(key, (last, _))| {
            vec![key.0.to_string().into(), key.1.to_string().into(), Cell::Int(*last as i64)]
        });
        let head = "INSERT INTO device_orders (device, site, last_seq)";
        let tail = "ON CONFLICT (device, site) DO UPDATE SET last_seq = excluded.last_seq";
        rows::insert(connection, head, tail, orders.collect()).await?;
        Ok(touched)
    }
}

async fn write_records(
    connection: &mut AnyConnection,
    site: SiteId,
    ledger: &mut Ledger,
    now: At,
) -> Result<(), sqlx::Error> {
    let (mut records, mut marks, mut members) = (Vec::new(), Vec::new(), Vec::new());
    let mut rights = Vec::new();
    let site = site.to_string();
    for key in std::mem::take(&mut ledger.changed) {
        let Some(Some(record)) = ledger.view.records.get(&key) else { continue };
        ledger.seq += 1;
        let (kind, name) = (key.kind().name().to_owned(), key.name());
        let audience = widened(ledger.audiences.get(&key), record);
        for mark in audience.new {
            let row = [site.clone(), kind.clone(), name.clone(), mark];
            marks.push(row.map(Cell::Text).to_vec());
        }
        if let Record::Member(member) = record {
            let texts = [name.clone(), site.clone()].map(Cell::Text).into_iter();
            members.push(texts.chain([Cell::Int(member.suspended.into())]).collect());
        }
        // What is finished ages by the server's clock: a phone's may have been years behind.
        let past = record.shelf() == Shelf::Past || matches!(record, Record::Photo { .. });
        let (past, ord) = if past { (1, now.0) } else { (0, record.order()) };
        let body = serde_json::to_string(record).map_err(|e| sqlx::Error::Encode(e.into()))?;
        if matches!(record, Record::Member(_)) {
            rights.push((name.clone(), ledger.seq, body.clone()));
        }
        let texts = [site.clone(), kind, name].map(Cell::Text);
        let rest = [ledger.seq.into(), body.into(), audience.all.into(), past.into(), ord.into()];
        records.push(texts.into_iter().chain(rest).collect());
    }
    rights_past::keep(connection, &site, &rights, now).await?;
    rows::insert(connection, RECORDS, RECORDS_AGAIN, records).await?;
    let head = "INSERT INTO record_marks (site, kind, name, mark)";
    rows::insert(connection, head, "ON CONFLICT DO NOTHING", marks).await?;
    let head = "INSERT INTO memberships (member, site, suspended)";
    let tail = "ON CONFLICT (member, site) DO UPDATE SET suspended = excluded.suspended";
    rows::insert(connection, head, tail, members).await?;
    sqlx::query("UPDATE site_counters SET seq = $2, audit_n = $3, audit_hash = $4 WHERE site = $1")
        .bind(site)
        .bind(ledger.seq)
        .bind(ledger.audit_n)
        .bind(ledger.audit_hash.clone())
        .execute(connection)
        .await
        .map(|_| ())
}

/// A record's audience after a change, as one text, and the marks that are new in it.
struct Audience {
    all: String,
    new: Vec<String>,
}

fn widened(stored: Option<&String>, record: &Record) -> Audience {
    let mut all: Vec<String> =
        stored.into_iter().flat_map(|text| text.split(' ')).map(str::to_owned).collect();
    let new: Vec<String> =
        marks_for(record).into_iter().filter(|mark| !all.contains(mark)).collect();
    all.extend(new.iter().cloned());
    Audience { all: all.join(" "), new }
}

const RECORDS: &str = "INSERT INTO records (site, kind, name, seq, body, audience, past, ord)";
const RECORDS_AGAIN: &str = "ON CONFLICT (site, kind, name) DO UPDATE SET \
    seq = excluded.seq, body = excluded.body, audience = excluded.audience, \
    past = excluded.past, ord = excluded.ord";
