//! The issue flow of the library is what the program expects of it.

use patrol_domain::flow::{CURRENT_ISSUE_VERSION, Flow, ISSUE};

#[test]
fn the_librarys_issue_flow_is_the_one_new_issues_begin_with() {
    let text = include_str!("../../../library/flows/issue.json");
    let flow: Flow = serde_json::from_str(text).unwrap();
    assert_eq!((flow.key.as_str(), flow.version), (ISSUE, CURRENT_ISSUE_VERSION));
    assert_eq!(flow.initial, "open");
}
