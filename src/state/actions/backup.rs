//! 导出备份: everything unsent in one file, for the supervisor when a phone is broken; and the way
//! back in, on another phone of the same person.

use super::Actions;
use crate::platform::{files, photo};
use crate::state::phone::Wake;
use patrol_sync::device::import::{ImportError, Imported};
use patrol_sync::ports::StoreError;

impl Actions {
    /// A `blob:` address of a file with the unsent work of all sites, those that the person left
    /// included.
    pub async fn export_backup(self) -> Result<String, StoreError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let sites = seat.device.with_work(&phone.sites()).await?;
        let file = seat.device.export(&sites).await?;
        photo::url(file.as_bytes(), "application/json")
            .ok_or_else(|| StoreError::Broken("no file could be made".to_owned()))
    }

    /// Takes over a file of `export_backup` as far as the person works at its sites.
    pub async fn import_backup(self, file: web_sys::File) -> Result<Imported, ImportError> {
        let phone = self.phone();
        let seat = phone.seat().ok_or(StoreError::Denied)?;
        let text = files::text(&file, "{").await.ok_or(ImportError::NotABackup)?;
        let taken = seat.device.import(&text, &phone.sites()).await;
        phone.read_again(&[]);
        phone.tell_tabs();
        phone.wake(Wake::Fresh);
        taken
    }
}
