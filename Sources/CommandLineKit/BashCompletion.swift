/// The completion script for bash 3.2 and newer; it needs no other package.
package enum BashCompletion {
  package static func script(for tree: TreeModel) -> String {
    let table = CompletionTable(tree)
    let tool = tree.name
    let function = "_" + tool.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    let walk = table.invocations.map { "\"\($0)\"" }.joined(separator: " | \\\n        ")
    let skipped = table.valuedGlobals.flatMap(\.typedNames).map { "*' \($0)'" }.joined(separator: " | ")
    return """
      # bash completion for \(tool), made from its own description of its commands.

      \(function)() {
        local line=${COMP_LINE:0:COMP_POINT} words=() node=\(tool) index=1 word
        local kind='' values='' before='' candidate rest
        read -ra words <<<"$line"
        [[ $line == *[[:space:]] ]] && words+=('')
        local last=$((${#words[@]} - 1))
        local current=${words[last]}

        while ((index < last)); do
          word=${words[index]}
          case "$node $word" in
            \(walk)) node="$node $word" ;;
            \(skipped.isEmpty ? "*' '" : skipped)) ((index++)) ;;
          esac
          ((index++))
        done

        # The value of an option, behind '=' or in a word of its own.
        local option=${words[last > 0 ? last - 1 : 0]} value=$current
        if [[ $current == --*=* ]]; then
          option=${current%%=*} value=${current#*=} before=$option=
        fi
        case "$node $option" in
      \(optionCases(table).joined(separator: "\n"))
        esac

        if [[ -z $kind && $current == -* ]]; then
          case "$node" in
      \(nameCases(table).joined(separator: "\n"))
          esac
          kind=words value=$current before=''
        elif [[ -z $kind ]]; then
          value=$current before=''
          case "$node" in
      \(wordCases(table).joined(separator: "\n"))
          esac
        fi

        # The running program knows revisions, targets and other names.
        if [[ $kind == dynamic ]]; then
          values=$(\(tool) __complete "${words[@]:1}" 2>/dev/null)
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
            while IFS=$'\\t' read -r candidate rest; do
              candidate=$before$candidate
              [[ -n $candidate && $candidate == "$before$value"* && $candidate != :* ]] &&
                COMPREPLY+=("${candidate#"$cut"}")
            done <<<"$values"
            ;;
        esac
      }

      complete -F \(function) \(tool)

      """
  }

  /// One case for each option that takes a value, the command's before the global ones.
  private static func optionCases(_ table: CompletionTable) -> [String] {
    table.entries.flatMap { entry in
      entry.options.filter(\.takesValue).map { option in
        let patterns = option.typedNames.map { "\"\(entry.invocation) \($0)\"" }.joined(separator: " | ")
        return "    \(patterns)) \(action(for: option)) ;;"
      }
    }
  }

  private static func nameCases(_ table: CompletionTable) -> [String] {
    table.entries.map { entry in
      let names = entry.options.flatMap(\.longNames).joined(separator: "\\n")
      return "      \"\(entry.invocation)\") values=$'\(names)' ;;"
    }
  }

  private static func wordCases(_ table: CompletionTable) -> [String] {
    table.entries.compactMap { entry in
      if entry.command.isGroup {
        let names = entry.command.children.filter { !$0.isHidden }.map(\.name).joined(separator: "\\n")
        return "      \"\(entry.invocation)\") kind=words values=$'\(names)' ;;"
      }
      let arguments = entry.command.arguments
      guard arguments.contains(where: { $0.completion != .none || !$0.choices.isEmpty }) else { return nil }
      return "      \"\(entry.invocation)\") kind=dynamic ;;"
    }
  }

  private static func action(for option: ParameterModel) -> String {
    if !option.choices.isEmpty { return "kind=words values=$'\(option.choices.joined(separator: "\\n"))'" }
    if option.completion.isDynamic { return "kind=dynamic" }
    return option.completion == .none ? "kind=none" : "kind=\(option.completion.rawValue)"
  }
}
