//! Declares every command, so that each needs a permission, also from local pages.

include!("src/command_list.rs");

macro_rules! names {
    ($($name:ident),*) => { &[$(stringify!($name)),*] };
}

fn main() {
    println!("cargo:rerun-if-changed=src/command_list.rs");
    let commands = tauri_build::AppManifest::new().commands(with_commands!(names));
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the app's manifest could not be built: {error:#}");
    }
}
