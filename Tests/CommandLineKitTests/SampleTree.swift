import CommandLineKit

/// A small tool with one of everything.
enum SampleTree {
  static let tree = CommandTree(
    name: "jam", version: "1.2.0", summary: "Cook and keep jam.", globals: SampleOptions.self,
    nodes: [
      .section("Kitchen", [.leaf(Cook.self), .leaf(Import.self)]),
      .section("Cellar", [.leaf(Log.self), .group("shelf", summary: "Look after a shelf.", [.leaf(ShelfAdd.self)])]),
      .leaf(Refill.self),
    ])
}

struct SampleOptions: Parameterized {
  static let parameters: [Parameter<Self>] = [
    .option("directory", \.directory, "<dir>", "Run as if started in <dir>.", short: "C", completing: .directories),
    .option("format", \.format, "<format>", "How to print the answer."),
    .flag("quiet", \.quiet, "Say nothing but the answer.", short: "q"),
    .counter("verbose", \.verbosity, "Say more; twice, even more.", short: "v"),
    .flag("no-color", \.noColor, "Print without colour."),
  ]
  var directory: String?, format = SampleFormat.text, quiet = false, verbosity = 0, noColor = false
}

enum SampleFormat: String, CaseIterable, ParameterValue { case text, json, html }

enum Fruit: String, CaseIterable, ParameterValue { case apricot, cherry, plum }

struct Cook: Command {
  static let name = "cook"
  static let summary = "Cook one kind of fruit."
  static let discussion = """
    Takes <fruit> and cooks it with sugar until a drop stays where it falls. The pot is watched for as long as it \
    boils, and stirred.

      1 kg fruit, 0.5 kg sugar
    """
  static let examples = [
    Example("jam cook plum", "Cooks plums as they are."),
    Example(
      "jam cook cherry 500 --with vanilla --with 'lemon zest' -m \"Sunday's\" | less", "Cooks half a kilo, spiced."),
  ]
  static let parameters: [Parameter<Self>] = [
    .argument(\.fruit, "<fruit>", "What to cook."),
    .optionalArgument(\.grams, "<grams>", "How much of it (default: 1000)."),
    .option("message", \.message, "<text>", "What the label says.", short: "m"),
    .options("with", \.spices, "<spice>", "What to add.", completing: .branches),
    .option("recipe", \.recipe, "<file>", "Where the recipe is.", completing: .files),
    .flag("dry-run", \.isDryRun, "Read the recipe and cook nothing.", short: "n"),
    .negatableFlag("stir", \.stirs, "Stir while it boils (default)."),
    .flag("explode", \.explodes, "For tests of the smoke detector.").hidden,
  ]
  var fruit: Fruit?, grams = 1000, message: String?, spices: [String] = [], recipe: String?
  var isDryRun = false, stirs = true, explodes = false
}

struct Import: Command {
  static let name = "import"
  static let summary = "Take over the jars of another cook."
  static let examples = [Example("jam import --format mason --from /cellar a.txt", "Reads one list.")]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.files, "<file>", "The lists.", completing: .files).required,
    .option("format", \.format, "<kind>", "How the lists are written.").replacingGlobal,
    .option("from", \.cellar, "<cellar>", "Whose jars they are.").required,
  ]
  var files: [String] = [], format = "auto", cellar = ""
}

struct Log: Command {
  static let name = "log"
  static let summary = "Show what was cooked."
  static let formats = ["text", "json"]
  static let examples = [Example("jam log --format json", "Prints all of it for a program.")]
  static let parameters: [Parameter<Self>] = [
    .optionalArgument(\.range, "<range>", "From when to when.", completing: .revisions),
    .option("limit", \.limit, "<count>", "At most so many.", short: "l"),
    .negatableFlag("graph", \.graph, "Draw lines."),
  ]
  var range: String?, limit: Int?, graph: Bool?
}

struct ShelfAdd: Command {
  static let name = "add"
  static let summary = "Put jars on a shelf."
  static let examples = [Example("jam shelf add --all -- -odd-jar", "Adds a jar with an odd name.")]
  static let parameters: [Parameter<Self>] = [
    .arguments(\.jars, "<jar>", "The jars.", completing: .targets), .flag("all", \.all, "All of them.", short: "a"),
  ]
  var jars: [String] = [], all = false
}

struct Refill: Command {
  static let name = "refill"
  static let summary = "Refill the sugar, for scripts."
  static let examples: [Example] = []
  static let isHidden = true
}
