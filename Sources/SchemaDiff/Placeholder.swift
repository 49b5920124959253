package enum DifferenceSummary { package static func lines(old: [(path: String, text: String)], new: [(path: String, text: String)]) -> [String] { [] } }
