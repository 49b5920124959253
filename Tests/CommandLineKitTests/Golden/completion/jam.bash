# bash completion for jam, made from its own description of its commands.

_jam() {
  local line=${COMP_LINE:0:COMP_POINT} words=() node=jam index=1 word
  local kind='' values='' before='' candidate rest
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local last=$((${#words[@]} - 1))
  local current=${words[last]}

  while ((index < last)); do
    word=${words[index]}
    case "$node $word" in
      "jam cook" | \
        "jam import" | \
        "jam log" | \
        "jam shelf" | \
        "jam shelf add") node="$node $word" ;;
      *' --directory' | *' -C' | *' --format') ((index++)) ;;
    esac
    ((index++))
  done

  # The value of an option, behind '=' or in a word of its own.
  local option=${words[last > 0 ? last - 1 : 0]} value=$current
  if [[ $current == --*=* ]]; then
    option=${current%%=*} value=${current#*=} before=$option=
  fi
  case "$node $option" in
    "jam --directory" | "jam -C") kind=directories ;;
    "jam --format") kind=words values=$'text\njson\nhtml' ;;
    "jam cook --message" | "jam cook -m") kind=none ;;
    "jam cook --with") kind=dynamic ;;
    "jam cook --recipe") kind=files ;;
    "jam cook --directory" | "jam cook -C") kind=directories ;;
    "jam import --format") kind=none ;;
    "jam import --from") kind=none ;;
    "jam import --directory" | "jam import -C") kind=directories ;;
    "jam log --limit" | "jam log -l") kind=none ;;
    "jam log --directory" | "jam log -C") kind=directories ;;
    "jam log --format") kind=words values=$'text\njson' ;;
    "jam shelf --directory" | "jam shelf -C") kind=directories ;;
    "jam shelf --format") kind=words values=$'text\njson\nhtml' ;;
    "jam shelf add --directory" | "jam shelf add -C") kind=directories ;;
  esac

  if [[ -z $kind && $current == -* ]]; then
    case "$node" in
      "jam") values=$'--directory\n--format\n--quiet\n--verbose\n--no-color\n--help\n--version' ;;
      "jam cook") values=$'--message\n--with\n--recipe\n--dry-run\n--stir\n--no-stir\n--directory\n--quiet\n--verbose\n--no-color\n--help' ;;
      "jam import") values=$'--format\n--from\n--directory\n--quiet\n--verbose\n--no-color\n--help' ;;
      "jam log") values=$'--limit\n--graph\n--no-graph\n--directory\n--format\n--quiet\n--verbose\n--no-color\n--help' ;;
      "jam shelf") values=$'--directory\n--format\n--quiet\n--verbose\n--no-color\n--help' ;;
      "jam shelf add") values=$'--all\n--directory\n--quiet\n--verbose\n--no-color\n--help' ;;
    esac
    kind=words value=$current before=''
  elif [[ -z $kind ]]; then
    value=$current before=''
    case "$node" in
      "jam") kind=words values=$'cook\nimport\nlog\nshelf' ;;
      "jam cook") kind=dynamic ;;
      "jam import") kind=dynamic ;;
      "jam log") kind=dynamic ;;
      "jam shelf") kind=words values=$'add' ;;
      "jam shelf add") kind=dynamic ;;
    esac
  fi

  # The running program knows revisions, targets and other names.
  if [[ $kind == dynamic ]]; then
    values=$(jam __complete "${words[@]:1}" 2>/dev/null)
    [[ $values == *:files ]] && kind=files
    [[ $values == *:directories ]] && kind=directories
    before=''
    value=$current
  fi

  # Readline replaces only what follows its last word break, such as '=' or ':'.
  local cut='' character
  for character in '=' ':' '@'; do
    if [[ $COMP_WORDBREAKS == *"$character"* && $current == *"$character"* ]]; then
      rest=${current%"${current##*"$character"}"}
      ((${#rest} > ${#cut})) && cut=$rest
    fi
  done

  COMPREPLY=()
  case $kind in
    files | directories)
      local action=-f
      [[ $kind == directories ]] && action=-d
      while IFS= read -r candidate; do
        COMPREPLY+=("${candidate}")
      done < <(compgen $action -- "$value")
      compopt -o filenames 2>/dev/null
      ;;
    *)
      while IFS=$'\t' read -r candidate rest; do
        candidate=$before$candidate
        [[ -n $candidate && $candidate == "$before$value"* && $candidate != :* ]] &&
          COMPREPLY+=("${candidate#"$cut"}")
      done <<<"$values"
      ;;
  esac
}

complete -F _jam jam
