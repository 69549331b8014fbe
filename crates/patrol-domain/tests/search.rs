//! The search finds what a person means, the best first, and never breaks on what they paste.

use patrol_domain::search::{Field, Hit, Index, Query};
use proptest::prelude::*;

const PUMP: u32 = 1;
const LAMP: u32 = 2;
const DOOR: u32 = 3;
const LIFT: u32 = 4;

fn site() -> Index<u32> {
    let mut index = Index::default();
    index.put(
        PUMP,
        &[
            (Field::Number, "1119-03"),
            (Field::Title, "2 号生活水泵进水法兰滴漏"),
            (Field::Place, "生活水泵房 B1 层"),
            (Field::People, "李建国"),
            (Field::Category, "给排水 給排水 Water supply"),
        ],
    );
    index.put(
        LAMP,
        &[
            (Field::Number, "1119-30"),
            (Field::Title, "车库 B1 C区 4 盏照明灯不亮"),
            (Field::Place, "地下车库 B1"),
            (Field::People, "张磊"),
            (Field::Note, "等 LED 灯管到货，水泵房旁边的也看一下"),
        ],
    );
    index.put(
        DOOR,
        &[(Field::Number, "1120-01"), (Field::Title, "门厅读卡失灵"), (Field::People, "王芳")],
    );
    index.put(LIFT, &[(Field::Number, "1203-11"), (Field::Title, "電梯廳牆面滲水脫皮")]);
    index
}

fn found(index: &Index<u32>, words: &str) -> Vec<u32> {
    index.find(&Query::of(words)).into_iter().map(|hit| hit.key).collect()
}

#[test]
fn chinese_is_found_by_any_stretch_of_it() {
    let site = site();
    assert_eq!(found(&site, "法兰滴漏"), [PUMP]);
    assert_eq!(found(&site, "照明"), [LAMP]);
    // The characters are all there, not side by side.
    assert_eq!(found(&site, "水兰"), [] as [u32; 0]);
    assert_eq!(found(&site, "泵进漏"), [] as [u32; 0]);
}

#[test]
fn one_character_is_enough_also_the_last_of_its_run() {
    let site = site();
    assert_eq!(found(&site, "漏"), [PUMP]);
    assert_eq!(found(&site, "灵"), [DOOR]);
    assert_eq!(found(&site, "门"), [DOOR]);
    assert_eq!(found(&site, "龙"), [] as [u32; 0]);
}

#[test]
fn letters_and_digits_are_found_by_the_beginning_of_a_word() {
    let site = site();
    assert_eq!(found(&site, "b1"), [LAMP, PUMP]);
    assert_eq!(found(&site, "wat"), [PUMP]);
    assert_eq!(found(&site, "ater"), [] as [u32; 0]);
    assert_eq!(found(&site, "112"), [DOOR]);
    assert_eq!(found(&site, "119"), [] as [u32; 0]);
}

#[test]
fn a_number_as_printed_comes_before_what_only_holds_its_parts() {
    let mut site = site();
    site.put(9, &[(Field::Number, "03-1119"), (Field::Title, "x")]);
    assert_eq!(found(&site, "1119-03"), [PUMP, 9]);
}

#[test]
fn full_and_half_width_large_and_small_letters_are_one() {
    let site = site();
    assert_eq!(found(&site, "Ｂ１"), found(&site, "b1"));
    assert_eq!(found(&site, "ｌｅｄ　灯管"), [LAMP]);
    assert_eq!(found(&site, "１１１９－０３"), [PUMP]);
}

#[test]
fn simplified_and_traditional_characters_find_each_other() {
    let site = site();
    assert_eq!(found(&site, "电梯厅墙面渗水"), [LIFT]);
    assert_eq!(found(&site, "電梯廳"), [LIFT]);
    assert_eq!(found(&site, "車庫"), [LAMP]);
    assert_eq!(found(&site, "門廳讀卡失靈"), [DOOR]);
}

#[test]
fn all_words_must_be_there_in_whatever_field_and_order() {
    let site = site();
    assert_eq!(found(&site, "水泵 李建国"), [PUMP]);
    assert_eq!(found(&site, "李建国  水泵"), [PUMP]);
    assert_eq!(found(&site, "水泵 王芳"), [] as [u32; 0]);
}

#[test]
fn a_hit_in_the_title_comes_before_one_in_a_note() {
    assert_eq!(found(&site(), "水泵"), [PUMP, LAMP]);
}

#[test]
fn words_that_were_replaced_are_found_no_more() {
    let mut site = site();
    assert!(site.put(DOOR, &[(Field::Title, "门厅玻璃裂")]));
    assert_eq!(found(&site, "读卡"), [] as [u32; 0]);
    assert_eq!(found(&site, "玻璃"), [DOOR]);
    assert!(!site.put(DOOR, &[(Field::Title, "门厅玻璃裂")]), "the same words are no change");
    assert!(site.remove(&DOOR) && !site.remove(&DOOR));
    assert_eq!(found(&site, "玻璃"), [] as [u32; 0]);
    site.retain(|key| *key == LIFT);
    assert_eq!((site.len(), found(&site, "水")), (1, vec![LIFT]));
}

