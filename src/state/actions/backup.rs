//! 导出备份: everything unsent in one file, to hand to the supervisor when a phone is broken.

use super::Actions;
use crate::platform::photo;
use patrol_sync::ports::StoreError;

impl Actions {
    /// A `blob:` address of a file. For each site, those that the person left included: one line
    /// of JSON with the operations, then one line a photo.
    pub async fn export_backup(self) -> Result<String, StoreError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let mut file = String::new();
        for site in seat.device.with_work(&phone.sites()).await? {
            let backup = seat.device.backup(site).await?;
            file.push_str(&serde_json::to_string(&backup).map_err(broken)?);
            for listed in &backup.photos {
                if let Some(bytes) = seat.device.backup_bytes(listed.id).await? {
                    file.push_str(&format!("\n{{\"photo\":\"{}\",\"base64\":\"", listed.id));
                    base64(&bytes, &mut file);
                    file.push_str("\"}");
                }
            }
            file.push('\n');
        }
        photo::url(file.as_bytes(), "application/json")
            .ok_or_else(|| StoreError::Broken("no file could be made".to_owned()))
    }
}

fn broken(error: serde_json::Error) -> StoreError {
    StoreError::Broken(error.to_string())
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8], text: &mut String) {
    for three in bytes.chunks(3) {
        let at = |n: usize| u32::from(three.get(n).copied().unwrap_or_default());
        let word = (at(0) << 16) | (at(1) << 8) | at(2);
        for place in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * place)) as usize & 63];
            text.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_what_every_reader_expects() {
        for (bytes, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            let mut text = String::new();
            base64(bytes.as_bytes(), &mut text);
            assert_eq!(text, expected);
        }
    }
}
