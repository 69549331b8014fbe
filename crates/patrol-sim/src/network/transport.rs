//! One phone's end of the line.

use super::Network;
use super::wire::{Call, get, offset_of, photo_path, read};
use crate::server::Answer;
use async_trait::async_trait;
use axum::http::StatusCode;
use patrol_domain::ids::{PhotoId, SiteId};
use patrol_domain::{At, Op};
use patrol_protocol::{
    MEDIA_TYPE, OFFSET_HEADER, Outcome, Pull, Push, PushAnswer, Receipt, Session, SignIn,
    TOTAL_HEADER,
};
use patrol_sync::planted::{self, Bug};
use patrol_sync::ports::{Transport, TransportError};
use std::rc::Rc;

/// What an app makes of a 200 that it does not read.
fn all_accepted(push: &Push, now: At) -> PushAnswer {
    let receipt = |op: &Op| Receipt {
        op: op.id,
        seq: op.seq,
        outcome: Outcome::Accepted,
        received_at: now,
        photos_wanted: Vec::new(),
    };
    PushAnswer { receipts: push.ops.iter().map(receipt).collect(), ..PushAnswer::empty(now) }
}

/// One phone's transport.
pub struct SimTransport {
    pub network: Rc<Network>,
    pub phone: u32,
}

impl SimTransport {
    async fn send(&self, call: Call) -> Result<Answer, TransportError> {
        self.network.send(self.phone, call).await
    }

    fn roll(&self, per_mille: u32) -> bool {
        self.network.line(self.phone).dice.borrow_mut().chance(per_mille)
    }
}

#[async_trait(?Send)]
impl Transport for SimTransport {
    async fn sign_in(&self, _: &SignIn) -> Result<Session, TransportError> {
        Err(TransportError::Offline)
    }

    async fn session(&self) -> Result<Session, TransportError> {
        read(&self.send(get("/api/session".to_owned())).await?)
    }

    async fn sign_out(&self) -> Result<(), TransportError> {
        Err(TransportError::Offline)
    }

    async fn push(&self, _: SiteId, body: &Push) -> Result<PushAnswer, TransportError> {
        let body_text = serde_json::to_vec(body).map_err(|_| TransportError::Offline)?;
        let call = Call {
            method: "POST",
            path: "/api/push".to_owned(),
            headers: vec![("content-type", MEDIA_TYPE.to_owned())],
            body: body_text,
            writes: true,
        };
        let answer = self.send(call).await?;
        if planted::has(Bug::PortalIsSuccess) && answer.status == StatusCode::OK {
            return Ok(read(&answer).unwrap_or_else(|_| all_accepted(body, self.network.now())));
        }
        read(&answer)
    }

    async fn pull(&self, site: SiteId, cursor: Option<&str>) -> Result<Pull, TransportError> {
        let fresh = self.network.plan.borrow().fresh_base;
        let cursor = cursor.filter(|_| !self.roll(fresh));
        let tail = cursor.map_or(String::new(), |cursor| format!("&cursor={cursor}"));
        read(&self.send(get(format!("/api/pull?site={site}{tail}"))).await?)
    }

    async fn photo_offset(&self, site: SiteId, id: PhotoId) -> Result<u64, TransportError> {
        let call = Call { method: "HEAD", ..get(photo_path(site, id)) };
        offset_of(&self.send(call).await?)
    }

    async fn photo_chunk(
        &self,
        site: SiteId,
        id: PhotoId,
        offset: u64,
        total: u64,
        chunk: &[u8],
    ) -> Result<u64, TransportError> {
        let headers = vec![(OFFSET_HEADER, offset.to_string()), (TOTAL_HEADER, total.to_string())];
        let body = chunk.to_vec();
        let call = Call { method: "PATCH", headers, body, ..get(photo_path(site, id)) };
        offset_of(&self.send(call).await?)
    }

    async fn photo(&self, site: SiteId, id: PhotoId, _: bool) -> Result<Vec<u8>, TransportError> {
        let answer = self.send(get(photo_path(site, id))).await?;
        if answer.status == StatusCode::OK {
            Ok(answer.body)
        } else {
            Err(TransportError::NotFound)
        }
    }
}
