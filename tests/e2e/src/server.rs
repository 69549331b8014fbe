//! The real server, with a database of its own: stopped, killed and started again on the same port.

use crate::Told;
use crate::program::Program;
use crate::surroundings;
use std::path::PathBuf;
use std::process::Command;

pub struct Server {
    running: Option<Program>,
    folder: PathBuf,
    library: PathBuf,
    port: u16,
    starts: u32,
}

impl Server {
    /// Starts the server with the demo site in an empty folder.
    pub async fn start(folder: PathBuf) -> Told<Server> {
        Server::start_with(folder, surroundings::project().join("library")).await
    }

    /// Starts it with another library, whose demo it brings in.
    pub async fn start_with(folder: PathBuf, library: PathBuf) -> Told<Server> {
        std::fs::create_dir_all(&folder)?;
        let mut server = Server { running: None, folder, library, port: 0, starts: 0 };
        server.start_again().await?;
        Ok(server)
    }

    pub async fn start_again(&mut self) -> Told {
        self.starts += 1;
        let log = self.folder.join(format!("server-{}.log", self.starts));
        let mut command = Command::new(surroundings::server());
        command.arg("--demo").args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        command.current_dir(&self.folder);
        let database = self.folder.join("patrol.db");
        command.env("DATABASE_URL", format!("sqlite://{}", database.display()));
        command.env("PHOTOS_DIR", self.folder.join("photos"));
        command.env("DIST_DIR", surroundings::dist());
        command.env("LIBRARY_DIR", &self.library);
        command.env_remove("PUBLIC_URL");
        let (program, line) = Program::start(&mut command, &log, "listening on http").await?;
        let port = line.trim().rsplit(':').next().and_then(|end| {
            end.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
        });
        self.port = port.ok_or_else(|| format!("no port in `{}`", line.trim()))?;
        self.running = Some(program);
        Ok(())
    }

    /// Ends politely, as an update would: this is how "no network" is made.
    pub async fn stop(&mut self) -> Told {
        self.running.take().ok_or("the server is not running")?.stop().await
    }

    /// kill -9.
    pub fn kill(&mut self) -> Told {
        self.running.take().ok_or("the server is not running")?.kill()
    }

    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn pid(&self) -> Option<u32> {
        self.running.as_ref()?.pid().map(|pid| pid.as_raw_nonzero().get().cast_unsigned())
    }
}
