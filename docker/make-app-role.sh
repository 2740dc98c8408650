#!/bin/sh
# Run once by the PostgreSQL image, when its data folder is empty. The application gets a role of its own:
# a superuser would not feel row-level security.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --set=password="$SLEUTELBOS_DB_PASSWORD" <<'SQL'
CREATE ROLE sleutelbos LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE sleutelbos OWNER sleutelbos;
SQL
