/// What a role's future objects are granted: `ALTER DEFAULT PRIVILEGES`.
package struct DefaultPrivileges: Sendable, Equatable {
  package var role: Identifier
  /// `nil` for all schemas.
  package var schema: Identifier?
  /// By the kind of object as the statement names it, such as `TABLES`, in order.
  package var grants: [(kind: String, grant: Grant)]

  package init(role: Identifier, schema: Identifier?, grants: [(kind: String, grant: Grant)]) {
    self.role = role
    self.schema = schema
    self.grants = grants
  }

  package static func == (left: DefaultPrivileges, right: DefaultPrivileges) -> Bool {
    left.role == right.role && left.schema == right.schema && left.grants.elementsEqual(right.grants, by: ==)
  }
}
