#!/bin/sh
# Compile the exact versions with hashes, without index addresses. Run after changing pyproject.toml; add --upgrade to renew.
set -eu
cd "$(dirname "$0")/.."
compile() { .venv/bin/uv pip compile pyproject.toml --generate-hashes --no-emit-index-url --universal --python-version 3.11 --quiet --no-header "$@"; }
echo "uv" | .venv/bin/uv pip compile - --generate-hashes --no-emit-index-url --universal --python-version 3.11 --quiet --no-header -o requirements/uv.txt
compile --group build -o requirements/run.txt "$@"
compile --group dev -o requirements/dev.txt "$@"
compile --group bench -o requirements/bench.txt "$@"
