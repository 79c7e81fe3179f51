#!/usr/bin/env bash
# Status 0 when the Node on the path can build the web pages (20.19 or a later 20.x, or 22.12 and newer); else say so.
set -euo pipefail

version=$(node --version 2>/dev/null || echo none)
fit='^v(20\.(19|[2-9][0-9])|22\.(1[2-9]|[2-9][0-9])|2[3-9]\.[0-9]+|[3-9][0-9]\.[0-9]+)\.'
if [[ $version =~ $fit ]] && command -v npm >/dev/null; then
    exit 0
fi
found=$([ "$version" = none ] && echo "none was found" || echo "found $version$(command -v npm >/dev/null || echo ' without npm')")
echo "The web pages need Node 20.19 or newer (22.12 or newer from 22 on) and npm: $found." >&2
exit 1
