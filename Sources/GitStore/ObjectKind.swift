/// What a Git object is.
package enum ObjectKind: String, Sendable, CaseIterable {
  case commit, tree, blob, tag
}
