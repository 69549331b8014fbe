//! People of the demo, as `people.json` names them.

use crate::demo::{DemoFault, Login, id};
use patrol_domain::people::{Department, Grant, Member, Role};
use patrol_domain::{MemberId, SiteId};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    password: String,
    people: Vec<Person>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    login: String,
    name: String,
    site: String,
    grants: Vec<(Role, Department)>,
}

pub(super) fn logins(people: People) -> Result<Vec<Login>, DemoFault> {
    let mut seen = BTreeSet::new();
    if let Some(twice) = people.people.iter().find(|person| !seen.insert(person.login.as_str())) {
        return Err(DemoFault::new("people.json", format!("{} stands twice", twice.login)));
    }
    let login = |person: Person| Login {
        member: Member {
            id: member_id(&person.login),
            name: person.name,
            grants: grants(&person.site, &person.grants),
            suspended: false,
        },
        login: person.login,
        password: people.password.clone(),
    };
    Ok(people.people.into_iter().map(login).collect())
}

pub(super) fn member_id(login: &str) -> MemberId {
    MemberId(id("member", login))
}

fn grants(site: &str, pairs: &[(Role, Department)]) -> Vec<Grant> {
    let site = SiteId(id("site", site));
    pairs
        .iter()
        .map(|(role, department)| Grant { site, role: *role, department: *department })
        .collect()
}
