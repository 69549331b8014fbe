//! What the server knows about itself: the epoch of its data and the key that seals cursors.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use sqlx::{AnyPool, Row};

/// Read once at the start; every server over one database reads the same.
#[derive(Clone)]
pub(super) struct ServerFacts {
    secret: [u8; 32],
    /// Another one when the data were restored from a backup: every cursor is void then.
    pub(super) epoch: String,
}

impl ServerFacts {
    pub(super) async fn load(writer: &AnyPool, anew: bool) -> Result<ServerFacts, sqlx::Error> {
        let mut tx = writer.begin().await?;
        if anew {
            sqlx::query("DELETE FROM server_facts WHERE name = 'epoch'").execute(&mut *tx).await?;
        }
        let mut values = Vec::new();
        for name in ["secret-1", "secret-2", "epoch"] {
            sqlx::query(
                "INSERT INTO server_facts (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            )
            .bind(name)
            .bind(uuid::Uuid::new_v4().simple().to_string())
            .execute(&mut *tx)
            .await?;
            let row = sqlx::query("SELECT value FROM server_facts WHERE name = $1")
                .bind(name)
                .fetch_one(&mut *tx)
                .await?;
            values.push(row.try_get::<String, _>(0)?);
        }
        tx.commit().await?;
        let epoch = values.pop().unwrap_or_default();
        Ok(ServerFacts { secret: sha256(values.concat().as_bytes()), epoch })
    }

    pub(super) fn seal(&self, text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
        mac.update(text.as_bytes());
        hex(&mac.finalize().into_bytes()[..16])
    }
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    Sha256::digest(bytes).into()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
