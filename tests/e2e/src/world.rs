//! One journey's world: its server, its driver, its folder; all gone when it ends.

use crate::Told;
use crate::browser::{Browser, Opening, Seat};
use crate::camera;
use crate::engine::{Need, engine};
use crate::estate::Estate;
use crate::server::Server;
use std::path::Path;
use tempfile::TempDir;

pub struct World {
    pub server: Server,
    folder: TempDir,
}

impl World {
    pub async fn begin() -> Told<World> {
        let folder = tempfile::Builder::new().prefix("patrol-e2e-").tempdir()?;
        let server = Server::start(folder.path().join("server")).await?;
        Ok(World { server, folder })
    }

    /// With a library and an estate of the journey's own.
    pub async fn begin_at(estate: &Estate) -> Told<World> {
        let folder = tempfile::Builder::new().prefix("patrol-e2e-").tempdir()?;
        let library = folder.path().join("library");
        estate.write(&library)?;
        let server = Server::start_with(folder.path().join("server"), library).await?;
        Ok(World { server, folder })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A phone whose camera sees a QR code of `code`.
    pub async fn phone_with_camera(&self, name: &str, code: &str) -> Told<Browser> {
        let film = self.folder().join(format!("{name}.y4m"));
        camera::film(&film, code)?;
        self.open(Opening { camera: Some(film), ..phone(name) }).await
    }

    /// A phone whose owner refuses the camera.
    pub async fn phone(&self, name: &str) -> Told<Browser> {
        self.open(phone(name)).await
    }

    pub async fn phone_in(&self, name: &str, language: &str) -> Told<Browser> {
        self.open(Opening { language: language.into(), ..phone(name) }).await
    }

    pub async fn narrow_phone(&self, name: &str) -> Told<Browser> {
        self.open(Opening { seat: Seat::NarrowPhone, ..phone(name) }).await
    }

    pub async fn desk(&self, name: &str) -> Told<Browser> {
        self.open(Opening { seat: Seat::Desk, ..phone(name) }).await
    }

    pub async fn open(&self, opening: Opening) -> Told<Browser> {
        Browser::open(&self.server.address(), self.folder(), opening).await
    }
}

fn phone(name: &str) -> Opening {
    Opening { name: name.into(), seat: Seat::Phone, language: "zh-CN".into(), camera: None }
}

/// Runs one journey to its end and fails the test with its words when it does not get there.
pub fn journey(steps: impl AsyncFnOnce(&mut World) -> Told) {
    run(async {
        let mut world = World::begin().await?;
        steps(&mut world).await
    });
}

/// The same at an estate of the journey's own.
pub fn journey_at(estate: &Estate, steps: impl AsyncFnOnce(&mut World) -> Told) {
    run(async {
        let mut world = World::begin_at(estate).await?;
        steps(&mut world).await
    });
}

fn run(steps: impl Future<Output = Told>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let told = match runtime {
        Ok(runtime) => runtime.block_on(steps),
        Err(error) => Err(error.into()),
    };
    if let Err(error) = told {
        panic!("the journey stopped: {error}");
    }
}

/// Runs a journey that not every engine can go; where it cannot, it says so and is done.
pub fn journey_with(need: Need, steps: impl AsyncFnOnce(&mut World) -> Told) {
    if engine().has(need) {
        journey(steps);
    } else {
        eprintln!("not gone in {:?}, which lacks {need:?}", engine());
    }
}

/// The same at an estate of the journey's own.
pub fn journey_with_at(need: Need, estate: &Estate, steps: impl AsyncFnOnce(&mut World) -> Told) {
    if engine().has(need) {
        journey_at(estate, steps);
    } else {
        eprintln!("not gone in {:?}, which lacks {need:?}", engine());
    }
}
