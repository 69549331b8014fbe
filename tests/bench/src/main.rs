//! The figures of docs/benchmarks.md, measured as docs/benchmarks.md says.
fn main() {}
