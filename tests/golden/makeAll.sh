#!/bin/sh
# Makes every golden file again: sets up a Python environment in .cache/golden and runs all scripts.
set -eu
export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
environment="$here/../../.cache/golden"
stamp="$environment/requirements.txt"
if ! cmp -s "$here/requirements.txt" "$stamp"; then
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet -r "$here/requirements.txt"
  cp "$here/requirements.txt" "$stamp"
fi
for script in "$here"/*.py; do
  name=$(basename "$script" .py)
  case $name in goldenFile | rockpoolModules | tutorial | weightIntervals) continue ;; esac
  echo "$name"
  "$environment/bin/python" "$script"
done
