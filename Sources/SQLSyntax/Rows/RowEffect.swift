/// What a statement does to rows, as far as its text tells.
package struct RowEffect: Sendable {
  /// The relations it writes, as they are named in the text; sequences that it draws from or sets are among them.
  package var writes: [ObjectName] = []
  /// The bare names of the relations and routines that it reads; every word where the grammar does not read it.
  package var reads: Set<String> = []
  /// What it takes away, or gives another name: a table, or a column of one. Rows go with it, even if something of the
  /// name is made again.
  package var removals: [(table: ObjectName, column: String?)] = []
  /// The schemas it takes away, with all that is in them.
  package var removedSchemas: [String] = []
  /// Tables whose rows get a value in a column that is new, or will get another one than those before them.
  package var fills: [(table: ObjectName, column: String, isNew: Bool)] = []
  /// Every name and word in it.
  package var words: Set<String> = []
  /// The routines it calls, as far as they are named like one.
  package var calls: [ObjectName] = []
  /// The columns it sets, row by row and nothing else: an `UPDATE` that looks at its table once, and at whole rows never.
  package var setsOnly: Set<String>?
  /// It uses rows as they are, with whatever columns there are.
  package var usesWholeRows = false
  /// Its text does not say what it writes, as that of a block does not.
  package var isUnknown = false
  /// It defines something, and what it does to rows follows from that.
  package var isDefinition = false
  /// It reads, and whether that changes anything is for the routines to say that it calls.
  package var onlyReads = false
  /// It can only be told what it does if all that it calls is known.
  package var mustKnowCalls = false

  package init(isUnknown: Bool = false) { self.isUnknown = isUnknown }

  /// An effect that nobody can tell, of a text with these words, in strings and bodies as well.
  package static func unknown(_ text: String) -> RowEffect {
    var effect = RowEffect(isUnknown: true)
    effect.words = Set(text.matches(of: /[\p{L}_][\p{L}\p{N}_$]*/).map { $0.output.lowercased() })
    effect.reads = effect.words
    effect.usesWholeRows = true
    return effect
  }

  /// What an expression does, such as that of a default.
  package static func ofExpression(_ text: String) -> RowEffect { ofQuery("SELECT \(text)") }

  /// What a query does when somebody reads it, such as that of a view.
  package static func ofQuery(_ text: String) -> RowEffect {
    guard let tokens = try? Scanner.tokens(of: text) else { return .unknown(text) }
    let words = WordEffect(text, tokens)
    guard let tree = ParseTree.statements(of: text), tree.count == 1 else {
      var effect = words.base()
      effect.usesWholeRows = true
      return effect
    }
    return TreeEffect(tree[0], text, words).rows
  }
}

extension Statement {
  /// What the statement does to rows; `nil` for one that touches none.
  ///
  /// Errs on the side of more: where the grammar does not read it, every word may be a relation that is read.
  package var rowEffect: RowEffect? {
    guard let tokens = try? Scanner.tokens(of: text) else { return .unknown(text) }
    let words = WordEffect(text, tokens)
    guard let tree = ParseTree.statements(of: text), tree.count == 1 else { return words.effect }
    return TreeEffect(tree[0], text, words).effect
  }
}
