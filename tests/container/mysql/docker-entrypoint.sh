#!/bin/bash
# What the official image does with the variables that compose.yaml sets, and no more.
set -eu
[ "$*" = mysqld ]
[ "$MYSQL_ROOT_HOST" = localhost ]
server=(mariadbd --no-defaults --user=mysql --datadir=/var/lib/mysql --socket=/run/mysqld/mysqld.sock)
mkdir -p /run/mysqld && chown mysql: /run/mysqld /var/lib/mysql

if [ ! -d /var/lib/mysql/mysql ]; then
    mariadb-install-db --no-defaults --user=mysql --datadir=/var/lib/mysql --skip-test-db > /dev/null
    "${server[@]}" --skip-networking &
    until mariadb-admin ping --silent; do sleep 0.2; done
    password=$(< "$MYSQL_PASSWORD_FILE") root=$(< "$MYSQL_ROOT_PASSWORD_FILE")
    mariadb <<SQL
CREATE DATABASE $MYSQL_DATABASE;
CREATE USER $MYSQL_USER@'%' IDENTIFIED BY '$password';
GRANT ALL ON $MYSQL_DATABASE.* TO $MYSQL_USER@'%';
ALTER USER root@localhost IDENTIFIED BY '$root';
SQL
    MYSQL_PWD=$root mariadb-admin shutdown
    wait
fi
exec "${server[@]}"
