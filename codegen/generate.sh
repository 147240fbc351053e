#!/usr/bin/env bash
# Makes src/api/ from openapi.yaml. With --check it changes nothing and fails where src/api/ is not what it would make.
# The generator is installed below build/ when it is not there (needs python3 with venv, and PyPI).
set -euo pipefail
cd "$(dirname "$0")/.."

. codegen/generator.sh
install_generator

mkdir -p build
made=$(mktemp -d build/api.XXXXXX)
trap 'rm -rf "$made"' EXIT
# Only the files of our own templates are wanted.
printf '%s\n' '**/*' '!mod.rs' '!models.rs' '!operations.rs' '!routes.rs' > "$made/.openapi-generator-ignore"
if ! "$generator" generate --input-spec openapi.yaml --config codegen/config.yaml \
    --template-dir codegen/templates --output "$made" > "$made/log" 2>&1; then
    cat "$made/log" >&2
    exit 1
fi
rustfmt --edition 2024 "$made/mod.rs"
# build.rs compares this with what is there when it runs.
cat openapi.yaml codegen/config.yaml codegen/templates/*.mustache | sha256sum | cut -d' ' -f1 > "$made/source.sha256"

wanted=(mod.rs models.rs operations.rs routes.rs source.sha256)
if [ "${1:-}" = --check ]; then
    for file in "${wanted[@]}"; do
        diff -u "src/api/$file" "$made/$file" || { echo "src/api/$file is out of step: run codegen/generate.sh" >&2; exit 1; }
    done
    unexpected=$(find src/api -type f | sed 's|.*/||' | grep -vxF "$(printf '%s\n' "${wanted[@]}")" || true)
    [ -z "$unexpected" ] || { echo "not generated, in src/api/: $unexpected" >&2; exit 1; }
    echo "src/api/ is in step with openapi.yaml"
else
    mkdir -p src/api
    for file in "${wanted[@]}"; do mv "$made/$file" "src/api/$file"; done
fi
