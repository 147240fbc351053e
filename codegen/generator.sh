# Installs openapi-generator below build/ when it is not there (needs python3 with venv, and PyPI), and says where it is.
# To be sourced, in the repository's root.

install_generator() {
    local place=build/generator
    if ! cmp --silent codegen/requirements.txt "$place/requirements.txt"; then
        echo "installing openapi-generator into $place" >&2
        rm -rf "$place"
        python3 -m venv "$place"
        "$place/bin/pip" install --quiet --disable-pip-version-check -r codegen/requirements.txt
        cp codegen/requirements.txt "$place/"
    fi
    generator=$place/bin/openapi-generator-cli
}