#[test]
fn many_replacements_leave_nothing_behind() {
    let mut index: Index<u32> = Index::default();
    for turn in 0..2_000_u32 {
        index.put(turn % 10, &[(Field::Title, &format!("第{turn}次 改写"))]);
    }
    assert_eq!(index.len(), 10);
    assert_eq!(found(&index, "改写").len(), 10);
    assert_eq!(found(&index, "1995"), [5]);
    assert_eq!(found(&index, "1985"), [] as [u32; 0]);
}

#[test]
fn nothing_is_looked_for_by_spaces_and_signs() {
    for empty in ["", "   ", "，。！", "-", "\u{200b}"] {
        assert!(Query::of(empty).is_empty(), "{empty:?}");
        assert_eq!(found(&site(), empty), [] as [u32; 0]);
    }
}

#[test]
fn the_words_found_are_marked_as_they_are_written() {
    let marked = |words: &str, text: &str| -> Vec<String> {
        Query::of(words).marks(text).into_iter().map(|at| text[at].to_owned()).collect()
    };
    assert_eq!(marked("电梯 渗水", "電梯廳牆面滲水脫皮"), ["電梯", "滲水"]);
    assert_eq!(marked("b1", "B1 层、AB1、Ｂ１２"), ["B1", "Ｂ１"]);
    assert_eq!(marked("水泵 泵房", "生活水泵房"), ["水泵房"]);
    assert_eq!(marked("漏", "漏水，又漏"), ["漏", "漏"]);
    assert_eq!(marked("", "漏水"), [] as [String; 0]);
}

/// Characters that have troubled searches before: gaps, marks, wide and folded ones, halves of runs.
fn any_text() -> impl Strategy<Value = String> {
    let pick = prop::sample::select(vec![
        'a',
        'B',
        '1',
        'Ｂ',
        '１',
        ' ',
        '\n',
        '\u{3000}',
        '-',
        '水',
        '泵',
        '電',
        '电',
        'İ',
        'ß',
        'ﬀ',
        '\u{301}',
        '\u{0}',
        '\u{10ffff}',
        '😀',
        'の',
        '가',
        '\u{20000}',
        '\u{feff}',
        '裏',
    ]);
    let picked = prop::collection::vec(pick, 0..40).prop_map(|all| all.into_iter().collect());
    prop_oneof![picked, any::<String>(), ".{0,200}"]
}

fn any_words() -> impl Strategy<Value = Vec<(Field, String)>> {
    let field = prop::sample::select(vec![
        Field::Number,
        Field::Title,
        Field::Place,
        Field::People,
        Field::Category,
        Field::Note,
    ]);
    prop::collection::vec((field, any_text()), 0..5)
}

fn put(index: &mut Index<u8>, key: u8, words: &[(Field, String)]) {
    let words: Vec<(Field, &str)> = words.iter().map(|(f, words)| (*f, words.as_str())).collect();
    index.put(key, &words);
}

fn keys(hits: &[Hit<u8>]) -> Vec<u8> {
    hits.iter().map(|hit| hit.key).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_put_in_and_asked_it_answers(
        puts in prop::collection::vec((0..6_u8, any_words()), 0..30),
        asked in any_text(),
    ) {
        let mut index: Index<u8> = Index::default();
        for (key, words) in &puts {
            put(&mut index, *key, words);
        }
        let query = Query::of(&asked);
        let hits = index.find(&query);
        prop_assert!(hits.len() <= index.len());
        prop_assert!(hits.windows(2).all(|two| (two[1].score, two[0].key) < (two[0].score, two[1].key)
            || two[0].score > two[1].score));
        // An index that never held anything else says the same.
        let mut fresh: Index<u8> = Index::default();
        let newest = (0..6).filter_map(|key| puts.iter().rev().find(|(of, _)| *of == key));
        for (key, words) in newest {
            put(&mut fresh, *key, words);
        }
        prop_assert_eq!(hits, fresh.find(&query));
    }

    #[test]
    fn marks_are_whole_characters_in_order(text in any_text(), asked in any_text()) {
        let marks = Query::of(&asked).marks(&text);
        for mark in &marks {
            prop_assert!(text.get(mark.clone()).is_some_and(|part| !part.is_empty()));
        }
        prop_assert!(marks.windows(2).all(|two| two[0].end < two[1].start));
    }

    #[test]
    fn what_was_put_in_is_found_by_every_stretch_of_its_chinese(
        text in "[水泵房电梯門廳]{2,12}", from in 0..10_usize, long in 1..6_usize,
    ) {
        let chars: Vec<char> = text.chars().collect();
        let asked: String = chars.iter().skip(from % chars.len()).take(long).collect();
        let mut index: Index<u8> = Index::default();
        index.put(1, &[(Field::Note, &text)]);
        index.put(2, &[(Field::Note, "别的事")]);
        prop_assert_eq!(keys(&index.find(&Query::of(&asked))), vec![1]);
    }
}
