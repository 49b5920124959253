internal import Documents
package import Postgres

/// The tenants of an environment: where their names come from, where their databases are, how they are deployed to.
///
/// ```yaml
/// tenants:
///   query: SELECT name FROM tenants ORDER BY name
///   database: app_{name}
///   canary: [acme]
///   waves: [1, 5%, 25%, 100%]
/// ```
package struct TenantSettings: Sendable {
  /// Where the names come from.
  package enum Source: Sendable {
    /// They stand in the file.
    case listed([Listed])
    /// A query on the environment's database: rows of a name, or of a name and an address.
    case query(String)
    /// A program and its arguments: it prints lines of a name, or of a name and an address, or JSON.
    case command([String])
  }

  /// A tenant as the file has it.
  package struct Listed: Sendable {
    package let name: String
    let address: Address?

    /// Its address; `nil` where the patterns and the environment's own address say it.
    ///
    /// - Throws: An error that points at the address and names the variable that is not set, or what is malformed.
    package func connectionString() throws -> ConnectionString? { try address?.connectionString() }
  }

  package var source: Source
  /// What makes a tenant's database of its name.
  package var database: NamePattern?
  /// What makes a tenant's schema of its name.
  package var schema: NamePattern?
  /// The schema that the history is written for, where each tenant is a schema; `public` when it does not say.
  package var historySchema: String?
  /// The tenants that go first.
  package var canary: [String] = []
  /// How many tenants each wave after the canary has; those that are left are a wave of their own.
  package var waves = [Share.count(1), .percent(5), .percent(25), .percent(100)]
  /// How many tenants a runner moves at the same time.
  package var concurrency = 8
  /// How many failures stop a rollout.
  package var stopsAfter = Share.count(1)
  var control: Address?

  init(source: Source) { self.source = source }

  /// The database that keeps the queue of a rollout; `nil` for the environment's own.
  ///
  /// - Throws: An error that points at the address and names the variable that is not set, or what is malformed.
  package func controlAddress() throws -> ConnectionString? { try control?.connectionString() }
}

/// A text in which `{name}` stands for the name of a tenant: `app_{name}`.
package struct NamePattern: Sendable, Equatable {
  package let text: String

  private static let place = "{name}"

  /// `nil` for a text without `{name}`, which would be the same for all.
  package init?(_ text: String) {
    guard text.contains(Self.place) else { return nil }
    self.text = text
  }

  package func filled(with name: String) -> String { text.replacing(Self.place, with: name) }
}

/// A part of all: a number, or a percentage.
package enum Share: Sendable, Equatable, CustomStringConvertible {
  case count(Int)
  case percent(Double)

  /// Reads `3`, `5%` or `0.5%`; `nil` for anything else, and for less than nothing.
  package init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), percent > 0, percent <= 100 else { return nil }
      self = .percent(percent)
    } else {
      guard let count = Int(text), count > 0 else { return nil }
      self = .count(count)
    }
  }

  /// How many of so many it is: at least one, rounded up.
  package func of(_ total: Int) -> Int {
    switch self {
    case .count(let count): count
    case .percent(let percent): max(1, Int((Double(total) * percent / 100).rounded(.up)))
    }
  }

  package var description: String {
    switch self {
    case .count(let count): "\(count)"
    case .percent(let percent) where percent == percent.rounded(): "\(Int(percent))%"
    case .percent(let percent): "\(percent)%"
    }
  }
}
