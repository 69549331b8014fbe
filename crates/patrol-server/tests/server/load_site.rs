//! A site of one's own from two files: places with checkpoints and limits, and plans.

use crate::fixture::*;
use patrol_domain::people::{Department, Grant, Role};
use patrol_domain::position::Area;
use patrol_domain::route::{Route, Stop};
use patrol_domain::{Record, SiteId};
use patrol_server::admin::{self, NewSite};
use patrol_server::library::Library;
use patrol_server::load_site::{LoadError, Loaded, load_site};
use std::path::{Path, PathBuf};

const NAME: &str = "翠湖雅苑";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The two files that the guide shows.
fn example() -> [String; 2] {
    let guide = std::fs::read_to_string(root().join("docs/guide/own-site.md")).unwrap();
    let blocks = guide.split("```json\n").skip(1);
    let blocks: Vec<String> =
        blocks.map(|block| block.split("```").next().unwrap().to_owned()).collect();
    blocks.try_into().unwrap()
}

/// A site with one person and a folder to load.
struct Own {
    house: House,
    library: Library,
    site: SiteId,
    folder: PathBuf,
}

impl Own {
    async fn new() -> Own {
        let house = House::on_sqlite().await;
        let library = Library::load(&root().join("library")).unwrap();
        let new = NewSite { name: NAME, zone: "Asia/Shanghai", again: false };
        let site = admin::add_site(&house.app, &library, new, MORNING).await.unwrap();
        let roles = [Grant { site, role: Role::Maintenance, department: Department::Eng }];
        let app = &house.app;
        admin::add_account(app, "lijianguo", "李建国", "long enough", &roles).await.unwrap();
        let folder = house.folder().join("own");
        std::fs::create_dir_all(&folder).unwrap();
        Own { house, library, site, folder }
    }

    async fn load(&self, files: &[String; 2]) -> Result<Loaded, LoadError> {
        for (name, text) in ["places.json", "plans.json"].iter().zip(files) {
            std::fs::write(self.folder.join(name), text).unwrap();
        }
        load_site(&self.house.app, &self.library, NAME, &self.folder, MORNING).await
    }

    /// Everything that stands at the site: the end of its change log, and its plans.
    async fn state(&self) -> String {
        let store = &self.house.app.store;
        let plans = store.plans(self.site).await.unwrap();
        format!("{:?} {plans:?}", store.last_change(self.site).await.unwrap())
    }

    async fn records(&self) -> Vec<Record> {
        let id = self.house.app.store.account("lijianguo").await.unwrap().unwrap().member;
        let phone = self.house.phone(id).await;
        let pull = phone.pulled(self.site, None).await;
        pull.rows.into_iter().filter_map(|row| row.record).collect()
    }

    /// Names of places, as somebody's phone has them.
    async fn places(&self) -> Vec<String> {
        let records = self.records().await.into_iter();
        let mut names: Vec<String> = records
            .filter_map(|record| match record {
                Record::Place(place) => Some(place.name),
                _ => None,
            })
            .collect();
        names.sort();
        names
    }
}

fn swapped([places, plans]: &[String; 2], from: &str, to: &str) -> [String; 2] {
    assert!(places.contains(from) || plans.contains(from), "{from}");
    [places.replace(from, to), plans.replace(from, to)]
}

#[tokio::test]
async fn the_example_of_the_guide_fills_a_site_that_can_be_walked() {
    let own = Own::new().await;
    let loaded = own.load(&example()).await.unwrap();
    assert_eq!((loaded.places, loaded.checkpoints, loaded.plans), (2, 1, 1));
    assert_eq!((loaded.records_changed, loaded.plans_changed), (3, 1));
    assert_eq!(own.house.app.do_jobs().await.unwrap().planned, 3);
    let records = own.records().await;
    let point = records.iter().find_map(|record| match record {
        Record::Checkpoint(point) => Some(point),
        _ => None,
    });
    assert_eq!(point.unwrap().code, "7K4Q2N");
    let place = |record: &Record| match record {
        Record::Place(place) => place.parent.is_some() && place.limits.contains_key("C37-01"),
        _ => false,
    };
    assert!(records.iter().any(place));
    let rounds = records.iter().filter(|record| matches!(record, Record::Round(_)));
    assert_eq!(rounds.count(), 3);
}

