#!/usr/bin/env bash
# The history of a bakery marketplace (examples/bakery), imported with a proof for each migration; then a
# database goes through it: forwards, backwards, sideways. Nothing outside a temporary folder is touched.
#
#   make demo                                 builds first
#   CONFITURE=/usr/bin/confiture examples/demo.sh
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
confiture=${CONFITURE:-$here/../.build/release/confiture}
migrations=$here/bakery/migrations

[ -x "$confiture" ] || { printf 'error: no binary at %s: run make demo\n' "$confiture" >&2; exit 3; }
confiture=$(cd "$(dirname "$confiture")" && pwd)/$(basename "$confiture")

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' dim='' green='' plain=''
fi

# What is said about the next command.
say() { printf '\n%s# %s%s\n' "$dim" "$*" "$plain"; }

# Prints a command as a user would type it, then runs it.
run() {
  printf '%s$ %s%s\n' "$bold" "${*/#$migrations/examples\/bakery\/migrations}" "$plain"
  if [ "$1" = confiture ]; then
    shift
    "$confiture" "$@"
  else
    "$@"
  fi
}

# In memory, where there is room: servers are quicker there.
parent=${TMPDIR:-/tmp}
if [ -w /dev/shm ] && [ $(($(stat --file-system --format='%a * %S' /dev/shm))) -ge $((512 << 20)) ]; then parent=/dev/shm; fi
folder=$(mktemp -d "$parent/confiture-demo.XXXXXX")
chmod 755 "$folder" # as root, the server runs as user postgres
export CONFITURE_SCRATCH_DIR=$folder/scratch
trap '"$confiture" scratch stop --force >/dev/null 2>&1; rm -rf "$folder"' EXIT
mkdir "$folder/shop" && cd "$folder/shop"
export GIT_PAGER=cat PAGER=cat
SECONDS=0

say 'A repository: git holds it, so there is nothing to set up.'
git init --quiet --initial-branch=main .
git config user.name 'Demo' && git config user.email 'demo@example.org'
run confiture init

say '42 migrations with a branch and a merge. Each is run on a private server, and its down must lead back.'
run confiture import "$migrations" --dag

say 'The history that came of it.'
run confiture log --graph --oneline
run confiture tag launch 0010_paper_order_book

say 'Forwards: the local database, from nothing to the routes of the vans.'
run confiture checkout 0033_route_stops --yes

say 'Backwards, through 23 proven downs, to a tag.'
run confiture checkout launch --yes

say 'Forwards again, to one side of the branch …'
run confiture checkout 0025_order_currency_required --yes

say '… and sideways, to the other: back to where they parted, then on.'
run confiture checkout 0029_loyalty_standings --yes

say 'To the tip.'
run confiture checkout main --yes
run confiture status

say 'Nothing to do is quick.'
run confiture checkout main --yes

say 'On the way back to the routes lies a step that cannot be undone. The plan says what that means here.'
run confiture checkout 0033_route_stops --plan
run confiture checkout 0033_route_stops --yes
run confiture checkout main --yes

say 'What a migration did to the schema, object by object.'
run confiture diff 0034_pay_with_voucher 0035_shipping_costs

say 'Is the database what the repository says it is?'
run confiture drift

say 'All of it is plain git. The files in db/ are committed like any others; the versions are refs beside them.'
run git add --all
run git commit --quiet --message 'The history of the bakery'
run git log --graph --oneline --max-count=16 refs/confiture/heads/main
run git show --stat --oneline refs/confiture/tags/launch --
run git fsck --strict --no-dangling

say 'The server behind it stops by itself when it is not needed.'
run confiture scratch status

printf '\n%sDone in %d seconds.%s\n' "$green" "$SECONDS" "$plain"
