//! Files that are no photo, and too many words.

use patrol_e2e::steps::ready_to_go_down;
use patrol_e2e::{Told, journey, pictures};

#[test]
fn a_file_that_is_no_photo_is_told_and_the_words_stay() {
    journey(async |world| {
        let folder = world.folder().to_owned();
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.tap("随手拍").await?;
        phone.fill("说明", "门口积水").await?;
        for (file, sentence) in [
            (pictures::empty(&folder)?, "照片是空的"),
            (pictures::not_a_picture(&folder)?, "不是照片"),
            (pictures::sixty_megapixels(&folder)?, "照片太大"),
        ] {
            phone.choose_file(&file).await?;
            phone.sees(sentence).await?;
        }
        if phone.value("说明").await? != "门口积水" {
            return Err("the words were lost".into());
        }
        phone.choose_file(&pictures::repaired()).await?;
        phone.sees_element("img[alt^=随手拍]").await?;
        Told::Ok(())
    });
}

#[test]
fn a_text_of_a_hundred_thousand_characters_is_refused_and_kept_on_the_screen() {
    journey(async |world| {
        let phone = world.phone("engineer").await?;
        ready_to_go_down(&phone, "lijianguo").await?;
        phone.tap("随手拍").await?;
        let long = "水".repeat(100_000);
        phone.paste("说明", &long).await?;
        phone.tap("给排水").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("字太多").await?;
        let kept = phone.value("说明").await?.chars().count();
        if kept != 100_000 {
            return Err(format!("{kept} of 100,000 characters are left").into());
        }
        phone.fill("说明", "水很多").await?;
        phone.tap("记下这个问题").await?;
        phone.sees("问题已存在本机").await
    });
}
