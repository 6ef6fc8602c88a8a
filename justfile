# What people and continuous integration run. `just` alone lists it.
default:
    @just --list

# formatting and lints
lint:
    cargo fmt --all --check
    cargo clippy --all-targets -- -D warnings

# all tests, Postgres included
test:
    cargo test

# the tests with nextest, when it is there
nextest:
    cargo nextest run

# write schemas/ and docs/ anew from the types
schemas:
    UPDATE_SCHEMAS=1 UPDATE_DOCS=1 cargo test -p docket --test schemas
    UPDATE_DOCS=1 cargo test -p docket-core source::

# ratios against a reference measured in the same run
bench:
    cargo bench -p docket-bench

# the size of the release binary, and the memory of an idle server
size:
    cargo bench -p docket-bench --bench size

# licences, bans, sources and advisories
deny:
    cargo deny check

# a server on the rules of this repository
serve:
    cargo run -- serve rules --org district
