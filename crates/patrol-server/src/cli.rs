//! What the command line and the environment ask for. Does nothing itself.

use patrol_domain::SiteId;
use patrol_domain::people::Grant;
use patrol_domain::text::Lang;
use patrol_server::Config;
use patrol_server::notices::NoticesConfig;
use serde::de::{DeserializeOwned, Deserializer, Visitor};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

pub const HELP: &str = "\
patrol-server: serves the patrol book, its API and its photos

  patrol-server [--listen ADDRESS] [--demo] [--restored]
  patrol-server add-site --name NAME [--zone Asia/Shanghai] [--again]
  patrol-server sites
  patrol-server add-account LOGIN --name NAME --role SITE:ROLE:DEPARTMENT [--role …]
  patrol-server set-roles LOGIN --role SITE:ROLE:DEPARTMENT [--role …]
  patrol-server set-password LOGIN
  patrol-server load-site SITE FOLDER
  patrol-server checkpoint-sheet SITE [--lang zh-Hans|zh-Hant|en] > sheet.html
  patrol-server reset-password LOGIN
  patrol-server suspend LOGIN
  patrol-server readmit LOGIN
  patrol-server audit verify [SITE]

  --listen ADDRESS   where to listen (LISTEN, default 127.0.0.1:8080; port 0 takes a free one)
  --demo             brings the demo site into an empty server; its passwords are known to all, so
                     not with a PUBLIC_URL of https
  --restored         once after a backup was put back under a running PostgreSQL: phones read
                     everything anew. A server that was started on the backup notices by itself,
                     unless a command below has changed the backup before.
  --role             for example 0193a0b0-…:engineer_shift:eng; SITE is the id that add-site prints
  --again            makes a second site of the same name
  --help             this text

load-site brings places, checkpoints and plans into a site, from FOLDER/places.json and
FOLDER/plans.json as docs/guide tells them, and the library's checklists. Loaded again it changes
what the files changed, and takes nothing away.

checkpoint-sheet writes the stickers of every checkpoint as one page to open in a browser and print
on A4, eight on a sheet with lines to cut along.

audit verify walks the chain of everything that was decided, at one site or at all: it ends with an
error where a row, or what it stands for, was changed, removed, moved or put in. Keep the last hash it
prints somewhere else: it also shows a chain that somebody made anew as a whole.

reset-password prints a one-time password, which is changed at the next sign-in.
Passwords have 8 characters at least; they are asked for, or read as one line from the standard
input, never given as an argument.
The commands may run while the server does.

  DATABASE_URL   sqlite://data/patrol.db (default) or postgres://…
  PHOTOS_DIR     folder of photos (default data/photos)
  PHOTOS_URL     bucket of photos in place of the folder, s3://… (built with the feature s3)
  DIST_DIR       the built app (default dist)
  LIBRARY_DIR    checklists, flows and the demo (default library)
  PUBLIC_URL     the address people type; https:// turns on secure cookies and HSTS
  NOTICES_FILE   group robots and the mail server, as docs/guide/notices.md tells; without it
                 nothing is told outside the app
  LOG            what is logged, for example info (default) or patrol_server=debug
";

/// One start of the program.
pub struct Asked {
    pub command: Command,
    pub config: Config,
    pub library: PathBuf,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Serve { listen: SocketAddr, demo: bool },
    Sites,
    AddSite { name: String, zone: String, again: bool },
    LoadSite { site: String, folder: PathBuf },
    CheckpointSheet { site: String, lang: Lang },
    AddAccount { login: String, name: String, roles: Vec<Grant> },
    SetRoles { login: String, roles: Vec<Grant> },
    SetPassword { login: String },
    ResetPassword { login: String },
    Suspend { login: String, suspended: bool },
    VerifyAudit { site: Option<String> },
}

/// The words of the command line, by their meaning.
#[derive(Default)]
struct Words {
    plain: Vec<String>,
    listen: Option<String>,
    demo: bool,
    restored: bool,
    again: bool,
    help: bool,
    name: Option<String>,
    zone: Option<String>,
    lang: Lang,
    roles: Vec<Grant>,
}

