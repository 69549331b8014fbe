//! Records survive their own wire form.

use patrol_domain::Record;
use patrol_domain::place::Place;
use std::collections::BTreeMap;
use uuid::Uuid;

#[test]
fn a_record_whose_noun_has_a_kind_of_its_own_reads_back() {
    let place = Record::Place(Place {
        id: patrol_domain::PlaceId(Uuid::from_u128(1)),
        site: patrol_domain::SiteId(Uuid::from_u128(2)),
        parent: None,
        kind: "pump_room".to_owned(),
        name: "生活水泵房".to_owned(),
        floor: "B1 层".to_owned(),
        limits: BTreeMap::new(),
    });
    let text = serde_json::to_string(&place).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), place);
}
