//! Many phones pushing to one server, as fast as it answers or at a steady pace.

use crate::figure::{Figure, percentile};
use crate::writing::{Ground, Pen};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use patrol_domain::Record;
use patrol_e2e::Told;
use patrol_e2e::server::Server;
use patrol_e2e::witness::Witness;
use patrol_protocol::{CLIENT_HEADER, MEDIA_TYPE, Outcome, PROTOCOL, Push, PushAnswer};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::task::LocalSet;

const LASTS: Duration = Duration::from_secs(10);
/// Who the phones belong to; each has many, as a site with few names in the demo data must.
const PEOPLE: [&str; 2] = ["lijianguo", "zhanglei"];

/// When a phone pushes its next twenty.
#[derive(Clone, Copy)]
pub enum Rhythm {
    /// As soon as the receipts of the last are there.
    AtOnce,
    /// This long after the last was due; the wait counts from then, sent or not.
    Every(Duration),
}

/// One phone's connection, kept open, with its session.
pub struct Line {
    send: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
}

impl Line {
    pub async fn open(address: &str, cookie: &str) -> Told<Line> {
        let host = address.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).await?;
        stream.set_nodelay(true)?;
        let (send, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::task::spawn_local(connection);
        Ok(Line { send, host, cookie: cookie.to_owned() })
    }

    pub async fn push(&mut self, body: Vec<u8>) -> Told<PushAnswer> {
        let request = Request::post("/api/push")
            .header("host", &self.host)
            .header("content-type", MEDIA_TYPE)
            .header("accept", MEDIA_TYPE)
            .header("cookie", &self.cookie)
            .header(CLIENT_HEADER, PROTOCOL)
            .body(Full::new(Bytes::from(body)))?;
        let answer = self.send.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if status != StatusCode::OK {
            return Err(format!("a push was answered {status}").into());
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

/// Operations acknowledged in a second, and how long a push of twenty waits.
pub async fn pushes(name: &str, phones: u64, rhythm: Rhythm) -> Told<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let server = Server::start(folder.path().join("server")).await?;
    let mut people = Vec::new();
    for login in PEOPLE {
        people.push(Witness::sign_in(&server.address(), login).await?);
    }
    let ground = pump_room(people.first().ok_or("nobody signed in")?).await?;
    let people = Rc::new(people);
    let begun = Instant::now();
    let until = begun + LASTS;
    let local = LocalSet::new();
    let mut walking = Vec::new();
    for number in 1..=phones {
        let (people, address) = (Rc::clone(&people), server.address());
        walking.push(local.spawn_local(async move {
            let person = people.get(number as usize % people.len()).ok_or("no person")?;
            let moments = Moments::new(rhythm, begun, number, phones);
            one_phone(number, &address, person, ground, moments, until).await
        }));
    }
    let (mut times, mut count) = (Vec::new(), 0);
    local
        .run_until(async {
            for one in walking {
                let taken = one.await??;
                count += taken.len() * 20;
                times.extend(taken);
            }
            Told::Ok(())
        })
        .await?;
    let seconds = begun.elapsed().as_secs_f64();
    let memory = server.pid().and_then(resident).unwrap_or(f64::NAN);
    let of = times.len();
    let slowest = times.iter().max().map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0);
    let ops = Figure::new(format!("{name}_ops"), count as f64 / seconds, "ops/s", of);
    Ok(vec![
        // At a pace the phones set the rate.
        if matches!(rhythm, Rhythm::AtOnce) { ops.at_least(12_500.0) } else { ops },
        Figure::new(format!("{name}_p50"), percentile(&mut times, 0.5), "ms", of),
        Figure::new(format!("{name}_p99"), percentile(&mut times, 0.99), "ms", of).at_most(150.0),
        Figure::new(format!("{name}_slowest"), slowest, "ms", of).at_most(700.0),
        Figure::new(format!("{name}_memory"), memory, "MiB", 1).at_most(256.0),
    ])
}

/// The moments at which one phone's pushes are due.
struct Moments {
    rhythm: Rhythm,
    next: Instant,
}

impl Moments {
    /// Phones with a pace begin one after the other, evenly.
    fn new(rhythm: Rhythm, begun: Instant, number: u64, phones: u64) -> Moments {
        let wait = match rhythm {
            Rhythm::AtOnce => Duration::ZERO,
            Rhythm::Every(pace) => pace.mul_f64(number as f64 / phones as f64),
        };
        Moments { rhythm, next: begun + wait }
    }

    async fn next(&mut self) -> Instant {
        let Rhythm::Every(pace) = self.rhythm else { return Instant::now() };
        let due = self.next;
        tokio::time::sleep_until(due.into()).await;
        self.next += pace;
        due
    }
}

async fn one_phone(
    number: u64,
    address: &str,
    person: &Witness,
    ground: Ground,
    mut moments: Moments,
    until: Instant,
) -> Told<Vec<Duration>> {
    let mut line = Line::open(address, person.cookie()).await?;
    let now = person.session.server_time;
    let mut pen = Pen::new(number, person.session.member.id, ground, now);
    let mut times = Vec::new();
    while Instant::now() < until {
        let push = Push::of(pen.device, pen.twenty());
        let body = serde_json::to_vec(&push)?;
        let due = moments.next().await;
        let answer = line.push(body).await?;
        times.push(due.elapsed());
        if let Some(bad) = answer.receipts.iter().find(|one| one.outcome != Outcome::Accepted) {
            return Err(format!("an operation was refused: {:?}", bad.outcome).into());
        }
        if answer.receipts.len() != push.ops.len() {
            return Err(format!("{} of 20 were settled", answer.receipts.len()).into());
        }
    }
    Ok(times)
}

/// The demo site's pump room.
pub async fn pump_room(person: &Witness) -> Told<Ground> {
    let (mut room, mut version) = (None, None);
    for record in person.records().await?.into_values() {
        match record {
            Record::Place(place) if place.kind == "pump_room" => room = Some(place),
            Record::Checklist(list) if list.id == "C37" => {
                version = version.max(Some(list.version))
            }
            _ => {}
        }
    }
    let room = room.ok_or("the demo site has no pump room")?;
    let version = version.ok_or("the demo site has no checklist for its pump room")?;
    Ok(Ground { site: room.site, place: room.id, version })
}

/// Resident memory of a process, MiB.
fn resident(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}
