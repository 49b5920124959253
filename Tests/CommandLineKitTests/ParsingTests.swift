import CommandLineKit
import Diagnostics
import Testing

@Suite struct ParsingTests {
  private func run<C: Command>(_ line: String..., as type: C.Type = C.self) throws -> (C, SampleOptions) {
    guard case .run(let command, let options) = try SampleTree.tree.parse(arguments: line) else {
      throw UsageError("not a command")
    }
    return (try #require(command as? C), options)
  }

  @Test func `arguments and options set the properties of the command`() throws {
    let (cook, _) = try run("cook", "plum", "500", "--message", "for Ada", "-n", "--no-stir", as: Cook.self)
    #expect(cook.fruit == .plum)
    #expect(cook.grams == 500)
    #expect(cook.message == "for Ada")
    #expect(cook.isDryRun)
    #expect(!cook.stirs)
    #expect(cook.spices.isEmpty)
  }

  @Test func `what is not given keeps its default`() throws {
    let (cook, options) = try run("cook", "plum", as: Cook.self)
    #expect(cook.grams == 1000 && cook.message == nil && !cook.isDryRun && cook.stirs)
    #expect(options.directory == nil && options.format == .text && !options.quiet && options.verbosity == 0)
    #expect(try run("log", as: Log.self).0.graph == nil)
    #expect(try run("log", "--no-graph", as: Log.self).0.graph == false)
    #expect(try run("log", "--no-graph", "--graph", as: Log.self).0.graph == true)
  }

  @Test(arguments: [
    ["cook", "-m", "x", "plum"], ["cook", "-mx", "plum"], ["cook", "--message=x", "plum"], ["cook", "plum", "-nmx"],
    ["cook", "plum", "--message", "y", "--message", "x"], ["-q", "cook", "-m", "x", "--", "plum"],
  ])
  func `an option may be written in every way of GNU`(line: [String]) throws {
    guard case .run(let command, _) = try SampleTree.tree.parse(arguments: line) else {
      Issue.record("not a command")
      return
    }
    let cook = try #require(command as? Cook)
    #expect(cook.message == "x")
    #expect(cook.fruit == .plum)
  }

  @Test(arguments: ["-x", "--dry-run", "", "=", "-", "a=b", "--"])
  func `any value may follow an equals sign`(value: String) throws {
    let (cook, _) = try run("cook", "plum", "--message=\(value)", as: Cook.self)
    #expect(cook.message == value)
    #expect(!cook.isDryRun)
  }

  @Test func `repeated options collect`() throws {
    let (cook, _) = try run("cook", "--with", "a", "plum", "--with=b", as: Cook.self)
    #expect(cook.spices == ["a", "b"])
  }

  @Test func `behind two dashes every word is an argument`() throws {
    let (add, _) = try run("shelf", "add", "-a", "--", "-a", "--help", "--", as: ShelfAdd.self)
    #expect(add.all)
    #expect(add.jars == ["-a", "--help", "--"])
    #expect(try run("shelf", "add", "-", as: ShelfAdd.self).0.jars == ["-"])
  }

  @Test func `global options stand anywhere`() throws {
    let (_, options) = try run("-C", "/tmp", "-v", "log", "-qv", "--format=json", "--no-color", as: Log.self)
    #expect(options.directory == "/tmp")
    #expect(options.verbosity == 2)
    #expect(options.quiet && options.noColor)
    #expect(options.format == .json)
  }

  @Test func `a command may have an option in place of a global one`() throws {
    let (command, options) = try run("import", "a", "--format", "mason", "--from", "x", as: Import.self)
    #expect(command.format == "mason")
    #expect(options.format == .text)
  }

  @Test func `version is for the tool`() throws {
    guard case .version(let options) = try SampleTree.tree.parse(arguments: ["--version", "-q"]) else {
      Issue.record("not the version")
      return
    }
    #expect(options.quiet)
  }

  struct Slip: Sendable, CustomTestStringConvertible {
    var line: [String]
    var message: String
    var hints: [String]
    var testDescription: String { line.joined(separator: " ") }

    init(_ line: String, _ message: String, _ hints: String...) {
      self.line = line.split(separator: " ").map(String.init)
      self.message = message
      self.hints = hints
    }
  }

  @Test(arguments: [
    Slip("cok plum", "unknown command 'cok'", "did you mean 'cook'?"),
    Slip("marinate", "unknown command 'marinate'", "'jam --help' lists the commands"),
    Slip("hepl", "unknown command 'hepl'", "did you mean 'help'?"),
    Slip("refil", "unknown command 'refil'", "'jam --help' lists the commands"),
    Slip("help cok", "unknown command 'cok'", "did you mean 'cook'?"),
    Slip("shelf ad", "unknown command 'ad' of 'jam shelf'", "did you mean 'add'?"),
    Slip("shelf", "'jam shelf' needs a command: add", "see 'jam shelf --help'"),
    Slip("-q", "'jam' needs a command: cook, import, log, shelf", "see 'jam --help'"),
    Slip("cook plum --dryrun", "unknown option '--dryrun' for 'jam cook'", "did you mean '--dry-run'?"),
    Slip("cook plum --qiet", "unknown option '--qiet' for 'jam cook'", "did you mean '--quiet'?"),
    Slip("cook plum --xyz", "unknown option '--xyz' for 'jam cook'", "see 'jam cook --help'"),
    Slip("cook plum -nz", "unknown option '-z' in '-nz' for 'jam cook'", "see 'jam cook --help'"),
    Slip("cook plum -all", "unknown option '-a' in '-all' for 'jam cook'", "see 'jam cook --help'"),
    Slip("log -graph", "unknown option '-g' in '-graph' for 'jam log'", "did you mean '--graph'?"),
    Slip("--message x cook", "unknown option '--message' for 'jam'", "see 'jam --help'"),
    Slip("cook plum --explod", "unknown option '--explod' for 'jam cook'", "see 'jam cook --help'"),
    Slip("cook --version", "unknown option '--version' for 'jam cook'", "see 'jam cook --help'"),
    Slip("cook plum --dry-run=yes", "'--dry-run' takes no value", "write '--dry-run' alone"),
    Slip("cook plum --message", "'--message' needs a value <text>", "see 'jam cook --help'"),
    Slip(
      "cook plum --message -x", "'--message' needs a value <text>",
      "a value that begins with '-' is written '--message=-x'"),
    Slip("cook plum -m -x", "'-m' needs a value <text>", "a value that begins with '-' is written '-m-x'"),
    Slip(
      "cook", "missing argument '<fruit>' of 'jam cook'", "usage: jam cook [options] <fruit> [<grams>]",
      "see 'jam cook --help'"),
    Slip(
      "cook plum 5 6", "unexpected argument '6' for 'jam cook'", "usage: jam cook [options] <fruit> [<grams>]",
      "see 'jam cook --help'"),
    Slip(
      "import --from x", "missing argument '<file>' of 'jam import'",
      "usage: jam import [options] --from <cellar> <file>...", "see 'jam import --help'"),
    Slip(
      "import x", "missing option '--from' of 'jam import'", "usage: jam import [options] --from <cellar> <file>...",
      "see 'jam import --help'"),
    Slip("cook plum many", "invalid value 'many' for '<grams>': expected a whole number"),
    Slip("log --limit=1.5", "invalid value '1.5' for '--limit': expected a whole number"),
    Slip(
      "cook plom", "invalid value 'plom' for '<fruit>': expected one of 'apricot', 'cherry', 'plum'",
      "did you mean 'plum'?"),
    Slip("log --format html", "'jam log' has no format 'html'", "formats here: text, json"),
    Slip("log --format jsn", "'jam log' has no format 'jsn'", "did you mean 'json'?", "formats here: text, json"),
    Slip("--format json cook plum", "'jam cook' has no format 'json'", "formats here: text"),
  ])
  func `a slip is named in one line with what would do`(slip: Slip) {
    let error = #expect(throws: UsageError.self) { try SampleTree.tree.parse(arguments: slip.line) }
    #expect(error?.message == slip.message)
    #expect(error?.hints == slip.hints)
    #expect(error?.kind == .usage)
    #expect(error?.diagnostic.message == slip.message)
  }
}
