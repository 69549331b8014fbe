//! What a start needs to know. Reads no environment: the binary does.

use patrol_domain::At;
use std::path::PathBuf;
use std::sync::Arc;

/// The server's clock; tests put their own in.
pub type Clock = Arc<dyn Fn() -> At + Send + Sync>;

/// Cost of a password hash (OWASP's Argon2id figures by default).
#[derive(Clone, Copy, Debug)]
pub struct PasswordCost {
    pub memory_kib: u32,
    pub rounds: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        PasswordCost { memory_kib: 19 * 1024, rounds: 2 }
    }
}

/// Everything that differs between one installation and another.
#[derive(Clone)]
pub struct Config {
    /// `sqlite://data/patrol.db` or `postgres://…`.
    pub database_url: String,
    /// The folder of photos.
    pub photos: PathBuf,
    /// A bucket in place of the folder, for example `s3://patrol-photos`.
    pub photos_url: Option<String>,
    /// The built app; nothing but the API is served without it.
    pub dist: Option<PathBuf>,
    /// The address people type, for example `https://patrol.example.cn`.
    pub public_url: Option<String>,
    pub clock: Clock,
    pub password_cost: PasswordCost,
    /// Ways out for notices; without it nothing is told outside the app.
    pub notices: Option<crate::notices::NoticesConfig>,
    /// The data come from a backup: what phones have seen since is void, they read all anew.
    pub restored: bool,
    #[cfg(feature = "faults")]
    pub faults: crate::store::Faults,
}

impl Config {
    /// Database and photos in one folder, the machine's clock, nothing else set.
    pub fn in_folder(folder: &std::path::Path) -> Config {
        Config {
            database_url: format!("sqlite://{}", folder.join("patrol.db").display()),
            photos: folder.join("photos"),
            photos_url: None,
            dist: None,
            public_url: None,
            clock: Arc::new(wall_clock),
            password_cost: PasswordCost::default(),
            notices: None,
            restored: false,
            #[cfg(feature = "faults")]
            faults: crate::store::Faults::default(),
        }
    }

    /// Whether people reach the server by HTTPS.
    pub fn https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The machine's wall clock.
pub fn wall_clock() -> At {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    At(since.map_or(0, |d| i64::try_from(d.as_millis()).unwrap_or(i64::MAX)))
}
