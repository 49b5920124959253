import Schema

/// Extensions, whose members no snapshot knows: anything may use them.
extension Decisions {
  /// Those whose members are there, under their new names, only after a change.
  var extensionsCreated: [ObjectIdentity] { extensions { $0 == .create || $0 == .rebuild } + extensionsMoved }
  var extensionsDropped: [ObjectIdentity] { extensions { $0 == .drop || $0 == .rebuild } }
  /// Those whose members get to another schema: what is dropped goes before.
  var extensionsMoved: [ObjectIdentity] {
    extensions { $0 == .alter }.filter { identity in
      alterations[identity]?.contains { $0.destroys.contains(.object(identity)) } ?? false
    }
  }

  private func extensions(where isWanted: (ObjectDecision) -> Bool) -> [ObjectIdentity] {
    objects.filter { $0.key.kind == .extension && isWanted($0.value) }.keys.sorted()
  }
}
