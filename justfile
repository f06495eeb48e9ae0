# The commands of this repository. Each is a line that can be typed without `just`, too.

# List the recipes.
default:
    @just --list --unsorted

# Make the PDFs of the report in `report/`, into `build/`.
build *options:
    cargo run --release -- build {{options}}

# Run every test.
test *filter:
    cargo test {{filter}}

# Check format, lints and documentation.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

# Measure against stock Typst. This takes long.
bench:
    benches/run

# Do what continuous integration does. The first run takes long, since it builds stock Typst.
ci:
    .ci/run
