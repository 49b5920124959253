internal import History

/// The changes of a history by small numbers, so that walks over all versions need no hashing.
struct ChangeNumbers {
  /// The versions that carry one change.
  enum Carriers: Sequence {
    case none
    case one(Int)
    case several([Int])

    struct Iterator: IteratorProtocol {
      let carriers: Carriers
      var index = 0

      mutating func next() -> Int? {
        defer { index += 1 }
        return switch carriers {
        case .none: nil
        case .one(let position): index == 0 ? position : nil
        case .several(let positions): index < positions.count ? positions[index] : nil
        }
      }
    }

    func makeIterator() -> Iterator { Iterator(carriers: self) }
  }

  private let graph: HistoryGraph
  /// The number of each version's change, -1 for none.
  private var ofPosition: [Int32]
  private var numbers: NumberTable
  /// The first version that carries each change.
  private var first: [Int32] = []
  /// All versions of the changes that several versions carry, by the change's number.
  private var twins: [Int: [Int]] = [:]

  init(_ graph: HistoryGraph) {
    self.graph = graph
    ofPosition = [Int32](repeating: -1, count: graph.count)
    numbers = NumberTable(capacity: graph.count)
    first.reserveCapacity(graph.count)
    for position in 0..<graph.count {
      guard let change = graph.change(at: position) else { continue }
      if let number = number(of: change) {
        twins[number, default: [Int(first[number])]].append(position)
        ofPosition[position] = Int32(number)
      } else {
        ofPosition[position] = Int32(first.count)
        first.append(Int32(position))
        numbers.insert(first.count - 1) { [first] in graph.change(at: Int(first[$0]))?.folded ?? 0 }
      }
    }
  }

  private func number(of change: ChangeID) -> Int? {
    numbers.find(change.folded) { graph.change(at: Int(first[$0])) == change }
  }

  /// How many changes there are.
  var count: Int { first.count }

  /// The number of a version's change.
  func number(at position: Int) -> Int? { ofPosition[position] >= 0 ? Int(ofPosition[position]) : nil }

  /// The number of a change, of which a version is known that most likely carries it.
  func number(of change: ChangeID, at position: Int?) -> Int? {
    if let position, graph.change(at: position) == change { return number(at: position) }
    return number(of: change)
  }

  func carriers(of number: Int) -> Carriers { twins[number].map { .several($0) } ?? .one(Int(first[number])) }

  var hasTwins: Bool { !twins.isEmpty }

  func hasTwins(_ number: Int) -> Bool { twins[number] != nil }
}
