import CommandLineKit
import Testing

@Suite struct CompletionTests {
  struct Request: Sendable, CustomTestStringConvertible {
    var words: [String]
    var lines: [String]
    var completion: Completion = .none
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Request(
      words: [""],
      lines: [
        "cook\tCook one kind of fruit.", "import\tTake over the jars of another cook.",
        "log\tShow what was cooked.", "shelf\tLook after a shelf.",
      ]),
    Request(words: ["-q", "l"], lines: ["log\tShow what was cooked."]),
    Request(words: ["shelf", ""], lines: ["add\tPut jars on a shelf."]),
    Request(words: ["cook", ""], lines: ["apricot", "cherry", "plum"]),
    Request(words: ["cook", "p"], lines: ["plum"]),
    Request(words: ["cook", "plum", ""], lines: []),
    Request(words: ["cook", "--dr"], lines: ["--dry-run\tRead the recipe and cook nothing."]),
    Request(words: ["cook", "--exp"], lines: []),
    Request(words: ["cook", "--he"], lines: ["--help\tShow this help."]),
    Request(words: ["cook", "--recipe", ""], lines: [":files"], completion: .files),
    Request(words: ["-C", ""], lines: [":directories"], completion: .directories),
    Request(words: ["cook", "--with", "va"], lines: ["vanilla\tsweet"], completion: .branches),
    Request(words: ["cook", "--with=va"], lines: ["--with=vanilla\tsweet"], completion: .branches),
    Request(words: ["log", "--format="], lines: ["--format=text", "--format=json"]),
    Request(words: ["log", "va"], lines: ["vanilla\tsweet"], completion: .revisions),
    Request(words: ["log", "--bad", "va"], lines: ["vanilla\tsweet"], completion: .revisions),
    Request(words: ["shelf", "add", "x", "--", "va"], lines: ["vanilla\tsweet"], completion: .targets),
    Request(
      words: ["nonsense", ""],
      lines: [
        "cook\tCook one kind of fruit.", "import\tTake over the jars of another cook.",
        "log\tShow what was cooked.", "shelf\tLook after a shelf.",
      ]),
  ])
  func `the last word is completed`(request: Request) {
    let answer = SampleTree.tree.completions(for: request.words)
    #expect(answer.completion == request.completion)
    let found: [CompletionAnswer.Candidate] =
      answer.completion.isDynamic ? [.init("vanilla", "sweet"), .init("x")] : []
    #expect(answer.lines(values: found) == request.lines)
  }
}
