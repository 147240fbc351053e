# Installs what the Python client is made, checked and run with below build/ when it is not there (needs python3 with venv,
# and PyPI). To be sourced, in the repository's root.

install_venv() {
    venv=build/client-python/venv
    if ! cmp --silent clients/python/requirements.txt "$venv/requirements.txt"; then
        echo "installing the tools of the Python client into $venv" >&2
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps -r clients/python/requirements.txt
        cp clients/python/requirements.txt "$venv/"
    fi
}
