//! Argon2id, off the threads that answer. Knows no accounts.

use crate::config::PasswordCost;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Longer ones are refused unread.
use patrol_domain::office::LONGEST_PASSWORD as LONGEST;

/// Hashes and compares; at most two at a time, 19 MiB each.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    cost: PasswordCost,
    /// Compared with when a login is unknown, so that it takes as long.
    nobody: Arc<str>,
}

impl Passwords {
    pub fn new(cost: PasswordCost) -> Passwords {
        let nobody = hash_with(cost, &uuid::Uuid::new_v4().to_string()).unwrap_or_default();
        Passwords { turns: Arc::new(Semaphore::new(2)), cost, nobody: nobody.into() }
    }

    /// `None` when the password cannot be hashed (too long).
    pub async fn hash(&self, password: &str) -> Option<String> {
        let (cost, password) = (self.cost, password.to_owned());
        let _turn = self.turns.acquire().await.ok()?;
        tokio::task::spawn_blocking(move || hash_with(cost, &password)).await.ok()?
    }

    /// Whether `password` belongs to `hash`; always takes the time of one hash.
    pub async fn matches(&self, hash: Option<&str>, password: &str) -> bool {
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let password = password.to_owned();
        let Ok(_turn) = self.turns.acquire().await else { return false };
        let equal = tokio::task::spawn_blocking(move || equal(&hash, &password)).await;
        known && equal.unwrap_or(false)
    }
}

fn hash_with(cost: PasswordCost, password: &str) -> Option<String> {
    if password.len() > LONGEST {
        return None;
    }
    let params = Params::new(cost.memory_kib, cost.rounds, 1, None).ok()?;
    let salt = SaltString::encode_b64(uuid::Uuid::new_v4().as_bytes()).ok()?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Some(argon.hash_password(password.as_bytes(), &salt).ok()?.to_string())
}

fn equal(hash: &str, password: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    password.len() <= LONGEST
        && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}
