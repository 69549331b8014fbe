//! Photos on their way, and who may look at them.

use crate::fixture::*;
use axum::body::Body;
use axum::http::{Method, header};
use patrol_domain::photo::PhotoRef;
use patrol_domain::{At, Key, Mutation, PhotoId, SiteId};
use patrol_protocol::{ErrorCode, OFFSET_HEADER, PhotoHeld, TOTAL_HEADER};

impl Phone<'_> {
    pub async fn send_part(
        &self,
        site: SiteId,
        id: PhotoId,
        start: usize,
        total: usize,
        part: &[u8],
    ) -> Reply {
        let request = request(Method::PATCH, &format!("/api/photos/{id}?site={site}"))
            .header(header::COOKIE, &self.cookie)
            .header(OFFSET_HEADER, start)
            .header(TOTAL_HEADER, total);
        self.house().send(request.body(Body::from(part.to_vec())).unwrap()).await
    }

    async fn offset(&self, site: SiteId, id: PhotoId) -> Reply {
        self.call(Method::HEAD, &format!("/api/photos/{id}?site={site}"), Body::empty()).await
    }

    pub async fn look(&self, site: SiteId, id: PhotoId, thumb: bool) -> Reply {
        let uri = format!("/api/photos/{id}?site={site}&thumb={thumb}");
        self.call(Method::GET, &uri, Body::empty()).await
    }

    async fn files_with(&mut self, photo: &PhotoRef) {
        let (_, filed) = file_issue("有照片", vec![photo.clone()]);
        let op = self.write(SITE, filed);
        let answer = self.pushed(&[op]).await;
        assert_eq!(answer.receipts[0].photos_wanted, [photo.id]);
    }
}

fn stands(reply: &Reply) -> usize {
    reply.headers[OFFSET_HEADER].to_str().unwrap().parse().unwrap()
}

on_both! {
async fn a_photo_travels_in_parts_and_is_shown_in_the_change_log(house) {
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(1);
    li.files_with(&photo).await;
    let cursor = li.pulled(SITE, None).await.cursor;
    let half = jpeg.len() / 2;
    assert_eq!(stands(&li.offset(SITE, photo.id).await), 0);
    assert_eq!(stands(&li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg[..half]).await), half);
    assert_eq!(stands(&li.offset(SITE, photo.id).await), half);
    let again = li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg[..half]).await;
    again.refused(409, ErrorCode::WrongOffset);
    assert_eq!(stands(&again), half);
    let done = li.send_part(SITE, photo.id, half, jpeg.len(), &jpeg[half..]).await;
    assert_eq!(done.ok::<PhotoHeld>(), PhotoHeld { id: photo.id, bytes: photo.bytes });
    assert_eq!(stands(&li.offset(SITE, photo.id).await), jpeg.len());
    let shown = li.pulled(SITE, Some(&cursor)).await;
    assert!(shown.rows.iter().any(|row| row.key == Key::Photo { id: photo.id }));
    let repeated = li.send_part(SITE, photo.id, half, jpeg.len(), &jpeg[half..]).await;
    repeated.ok::<PhotoHeld>();
}

