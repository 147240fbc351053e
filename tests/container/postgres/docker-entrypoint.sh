#!/bin/bash
# What the official image does with the variables that compose.yaml sets, and no more.
set -eu
[ "$*" = postgres ]
as_user() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    chown -R postgres: /var/lib/postgresql
    install --owner=postgres --mode=400 "$POSTGRES_PASSWORD_FILE" /tmp/password
    as_user initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --encoding=UTF8 --auth-host=scram-sha-256
    rm /tmp/password
    echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
    as_user pg_ctl -w start -o "-c listen_addresses=''"
    as_user createdb --username="$POSTGRES_USER" --maintenance-db=postgres "$POSTGRES_DB"
    as_user pg_ctl -w stop
fi
exec setpriv --reuid=postgres --regid=postgres --init-groups postgres -c listen_addresses='*'
