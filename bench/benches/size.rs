//! The size of the release binary, and the memory of a server that has nothing to do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test may stop at the first surprise"
)]

use docket_bench::report_size;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const MB: u64 = 1_000_000;
/// How often an idle server is looked at; between two looks it answers whether it is ready.
const LOOKS: usize = 50;

/// Ends with the bench, whatever becomes of it.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() {
    let binary = build();
    report_size("release binary", std::fs::metadata(&binary).expect("it is there").len(), 40 * MB);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("size");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for the database");
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/../rules");
    let mut serve = Command::new(&binary);
    serve
        .args(["serve", rules, "--org", "district", "--listen", "127.0.0.1:0", "--lang", "en"])
        .current_dir(&folder);
    let mut serving = Serving(serve.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts"));
    let mut said = BufReader::new(serving.0.stderr.take().expect("it is piped"));
    let address = address(&mut said);
    let resident = (0..LOOKS)
        .map(|_| {
            ready(&address);
            resident(serving.0.id())
        })
        .max();
    report_size("resident memory of an idle server", resident.unwrap_or_default(), 60 * MB);
}

/// The binary as it is released, built from what is here.
fn build() -> PathBuf {
    let mut build = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--release", "--package", "docket", "--bin", "docket"]);
    let built = build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).status();
    assert!(built.expect("cargo runs").success(), "the release is built");
    let bench = std::env::current_exe().expect("this program has a path");
    bench.ancestors().nth(2).expect("it lies in the folder of its dependencies").join("docket")
}

fn address(said: &mut impl BufRead) -> String {
    let mut line = String::new();
    while said.read_line(&mut line).expect("the server speaks") > 0 {
        if let Some((_, rest)) = line.split_once("serves at http://") {
            return rest.split(',').next().unwrap_or_default().to_owned();
        }
        line.clear();
    }
    panic!("the server ended before it served");
}

fn ready(address: &str) {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: docket\r\nconnection: close\r\n\r\n").expect("it hears");
    let mut said = String::new();
    stream.read_to_string(&mut said).expect("it answers");
    assert!(said.starts_with("HTTP/1.1 200 "), "{said}");
}

/// Bytes that a process holds in memory, as Linux counts them.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux tells of it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has memory");
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kib * 1024
}
