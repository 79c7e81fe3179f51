#!/usr/bin/env bash
# Unpack Debian's syslog-ng into .make/syslog-ng, for the tests: installed it would remove rsyslog, which they need too.
#
# Needs no root, but apt's package lists.
set -euo pipefail
cd "$(dirname "$0")/.."

# The program, what sends by HTTP, its configuration library; and what they need that a machine may not have.
packages=(syslog-ng-core syslog-ng-mod-http syslog-ng-scl libivykis0 libnet1 libpcre3 libwrap0)
target=.make/syslog-ng

[ ! -x "$target/usr/sbin/syslog-ng" ] || exit 0
command -v apt-get >/dev/null || { echo "syslog-ng is not tested here: there is no apt-get." >&2; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
echo "Unpacking syslog-ng into $target …"
if ! (cd "$work" && apt-get download -qq "${packages[@]}" 2>/dev/null >&2); then
    [ "$(id -u)" -ne 0 ] || apt-get update -qq </dev/null
    (cd "$work" && apt-get download -qq "${packages[@]}" 2>&1 >/dev/null | grep -v unsandboxed >&2 || true)
fi
mkdir "$work/tree"
for package in "$work"/*.deb; do
    dpkg-deb -x "$package" "$work/tree"
done
test -x "$work/tree/usr/sbin/syslog-ng"
mkdir -p "$(dirname "$target")"
rm -rf "$target"
mv "$work/tree" "$target"
