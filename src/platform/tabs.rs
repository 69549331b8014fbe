//! Tells the other tabs of this browser that the store has changed.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

pub struct Tabs {
    channel: Option<BroadcastChannel>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Tabs {
    /// `changed` runs when another tab has told; the text names whose store.
    pub fn open(mut changed: impl FnMut(String) + 'static) -> Tabs {
        let channel = BroadcastChannel::new("patrolbook").ok();
        let heard = Closure::new(move |event: MessageEvent| {
            changed(event.data().as_string().unwrap_or_default());
        });
        if let Some(channel) = &channel {
            channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        }
        Tabs { channel, _heard: heard }
    }

    pub fn tell(&self, whose: &str) {
        if let Some(channel) = &self.channel {
            channel.post_message(&whose.into()).unwrap_or_default();
        }
    }
}
