//! Waiting: always for a fact, asked again and again, never for a time to pass.

use crate::Told;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(40);
/// Long, because a slow machine must not fail a journey; a fact that comes ends the wait at once.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Asks until the answer is `Some`. A question that fails counts as not yet; its last word is told.
pub async fn until<T>(what: &str, ask: impl AsyncFnMut() -> Told<Option<T>>) -> Told<T> {
    until_within(what, PATIENCE, ask).await
}

pub async fn until_within<T>(
    what: &str,
    patience: Duration,
    mut ask: impl AsyncFnMut() -> Told<Option<T>>,
) -> Told<T> {
    let begun = Instant::now();
    let mut last = String::new();
    loop {
        match ask().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => {}
            Err(error) => last = format!(" ({error})"),
        }
        if begun.elapsed() > patience {
            return Err(format!("waited {} s in vain for: {what}{last}", patience.as_secs()).into());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
