//! Who is signed in where. Holds hashes only: no token.

use super::facts::{hex, sha256};
use super::people::id_at;
use super::{Refusal, Store};
use crate::limits;
use patrol_domain::office::SessionLine;
use patrol_domain::{At, MemberId};
use sqlx::Row;

/// How far a session reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Full,
    /// Signed in with a one-time password: to a password of one's own, and no further.
    PasswordFirst,
    /// The person is suspended: brings what was not sent yet, and gets nothing.
    DeliverOnly,
}

/// A session that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionRow {
    pub member: MemberId,
    pub seen_at: At,
    pub access: Access,
}

/// Characters of a token's hash that name a session to its person.
const ID_LENGTH: usize = 32;

fn token_hash(token: &str) -> String {
    hex(&sha256(token.as_bytes()))
}

/// A person is suspended when they are at every site where they have a record.
const SUSPENDED: &str = "CASE WHEN EXISTS (SELECT 1 FROM memberships m \
         WHERE m.member = sessions.member AND m.suspended = 0) \
     OR NOT EXISTS (SELECT 1 FROM memberships m WHERE m.member = sessions.member) \
     THEN 0 ELSE 1 END";

impl Store {
    /// Keeps a new session under the hash of its token.
    pub async fn open_session(
        &self,
        token: &str,
        member: MemberId,
        label: &str,
        must_change: bool,
    ) -> Result<(), Refusal> {
        let now = (self.clock)().0;
        sqlx::query(
            "INSERT INTO sessions (token, member, created_at, seen_at, label, must_change) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(token_hash(token))
        .bind(member.to_string())
        .bind(now)
        .bind(now)
        .bind(label.to_owned())
        .bind(i64::from(must_change))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The session of a token, unless it was unused for too long.
    pub async fn session(&self, token: &str) -> Result<Option<SessionRow>, Refusal> {
        let now = (self.clock)();
        let text = format!(
            "SELECT member, seen_at, must_change, {SUSPENDED} FROM sessions \
             WHERE token = $1 AND seen_at > $2"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(token_hash(token))
            .bind(now.plus_days(-limits::SESSION_IDLE_DAYS).0)
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        // An expression is of another width than a column in PostgreSQL.
        let suspended =
            row.try_get::<i64, _>(3).or_else(|_| row.try_get::<i32, _>(3).map(i64::from))?;
        let access = match (suspended != 0, row.try_get::<i64, _>(2)? != 0) {
            (true, _) => Access::DeliverOnly,
            (false, true) => Access::PasswordFirst,
            (false, false) => Access::Full,
        };
        Ok(Some(SessionRow { member: id_at(&row, 0)?, seen_at: At(row.try_get(1)?), access }))
    }

    /// Notes once a day that a session is in use; tells whether it did.
    pub async fn note_use(&self, token: &str, session: SessionRow) -> Result<bool, Refusal> {
        let now = (self.clock)();
        if now <= session.seen_at.plus_days(1) {
            return Ok(false);
        }
        let noted =
            sqlx::query("UPDATE sessions SET seen_at = $2 WHERE token = $1 AND seen_at < $2")
                .bind(token_hash(token))
                .bind(now.0)
                .execute(&self.writer)
                .await?;
        Ok(noted.rows_affected() > 0)
    }

    /// Where the person is signed in, the latest first; `token` is the one that asks.
    pub async fn sessions_of(
        &self,
        member: MemberId,
        token: &str,
    ) -> Result<Vec<SessionLine>, Refusal> {
        let now = (self.clock)();
        let rows = sqlx::query(
            "SELECT token, label, created_at, seen_at FROM sessions \
             WHERE member = $1 AND seen_at > $2 ORDER BY seen_at DESC, created_at DESC, token",
        )
        .bind(member.to_string())
        .bind(now.plus_days(-limits::SESSION_IDLE_DAYS).0)
        .fetch_all(&self.readers)
        .await?;
        let mine = token_hash(token);
        let lines = rows.iter().map(|row| {
            let hash: String = row.try_get(0)?;
            Ok(SessionLine {
                here: hash == mine,
                id: hash.chars().take(ID_LENGTH).collect(),
                label: row.try_get(1)?,
                began_at: At(row.try_get(2)?),
                seen_at: At(row.try_get(3)?),
            })
        });
        lines.collect()
    }

    /// Ends one of the person's sessions by the id that `sessions_of` told; whether there was one.
    pub async fn close_named(&self, member: MemberId, id: &str) -> Result<bool, Refusal> {
        if id.len() != ID_LENGTH || !id.chars().all(|c| c.is_ascii_hexdigit()) {
            return Ok(false);
        }
        let gone = sqlx::query("DELETE FROM sessions WHERE member = $1 AND token LIKE $2")
            .bind(member.to_string())
            .bind(format!("{}%", id.to_lowercase()))
            .execute(&self.writer)
            .await?;
        Ok(gone.rows_affected() > 0)
    }

    pub async fn close_session(&self, token: &str) -> Result<(), Refusal> {
        sqlx::query("DELETE FROM sessions WHERE token = $1")
            .bind(token_hash(token))
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Ends every session of a person but that of `token`, which is then a full one.
    pub async fn close_other_sessions(&self, member: MemberId, token: &str) -> Result<(), Refusal> {
        let mut tx = self.writer.begin().await?;
        sqlx::query("DELETE FROM sessions WHERE member = $1 AND token <> $2")
            .bind(member.to_string())
            .bind(token_hash(token))
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE sessions SET must_change = 0 WHERE token = $1")
            .bind(token_hash(token))
            .execute(&mut *tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Ends every session of a person.
    pub async fn close_sessions(&self, member: MemberId) -> Result<(), Refusal> {
        sqlx::query("DELETE FROM sessions WHERE member = $1")
            .bind(member.to_string())
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}
