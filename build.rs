//! Keeps src/api/ in step with openapi.yaml, and converts the document to JSON for the server.

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use sha2::{Digest, Sha256};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["openapi.yaml", "codegen", "src/api", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if fs::read_to_string("src/api/source.sha256").unwrap_or_default().trim() != sources()? {
        generate()?;
    }
    let document: serde_json::Value = serde_saphyr::from_str(&fs::read_to_string("openapi.yaml")?)?;
    let out = PathBuf::from(env::var("OUT_DIR")?).join("openapi.json");
    fs::write(out, serde_json::to_string_pretty(&document)?)?;
    Ok(())
}

/// The hash of what src/api/ is made of, as codegen/generate.sh computes it.
fn sources() -> Result<String, Box<dyn std::error::Error>> {
    let mut templates: Vec<PathBuf> =
        fs::read_dir("codegen/templates")?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    templates.retain(|path| path.extension().is_some_and(|extension| extension == "mustache"));
    templates.sort();
    let mut hash = Sha256::new();
    for path in [PathBuf::from("openapi.yaml"), PathBuf::from("codegen/config.yaml")].iter().chain(&templates) {
        hash.update(fs::read(path)?);
    }
    let mut hex = String::new();
    for byte in hash.finalize() {
        write!(hex, "{byte:02x}")?;
    }
    Ok(hex)
}

/// Generates where the generator is installed. Otherwise the build ends: installing is up to the developer.
fn generate() -> Result<(), Box<dyn std::error::Error>> {
    if !Path::new("build/generator/bin/openapi-generator-cli").exists() {
        return Err(
            "openapi.yaml has changed and src/api/ has not. Run codegen/generate.sh: it installs the generator \
                    below build/ (from PyPI) and makes src/api/ anew."
                .into(),
        );
    }
    let status = Command::new("codegen/generate.sh").status()?;
    if status.success() { Ok(()) } else { Err(format!("codegen/generate.sh ended with {status}").into()) }
}
