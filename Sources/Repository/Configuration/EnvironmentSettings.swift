/// An environment of the configuration: a version of its own in the repository, and the rules for moving it.
///
/// ```yaml
/// environments:
///   staging:
///     url_env: STAGING_URL
///   production:
///     url_env: PRODUCTION_URL
///     promotes_from: staging
///     protected: true
///     approvals: 2
///     allowed_signers: db/allowed_signers
/// ```
package struct EnvironmentSettings: Sendable {
  package let name: String
  /// Its database, which is also a target of this name; `nil` when it has none of its own.
  package var target: Configuration.TargetSettings?
  /// The environment whose version it takes.
  package var promotesFrom: String?
  package var policy = EnvironmentPolicy()
  /// Whether migrations written from it are for tables that are in use; as for all when it does not say.
  package var generatesOnline: Bool?
  /// The many databases, or schemas of one, that follow it in place of a database of its own.
  package var tenants: TenantSettings?
  /// Its databases may be emptied and built anew.
  package var isDisposable = false

  package init(name: String) { self.name = name }
}

/// What has to hold before an environment's version is moved, and before its databases are.
package struct EnvironmentPolicy: Sendable, Equatable {
  /// The most that a plan may risk.
  package enum Risk: String, Sendable, CaseIterable, Comparable {
    case low, medium, high

    package static func < (left: Risk, right: Risk) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .low: 0
      case .medium: 1
      case .high: 2
      }
    }
  }

  /// Plans only forwards unless approved, always rehearsed, never on a drifted schema.
  package var isProtected = false
  package var allowedRisk = Risk.high
  /// How many people must have signed a plan.
  package var approvals = 0
  /// The file of those who may sign, in OpenSSH's form, relative to the project's folder.
  package var allowedSigners: String?
  /// When plans may run; always, when there is none.
  package var windows: [EnvironmentWindow] = []
  /// How long a version must have been healthy on the environment it comes from.
  package var soak = Duration.zero
  /// Plans are run on scratch first.
  package var rehearses = false

  package init() {}
}
