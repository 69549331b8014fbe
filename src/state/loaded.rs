//! A value on its way from the phone's store.

use patrol_sync::ports::StoreError;

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Loaded<T> {
    #[default]
    Loading,
    /// It was asked for and is not on this phone.
    Absent,
    Ready(T),
    Failed(StoreError),
}

impl<T> Loaded<T> {
    pub fn ready(&self) -> Option<&T> {
        match self {
            Loaded::Ready(value) => Some(value),
            _ => None,
        }
    }

    pub fn map<U>(self, with: impl FnOnce(T) -> U) -> Loaded<U> {
        match self {
            Loaded::Ready(value) => Loaded::Ready(with(value)),
            Loaded::Loading => Loaded::Loading,
            Loaded::Absent => Loaded::Absent,
            Loaded::Failed(error) => Loaded::Failed(error),
        }
    }
}
