/// A text search dictionary.
package struct TextSearchDictionary: Sendable, Equatable {
  package var name: QualifiedName
  /// As SQL.
  package var template: String
  /// As the catalog keeps them: `name = 'value', …`.
  package var options: String?
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, template: String, options: String?) {
    self.name = name
    self.template = template
    self.options = options
  }
}

/// A text search configuration.
package struct TextSearchConfiguration: Sendable, Equatable {
  package var name: QualifiedName
  /// As SQL.
  package var parser: String
  /// Dictionaries by type of token, sorted by that.
  package var mappings: [(token: String, dictionaries: [String])]
  package var comment: String?
  package var access: Access?

  package init(name: QualifiedName, parser: String, mappings: [(token: String, dictionaries: [String])]) {
    self.name = name
    self.parser = parser
    self.mappings = mappings
  }

  package static func == (left: TextSearchConfiguration, right: TextSearchConfiguration) -> Bool {
    left.name == right.name && left.parser == right.parser && left.comment == right.comment
      && left.access == right.access && left.mappings.elementsEqual(right.mappings, by: ==)
  }
}

/// A text search parser.
package struct TextSearchParser: Sendable, Equatable {
  package var name: QualifiedName
  /// `START = …`, in order, with functions as SQL.
  package var clauses: [String]
  package var comment: String?

  package init(name: QualifiedName, clauses: [String]) {
    self.name = name
    self.clauses = clauses
  }
}

/// What dictionaries are made from.
package struct TextSearchTemplate: Sendable, Equatable {
  package var name: QualifiedName
  /// `LEXIZE = …`, in order, with functions as SQL.
  package var clauses: [String]
  package var comment: String?

  package init(name: QualifiedName, clauses: [String]) {
    self.name = name
    self.clauses = clauses
  }
}
