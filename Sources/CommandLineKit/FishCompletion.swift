/// The completion script for fish.
package enum FishCompletion {
  package static func script(for tree: TreeModel) -> String {
    let table = CompletionTable(tree)
    let tool = tree.name
    let walk = table.invocations.map(quoted).joined(separator: " \\\n                ")
    let skipped = table.valuedGlobals.flatMap(\.typedNames).map { quoted("* \($0)") }.joined(separator: " ")
    let skipping = skipped.isEmpty ? "" : "\n            case \(skipped)\n                set skip 1"
    return """
      # fish completion for \(tool), made from its own description of its commands.

      function __\(tool)_node
          set -l node \(tool)
          set -l skip 0
          for word in (commandline -opc)[2..]
              if test $skip = 1
                  set skip 0
                  continue
              end
              switch "$node $word"
                  case \(walk)
                      set node "$node $word"\(skipping)
              end
          end
          echo $node
      end

      function __\(tool)_at
          test (__\(tool)_node) = "$argv[1]"
      end

      function __\(tool)_values
          for line in (\(tool) __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
              switch $line
                  case :files
                      __fish_complete_path (commandline -ct)
                  case :directories
                      __fish_complete_directories (commandline -ct)
                  case '*'
                      string replace -r -- '^--[^=\\t]*=' '' $line
              end
          end
      end

      complete -c \(tool) -f
      \(table.entries.flatMap { lines(for: $0, tool: tool) }.joined(separator: "\n"))

      """
  }

  private static func lines(for entry: CompletionTable.Entry, tool: String) -> [String] {
    let start = "complete -c \(tool) -n \(quoted("__\(tool)_at \"\(entry.invocation)\""))"
    let children = entry.command.children.filter { !$0.isHidden }.map { child in
      "\(start) -a \(child.name) -d \(quoted(child.summary))"
    }
    let options = entry.options.flatMap { option in
      option.longNames.map { name in
        let short = name == "--\(option.name)" ? option.short.map { " -s \($0)" } ?? "" : ""
        return "\(start) -l \(name.dropFirst(2))\(short)\(values(of: option)) -d \(quoted(option.help))"
      }
    }
    let takesWords = entry.command.arguments.contains { $0.completion != .none || !$0.choices.isEmpty }
    return children + options + (takesWords ? ["\(start) -a '(__\(tool)_values)'"] : [])

    func values(of option: ParameterModel) -> String {
      guard option.takesValue else { return "" }
      if !option.choices.isEmpty { return " -x -a \(quoted(option.choices.joined(separator: " ")))" }
      switch option.completion {
      case .none: return " -x"
      case .files: return " -r -F"
      case .directories: return " -x -a '(__fish_complete_directories)'"
      case .revisions, .targets, .migrations, .branches: return " -x -a '(__\(tool)_values)'"
      }
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "'"
    for character in text { result += character == "'" || character == "\\" ? "\\\(character)" : String(character) }
    return result + "'"
  }
}
