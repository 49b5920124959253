internal import CommandLineKit
internal import History
internal import SchemaDiff

/// How migrations are to be written.
struct GenerationOptions: Sendable {
  /// What somebody declared to be a rename.
  var renames: [RenameValue] = []
  /// What could be a rename is none.
  var withoutRenames = false
  /// For tables in use; as configured when nothing was said.
  var online: Bool?

  /// The settings of a plan, with what was not said taken from the configuration.
  func plannerOptions(isOnline configured: Bool) -> PlannerOptions {
    PlannerOptions(
      isOnline: online ?? configured, renames: renames.map(\.rename), refusesAmbiguity: !withoutRenames)
  }
}

/// A command that plans migrations.
protocol PlanningCommand: SessionCommand {
  var generation: GenerationOptions { get set }
}

extension PlanningCommand {
  static var generationParameters: [Parameter<Self>] {
    [
      .options(
        "rename", \Self.generation.renames, "<rename>",
        "What was renamed, such as 'table public.a -> public.b' or 'column public.b.x -> y'."),
      .flag(
        "no-renames", \Self.generation.withoutRenames,
        "Nothing was renamed: drop what is gone, and create what is new."),
      .negatableFlag(
        "online", \Self.generation.online,
        "Write for tables in use: indexes concurrently, constraints in steps (default: as configured)."),
    ]
  }
}

/// A rename as an option's value.
struct RenameValue: ParameterValue {
  var rename: Rename

  init(parsing text: String) throws(UsageError) {
    do throws(RenameText.Malformed) { rename = try RenameText.rename(text) } catch {
      throw .expected("a rename", hints: RenameText.examples.map { "write it as '\($0)'" })
    }
  }
}
