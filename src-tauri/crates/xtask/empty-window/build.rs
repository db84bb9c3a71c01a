//! Declares the one command, as Dialkey declares its own.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["ui_ready"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the manifest of the empty window could not be built: {error:#}");
    }
}
