#!/bin/sh
# Makes every golden file again: sets up Python environments in .cache and runs all scripts. Those named torch*.py run in an
# environment with PyTorch and aihwkit, which is large; its compiled tiles need the PyTorch that they were made for.
set -eu
export PYTHONDONTWRITEBYTECODE=1
here=$(cd "$(dirname "$0")" && pwd)
prepare() { # name, requirements
  environment="$here/../../.cache/$1"
  if ! cmp -s "$here/$2" "$environment/requirements.txt"; then
    python3 -m venv "$environment"
    "$environment/bin/pip" install --quiet -r "$here/$2"
    cp "$here/$2" "$environment/requirements.txt"
  fi
}
prepare golden requirements.txt
prepare goldenTorch torchRequirements.txt
prepare goldenTiles torchTilesRequirements.txt
for script in "$here"/*.py; do
  name=$(basename "$script" .py)
  environment=golden
  case $name in
  goldenFile | rockpoolModules | tutorial | weightIntervals) continue ;;
  torchCrossbar | torchModifiers) environment=goldenTiles ;;
  torch*) environment=goldenTorch ;;
  esac
  echo "$name"
  "$here/../../.cache/$environment/bin/python" "$script"
done