/// Reads arguments and environment; an error is a sentence for the person who started it.
pub fn asked(
    arguments: impl IntoIterator<Item = String>,
    env: impl Fn(&str) -> Option<String>,
) -> Result<Asked, String> {
    let words = words(arguments)?;
    let mut config = Config { restored: words.restored, ..Config::in_folder(Path::new("data")) };
    if let Some(url) = env("DATABASE_URL") {
        config.database_url = url;
    }
    if let Some(folder) = env("PHOTOS_DIR") {
        config.photos = folder.into();
    }
    config.photos_url = env("PHOTOS_URL");
    config.public_url = env("PUBLIC_URL");
    config.notices = env("NOTICES_FILE")
        .map(|file| NoticesConfig::load(Path::new(&file)).map_err(|why| why.to_string()))
        .transpose()?;
    config.dist = Some(env("DIST_DIR").unwrap_or_else(|| "dist".to_owned()).into());
    let library = library(env("LIBRARY_DIR"));
    let listen = words.listen.clone().or_else(|| env("LISTEN"));
    let command = command(words, listen, config.https())?;
    Ok(Asked { command, config, library })
}

fn words(arguments: impl IntoIterator<Item = String>) -> Result<Words, String> {
    let mut words = Words::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (flag, given) = match argument.split_once('=') {
            Some((flag, value)) if flag.starts_with("--") => (flag, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        let mut value =
            || given.clone().or_else(|| arguments.next()).ok_or(format!("{flag} needs a value"));
        match flag {
            "--demo" => words.demo = true,
            "--again" => words.again = true,
            "--restored" => words.restored = true,
            "--help" | "-h" => words.help = true,
            "--listen" => words.listen = Some(value()?),
            "--name" => words.name = Some(value()?),
            "--zone" => words.zone = Some(value()?),
            "--lang" => words.lang = word("language", &value()?)?,
            "--role" => words.roles.push(role(&value()?)?),
            other if other.starts_with('-') => {
                return Err(format!("unknown argument {other}; --help explains"));
            }
            _ => words.plain.push(argument),
        }
    }
    Ok(words)
}

fn command(words: Words, listen: Option<String>, https: bool) -> Result<Command, String> {
    if words.help {
        return Ok(Command::Help);
    }
    let Words { demo, again, name, zone, lang, roles, .. } = words;
    let plain: Vec<&str> = words.plain.iter().map(String::as_str).collect();
    let name = || name.ok_or("--name is needed".to_owned());
    match plain[..] {
        [] if demo && https => {
            Err("--demo brings people whose passwords are known to all: not on a \
             server with a PUBLIC_URL of https"
                .to_owned())
        }
        [] => {
            let listen = listen.unwrap_or_else(|| "127.0.0.1:8080".to_owned());
            let wrong = |_| format!("{listen} is no address like 127.0.0.1:8080");
            Ok(Command::Serve { listen: listen.parse().map_err(wrong)?, demo })
        }
        ["sites"] => Ok(Command::Sites),
        ["add-site"] => {
            let zone = zone.unwrap_or_else(|| "Asia/Shanghai".to_owned());
            Ok(Command::AddSite { name: name()?, zone, again })
        }
        ["load-site", site, folder] => {
            Ok(Command::LoadSite { site: site.to_owned(), folder: folder.into() })
        }
        ["checkpoint-sheet", site] => Ok(Command::CheckpointSheet { site: site.to_owned(), lang }),
        ["add-account", login] => {
            Ok(Command::AddAccount { login: login.to_owned(), name: name()?, roles })
        }
        ["set-roles", login] => Ok(Command::SetRoles { login: login.to_owned(), roles }),
        ["set-password", login] => Ok(Command::SetPassword { login: login.to_owned() }),
        ["reset-password", login] => Ok(Command::ResetPassword { login: login.to_owned() }),
        ["suspend", login] => Ok(Command::Suspend { login: login.to_owned(), suspended: true }),
        ["readmit", login] => Ok(Command::Suspend { login: login.to_owned(), suspended: false }),
        ["audit", "verify"] => Ok(Command::VerifyAudit { site: None }),
        ["audit", "verify", site] => Ok(Command::VerifyAudit { site: Some(site.to_owned()) }),
        _ => Err(format!("cannot read `{}`; --help explains", plain.join(" "))),
    }
}

/// `SITE:ROLE:DEPARTMENT` in the words of the library.
fn role(text: &str) -> Result<Grant, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let [site, role, department] = parts[..] else {
        return Err(format!("{text} is no role like SITE:engineer_shift:eng"));
    };
    let site: SiteId = site
        .parse()
        .map_err(|_| format!("{site} is no site's id; `patrol-server sites` lists them"))?;
    let (role, department) = (word("role", role)?, word("department", department)?);
    Ok(Grant { site, role, department })
}

