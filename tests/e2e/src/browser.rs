//! One browser of one person: its profile outlives it, so that it can be killed and opened again.

use crate::Told;
use crate::driver::{Driver, capabilities};
use crate::engine::{Need, engine};
use crate::program::{kill_all_with, kill_all_with_now};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thirtyfour::WebDriver;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    /// 390 × 844 with touch.
    Phone,
    /// 320 × 640 with touch.
    NarrowPhone,
    /// 1440 × 900.
    Desk,
}

impl Seat {
    pub fn size(self) -> (u32, u32) {
        match self {
            Seat::Phone => (390, 844),
            Seat::NarrowPhone => (320, 640),
            Seat::Desk => (1440, 900),
        }
    }
}

/// How a browser is opened; kept, so that it can be opened the same way again.
#[derive(Clone)]
pub struct Opening {
    pub name: String,
    pub seat: Seat,
    pub language: String,
    pub camera: Option<PathBuf>,
}

pub struct Browser {
    pub opening: Opening,
    pub(crate) driver: WebDriver,
    pub(crate) server: String,
    leader: Driver,
    folder: PathBuf,
    profile: PathBuf,
}

impl Browser {
    pub async fn open(server: &str, folder: &Path, opening: Opening) -> Told<Browser> {
        let profile = folder.join(format!("{}-profile", opening.name));
        std::fs::create_dir_all(&profile)?;
        let leader = Driver::start(folder, &opening.name).await?;
        let session = session(&leader, &opening, &profile).await?;
        Ok(Browser {
            opening,
            driver: session,
            server: server.to_owned(),
            leader,
            folder: folder.to_owned(),
            profile,
        })
    }

    /// SIGKILL to the browser and all its processes; what it had not written is gone.
    pub async fn kill(&mut self) -> Told {
        kill_all_with(&self.profile.display().to_string()).await
    }

    /// Opens it again after `kill` or `close`, with the same profile.
    pub async fn open_again(&mut self) -> Told {
        self.leader = Driver::start(&self.folder, &self.opening.name).await?;
        let session = session(&self.leader, &self.opening, &self.profile).await?;
        let _ = std::mem::replace(&mut self.driver, session).leak();
        Ok(())
    }

    /// Closes it as a person does.
    pub async fn close(&mut self) -> Told {
        self.driver.clone().quit().await?;
        kill_all_with(&self.profile.display().to_string()).await
    }

    /// A command of the Chrome DevTools protocol.
    pub async fn cdp(&self, method: &str, params: Value) -> Told<Value> {
        Ok(self.driver.cdp().send_raw(method, params).await?)
    }

    /// The WebDriver session itself, for what no other method says.
    pub fn raw(&self) -> &WebDriver {
        &self.driver
    }

    pub fn server(&self) -> &str {
        &self.server
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.driver.clone().leak();
        kill_all_with_now(&self.profile.display().to_string());
    }
}

async fn session(leader: &Driver, opening: &Opening, profile: &Path) -> Told<WebDriver> {
    let caps = capabilities(opening.seat, profile, opening.camera.as_deref(), &opening.language);
    let session = WebDriver::builder(&leader.address, caps);
    let session = session.request_timeout(Duration::from_secs(90)).await?;
    if engine().has(Need::WindowByDriver) {
        let (width, height) = opening.seat.size();
        session.set_window_rect(0, 0, width, height).await?;
    }
    Ok(session)
}