#[tokio::test]
async fn the_same_files_loaded_again_change_nothing_whatever_the_day() {
    let own = Own::new().await;
    let first = own.load(&example()).await.unwrap();
    let state = own.state().await;
    let (app, later) = (&own.house.app, MORNING.plus_days(9));
    let again = load_site(app, &own.library, &own.site.to_string(), &own.folder, later).await;
    assert_eq!(again.unwrap(), Loaded { records_changed: 0, plans_changed: 0, ..first });
    assert_eq!(own.state().await, state);
}

#[tokio::test]
async fn a_changed_file_changes_what_it_names_and_takes_nothing_away() {
    let own = Own::new().await;
    own.load(&example()).await.unwrap();
    let renamed = swapped(&example(), "生活水泵房", "生活泵房");
    let later = swapped(&renamed, "10:00", "11:30");
    let loaded = own.load(&later).await.unwrap();
    assert_eq!((loaded.records_changed, loaded.plans_changed), (1, 1));
    assert_eq!(own.places().await, ["生活泵房", "翠湖雅苑公共区域"]);
    let plans = own.house.app.store.plans(own.site).await.unwrap().1;
    let times: Vec<String> = plans.iter().map(|(plan, _)| plan.first.to_string()).collect();
    assert_eq!(times, ["2026-11-19 11:30:00"]);
    let less = format!(
        r#"[{{ "key": "cuihu", "name": "{NAME}",
            "places": [{{ "key": "gate", "kind": "gate_post", "name": "北门岗" }}] }}]"#
    );
    own.load(&[less, "[]".to_owned()]).await.unwrap();
    assert_eq!(own.places().await, ["北门岗", "生活泵房", "翠湖雅苑公共区域"]);
    assert_eq!(own.house.app.store.plans(own.site).await.unwrap().1, plans);
}

#[tokio::test]
async fn what_the_library_changed_comes_with_the_load() {
    let mut own = Own::new().await;
    own.load(&example()).await.unwrap();
    own.house.app.do_jobs().await.unwrap();
    own.library.checklists.iter_mut().find(|list| list.id == "C37").unwrap().version = 9;
    let loaded = own.load(&example()).await.unwrap();
    assert_eq!((loaded.records_changed, loaded.plans_changed), (1, 1));
    let plans = own.house.app.store.plans(own.site).await.unwrap().1;
    assert_eq!(plans[0].0.version, 9);
    let made = own.records().await.into_iter().filter_map(|record| match record {
        Record::Round(round) => Some(round.plan_changed_at.is_some()),
        _ => None,
    });
    assert_eq!(made.collect::<Vec<_>>(), [true; 3]);
}

/// R67: the hours of a site's shifts come with its file, reach the phones, and stay when a later
/// file says nothing of them.
#[tokio::test]
async fn the_shifts_of_the_file_are_on_the_phones_and_stay_without_a_word() {
    let own = Own::new().await;
    let name = format!("\"name\": \"{NAME}\",\n    \"places\"");
    let early =
        r#"{ "from": "07:30", "name": { "zh-Hans": "早班", "zh-Hant": "早班", "en": "Early" } }"#;
    let late =
        r#"{ "from": "19:30", "name": { "zh-Hans": "晚班", "zh-Hant": "晚班", "en": "Late" } }"#;
    let with =
        |shifts: &str| swapped(&example(), &name, &format!("\"shifts\": [{shifts}], {name}"));
    own.load(&with(&format!("{early}, {late}"))).await.unwrap();
    let from = || async {
        let records = own.records().await.into_iter();
        let site = records.rev().find_map(|record| match record {
            Record::Site(site) => Some(site),
            _ => None,
        });
        let site = site.unwrap();
        let shift = site.shifts.at(MORNING, site.offset_min).unwrap();
        (shift.name.zh_hans, shift.to.minutes_since(shift.from))
    };
    assert_eq!(from().await, ("早班".to_owned(), 12 * 60));
    own.load(&example()).await.unwrap();
    assert_eq!(from().await, ("早班".to_owned(), 12 * 60));
    let refused = own.load(&with(&format!("{late}, {early}"))).await.unwrap_err().to_string();
    assert!(
        refused.starts_with("places.json:") && refused.contains("order of the day"),
        "{refused}"
    );
    assert_eq!(from().await, ("早班".to_owned(), 12 * 60));
}

