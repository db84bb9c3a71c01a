//! Has the crate built again when a description comes or goes; contents of known ones are watched by the compiler.

fn main() {
    println!("cargo::rerun-if-changed=systems");
}
