//! Reusable pieces of the screens: values in, callbacks out. Know no storage, no network, no context of ours.

mod answers;
mod blank;
mod book;
mod button;
mod choice;
mod dock;
mod field;
mod head;
mod keypad;
mod mark;
mod photo;
mod sheet;
mod signature;
mod ticks;
mod toast;
mod trend;

pub use answers::*;
pub use blank::*;
pub use book::*;
pub use button::*;
pub use choice::*;
pub use dock::*;
pub use field::*;
pub use head::*;
pub use keypad::*;
pub use mark::*;
pub use photo::*;
pub use sheet::*;
pub use signature::*;
pub use ticks::*;
pub use toast::*;
pub use trend::*;
