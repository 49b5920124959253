package import CommandLineKit
package import Terminal

/// The form of a command's data on standard output.
package enum OutputFormat: String, Sendable, CaseIterable, ParameterValue {
  case text, json, markdown, sql
}

/// Options that every command has.
package struct GlobalOptions: Parameterized {
  package static let parameters: [Parameter<Self>] = [
    .option("directory", \.directory, "<dir>", "Run as if started in this folder.", short: "C", completing: .files),
    .option("format", \.format, "<format>", "The form of the output: text, or json for programs."),
    .flag("quiet", \.quiet, "Say nothing but results and errors.", short: "q"),
    .option("color", \.color, "<when>", "Colours: auto, always or never."),
    .flag("no-color", \.noColor, "The same as --color never."),
  ]

  package var directory: String?
  package var format = OutputFormat.text
  package var quiet = false
  package var color = ColorChoice.auto
  package var noColor = false

  package init() {}
}
