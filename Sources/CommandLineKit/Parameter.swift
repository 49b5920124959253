/// One argument, option or flag of a command, tied to the property it sets by a key path.
/// ```
/// static let parameters: [Parameter<Self>] = [
///   .argument(\.revision, "<rev>", "The version to reach.", completing: .revisions),
///   .option("target", \.target, "<name>", "The database to move.", completing: .targets),
///   .flag("dry-run", \.dryRun, "Print the plan and change nothing.", short: "n"),
/// ]
/// ```
package struct Parameter<Root>: Sendable {
  package var model: ParameterModel
  let apply: @Sendable (inout Root, ParameterInput) throws(UsageError) -> Void

  /// The same parameter, kept out of help and completion.
  package var hidden: Parameter {
    var copy = self
    copy.model.isHidden = true
    return copy
  }

  /// The same option, an error when it is not given.
  package var required: Parameter {
    var copy = self
    copy.model.isRequired = true
    return copy
  }

  /// The same positional words, which stand behind `--` and only there.
  package var behindDashes: Parameter {
    var copy = self
    copy.model.followsDashes = true
    return copy
  }

  /// The same option, in place of the global one of that name.
  package var replacingGlobal: Parameter {
    var copy = self
    copy.model.replacesGlobal = true
    return copy
  }
}

/// What the command line said about one parameter.
enum ParameterInput: Sendable {
  case text(String)
  case on
  case off
}

extension Parameter {
  package typealias Path<Value> = any WritableKeyPath<Root, Value> & Sendable

  /// A positional word that must be there.
  package static func argument<Value: ParameterValue>(
    _ path: Path<Value>, _ placeholder: String, _ help: String, completing completion: Completion = .none
  ) -> Parameter {
    positional(.argument, Value.self, placeholder, help, completion, required: true) { $0[keyPath: path] = $1 }
  }

  /// A positional word that must be there, for a property that is nil until then.
  package static func argument<Value: ParameterValue>(
    _ path: Path<Value?>, _ placeholder: String, _ help: String, completing completion: Completion = .none
  ) -> Parameter {
    positional(.argument, Value.self, placeholder, help, completion, required: true) { $0[keyPath: path] = $1 }
  }

  /// A positional word that may be left out.
  package static func optionalArgument<Value: ParameterValue>(
    _ path: Path<Value>, _ placeholder: String, _ help: String, completing completion: Completion = .none
  ) -> Parameter {
    positional(.argument, Value.self, placeholder, help, completion, required: false) { $0[keyPath: path] = $1 }
  }

  /// A positional word that may be left out, and then is nil.
  package static func optionalArgument<Value: ParameterValue>(
    _ path: Path<Value?>, _ placeholder: String, _ help: String, completing completion: Completion = .none
  ) -> Parameter {
    positional(.argument, Value.self, placeholder, help, completion, required: false) { $0[keyPath: path] = $1 }
  }

  /// All positional words that are left; ``required`` asks for at least one.
  package static func arguments<Value: ParameterValue>(
    _ path: Path<[Value]>, _ placeholder: String, _ help: String, completing completion: Completion = .none
  ) -> Parameter {
    positional(.arguments, Value.self, placeholder, help, completion, required: false) {
      $0[keyPath: path].append($1)
    }
  }

  /// `--name <value>` for a property that has a default.
  package static func option<Value: ParameterValue>(
    _ name: String, _ path: Path<Value>, _ placeholder: String, _ help: String, short: Character? = nil,
    completing completion: Completion = .none
  ) -> Parameter {
    valued(.option, Value.self, name, placeholder, help, short, completion) { $0[keyPath: path] = $1 }
  }

  /// `--name <value>` for a property that is nil unless it is given.
  package static func option<Value: ParameterValue>(
    _ name: String, _ path: Path<Value?>, _ placeholder: String, _ help: String, short: Character? = nil,
    completing completion: Completion = .none
  ) -> Parameter {
    valued(.option, Value.self, name, placeholder, help, short, completion) { $0[keyPath: path] = $1 }
  }

  /// `--name <value>`, any number of times.
  package static func options<Value: ParameterValue>(
    _ name: String, _ path: Path<[Value]>, _ placeholder: String, _ help: String, short: Character? = nil,
    completing completion: Completion = .none
  ) -> Parameter {
    valued(.options, Value.self, name, placeholder, help, short, completion) { $0[keyPath: path].append($1) }
  }

  /// `--name`, which makes a property true.
  package static func flag(
    _ name: String, _ path: Path<Bool>, _ help: String, short: Character? = nil
  ) -> Parameter {
    Parameter(model: ParameterModel(kind: .flag, name: name, short: short, help: help)) {
      (root, _) throws(UsageError) in root[keyPath: path] = true
    }
  }

  /// `--name` and `--no-name`; the last one given counts.
  package static func negatableFlag(
    _ name: String, _ path: Path<Bool>, _ help: String, short: Character? = nil
  ) -> Parameter {
    Parameter(model: ParameterModel(kind: .negatableFlag, name: name, short: short, help: help)) {
      (root, input) throws(UsageError) in root[keyPath: path] = input.isOn
    }
  }

  /// `--name` and `--no-name` for a property that is nil when neither is given.
  package static func negatableFlag(
    _ name: String, _ path: Path<Bool?>, _ help: String, short: Character? = nil
  ) -> Parameter {
    Parameter(model: ParameterModel(kind: .negatableFlag, name: name, short: short, help: help)) {
      (root, input) throws(UsageError) in root[keyPath: path] = input.isOn
    }
  }

  /// `--name`, counted, so that `-vv` is 2.
  package static func counter(
    _ name: String, _ path: Path<Int>, _ help: String, short: Character? = nil
  ) -> Parameter {
    Parameter(model: ParameterModel(kind: .counter, name: name, short: short, help: help)) {
      (root, _) throws(UsageError) in root[keyPath: path] += 1
    }
  }

  private static func positional<Value: ParameterValue>(
    _ kind: ParameterModel.Kind, _ type: Value.Type, _ placeholder: String, _ help: String,
    _ completion: Completion, required: Bool, set: @escaping @Sendable (inout Root, Value) -> Void
  ) -> Parameter {
    let name = placeholder.filter { !"<>".contains($0) }
    var model = ParameterModel(kind: kind, name: name, placeholder: placeholder, help: help)
    model.choices = Value.choices
    model.completion = completion
    model.isRequired = required
    return Parameter(model: model, apply: parsing(set))
  }

  private static func valued<Value: ParameterValue>(
    _ kind: ParameterModel.Kind, _ type: Value.Type, _ name: String, _ placeholder: String, _ help: String,
    _ short: Character?, _ completion: Completion, set: @escaping @Sendable (inout Root, Value) -> Void
  ) -> Parameter {
    var model = ParameterModel(kind: kind, name: name, short: short, placeholder: placeholder, help: help)
    model.choices = Value.choices
    model.completion = completion
    return Parameter(model: model, apply: parsing(set))
  }

  private static func parsing<Value: ParameterValue>(
    _ set: @escaping @Sendable (inout Root, Value) -> Void
  ) -> @Sendable (inout Root, ParameterInput) throws(UsageError) -> Void {
    { (root, input) throws(UsageError) in
      guard case .text(let text) = input else { preconditionFailure("a value without a text") }
      set(&root, try Value(parsing: text))
    }
  }
}

extension ParameterInput {
  var isOn: Bool { if case .off = self { false } else { true } }
}
