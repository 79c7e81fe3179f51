#!/usr/bin/env bash
# Make sure of the programs that tests start beside ours: Chromium, PostgreSQL, Redis, Prometheus its exporters, vmagent, nginx, rsyslog,
# syslog-ng (unpacked into .make, for it can't be installed beside rsyslog) and Node.
#
# As root on Debian or Ubuntu the missing ones are installed; anybody else is told their names, and status is 1.
set -euo pipefail

has_postgres() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }

missing=()
command -v chromium >/dev/null || missing+=(chromium)
has_postgres || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
command -v prometheus >/dev/null || missing+=(prometheus)
command -v vmagent >/dev/null || missing+=(victoria-metrics)
command -v nginx >/dev/null || missing+=(nginx)
for exporter in node postgres redis; do
    command -v "prometheus-$exporter-exporter" >/dev/null || missing+=("prometheus-$exporter-exporter")
done
[ -x /usr/sbin/rsyslogd ] || missing+=(rsyslog)
compgen -G '/usr/lib/*/rsyslog/omelasticsearch.so' >/dev/null || missing+=(rsyslog-elasticsearch)
compgen -G '/usr/lib/*/rsyslog/lmnsd_ossl.so' >/dev/null || missing+=(rsyslog-openssl)
command -v node >/dev/null || missing+=(nodejs npm)

if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "The tests need programs that are not installed: ${missing[*]} (names of Debian's packages)." >&2
        echo "Install them, or run this as root on Debian or Ubuntu." >&2
        exit 1
    fi
    echo "Installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null
    apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
fi
"$(dirname "$0")/unpack_syslog_ng.sh"
exec "$(dirname "$0")/check_node.sh"
