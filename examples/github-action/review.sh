#!/usr/bin/env bash
# Reviews the change of schema between two revisions: as the job's summary, and as a comment of the pull request.
#
# Needs confiture and git, and for the comment what comment.sh beside it needs. From the environment:
#   BASE, HEAD         names of branches on the remote, or any revisions
#   REMOTE             where refs/confiture/* is fetched from, if there is such a remote
#   HEAD_REPOSITORY    the address of the repository of HEAD, if it is a fork
#   COMMENT            true: write a comment
#   FAIL_ON_LOSS       true: fail when data would be lost, or when nobody can tell
#   CONFITURE          the binary
set -euo pipefail

confiture=${CONFITURE:-confiture}
remote=${REMOTE:-origin}
: "${BASE:?}" "${HEAD:?}"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# fetch FROM NAME: what confiture calls NAME/main is FROM's main.
fetch() {
  git fetch --quiet --no-tags -- "$1" \
    "+refs/confiture/heads/*:refs/confiture/remotes/$2/heads/*" "+refs/confiture/tags/*:refs/confiture/remotes/$2/tags/*"
}

# The first of these names that is a revision; nothing if none is.
revision() {
  local name
  for name; do
    if [ "${name#-}" = "$name" ] && "$confiture" rev-parse "$name" >/dev/null 2>&1; then
      printf '%s' "$name"
      return
    fi
  done
}

output() { printf '%s=%s\n' "$1" "$2" >>"${GITHUB_OUTPUT:-/dev/null}"; }

url=$(git remote get-url "$remote" 2>/dev/null || true)
if [ -n "$url" ]; then fetch "$remote" "$remote"; fi
head=
if [ -n "${HEAD_REPOSITORY:-}" ] && [ "${HEAD_REPOSITORY%.git}" != "${url%.git}" ]; then
  # A branch of the fork is not taken for one of the same name here.
  fetch "$HEAD_REPOSITORY" fork
  head=$(revision "fork/$HEAD")
else
  head=$(revision "$remote/$HEAD" "$HEAD")
fi
base=$(revision "$remote/$BASE" "$BASE")

if [ -z "$base" ]; then
  echo "::error::there is no schema version '${BASE//[^A-Za-z0-9_.\/~^@-]/?}': push it with git push $remote refs/confiture/heads/NAME"
  exit 1
fi
if [ -z "$head" ]; then
  echo "::notice::no schema branch '${HEAD//[^A-Za-z0-9_.\/~^@-]/?}': this pull request changes no schema"
  output objects 0
  exit 0
fi

"$confiture" diff "$base...$head" --format markdown >"$folder/review.md"
cat "$folder/review.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"

# The second line is for programs: <!-- objects=3 migrations=2 losses=0 rewrites=1 lock=SHARE -->
facts=$(sed -n 2p "$folder/review.md")
fact() { printf '%s\n' "$facts" | sed -n "s/^<!-- \(.* \)\{0,1\}$1=\([^ ]*\) .*/\2/p"; }
for name in objects migrations losses rewrites lock; do output "$name" "$(fact "$name")"; done
printf '%s\n' "$facts"

if [ "${COMMENT:-true}" = true ]; then
  create=true
  # Nothing to say is no reason to write, but a comment that says more must not stay.
  if [ "$(fact objects)" = 0 ] && [ "$(fact migrations)" = 0 ]; then create=false; fi
  COMMENT_CREATE=$create "$(dirname "$0")/comment.sh" "$folder/review.md"
fi

if [ "${FAIL_ON_LOSS:-false}" = true ]; then
  case $(fact losses) in
    0) ;;
    unknown | '') echo "::error::it is not known whether this change loses data" && exit 1 ;;
    *) echo "::error::this change loses data: $(fact losses), see the review" && exit 1 ;;
  esac
fi
