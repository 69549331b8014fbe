//! The phone's clocks and dice.

/// The wall clock, milliseconds since 1970.
pub fn wall_ms() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds since the page was opened; never goes back.
pub fn monotonic_ms() -> u64 {
    let performance = web_sys::window().and_then(|window| window.performance());
    performance.map_or(0, |performance| performance.now() as u64)
}

/// Random bytes of the browser's own generator.
pub fn random() -> [u8; 16] {
    uuid::Uuid::new_v4().into_bytes()
}

/// Minutes east of UTC by the phone's zone, now.
pub fn offset_min() -> i16 {
    -(js_sys::Date::new_0().get_timezone_offset() as i16)
}
