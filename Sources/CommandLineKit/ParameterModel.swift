/// Where the words that fit a parameter come from; all but files and directories are asked of the hidden command
/// `__complete`, which knows the repository.
package enum Completion: String, Sendable, CaseIterable {
  case none, files, directories, revisions, targets, migrations, branches

  /// True for words that only the running program knows.
  package var isDynamic: Bool {
    switch self {
    case .none, .files, .directories: false
    case .revisions, .targets, .migrations, .branches: true
    }
  }
}

/// Describes one parameter without the value it sets: what help, completion and reference pages are made from.
package struct ParameterModel: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    /// One positional word.
    case argument
    /// All positional words that are left.
    case arguments
    /// `--name <value>`; given twice, the last one counts.
    case option
    /// `--name <value>`, any number of times.
    case options
    /// `--name`.
    case flag
    /// `--name` or `--no-name`.
    case negatableFlag = "negatable-flag"
    /// `--name`, counted: `-vv`.
    case counter
  }

  package var kind: Kind
  /// The long name without dashes; of a positional word, its placeholder without brackets.
  package var name: String
  package var short: Character?
  /// How the value is shown, such as `<rev>`.
  package var placeholder: String?
  package var help: String
  package var choices: [String] = []
  package var completion: Completion = .none
  package var isRequired = false
  package var isHidden = false
  /// True for an option that stands in for the global one of the same name.
  package var replacesGlobal = false

  /// True for positional words that stand behind `--`, and only there.
  package var followsDashes = false

  package var isPositional: Bool { kind == .argument || kind == .arguments }

  package var takesValue: Bool {
    switch kind {
    case .argument, .arguments, .option, .options: true
    case .flag, .negatableFlag, .counter: false
    }
  }

  /// The long names that are typed, with dashes.
  package var longNames: [String] {
    switch kind {
    case .argument, .arguments: []
    case .negatableFlag: ["--\(name)", "--no-\(name)"]
    case .option, .options, .flag, .counter: ["--\(name)"]
    }
  }

  /// Long and short names as they are typed.
  package var typedNames: [String] { longNames + (short.map { ["-\($0)"] } ?? []) }

  /// The option as a list of options shows it: `-m, --message <text>`, `--[no-]graph`.
  var optionText: String {
    let shortText = short.map { "-\($0), " } ?? ""
    let long = kind == .negatableFlag ? "--[no-]\(name)" : "--\(name)"
    return shortText + long + (takesValue ? " " + valueText : "")
  }

  /// How errors call it: `--target` or `<rev>`.
  var label: String { isPositional ? placeholder ?? name : "--\(name)" }

  /// The value as help shows it: the few choices there are, or the placeholder.
  var valueText: String {
    let names = choices.joined(separator: "|")
    return choices.isEmpty || names.utf8.count > 40 ? placeholder ?? "<\(name)>" : "<\(names)>"
  }

  /// The positional word as a usage line shows it.
  var usageText: String {
    let text = (followsDashes ? "-- " : "") + (placeholder ?? "<\(name)>") + (kind == .arguments ? "..." : "")
    return isRequired ? text : "[\(text)]"
  }
}
