//! Mounts the app.

mod app;
mod later;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
