/// The completion script for zsh, to be installed as `_confiture` in a folder of `$fpath`.
package enum ZshCompletion {
  package static func script(for tree: TreeModel) -> String {
    let table = CompletionTable(tree)
    let tool = tree.name
    let walk = table.invocations.map { "'\($0)'" }.joined(separator: " | \\\n        ")
    let skipped = table.valuedGlobals.flatMap(\.typedNames).map { "*' \($0)'" }.joined(separator: " | ")
    return """
      #compdef \(tool)
      # zsh completion for \(tool), made from its own description of its commands.

      _\(tool)() {
        local node=\(tool) word option kind='' line
        local -i index=2
        local -a names found
        while ((index < CURRENT)); do
          word=${words[index]}
          case "$node $word" in
            (\(walk)) node="$node $word" ;;
            (\(skipped.isEmpty ? "*' '" : skipped)) ((index++)) ;;
          esac
          ((index++))
        done

        option=${words[CURRENT-1]}
        if [[ ${words[CURRENT]} == --*=* ]]; then
          option=${words[CURRENT]%%=*}
          compset -P '*='
        fi
        case "$node $option" in
      \(optionCases(table).joined(separator: "\n"))
        esac

        if [[ -z $kind && ${words[CURRENT]} == -* ]]; then
          kind=names
          case $node in
      \(nameCases(table).joined(separator: "\n"))
          esac
        elif [[ -z $kind ]]; then
          case $node in
      \(wordCases(table).joined(separator: "\n"))
          esac
        fi

        case $kind in
          (names) _describe -o '\(tool)' names ;;
          (dynamic)
            for line in ${(f)"$(\(tool) __complete ${(Q)words[2,CURRENT]} 2>/dev/null)"}; do
              case $line in
                (:files) _files ;;
                (:directories) _files -/ ;;
                (*) found+=("${${line%%$'\\t'*}#${(Q)IPREFIX}}") ;;
              esac
            done
            compadd -a found
            ;;
          (files) _files ;;
          (directories) _files -/ ;;
        esac
      }

      _\(tool) "$@"

      """
  }

  private static func optionCases(_ table: CompletionTable) -> [String] {
    table.entries.flatMap { entry in
      entry.options.filter(\.takesValue).map { option in
        let patterns = option.typedNames.map { "'\(entry.invocation) \($0)'" }.joined(separator: " | ")
        return "    (\(patterns)) \(action(for: option)) ;;"
      }
    }
  }

  private static func nameCases(_ table: CompletionTable) -> [String] {
    table.entries.map { entry in
      let names = entry.options.flatMap { option in option.longNames.map { described($0, option.help) } }
      return "      ('\(entry.invocation)') names=(\(names.joined(separator: " "))) ;;"
    }
  }

  private static func wordCases(_ table: CompletionTable) -> [String] {
    table.entries.compactMap { entry in
      if entry.command.isGroup {
        let names = entry.command.children.filter { !$0.isHidden }.map { described($0.name, $0.summary) }
        return "      ('\(entry.invocation)') kind=names names=(\(names.joined(separator: " "))) ;;"
      }
      let arguments = entry.command.arguments
      guard arguments.contains(where: { $0.completion != .none || !$0.choices.isEmpty }) else { return nil }
      return "      ('\(entry.invocation)') kind=dynamic ;;"
    }
  }

  private static func action(for option: ParameterModel) -> String {
    if !option.choices.isEmpty {
      return "kind=names names=(\(option.choices.map { described($0, "") }.joined(separator: " ")))"
    }
    if option.completion.isDynamic { return "kind=dynamic" }
    return option.completion == .none ? "kind=none" : "kind=\(option.completion.rawValue)"
  }

  /// A word with its description as `_describe` takes it, in single quotes.
  private static func described(_ name: String, _ text: String) -> String {
    let escapedName = name.split(separator: ":", omittingEmptySubsequences: false).joined(separator: "\\:")
    return "'\(quotable(text.isEmpty ? escapedName : "\(escapedName):\(text)"))'"
  }

  private static func quotable(_ text: String) -> String {
    text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
  }
}
