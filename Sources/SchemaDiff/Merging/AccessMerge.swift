import Schema

extension AttributeMerge {
  mutating func comment(_ values: Three<String?>) -> String? { text("comment", values) }

  /// Owner and grants; what is granted is told apart by role and column.
  mutating func access(_ values: Three<Access?>) -> Access? {
    if values.ours == values.theirs || values.theirs == values.base { return values.ours }
    if values.ours == values.base { return values.theirs }
    let owner = value("owner", values.map { $0?.owner }) { $0?.text }
    let grants = grants(values.map { $0?.grants ?? [] })
    return owner == nil && grants.isEmpty ? nil : Access(owner: owner, grants: grants)
  }

  mutating func grants(_ lists: Three<[Grant]>, within parent: String? = nil) -> [Grant] {
    let prefix = parent.map { "\($0)." } ?? ""
    let naming = Naming<Grant>(
      name: { Identifier("\($0.column?.text ?? "")\0\($0.role?.text ?? "")\0\($0.action.rank)") },
      attribute: { grant in
        let on = grant.column.map { " on \($0.text)" } ?? ""
        return "\(prefix)\(grant.action.word) \(grant.role?.text ?? "PUBLIC")\(on)"
      },
      text: { "\($0.action.word) \($0.privileges.isEmpty ? "ALL" : $0.privileges.joined(separator: ", "))" })
    return parts(lists, naming).sorted { left, right in
      let (first, second) = (left.place, right.place)
      if first.column != second.column { return first.column < second.column }
      return first.role != second.role ? first.role < second.role : first.action < second.action
    }
  }
}

extension Grant {
  /// Where a grant stands among others: those on the whole object first, then by column, by role, by what is done.
  fileprivate var place: (column: Identifier, role: Identifier, action: Int) {
    (column ?? "", role ?? "", action.rank)
  }
}

extension Grant.Action {
  fileprivate var rank: Int {
    switch self {
    case .revoke: 0
    case .grant: 1
    case .grantWithGrantOption: 2
    }
  }

  fileprivate var word: String {
    switch self {
    case .revoke: "revoke"
    case .grant: "grant"
    case .grantWithGrantOption: "grant with option"
    }
  }
}
