#!/bin/sh
# The two roles and the database; PostgreSQL's image runs this once, on an empty data directory.
# It may be run again (new passwords, a server of your own): POSTGRES_USER is a superuser, both files hold one line each.
set -eu
for file in "$OWNER_PASSWORD_FILE" "$APP_PASSWORD_FILE"; do
    test -s "$file" || { echo "$file is empty or missing" >&2; exit 1; }
done
# psql reads the passwords itself: on its command line every process of the machine would see them.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set owner_password `cat "$OWNER_PASSWORD_FILE"`
\set app_password `cat "$APP_PASSWORD_FILE"`
SELECT 'CREATE ROLE mentoring_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mentoring_owner') \gexec
SELECT 'CREATE ROLE mentoring_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mentoring_app') \gexec
-- The owner migrates and dumps: without BYPASSRLS a data migration would change 0 rows and say nothing.
ALTER ROLE mentoring_owner LOGIN CREATEDB BYPASSRLS PASSWORD :'owner_password';
-- The application is held by row security, so it must be neither a superuser nor the owner of a table.
ALTER ROLE mentoring_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';
GRANT mentoring_app TO mentoring_owner;
SELECT 'CREATE DATABASE mentoring OWNER mentoring_owner'
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'mentoring') \gexec
REVOKE ALL ON DATABASE mentoring FROM PUBLIC;
GRANT CONNECT ON DATABASE mentoring TO mentoring_app;
SQL
