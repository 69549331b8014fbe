//! A PostgreSQL cluster of this test run's own, gone with its process.

use sqlx::{Connection, Executor};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use uuid::Uuid;

/// Lives until this process ends: its closed pipe stops the cluster and removes the folder.
struct Cluster {
    sockets: String,
    _shell: Child,
    _alive: ChildStdin,
}

/// Runs as a person who is not root, because the server refuses root.
const SCRIPT: &str = r#"
set -e
folder=$(mktemp -d)
trap '"$0/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1; rm -rf "$folder"' EXIT
"$0/initdb" -D "$folder/data" -A trust -U patrol -E UTF8 --no-sync >/dev/null
"$0/pg_ctl" -w -D "$folder/data" -l "$folder/log" \
  -o "-k $folder -c listen_addresses= -c fsync=off -c max_connections=400" start >/dev/null
echo "$folder"
cat >/dev/null
"#;

fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|folder| folder.join("initdb").is_file())
        .collect();
    found.sort();
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
    });
    found.pop().or(on_path).expect(
        "PostgreSQL is not installed, and the store must hold on it too: \
         `cargo xtask test` installs it, or `apt-get install postgresql`",
    )
}

fn start() -> Cluster {
    let programs = programs();
    let root = std::fs::metadata("/proc/self").map(|it| is_root(&it)).unwrap_or(false);
    let mut command = if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--", "sh"]);
        command
    } else {
        Command::new("sh")
    };
    command.arg("-c").arg(SCRIPT).arg(&programs).current_dir(Path::new("/"));
    let mut shell = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut sockets = String::new();
    BufReader::new(shell.stdout.take().unwrap()).read_line(&mut sockets).unwrap();
    assert!(!sockets.trim().is_empty(), "PostgreSQL did not start; its words stand above");
    let alive = shell.stdin.take().unwrap();
    Cluster { sockets: sockets.trim().to_owned(), _shell: shell, _alive: alive }
}

fn is_root(it: &std::fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(it) == 0
}

/// The address of a new, empty database.
pub async fn new_database() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    let cluster = CLUSTER.get_or_init(start);
    let address =
        |name: &str| format!("postgres://patrol@localhost/{name}?host={}", cluster.sockets);
    let name = format!("t{}", Uuid::now_v7().simple());
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(&address("postgres")).await.unwrap();
    let text = format!("CREATE DATABASE {name}");
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(text))).await.unwrap();
    address(&name)
}
