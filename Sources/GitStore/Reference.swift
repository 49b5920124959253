/// What a reference points at.
package enum ReferenceTarget: Sendable, Equatable {
  case direct(ObjectID)
  case symbolic(String)
}

/// What a reference must hold for a change to be made.
package enum ExpectedTarget: Sendable, Equatable {
  /// Whatever it holds.
  case any
  /// There must be no such reference.
  case absent
  case exactly(ObjectID)
}

/// One change of a reference, to be made together with others.
package struct ReferenceUpdate: Sendable, Equatable {
  package var name: String
  /// `nil` deletes the reference.
  package var target: ObjectID?
  package var expecting: ExpectedTarget

  package init(_ name: String, to target: ObjectID?, expecting: ExpectedTarget) {
    self.name = name
    self.target = target
    self.expecting = expecting
  }
}
