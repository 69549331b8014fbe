//! The rules of the work: nouns, operations, and the one `apply` that phone and server share.
//! Knows no clock, no dice, no storage, no network, no screen.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod apply;
pub mod asked;
pub mod calendar;
pub mod case;
pub mod checklist;
pub mod checkpoint;
pub mod decimal;
pub mod doubts;
pub mod findings;
pub mod flow;
pub mod handover;
pub mod household;
pub mod ids;
pub mod intake;
pub mod library;
pub mod notice;
pub mod office;
pub mod operation;
pub mod people;
pub mod permissions;
pub mod photo;
pub mod place;
pub mod plan;
pub mod position;
pub mod presence;
pub mod record;
pub mod reject;
pub mod round;
pub mod route;
pub mod schedule;
pub mod score;
pub mod search;
pub mod shift;
pub mod shift_log;
pub mod sight;
pub mod signed;
pub mod slip;
pub mod sound;
pub mod surname;
pub mod switches;
pub mod task;
pub mod text;
pub mod time;
pub mod turn;
pub mod verdict;

pub use apply::{Halt, apply, may_take_over, may_walk};
pub use decimal::Decimal;
pub use ids::*;
pub use operation::{Mutation, Op};
pub use record::{Key, Kind, Record, View};
pub use reject::Rejection;
pub use text::{Lang, Text};
pub use time::{At, Window};
