//! Desktop pages for heads, quality and the office, framed by a side navigation.

pub mod board;
pub mod issue;
pub mod issues;
pub mod round;
