/// What a plan may contain.
package struct PlanOptions: Sendable, Equatable {
  /// Migrations, by name or change id, whose lossy way back is accepted.
  package var allowedIrreversible: Set<String>
  /// The target may be emptied and built anew.
  package var isDisposable: Bool
  /// Empty the target and build it anew although there is a shorter way.
  package var mustRebuild: Bool

  package init(
    allowedIrreversible: Set<String> = [], isDisposable: Bool = false, mustRebuild: Bool = false
  ) {
    self.allowedIrreversible = allowedIrreversible
    self.isDisposable = isDisposable
    self.mustRebuild = mustRebuild
  }
}
