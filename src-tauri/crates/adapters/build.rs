//! Has the crate built again when a recipe comes or goes; contents of known ones are watched by the compiler.

fn main() {
    println!("cargo::rerun-if-changed=../../recipes");
}
