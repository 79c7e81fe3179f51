#!/usr/bin/env bash
# Print the Python to build .venv with: $PYTHON if set, else the first of the usual names that is 3.11 or newer and
# can make virtual environments. Status 1 with an explanation when there is none.
set -euo pipefail

seen=""
for name in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
    path=$(command -v "$name" || true)
    [ -n "$path" ] || continue
    version=$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo broken)
    if ! "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        seen="$seen $name is $version;"
    elif ! "$path" -c 'import ensurepip, venv' 2>/dev/null; then
        seen="$seen $name lacks venv (Debian: apt-get install python3-venv);"
    else
        echo "$path"
        exit 0
    fi
done
echo "Sardonyx needs Python 3.11 or newer:${seen:- none of ${PYTHON:-python3.11 … python3} was found.}" >&2
echo "Name one with: make PYTHON=/path/to/python3.11" >&2
exit 1
