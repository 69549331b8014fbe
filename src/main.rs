//! Mounts the app.

fn main() {
    leptos::mount::mount_to_body(patrolbook::app::App);
}