/// A word of the example, a wrong one in its place, and what the refusal says.
const FAULTS: [(&str, &str, &str); 17] = [
    (r#""kind": "pump_room""#, r#""kind": "pomp_room""#, "places.json, place pumps: there is"),
    ("\"pumps\",\n            \"kind\"", "\"estate\", \"kind\"", "place estate: stands twice"),
    ("7K4Q2N", "7K4Q2O", "places.json, place pumps: the code 7K4Q2O: no code contains 'O'"),
    ("7K4Q2N", "7k4q2n", "must be written 7K4Q2N"),
    ("C37-01", "C37-99", "place pumps: C37-99 is no item"),
    ("0.50", "0.20", "place pumps: the limits of C37-01 end"),
    ("0.50", "50", "place pumps: the limits of C37-01 reach beyond"),
    ("\"floor\"", "\"flor\"", "places.json:15:"),
    ("\"name\": \"翠湖雅苑\"", "\"name\": \"锦绣花园\"", "places.json: the site is named 翠湖雅苑"),
    ("\"place\": \"pumps\"", "\"place\": \"pomps\"", "plans.json, plan 1: there is no place"),
    ("\"C37\"", "\"C99\"", "plans.json, plan 1: there is no checklist C99"),
    ("lijianguo", "nobody", "plans.json, plan 1: there is no login nobody"),
    ("FREQ=DAILY", "FREQ=SOMETIMES", "plans.json, plan 1: the rule FREQ=SOMETIMES cannot be"),
    ("FREQ=DAILY", "FREQ=SECONDLY", "plans.json, plan 1: the rule FREQ=SECONDLY asks"),
    ("\"10:00\"", "\"ten\"", "plans.json:8:17: ten is no time like 08:30"),
    ("\"minutes\": 60", "\"minutes\": 0", "plan 1: a round needs a minute"),
    ("\"pumps\",\n            \"kind\"", "\"pump\", \"kind\"", "plan 1: there is no place pumps"),
];

#[tokio::test]
async fn a_faulty_file_is_refused_by_its_place_and_changes_nothing() {
    let own = Own::new().await;
    own.load(&example()).await.unwrap();
    let state = own.state().await;
    for (from, to, why) in FAULTS {
        // The first place has another name too, which must not come in.
        let files = swapped(&example(), "翠湖雅苑公共区域", "别的名字");
        let refused = own.load(&swapped(&files, from, to)).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused} / {why}");
        assert_eq!(own.state().await, state, "{why}");
    }
    let rekeyed = swapped(&example(), "\"pumps\"", "\"pump\"");
    let refused = own.load(&rekeyed).await.unwrap_err().to_string();
    assert!(refused.contains("the code 7K4Q2N stands at 01 泵房门口 already"), "{refused}");
    let [places, plans] = example();
    let twice = format!("[{},{}]", plans.trim().trim_matches(['[', ']']), &plans.trim()[1..]);
    let twice = twice.trim_end_matches(']').to_owned() + "]";
    let refused = own.load(&[places, twice]).await.unwrap_err().to_string();
    assert!(refused.contains("plan 2: is the same as plan 1"), "{refused}");
    assert_eq!(own.state().await, state);
}

