internal import Documents

/// The keys that say how to reach a database and what it is, the same for targets and environments.
struct DatabaseKeys {
  private var address: Address?
  private var directAddress: Address?
  let isDisposable: Bool
  let generatesOnline: Bool?

  /// Takes the keys of a mapping.
  ///
  /// - Throws: An error that points at a value of the wrong kind, at a second address, or at a way past a proxy that
  ///   nobody named.
  init(
    from keys: inout MappingReader, of node: DocumentNode, environment: [String: String]
  ) throws(DocumentError) {
    let url = keys.take("url")
    let variable = keys.take("url_env")
    let direct = keys.take("direct_url")
    isDisposable = try keys.take("disposable")?.bool() ?? false
    generatesOnline = try keys.take("online")?.bool()
    if url != nil, let variable {
      throw variable.invalid("'\(node.path)' has both 'url' and 'url_env'", hints: ["leave one of them out"])
    }
    if let url { address = try Address(url, isVariableName: false, environment: environment) }
    if let variable { address = try Address(variable, isVariableName: true, environment: environment) }
    if let direct {
      guard address != nil else {
        throw direct.invalid("'\(direct.path)' stands without 'url' or 'url_env'", hints: ["add one of them"])
      }
      directAddress = try Address(direct, isVariableName: false, environment: environment)
    }
  }

  /// The target that they describe; `nil` when they have no address.
  func target(named name: String) -> Configuration.TargetSettings? {
    guard let address else { return nil }
    var target = Configuration.TargetSettings(name: name, address: address)
    target.directAddress = directAddress
    target.isDisposable = isDisposable
    target.generatesOnline = generatesOnline
    return target
  }
}
