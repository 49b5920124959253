internal import History

/// Names runs: the moment and some randomness, so that they sort by time.
enum RunIdentifier {
  private static let letters = Array("abcdefghjkmnpqrstuvwxyz23456789")

  static func make(_ environment: RunEnvironment) -> String {
    let moment = CommitDate(seconds: Int64(environment.now())).text.filter { $0.isNumber }
    let suffix = (0..<8).map { _ in letters[min(Int(environment.random() * Double(letters.count)), letters.count - 1)]
    }
    return "\(moment)-\(String(suffix))"
  }
}