async fn a_photo_is_shown_to_those_who_see_its_record_and_to_nobody_else(house) {
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(2);
    li.files_with(&photo).await;
    li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await.ok::<PhotoHeld>();
    for member in [LI, ZHANG, ZHOU, WANG, HE, ZHENG] {
        let reply = house.phone(member).await.look(SITE, photo.id, false).await;
        assert_eq!((reply.status.as_u16(), reply.body == jpeg), (200, true), "{member}");
        assert_eq!(reply.headers[header::CONTENT_TYPE], "image/jpeg");
        assert_eq!(reply.headers[header::CACHE_CONTROL], "private, no-store");
        assert_eq!(reply.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
    let small = house.phone(HE).await.look(SITE, photo.id, true).await;
    assert_eq!(small.headers[header::CONTENT_TYPE], "image/jpeg");
    assert!(small.body.len() < jpeg.len());
    for (member, site) in [(CHEN, SITE), (ADMIN, SITE), (QIAN, SITE), (QIAN, OTHER_SITE), (LI, OTHER_SITE)] {
        let phone = house.phone(member).await;
        for thumb in [false, true] {
            phone.look(site, photo.id, thumb).await.refused(404, ErrorCode::NotFound);
        }
    }
    let unknown = house.phone(LI).await.look(SITE, PhotoId([9; 32]), false).await;
    unknown.refused(404, ErrorCode::NotFound);
}

async fn the_name_of_a_photo_is_no_key_to_it(house) {
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(12);
    li.files_with(&photo).await;
    li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await.ok::<PhotoHeld>();
    let mut chen = house.phone(CHEN).await;
    chen.look(SITE, photo.id, false).await.refused(404, ErrorCode::NotFound);
    let (_, filed) = file_issue("别人的照片", vec![photo.clone()]);
    let op = chen.write(SITE, filed);
    chen.pushed(&[op]).await;
    chen.look(SITE, photo.id, false).await.refused(404, ErrorCode::NotFound);
    let (_, again) = file_issue("同一张照片", vec![photo.clone()]);
    let op = li.write(SITE, again);
    li.pushed(&[op]).await;
    li.look(SITE, photo.id, false).await;
    assert_eq!(house.phone(HE).await.look(SITE, photo.id, false).await.body, jpeg);
}

async fn only_a_photo_that_a_settled_operation_names_is_taken(house) {
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(3);
    let unasked = li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await;
    unasked.refused(404, ErrorCode::NotFound);
    li.files_with(&photo).await;
    let zhang = house.phone(ZHANG).await;
    zhang.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await.refused(404, ErrorCode::NotFound);
    let qian = house.phone(QIAN).await;
    qian.send_part(OTHER_SITE, photo.id, 0, jpeg.len(), &jpeg).await.refused(404, ErrorCode::NotFound);
    assert_eq!(zhang.offset(SITE, photo.id).await.status.as_u16(), 404);
}

async fn the_photo_of_a_refused_operation_is_taken_too(house) {
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(4);
    let (_, filed) = file_issue("", vec![photo.clone()]);
    let op = li.write(SITE, filed);
    let answer = li.pushed(&[op]).await;
    assert!(matches!(answer.receipts[0].outcome, patrol_protocol::Outcome::Rejected { .. }));
    li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await.ok::<PhotoHeld>();
    house.phone(ZHOU).await.look(SITE, photo.id, false).await.refused(404, ErrorCode::NotFound);
}

async fn bytes_that_are_no_picture_or_another_one_are_refused_and_may_be_sent_again(house) {
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(5);
    li.files_with(&photo).await;
    let half = jpeg.len() / 2;
    let mut broken = jpeg.clone();
    broken[10] ^= 1;
    let refused = li.send_part(SITE, photo.id, 0, jpeg.len(), &broken).await;
    refused.refused(422, ErrorCode::BadPhoto);
    li.send_part(SITE, photo.id, 0, jpeg.len(), &broken[..half]).await;
    let refused = li.send_part(SITE, photo.id, half, jpeg.len(), &broken[half..]).await;
    refused.refused(422, ErrorCode::BadPhoto);
    assert_eq!(stands(&li.offset(SITE, photo.id).await), 0);
    let huge = li.send_part(SITE, photo.id, 0, 9 * 1024 * 1024, &jpeg).await;
    huge.refused(413, ErrorCode::TooLarge);
    li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg).await.ok::<PhotoHeld>();
}
}

