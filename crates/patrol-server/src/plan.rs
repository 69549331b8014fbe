//! A plan: which checklist is walked where, how often and by whom. Data only; expands nothing.

pub use patrol_protocol::plan::Plan;
