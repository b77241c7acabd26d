# Makes .venv and installs a lock file into it: with uv where it is there, else with venv and pip.
# The lock file holds exact versions with hashes, so that both give the same set.
set -eu
lock=$1
python=${PYTHON:-python3}

command -v "$python" >/dev/null || { echo "Python 3.11 or later is needed, and $python is not here." >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or later is needed; $python is $("$python" -V 2>&1)." >&2
  echo "If you have a later one: make PYTHON=python3.12 run" >&2
  exit 1
}

if command -v uv >/dev/null; then
  [ -x .venv/bin/python ] || uv venv --quiet --no-python-downloads --python "$python" .venv
  uv pip install --quiet --require-hashes --python .venv/bin/python -r "$lock"
else
  [ -x .venv/bin/pip ] || "$python" -m venv .venv || {
    echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv" >&2
    exit 1
  }
  .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
