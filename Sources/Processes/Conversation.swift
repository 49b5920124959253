internal import CProcess
internal import Glibc

/// Feeds a child, reads both its outputs at once so that neither can block it, and ends it when its time is over.
struct Conversation: ~Copyable {
  private let pid: Int32
  private let signalsGroup: Bool
  private let input: [UInt8]
  private var written = 0
  private var feed: Descriptor?
  private let output: Descriptor
  private let errors: Descriptor
  private let ending: Descriptor
  private var isOutputOpen = true
  private var isErrorsOpen = true
  private var result = ProcessResult(status: .exited(0), output: [], errors: [])
  /// Whether the child was ended because its time was over.
  private(set) var isPastDeadline = false

  init(
    pid: Int32, signalsGroup: Bool, input: [UInt8],
    feed: consuming Descriptor, output: consuming Descriptor, errors: consuming Descriptor
  ) {
    self.pid = pid
    self.signalsGroup = signalsGroup
    self.input = input
    output.makeNonblocking()
    errors.makeNonblocking()
    self.feed = consume feed
    self.output = consume output
    self.errors = consume errors
    ending = Descriptor(owning: confiture_pid_descriptor(pid))
  }

  /// Runs until the child has ended.
  mutating func finish(deadline: Duration?, grace: Duration) -> ProcessResult {
    var limit = deadline.map { ContinuousClock.now + $0 }
    if input.isEmpty { feed = nil }
    while true {
      // Looked at before reading: all that an ended child wrote is in the pipes by then.
      let status = Spawning.reap(pid)
      exchange(waitingUntil: status == nil ? limit : .now)
      if let status {
        result.status = status
        return result
      }
      if let now = limit, now <= .now {
        end(with: isPastDeadline ? SIGKILL : SIGTERM)
        isPastDeadline = true
        limit = .now + grace
      }
    }
  }

  private func end(with signal: Int32) { kill(signalsGroup ? -pid : pid, signal) }

  /// Waits for the first thing to do, and does what there is.
  private mutating func exchange(waitingUntil limit: ContinuousClock.Instant?) {
    var entries = [
      pollfd(fd: isOutputOpen ? output.number : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isErrorsOpen ? errors.number : -1, events: Int16(POLLIN), revents: 0),
      pollfd(fd: ending.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: feed?.number ?? -1, events: Int16(POLLOUT), revents: 0),
    ]
    guard unsafe poll(&entries, 4, milliseconds(until: limit)) > 0 else { return }
    if entries[0].revents != 0 { isOutputOpen = output.read(into: &result.output) }
    if entries[1].revents != 0 { isErrorsOpen = errors.read(into: &result.errors) }
    if entries[3].revents != 0 { feedMore() }
  }

  private func milliseconds(until limit: ContinuousClock.Instant?) -> Int32 {
    // Without a descriptor for its end, the child is looked after at short intervals.
    let longest: Int32 = ending.number < 0 ? 20 : 60_000
    guard let limit else { return longest }
    let left = ContinuousClock.now.duration(to: limit)
    guard left > .zero else { return 0 }
    let whole = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
    return min(Int32(clamping: whole), longest)
  }

  private mutating func feedMore() {
    guard let descriptor = feed?.number else { return }
    let rest = input.count - written
    let count = unsafe input.withUnsafeBytes { bytes in
      // At most what a writable pipe takes without blocking.
      unsafe confiture_write(descriptor, bytes.baseAddress?.advanced(by: written), min(rest, Int(PIPE_BUF)))
    }
    if count > 0 { written += count }
    let isOver = written == input.count || (count < 0 && errno != EINTR && errno != EAGAIN)
    if isOver { feed = nil }
  }
}
