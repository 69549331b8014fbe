//! A call as it is written down, and the case it becomes. Draws nothing.

use crate::state::actions::{CaseMove, NewCase};
use patrol_domain::case::{Brought, FieldValue};
use patrol_domain::checklist::Severity;
use patrol_domain::flow::{Flow, ISSUE, Requirement};
use patrol_domain::ids::PlaceId;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Repair,
    Issue,
    Enquiry,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Repair => "repair",
            Kind::Issue => "issue",
            Kind::Enquiry => "enquiry",
        }
    }

    pub fn named(name: &str) -> Kind {
        match name {
            "issue" => Kind::Issue,
            "enquiry" => Kind::Enquiry,
            _ => Kind::Repair,
        }
    }

    pub const fn flow(self) -> &'static str {
        match self {
            Kind::Repair => "work_order",
            Kind::Issue => ISSUE,
            Kind::Enquiry => "enquiry",
        }
    }
}

/// What is missing before it can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacks {
    Words,
    Unit,
    Category,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The unit, or where else it is.
    pub unit: String,
    pub name: String,
    pub phone: String,
    /// Where an earlier case of the caller was.
    pub place: Option<PlaceId>,
    pub words: String,
    pub kind: Kind,
    pub category: String,
    /// Nothing picked: general.
    pub severity: Option<Severity>,
}

impl Call {
    /// An enquiry needs no unit: people ask before they live here.
    pub fn lacks(&self) -> Option<Lacks> {
        let nowhere = self.unit.trim().is_empty() && self.kind != Kind::Enquiry;
        if self.words.trim().is_empty() {
            return Some(Lacks::Words);
        }
        let unsorted = self.kind == Kind::Issue && self.category.is_empty();
        nowhere.then_some(Lacks::Unit).or(unsorted.then_some(Lacks::Category))
    }

    /// The case, with the fields that its flow has for it.
    pub fn case(self, flow: &Flow) -> NewCase {
        let texts = [
            ("unit", &self.unit),
            ("caller", &self.name),
            ("reporter", &self.name),
            ("phone", &self.phone),
            ("reporter_phone", &self.phone),
            ("fault", &self.words),
        ];
        let mut brings = Brought::default();
        for (key, text) in texts {
            let text = text.trim();
            if asks(flow, key) && !text.is_empty() {
                let value = FieldValue::Text { text: text.to_owned() };
                brings.fields.insert(key.to_owned(), value);
            }
        }
        if asks(flow, "channel") {
            let value = FieldValue::Choice { option: "phone".to_owned() };
            brings.fields.insert("channel".to_owned(), value);
        }
        let issue = self.kind == Kind::Issue;
        brings.severity = issue.then_some(self.severity.unwrap_or(Severity::General));
        NewCase {
            flow: flow.key.clone(),
            version: flow.version,
            title: self.words.trim().to_owned(),
            place: self.place,
            spot: if issue { self.unit.trim().to_owned() } else { String::new() },
            category: if issue { self.category } else { String::new() },
            with: CaseMove { brings, ..CaseMove::default() },
        }
    }
}

/// Whether the opening of the flow takes the field.
fn asks(flow: &Flow, key: &str) -> bool {
    flow.opening.as_ref().is_some_and(|opening| {
        let required = |one: &Requirement| matches!(one, Requirement::Field(of) if of == key);
        opening.takes.iter().any(|of| of == key) || opening.requires.iter().any(required)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(kind: Kind) -> Flow {
        let text = match kind {
            Kind::Repair => include_str!("../../../../library/flows/work_order.json"),
            Kind::Issue => include_str!("../../../../library/flows/issue.json"),
            Kind::Enquiry => include_str!("../../../../library/flows/enquiry.json"),
        };
        serde_json::from_str(text).expect("a flow")
    }

    fn call(kind: Kind) -> Call {
        Call {
            unit: " 3栋602 ".into(),
            name: "王秀英".into(),
            phone: "8867".into(),
            words: "水管漏水".into(),
            kind,
            category: "WTR".into(),
            ..Call::default()
        }
    }

    #[test]
    fn each_kind_becomes_a_case_of_its_flow_with_the_callers_unit() {
        for (kind, name) in
            [(Kind::Repair, "caller"), (Kind::Issue, "reporter"), (Kind::Enquiry, "caller")]
        {
            let new = call(kind).case(&flow(kind));
            let text = |text: &str| Some(FieldValue::Text { text: text.into() });
            assert_eq!(new.flow, kind.flow());
            assert_eq!(new.with.brings.fields.get("unit").cloned(), text("3栋602"));
            assert_eq!(new.with.brings.fields.get(name).cloned(), text("王秀英"));
            assert!(new.with.brings.fields.contains_key("channel"));
            assert_eq!(Kind::named(kind.name()), kind);
        }
        assert!(
            call(Kind::Repair).case(&flow(Kind::Repair)).with.brings.fields.contains_key("fault")
        );
        assert_eq!(call(Kind::Issue).case(&flow(Kind::Issue)).spot, "3栋602");
    }

    #[test]
    fn what_is_missing_is_named_in_the_order_of_the_form() {
        assert_eq!(Call::default().lacks(), Some(Lacks::Words));
        let said = |kind| Call { words: "漏水".into(), kind, ..Call::default() };
        assert_eq!(said(Kind::Repair).lacks(), Some(Lacks::Unit));
        assert_eq!(said(Kind::Enquiry).lacks(), None);
        let unsorted = Call { unit: "602".into(), ..said(Kind::Issue) };
        assert_eq!(unsorted.lacks(), Some(Lacks::Category));
        assert_eq!(call(Kind::Issue).lacks(), None);
    }
}
