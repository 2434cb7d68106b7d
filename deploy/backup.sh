#!/bin/sh
# Writes one dump of the database, named by date, and removes those older than 30 days.
#   backup.sh <folder>
# Run it as the server's superuser (user postgres): row-level security hides rows from everybody else, the tables' owner included.
# pg_dump reads PGHOST, PGPORT and PGDATABASE (sop when not set).
set -eu
folder=$1
mkdir -p "$folder"
umask 077
file="$folder/sop-$(date +%Y%m%d-%H%M%S).dump"
pg_dump --format=custom --dbname="${PGDATABASE:-sop}" --file="$file.part"
mv "$file.part" "$file"
find "$folder" -name 'sop-*.dump' -mtime +30 -delete
echo "$file"
