//! Where things are: the repository, the binary to measure, the folder of results.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::Result;

/// What all commands have in common.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Place {
    /// Only to try it out: few customers and short loads, with results in build/bench that are compared among
    /// themselves
    #[arg(long)]
    pub(crate) quick: bool,

    /// The binary to measure; without it the release binary of this repository is built
    #[arg(long, value_name = "FILE")]
    pub(crate) binary: Option<PathBuf>,

    /// The commit that the binary was built from; without it, what git says
    #[arg(long)]
    pub(crate) commit: Option<String>,

    /// The folder of results; without it bench/results
    #[arg(long, value_name = "FOLDER")]
    pub(crate) results: Option<PathBuf>,
}

impl Place {
    /// The folder of results, made if it is not there.
    pub(crate) fn results(&self) -> Result<PathBuf> {
        let usual = if self.quick { "build/bench" } else { "bench/results" };
        let folder = self.results.clone().unwrap_or_else(|| root().join(usual));
        std::fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// The binary to measure.
    pub(crate) fn binary(&self) -> Result<PathBuf> {
        if let Some(given) = &self.binary {
            return given.canonicalize().map_err(|error| format!("{}: {error}", given.display()).into());
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built =
            Command::new(cargo).current_dir(root()).args(["build", "--release", "--bin", "customary"]).status()?;
        if !built.success() {
            return Err("the binary can't be built".into());
        }
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
        Ok(target.join("release/customary").canonicalize()?)
    }

    /// The commit, with a `+` if files differ from it.
    pub(crate) fn commit(&self) -> String {
        self.commit.clone().unwrap_or_else(|| {
            let changed = if git(&["status", "--porcelain", "--untracked-files=no"]).is_empty() { "" } else { "+" };
            git(&["rev-parse", "--short=8", "HEAD"]) + changed
        })
    }
}

/// The folder of the repository.
pub(crate) fn root() -> &'static Path {
    let bench = Path::new(env!("CARGO_MANIFEST_DIR"));
    bench.parent().unwrap_or(bench)
}

fn git(arguments: &[&str]) -> String {
    let said = Command::new("git").current_dir(root()).args(arguments).output();
    said.map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned()).unwrap_or_default()
}
