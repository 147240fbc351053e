#!/usr/bin/env bash
# Makes the generated part of the clients from openapi.yaml. With --check it changes nothing and fails where a client is not
# what it would make. usage: clients/generate.sh typescript|python|rust|go|java|all [--check]
set -euo pipefail
cd "$(dirname "$0")/.."

languages=(typescript python rust go java)

# Where the generator puts what is wanted, below its output, and where that stands in the client's folder.
paths() {
    case $1 in
        typescript) echo src src/generated ;;
        python) echo customary_client/generated customary_client/generated ;;
        rust) echo src src/generated ;;
        go) echo . api ;;
        java) echo src/main/java src/generated/java ;;
        *) return 1 ;;
    esac
}

# What the generator leaves to a formatter.
format() { # language, folder
    case $1 in
        rust) find "$2" -name '*.rs' -exec rustfmt --edition 2024 {} + ;;
        python) . clients/python/venv.sh
            install_venv
            "$venv/bin/ruff" format --quiet --no-cache --config clients/python/pyproject.toml "$2" ;;
        go) clients/go/install-tools && gofmt -w "$2" ;;
        java) clients/java/format "$2" ;;
    esac
}

# What is by hand has the document's version, too. Python and Go read it from what is generated.
check_version() { # language
    local version file pattern
    version=$(sed -n 's/^  version: //p' openapi.yaml)
    case $1 in
        typescript) file=package.json pattern="^  \"version\": \"$version\",\$" ;;
        rust) file=Cargo.toml pattern="^version = \"$version\"\$" ;;
        java) file=pom.xml pattern="^  <version>$version</version>\$" ;;
        *) return ;;
    esac
    grep -q "$pattern" "clients/$1/$file" || { echo "clients/$1/$file has another version than the document" >&2; return 1; }
}

make_client() { # language
    local language=$1 made from to
    read -r from to < <(paths "$language")
    made=$(mktemp -d "build/client-$language.XXXXXX")
    trap 'rm -rf "$made"' RETURN
    if [ -f "clients/$language/generator-ignore" ]; then
        cp "clients/$language/generator-ignore" "$made/.openapi-generator-ignore"
    fi
    local templates=()
    if [ -d "clients/$language/templates" ]; then templates=(--template-dir "clients/$language/templates"); fi
    if ! "$generator" generate --input-spec openapi.yaml --config "clients/$language/generator.yaml" "${templates[@]}" \
        --output "$made" > "build/client-$language.log" 2>&1; then
        cat "build/client-$language.log" >&2
        return 1
    fi
    rm -rf "$made/.openapi-generator" "$made/.openapi-generator-ignore"
    format "$language" "$made/$from"
    if $check; then
        check_version "$language"
        diff -ru "clients/$language/$to" "$made/$from" ||
            { echo "clients/$language is out of step: run clients/generate.sh $language" >&2; return 1; }
        echo "clients/$language is in step with openapi.yaml"
    else
        rm -rf "clients/${language:?}/$to"
        mkdir -p "clients/$language/$to"
        cp -r "$made/$from/." "clients/$language/$to"
    fi
}

check=false
[ "${2:-}" != --check ] || check=true
case ${1:-} in
    all) wanted=("${languages[@]}") ;;
    *) paths "${1:-}" > /dev/null || { sed -n 2,3p "$0" >&2; exit 2; }
        wanted=("$1") ;;
esac

. codegen/generator.sh
mkdir -p build
install_generator
for language in "${wanted[@]}"; do make_client "$language"; done
