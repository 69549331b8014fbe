//! `cargo xtask run`: the app, the server and the demo site, ready to be looked at.

use crate::app;
use crate::project::{self, cargo};
use crate::step::{Done, quiet, step};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

const SIGN_INS: &str = "\
  Sign in, each with the password xunchaben:

    lijianguo     李建国  engineer on shift (begin here, on a phone-sized window)
    zhanglei      张磊    maintenance
    zhoumin       周敏    head of engineering (desktop width)
    chenzhiqiang  陈志强  guard              zhaoming  赵明  guard captain
    wangfang      王芳    customer service   sunli     孙丽  its supervisor
    hewei         何伟    project manager    zhenghao  郑浩  quality
    wuqiang       吴强    environment        liuyan    刘燕  front desk
    admin         系统管理员

  Ctrl-C stops everything. What you write is kept under data/.
";

/// Builds what changed, then becomes the server, so that Ctrl-C reaches it directly.
pub fn run(arguments: &[String]) -> Done {
    app::build()?;
    build_server()?;
    let arguments = arguments.strip_prefix(&["--".to_owned()]).unwrap_or(arguments);
    std::fs::create_dir_all(project::root().join("data"))?;
    println!("\n{SIGN_INS}");
    let error =
        Command::new(server()).arg("--demo").args(arguments).current_dir(project::root()).exec();
    Err(format!("The server did not start: {error}").into())
}

pub fn build_server() -> Done {
    step("building the server", "2 to 9 min the first time, then seconds", || {
        quiet(cargo("build").args(["--release", "--package", "patrol-server"]))
    })
}

/// The built server.
pub fn server() -> PathBuf {
    project::target().join("release/patrol-server")
}