#[tokio::test]
async fn a_person_without_a_role_here_is_given_no_plan() {
    let own = Own::new().await;
    let roles = [Grant { site: SITE, role: Role::Guard, department: Department::Sec }];
    admin::add_account(&own.house.app, "wugang", "吴刚", "long enough", &roles).await.unwrap();
    let refused = own.load(&swapped(&example(), "lijianguo", "wugang")).await.unwrap_err();
    assert!(refused.to_string().contains("plan 1: wugang has no role at 翠湖雅苑"), "{refused}");
}

/// The example with a position at its point, and whatever else stands beside its name.
fn with_position(position: &str, beside_the_name: &str) -> [String; 2] {
    let code = r#""code": "7K4Q2N""#;
    let placed = swapped(&example(), code, &format!("{code}, \"position\": {position}"));
    let name = format!(r#""name": "{NAME}","#);
    swapped(&placed, &name, &format!("{name} {beside_the_name}"))
}

const DOOR: &str = r#"{ "lat": "31.230416", "lon": "121.473701", "radius_m": 60 }"#;

/// Whether the site takes positions, and where its point stands, as somebody's phone has them.
async fn positions(own: &Own) -> (bool, Option<Area>) {
    let records = own.records().await;
    let site = records.iter().any(|record| matches!(record, Record::Site(site) if site.positions));
    let area = records.iter().find_map(|record| match record {
        Record::Checkpoint(point) => Some(point.area),
        _ => None,
    });
    (site, area.unwrap())
}

#[tokio::test]
async fn positions_are_off_until_the_file_switches_them_on_and_stay_where_it_is_silent() {
    let own = Own::new().await;
    let area = Some(Area { lat_e6: 31_230_416, lon_e6: 121_473_701, radius_m: 60 });
    own.load(&example()).await.unwrap();
    assert_eq!(positions(&own).await, (false, None));
    let loaded = own.load(&with_position(DOOR, "")).await.unwrap();
    assert_eq!(loaded.records_changed, 1);
    assert_eq!(positions(&own).await, (false, area));
    let loaded = own.load(&with_position(DOOR, r#""positions": true,"#)).await.unwrap();
    assert_eq!(loaded.records_changed, 1);
    assert_eq!(positions(&own).await, (true, area));
    own.load(&with_position(DOOR, "")).await.unwrap();
    assert_eq!(positions(&own).await, (true, area));
    own.load(&with_position(DOOR, r#""positions": false,"#)).await.unwrap();
    assert_eq!(positions(&own).await, (false, area));
}

#[tokio::test]
async fn a_point_that_stands_nowhere_is_refused_with_what_it_needs() {
    let own = Own::new().await;
    for wrong in [DOOR.replace("31.23", "131.23"), DOOR.replace("60", "5")] {
        let refused = own.load(&with_position(&wrong, "")).await.unwrap_err().to_string();
        assert!(refused.contains("place pumps: the position of its point needs lat"), "{refused}");
        assert!(refused.contains("from 10 to 1000"), "{refused}");
    }
}

/// The example with a route in its plan.
fn with_route(stops: &str) -> [String; 2] {
    let grace = r#""grace_min": 30"#;
    let route = format!(r#"{grace}, "route": {{ "fixed": true, "stops": [{stops}] }}"#);
    swapped(&example(), grace, &route)
}

#[tokio::test]
async fn rounds_take_the_route_of_their_plan_along() {
    let own = Own::new().await;
    own.load(&with_route(r#"{ "place": "pumps", "stay_s": 60 }"#)).await.unwrap();
    own.house.app.do_jobs().await.unwrap();
    let records = own.records().await;
    let point = records.iter().find_map(|record| match record {
        Record::Checkpoint(point) => Some(point.id),
        _ => None,
    });
    let route = Route { fixed: true, stops: vec![Stop { checkpoint: point.unwrap(), stay_s: 60 }] };
    let rounds = records.iter().filter_map(|record| match record {
        Record::Round(round) => Some(&round.route),
        _ => None,
    });
    assert_eq!(rounds.collect::<Vec<_>>(), [&route, &route, &route]);
}

#[tokio::test]
async fn a_route_over_a_place_without_a_point_or_twice_over_one_is_refused() {
    let own = Own::new().await;
    let refused = own.load(&with_route(r#"{ "place": "estate" }"#)).await.unwrap_err().to_string();
    assert!(refused.contains("plan 1: its route stops at estate, which is no place"), "{refused}");
    let twice = r#"{ "place": "pumps" }, { "place": "pumps" }"#;
    let refused = own.load(&with_route(twice)).await.unwrap_err().to_string();
    assert!(refused.contains("plan 1: its route stops at pumps twice"), "{refused}");
}

#[tokio::test]
async fn the_demo_is_such_a_folder() {
    let own = Own::new().await;
    let app = &own.house.app;
    let new = NewSite { name: "锦绣花园", zone: "Asia/Shanghai", again: true };
    let site = admin::add_site(app, &own.library, new, MORNING).await.unwrap();
    let demo = root().join("library/demo");
    let plans = std::fs::read_to_string(demo.join("plans.json")).unwrap();
    let plans: serde_json::Value = serde_json::from_str(&plans).unwrap();
    let logins = plans.as_array().unwrap().iter().filter_map(|plan| plan["assignee"].as_str());
    for login in logins.collect::<std::collections::BTreeSet<_>>() {
        let roles = [Grant { site, role: Role::Guard, department: Department::Sec }];
        // One of them is there already, at another site.
        match admin::add_account(app, login, login, "long enough", &roles).await {
            Ok(_) => {}
            Err(_) => admin::set_roles(app, login, &roles).await.unwrap(),
        }
    }
    let loaded = load_site(app, &own.library, &site.to_string(), &demo, MORNING).await.unwrap();
    assert!(loaded.places > 30 && loaded.checkpoints > 30 && loaded.plans > 20, "{loaded}");
}

#[tokio::test]
async fn an_unknown_site_is_answered_with_those_there_are() {
    let own = Own::new().await;
    let refused = load_site(&own.house.app, &own.library, "锦绣", &own.folder, MORNING).await;
    let why = refused.unwrap_err().to_string();
    assert!(why.contains(&format!("{} {NAME}", own.site)), "{why}");
}

#[tokio::test]
async fn a_second_site_of_one_name_is_made_only_when_asked_for() {
    let own = Own::new().await;
    let (app, library) = (&own.house.app, &own.library);
    let new = NewSite { name: " 翠湖雅苑 ", zone: "Asia/Shanghai", again: false };
    let refused = admin::add_site(app, library, new, MORNING).await.unwrap_err().to_string();
    assert!(refused.contains(&own.site.to_string()) && refused.contains("--again"), "{refused}");
    let second = NewSite { again: true, ..new };
    let second = admin::add_site(app, library, second, MORNING).await.unwrap();
    let refused = admin::site_of(app, NAME).await.unwrap_err().to_string();
    assert!(refused.contains(&second.to_string()) && refused.contains("by its id"), "{refused}");
}

/// Items that the file switches reach the phones; what the sources name is refused by its name.
#[tokio::test]
async fn the_items_of_the_file_are_switched_and_a_stated_one_is_refused() {
    let own = Own::new().await;
    let name = format!("\"name\": \"{NAME}\",\n    \"places\"");
    let with = |items: &str| swapped(&example(), &name, &format!("\"items\": {items}, {name}"));
    own.load(&with(r#"{ "off": ["C03-01"] }"#)).await.unwrap();
    own.load(&example()).await.unwrap();
    let records = own.records().await.into_iter();
    let site = records.rev().find_map(|record| match record {
        Record::Site(site) => Some(site),
        _ => None,
    });
    let off: Vec<String> = site.unwrap().switches.off.into_iter().collect();
    assert_eq!(off, ["C03-01"]);
    for (items, why) in [
        (r#"{ "off": ["C03-02"] }"#, "items, C03-02: the sources name it"),
        (r#"{ "off": ["C03-99"] }"#, "items, C03-99: it is no item"),
        (r#"{ "on": ["C03-01"] }"#, "items, C03-01: it is not optional"),
    ] {
        let refused = own.load(&with(items)).await.unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
}
