import Schema

/// Three states of one value.
struct Three<Value> {
  let base: Value
  let ours: Value
  let theirs: Value

  init(_ base: Value, _ ours: Value, _ theirs: Value) {
    self.base = base
    self.ours = ours
    self.theirs = theirs
  }

  subscript(side: MergeSide) -> Value { side == .ours ? ours : theirs }

  subscript<Part>(path: KeyPath<Value, Part>) -> Three<Part> {
    Three<Part>(base[keyPath: path], ours[keyPath: path], theirs[keyPath: path])
  }

  func map<Part>(_ body: (Value) -> Part) -> Three<Part> { Three<Part>(body(base), body(ours), body(theirs)) }
}

/// Merges the attributes of one object, and notes which of them do not go together.
struct AttributeMerge {
  let object: ObjectIdentity
  let choices: [MergeKey: MergeSide]
  let widensTypes: Bool
  private(set) var conflicts: [MergeConflict] = []
  private(set) var combined: [MergeKey] = []

  init(_ object: ObjectIdentity, _ input: MergeInput) {
    self.object = object
    choices = input.choices
    widensTypes = input.widensTypes
  }

  /// What was decided about an attribute, or about what it is an attribute of.
  func choice(_ attribute: String?, within parent: String? = nil) -> MergeSide? {
    if let side = choices[MergeKey(object, attribute)] { return side }
    return parent.flatMap { choices[MergeKey(object, $0)] }
  }

  mutating func note(
    _ kind: MergeConflict.Kind, _ attribute: String?, _ texts: Three<String?>, _ message: String? = nil
  ) {
    let key = MergeKey(object, attribute)
    let both = message ?? kind.meaning
    conflicts.append(
      MergeConflict(
        kind, key, base: texts.base, ours: texts.ours, theirs: texts.theirs, message: both,
        suggestion: "confiture merge --resolve '\(key.name)=ours', or theirs, or a file with the DDL of the object"))
  }

  mutating func noteCombined(_ attribute: String) { combined.append(MergeKey(object, attribute)) }

  // MARK: Values

  /// The value that one side changed; a conflict where both did, differently.
  mutating func value<Value: Equatable>(
    _ attribute: String, within parent: String? = nil, _ values: Three<Value>, text: (Value) -> String?
  ) -> Value {
    if let side = choice(attribute, within: parent) { return values[side] }
    if values.ours == values.theirs || values.theirs == values.base { return values.ours }
    if values.ours == values.base { return values.theirs }
    note(.modifyModify, attribute, values.map(text))
    return values.ours
  }

  mutating func text(_ attribute: String, within parent: String? = nil, _ values: Three<String?>) -> String? {
    value(attribute, within: parent, values.map { $0.map(Identifier.init) }) { $0?.text }?.text
  }

  mutating func flag(_ attribute: String, within parent: String? = nil, _ values: Three<Bool>) -> Bool {
    value(attribute, within: parent, values) { $0 ? "yes" : "no" }
  }

  /// A text of several lines that both may edit in different places.
  mutating func body(_ attribute: String, _ values: Three<String>) -> String {
    if let side = choice(attribute) { return values[side] }
    let bytes = values.map { Array($0.utf8) }
    if bytes.ours == bytes.theirs || bytes.theirs == bytes.base { return values.ours }
    if bytes.ours == bytes.base { return values.theirs }
    guard let merged = TextMerge.merge(base: values.base, ours: values.ours, theirs: values.theirs) else {
      note(.modifyModify, attribute, values.map { $0 })
      return values.ours
    }
    if !merged.utf8.elementsEqual(values.ours.utf8), !merged.utf8.elementsEqual(values.theirs.utf8) {
      noteCombined(attribute)
    }
    return merged
  }

  // MARK: Lists

  /// How the parts of a list are told apart and named.
  struct Naming<Part> {
    let name: (Part) -> Identifier
    let attribute: (Part) -> String
    let text: (Part) -> String
  }

  /// Merges lists part by part: ours in their order, then what only theirs has.
  mutating func parts<Part: Equatable>(
    _ lists: Three<[Part]>, _ naming: Naming<Part>,
    merging merge: ((inout AttributeMerge, String, Three<Part>) -> Part)? = nil
  ) -> [Part] {
    func keyed(_ list: [Part]) -> [Identifier: Part] {
      Dictionary(list.map { (naming.name($0), $0) }, uniquingKeysWith: { first, _ in first })
    }
    let parts = lists.map(keyed)
    let ours = lists.ours.map(naming.name)
    let order = ours + lists.theirs.map(naming.name).filter { parts.ours[$0] == nil }
    let dropped = lists.base.map(naming.name).filter { parts.ours[$0] == nil && parts.theirs[$0] == nil }
    return (order + dropped).compactMap { name in
      part(Three(parts.base[name], parts.ours[name], parts.theirs[name]), naming, merge)
    }
  }

  private mutating func part<Part: Equatable>(
    _ values: Three<Part?>, _ naming: Naming<Part>,
    _ merge: ((inout AttributeMerge, String, Three<Part>) -> Part)?
  ) -> Part? {
    guard let any = values.ours ?? values.theirs ?? values.base else { return nil }
    let attribute = naming.attribute(any)
    if let side = choice(attribute) { return values[side] }
    if values.ours == values.theirs { return values.ours }
    if values.base == values.ours { return values.theirs }
    if values.base == values.theirs { return values.ours }
    let texts = values.map { $0.map(naming.text) }
    guard let base = values.base else {
      note(.addAdd, attribute, texts)
      return values.ours
    }
    guard let ours = values.ours, let theirs = values.theirs else {
      note(.modifyDelete, attribute, texts)
      return any
    }
    if let merge { return merge(&self, attribute, Three(base, ours, theirs)) }
    note(.modifyModify, attribute, texts)
    return ours
  }

  /// Merges settings written as `name=value` or `name 'value'`, each by its name.
  mutating func settings(
    _ attribute: String, within parent: String? = nil, _ lists: Three<[String]>, separator: Character = "="
  ) -> [String] {
    func name(_ setting: Identifier) -> Identifier {
      Identifier(String(setting.text.prefix { $0 != separator }))
    }
    let prefix = parent.map { "\($0)." } ?? ""
    return parts(
      lists.map { $0.map(Identifier.init) },
      Naming(name: name, attribute: { "\(prefix)\(attribute) \(name($0).text)" }, text: { $0.text })
    ).map(\.text)
  }
}
