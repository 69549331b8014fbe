//! One file a screen. Pages read signals and call `Actions`; they know neither storage nor network.

pub mod blocked;
pub mod camera;
pub mod form;
pub mod frame;
pub mod gallery;
pub mod inbox;
pub mod issue;
pub mod issues;
pub mod lost;
pub mod me;
pub mod office;
pub mod open;
pub mod phrases;
pub mod pill;
pub mod ready;
pub mod records;
pub mod round;
pub mod scan;
pub mod signin;
pub mod snap;
pub mod sound;
pub mod strip;
pub mod sync;
pub mod today;
pub mod troubles;
