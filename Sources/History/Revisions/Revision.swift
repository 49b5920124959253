/// A name of a version, as people write it: the grammar of `git help revisions`, and what databases add to it.
package indirect enum Revision: Sendable, Equatable {
  /// A reference, a prefix of a change id or of a commit id, or the name of a migration.
  case name(String)
  /// `HEAD` or `@`.
  case head
  /// `@{-1}`: the branch that was switched from.
  case previousBranch(Int)
  /// `main@{1}`, `production@{2026-01-15}`; without a base, of `HEAD`.
  case recorded(Revision, Record)
  /// `production@{db}`, `production@{live}`.
  case database(target: String, View)
  /// `^2`.
  case parent(Revision, Int)
  /// `~3`.
  case ancestor(Revision, Int)
  /// `^{schema}`.
  case peeled(Revision, Peel)
  /// `main^{/text}`: the newest ancestor whose title or name has the text.
  case ancestorMatching(Revision, String)
  /// `:/text`: the newest version of all whose title or name has the text.
  case matching(String)
  /// `main:public.users`, `main:schema/public/tables/users.sql`.
  case path(Revision, String)

  /// Which recorded value of a reference or a target.
  package enum Record: Sendable, Equatable {
    /// So many changes before the newest value.
    case back(Int)
    case at(CommitDate)
    /// So many seconds before now.
    case ago(Int64)
  }

  /// Which of a target's states.
  package enum View: String, Sendable, CaseIterable {
    /// What its registry says.
    case registry = "db"
    /// What introspection finds.
    case live
  }

  package enum Peel: String, Sendable, CaseIterable {
    case commit
    /// The whole tree of the commit.
    case tree
    /// The tree of the snapshot.
    case schema
    /// What a tag is of.
    case target = ""
  }
}

/// One or two revisions, as commands that walk or compare take them.
package enum RevisionRange: Sendable, Equatable {
  case single(Revision)
  /// `^A`: what A has is left out.
  case excluded(Revision)
  /// `A..B`: what B has and A has not.
  case range(Revision, Revision)
  /// `A...B`: what either has and not both.
  case symmetric(Revision, Revision)
}
