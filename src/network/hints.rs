//! The server's hints that something changed, as server-sent events. They carry no data: losing
//! one costs a minute, the loop asks by itself.

use patrol_domain::ids::SiteId;
use wasm_bindgen::prelude::*;
use web_sys::EventSource;

/// Open until dropped. The browser connects again by itself after a lost line.
pub struct Hints {
    source: EventSource,
    _heard: Closure<dyn FnMut()>,
}

impl Drop for Hints {
    fn drop(&mut self) {
        self.source.close();
    }
}

impl Hints {
    /// `heard` runs when something changed at the site; also at the beginning, and whenever the line
    /// stands again.
    pub fn open(site: SiteId, heard: impl FnMut() + 'static) -> Option<Hints> {
        let source = EventSource::new(&format!("/api/events?site={site}")).ok()?;
        let heard = Closure::<dyn FnMut()>::new(heard);
        let listener = heard.as_ref().unchecked_ref();
        source.add_event_listener_with_callback("changed", listener).ok()?;
        Some(Hints { source, _heard: heard })
    }

    /// An answer that is no event stream ends the line for good: signed out, or a portal.
    pub fn closed(&self) -> bool {
        self.source.ready_state() == EventSource::CLOSED
    }
}
