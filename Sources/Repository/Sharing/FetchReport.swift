package import GitStore

/// What a fetch brought.
package struct FetchReport: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// It was not known here.
    case new
    /// It moved on.
    case forward
    /// A branch of the remote was rewritten.
    case rewritten
    /// The remote no longer has it.
    case gone
    /// Records of both sides are in one chain now.
    case joined
    /// Both sides moved it: what is here stays, and somebody has to decide.
    case diverged
  }

  /// One reference, as `heads/main` or `environments/production`.
  package struct Change: Sendable, Equatable {
    package var name: String
    package var kind: Kind
    package var before: ObjectID?
    package var after: ObjectID?

    package init(_ name: String, _ kind: Kind, before: ObjectID?, after: ObjectID?) {
      self.name = name
      self.kind = kind
      self.before = before
      self.after = after
    }
  }

  package var remote: String
  /// What the remote has, and what became of the references here.
  package var changes: [Change]
  /// The branch that the workspace was put on, in a repository that had none.
  package var adoptedBranch: String?

  /// Both sides moved something that only moves forwards.
  package var diverged: [Change] { changes.filter { $0.kind == .diverged } }
}
