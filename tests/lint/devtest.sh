#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Casement authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# tests/lint/devtest.sh SOURCE: what ./dev chooses and says, without network, root or a tree. It sees only the programs
# that are linked into a folder, some of them replaced, and a system file of another release.
set -uo pipefail

source_dir=$(cd "${1:?usage: tests/lint/devtest.sh SOURCE}" && pwd -P) || exit 2
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
failures=0

# A copy of the script in a folder with a blank and an umlaut, which reads the system file of this test.
clone="$room/ein Ordner für alle"
mkdir -p "$clone/packaging" "$room/bin" "$room/home"
cp "$source_dir"/packaging/debian-packages*.txt "$clone/packaging/"
sed -e "s|/etc/os-release|$room/os-release|g" -e "s|^PATH=.*||" "$source_dir/dev" >"$clone/dev"
for tool in awk bash cat comm cut dirname env flock grep mkdir nproc sed sh sha256sum sort tail touch uname; do
    ln -s "$(type -P "$tool")" "$room/bin/$tool"
done
stub() { printf '#!/bin/sh\n%s\n' "$2" >"$room/bin/$1"; chmod +x "$room/bin/$1"; } # NAME SCRIPT
system() { printf 'ID=%s\nVERSION_ID="%s"\n' "$1" "$2" >"$room/os-release"; }

expect() { # STATUS TEXT ARGUMENTS...: ./dev ARGUMENTS ends with STATUS and says TEXT
    local status=$1 text=$2 said code=0
    shift 2
    said=$(cd "$room" && env -i HOME="$room/home" PATH="$room/bin" bash "$clone/dev" "$@" 2>&1 </dev/null) || code=$?
    if [ "$code" != "$status" ] || [[ $said != *"$text"* ]]; then
        printf 'dev %s: status %s instead of %s, or this lacks "%s":\n%s\n' "$*" "$code" "$status" "$text" "$said" >&2
        failures=$((failures + 1))
    fi
}

stub id 'case "$*" in -u) echo 1000 ;; *) echo somebody ;; esac'
system debian 12
for word in run test bench build casement shell format lint clean help; do expect 0 "  $word" help; done
expect 0 "./dev COMMAND"
expect 1 "there is no command 'nonsense'" nonsense
expect 1 "./dev run --headless-screenshot FILE" run

# An older system: what makes the tree is asked for in one line, or that there is no way.
expect 1 "nor apt-get" build
stub apt-get 'exit 1'
expect 1 "sudo apt install --no-install-recommends mmdebstrap" build
expect 1 "bubblewrap" casement --version
for tool in mmdebstrap newuidmap bwrap; do stub "$tool" 'exit 1'; done
stub unshare 'exit 1'
if [ -r /usr/share/keyrings/debian-archive-keyring.gpg ]; then
    expect 1 "or run ./dev as root" build
fi

# A system that has the packages: only those that are missing are asked for, and no tree is made.
system debian 13
stub dpkg-query 'for word; do case $word in -* | *\$* | cmake) ;; *) echo "ii  $word" ;; esac; done'
expect 1 "sudo apt install --no-install-recommends cmake" build
stub dpkg-query 'for word; do case $word in -* | *\$*) ;; *) echo "ii  $word" ;; esac; done'
expect 0 "the right place" shell echo "the right place"

# What only tests and checks take is no condition for building.
stub dpkg-query 'for word; do case $word in -* | *\$* | dovecot-imapd) ;; *) echo "ii  $word" ;; esac; done'
stub cmake 'exit 0'
expect 0 "" build
expect 1 "sudo apt install --no-install-recommends dovecot-imapd" shell true
stub dpkg-query 'for word; do case $word in -* | *\$*) ;; *) echo "ii  $word" ;; esac; done'
system ubuntu 24.04
expect 1 "./dev:" shell true
system ubuntu 26.04
expect 0 "" shell true

[ ! -e "$room/home/.cache" ] || { echo "a cache folder was made" >&2; failures=$((failures + 1)); }
[ "$failures" = 0 ] && echo "dev: all is well"