/// What a camera wrote beside the pixels is kept as it came and shown to nobody.
#[tokio::test]
async fn where_and_with_what_a_photo_was_taken_is_shown_to_nobody() {
    use sha2::Digest;
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let (named, bare) = photo(13);
    let secret = b"SECRET 31.2304N 121.4737E";
    let length = (secret.len() + 2) as u16;
    let note = [&[0xFF, 0xE1][..], &length.to_be_bytes(), secret].concat();
    let jpeg = [&bare[..2], &note, &bare[2..]].concat();
    let id = PhotoId(sha2::Sha256::digest(&jpeg).into());
    let named = PhotoRef { id, bytes: jpeg.len() as u32, ..named };
    li.files_with(&named).await;
    li.send_part(SITE, id, 0, jpeg.len(), &jpeg).await.ok::<PhotoHeld>();
    for thumb in [false, true] {
        let shown = house.phone(HE).await.look(SITE, id, thumb).await;
        assert_eq!(shown.status.as_u16(), 200);
        assert!(!shown.body.windows(6).any(|window| window == b"SECRET"));
    }
    assert_eq!(house.phone(HE).await.look(SITE, id, false).await.body, bare);
    let name = id.to_string();
    let kept = house.folder().join("photos").join(SITE.to_string()).join(&name[..2]).join(&name);
    assert_eq!(std::fs::read(kept).unwrap(), jpeg, "the original keeps its hash");
}

#[tokio::test]
async fn a_text_that_hashes_right_is_still_no_photo() {
    use sha2::Digest;
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let text = b"<script>alert(1)</script>".to_vec();
    let id = PhotoId(sha2::Sha256::digest(&text).into());
    let named = PhotoRef { id, bytes: text.len() as u32, ..photo(6).0 };
    li.files_with(&named).await;
    let refused = li.send_part(SITE, id, 0, text.len(), &text).await;
    refused.refused(422, ErrorCode::BadPhoto);
}

#[tokio::test]
async fn a_sound_clip_travels_like_a_photo_and_is_played_by_those_who_see_its_issue() {
    use patrol_domain::sound::SoundRef;
    use sha2::Digest;
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let front = [&[0x1A, 0x45, 0xDF, 0xA3, 0x87][..], b"\x42\x82\x84webm"].concat();
    let clip = [&front[..], &[0x18, 0x53, 0x80, 0x67, 0x01], b"A_OPUS", &[7; 400]].concat();
    let id = PhotoId(sha2::Sha256::digest(&clip).into());
    let bytes = clip.len() as u32;
    let (_, mut filed) = file_issue("泵有异响", Vec::new());
    if let Mutation::FileIssue { sound, .. } = &mut filed {
        *sound = Some(SoundRef { id, bytes, ms: 4_000, taken_at: At(0) });
    }
    let op = li.write(SITE, filed);
    assert_eq!(li.pushed(&[op]).await.receipts[0].photos_wanted, [id]);
    li.send_part(SITE, id, 0, clip.len(), &clip).await.ok::<PhotoHeld>();
    let heard = house.phone(ZHOU).await.look(SITE, id, false).await;
    assert_eq!((heard.status.as_u16(), heard.body == clip), (200, true));
    assert_eq!(heard.headers[header::CONTENT_TYPE], "audio/webm");
    assert_eq!(heard.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    house.phone(ZHOU).await.look(SITE, id, true).await.refused(404, ErrorCode::NotFound);
    house.phone(QIAN).await.look(SITE, id, false).await.refused(404, ErrorCode::NotFound);
}

#[tokio::test]
async fn parts_that_nobody_continues_go_after_thirty_days() {
    let house = House::on_sqlite().await;
    let mut li = house.phone(LI).await;
    let (photo, jpeg) = photo(7);
    li.files_with(&photo).await;
    li.send_part(SITE, photo.id, 0, jpeg.len(), &jpeg[..100]).await;
    house.clock_at(patrol_server::config::wall_clock());
    house.pass(29);
    assert_eq!(house.app.do_jobs().await.unwrap().parts, 0);
    house.pass(2);
    assert_eq!(house.app.do_jobs().await.unwrap().parts, 1);
}
