#!/usr/bin/env bash
# Writes a file as a comment of a pull request, or writes the comment anew that it wrote before.
#
#   comment.sh REVIEW.md
#
# Its first line is the marker by which the comment is found again. Needs curl and awk, and from the environment:
#   GITHUB_TOKEN       may write comments of pull requests (permissions: pull-requests: write)
#   GITHUB_REPOSITORY  such as octo/shop
#   GITHUB_API_URL     set by GitHub Actions
#   PULL_REQUEST       the number
#   COMMENT_KEY        tells apart the comments of several projects in one pull request; may be empty
#   COMMENT_CREATE     false: a comment that is there is written anew, but none is made
set -euo pipefail
export LC_ALL=C

fail() {
  printf '::error::%s\n' "$*" >&2
  exit 1
}

review=${1:?usage: comment.sh REVIEW.md}
: "${GITHUB_TOKEN:?}" "${GITHUB_REPOSITORY:?}" "${PULL_REQUEST:?}"
api=${GITHUB_API_URL:-https://api.github.com}
case $PULL_REQUEST in *[!0-9]*) fail "PULL_REQUEST is not a number" ;; esac
case $GITHUB_TOKEN in *[!A-Za-z0-9_.-]*) fail "GITHUB_TOKEN is not a token" ;; esac
# Nothing that could end the marker, or make another of it.
key=$(printf '%s' "${COMMENT_KEY:-}" | tr -c 'A-Za-z0-9_./-' '_')

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

marker=$(head -n 1 "$review")
case $marker in '<!-- '*' -->') ;; *) fail "the first line of $review is not a marker" ;; esac
marker="${marker% -->}${key:+: $key} -->"
{ printf '%s\n' "$marker" && tail -n +2 "$review"; } >"$folder/review.md"

# The request as JSON.
awk '
  BEGIN {
    for (code = 1; code < 32; code++) escape[sprintf("%c", code)] = sprintf("\\u%04x", code)
    escape["\""] = "\\\""; escape["\\"] = "\\\\"
    printf "{\"body\":\""
  }
  {
    while (match($0, /[\001-\037"\\]/)) {
      printf "%s%s", substr($0, 1, RSTART - 1), escape[substr($0, RSTART, 1)]
      $0 = substr($0, RSTART + 1)
    }
    printf "%s\\n", $0
  }
  END { printf "\"}" }
' "$folder/review.md" >"$folder/request.json"

# call METHOD PATH [curl options]: writes the answer to $folder/answer and prints the status.
# The token is said on standard input, so that no list of processes has it.
call() {
  local method=$1 path=$2
  shift 2
  printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN" |
    curl --disable --config - --silent --show-error --max-time 60 --request "$method" \
      --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' \
      --output "$folder/answer" --write-out '%{http_code}' "$@" "$api/repos/$GITHUB_REPOSITORY/$path" ||
    fail "$method $path: no answer from $api"
}

# must DOING METHOD PATH [curl options]: as call, and ends the script if that is refused.
must() {
  local doing=$1 status
  shift
  status=$(call "$@")
  case $status in
    2??) ;;
    403) fail "$doing: GitHub answers 403; the token may not do that (permissions: pull-requests: write)" ;;
    *) fail "$doing: GitHub answers $status" ;;
  esac
}

# The ids of the comments in an answer whose text starts with the marker, and how many comments there are.
# Text between quotes and the rest take turns; a quote after an odd number of backslashes is none.
comments() {
  MARKER=$marker awk '
    function value(text) {
      if (depth != 2) return
      if (key == "") { last = text; return }
      gsub(/\\u003[cC]/, "<", text); gsub(/\\u003[eE]/, ">", text); gsub(/\\\//, "/", text)
      if (key == "body" && index(text, ENVIRON["MARKER"]) == 1) {
        rest = substr(text, length(ENVIRON["MARKER"]) + 1)
        found = rest == "" || rest ~ /^\\[rn]/
      }
    }
    BEGIN { RS = "\"" }
    quoted {
      text = length(text) < 4096 ? text $0 : text
      match($0, /\\*$/)
      if (RLENGTH % 2) { text = text "\""; next }
      quoted = 0
      value(text)
      next
    }
    {
      for (at = 1; at <= length($0); at++) {
        sign = substr($0, at, 1)
        if (sign == "{" || sign == "[") { depth++; if (depth == 2) { key = last = id = ""; found = 0 } }
        else if (sign == "}" || sign == "]") {
          if (depth == 2) { count++; if (found) print id }
          depth--
        }
        else if (depth == 2 && sign == ":") {
          key = last
          if (key == "id" && match(substr($0, at + 1), /[0-9]+/)) id = substr($0, at + RSTART, RLENGTH)
        }
        else if (depth == 2 && sign == ",") key = ""
      }
      quoted = 1; text = ""
    }
    END { print "count " count + 0 }
  ' "$folder/answer"
}

id=
for ((page = 1; page <= 100; page++)); do
  must "reading the comments" GET "issues/$PULL_REQUEST/comments?per_page=100&page=$page"
  found=$(comments)
  id=$(printf '%s\n' "$found" | sed -n '/^[0-9][0-9]*$/{p;q;}')
  if [ -n "$id" ] || [ "${found##*count }" -lt 100 ]; then break; fi
done

if [ -n "$id" ]; then
  must "writing the comment anew" PATCH "issues/comments/$id" --data-binary "@$folder/request.json"
  echo "comment $id was written anew"
elif [ "${COMMENT_CREATE:-true}" = false ]; then
  echo "there is no comment to write anew"
else
  must "writing a comment" POST "issues/$PULL_REQUEST/comments" --data-binary "@$folder/request.json"
  echo "a comment was written"
fi