/// One of the words of a list; the error names those there are.
fn word<T: DeserializeOwned>(list: &str, text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|_| {
        let mut words: &[&str] = &[];
        let _ = T::deserialize(WordsOf(&mut words));
        format!("{text} is no {list}; a {list} is one of: {}", words.join(", "))
    })
}

/// Notes what words an enum is made of, and gives none of them.
struct WordsOf<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for WordsOf<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        words: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = words;
        Err(serde::de::Error::custom("only asked for its words"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("not a list of words"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Where the library lies: told, here, beside the program, or where it was built.
fn library(told: Option<String>) -> PathBuf {
    if let Some(told) = told {
        return told.into();
    }
    let program = std::env::current_exe().ok();
    let beside = program.as_deref().and_then(Path::parent).map(|folder| folder.join("library"));
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let places = [Some(PathBuf::from("library")), beside, Some(built)];
    let found = places.into_iter().flatten().find(|place| place.is_dir());
    found.unwrap_or_else(|| PathBuf::from("library"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use patrol_domain::people::{Department, Role};

    fn read(line: &str, public: Option<&str>) -> Result<Command, String> {
        let env = |name: &str| public.filter(|_| name == "PUBLIC_URL").map(str::to_owned);
        asked(line.split_whitespace().map(str::to_owned), env).map(|asked| asked.command)
    }

    #[test]
    fn the_demo_is_refused_where_people_come_by_https() {
        assert!(read("--demo", Some("https://patrol.example.cn")).is_err());
        for public in [None, Some("http://localhost:8080")] {
            let asked = read("--demo", public);
            assert!(matches!(asked, Ok(Command::Serve { demo: true, .. })), "{asked:?}");
        }
        assert!(read("", Some("https://patrol.example.cn")).is_ok());
    }

    #[test]
    fn a_password_is_never_an_argument() {
        assert!(read("set-password li secret12", None).is_err());
        assert!(read("set-password li --password secret12", None).is_err());
        assert!(read("add-account li secret12 --name Li", None).is_err());
    }

    #[test]
    fn roles_are_read_in_the_words_of_the_library() {
        let site = "0193a0b0-0000-7000-8000-000000000001";
        let line = format!("set-roles li --role {site}:guard:sec --role={site}:pm:mgmt");
        let Ok(Command::SetRoles { roles, .. }) = read(&line, None) else { panic!("{line}") };
        assert_eq!(roles.len(), 2);
        assert_eq!((roles[1].role, roles[1].department), (Role::Pm, Department::Mgmt));
        let why = read(&format!("set-roles li --role {site}:king:sec"), None);
        let why = why.expect_err("king");
        assert!(
            why.starts_with("king is no role; a role is one of: guard, guard_captain, "),
            "{why}"
        );
        let why = read(&format!("set-roles li --role {site}:guard:police"), None);
        assert!(
            why.is_err_and(|why| why.contains("police is no department") && why.contains("sec"))
        );
    }

    #[test]
    fn a_sheet_is_asked_for_in_one_of_the_three_languages() {
        let sheet = |lang| Ok(Command::CheckpointSheet { site: "cuihu".to_owned(), lang });
        assert_eq!(read("checkpoint-sheet cuihu", None), sheet(Lang::ZhHans));
        assert_eq!(read("checkpoint-sheet cuihu --lang en", None), sheet(Lang::En));
        let why = read("checkpoint-sheet cuihu --lang fr", None).expect_err("fr");
        assert_eq!(why, "fr is no language; a language is one of: zh-Hans, zh-Hant, en");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for line in ["--dmeo", "--listen", "--listen x", "fly", "suspend", "suspend a b"] {
            assert!(read(line, None).is_err(), "{line}");
        }
    }
}
