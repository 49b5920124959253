import Glibc
import Synchronization

/// Counts the interrupts of this process. A signal handler can reach nothing but a global.
private let interruptCount = Atomic<Int>(0)

/// The end of a pipe that the signal handler writes to, or -1.
private let wakeDescriptor = Atomic<Int32>(-1)

/// Says that the user wants to stop: raised by the first Ctrl-C (or SIGTERM), so that a command can end cleanly.
///
/// The second one ends the process at once, with status 128 plus the signal's number: 130 for Ctrl-C. Whoever waits
/// for something else polls ``descriptor`` with it.
package final class InterruptFlag: Sendable {
  private let raised = Atomic<Bool>(false)
  private let listensToSignals: Bool
  private let writing: Int32
  /// Readable from the moment the flag is raised; nobody reads it.
  package let descriptor: Int32

  /// Makes a flag that only ``raise()`` raises.
  package convenience init() { self.init(listensToSignals: false) }

  private init(listensToSignals: Bool) {
    self.listensToSignals = listensToSignals
    var ends: [Int32] = [-1, -1]
    _ = unsafe pipe(&ends)
    for end in ends where end >= 0 {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    writing = ends[1]
  }

  deinit {
    if listensToSignals { wakeDescriptor.store(-1, ordering: .sequentiallyConsistent) }
    for end in [descriptor, writing] where end >= 0 { close(end) }
  }

  /// Makes a flag that SIGINT and SIGTERM raise from now on; there is one such flag in a process.
  package static func listening() -> InterruptFlag {
    let flag = InterruptFlag(listensToSignals: true)
    interruptCount.store(0, ordering: .sequentiallyConsistent)
    wakeDescriptor.store(flag.writing, ordering: .sequentiallyConsistent)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = noteInterrupt
    // Calls of C libraries go on after the signal; whoever waits for the flag polls its descriptor.
    action.sa_flags = SA_RESTART
    // Whoever started us may have had them blocked, and a mask is inherited.
    var heard = sigset_t()
    unsafe sigemptyset(&heard)
    for number in [SIGINT, SIGTERM] {
      _ = unsafe sigaction(number, &action, nil)
      unsafe sigaddset(&heard, number)
    }
    _ = unsafe pthread_sigmask(SIG_UNBLOCK, &heard, nil)
    return flag
  }

  package var isRaised: Bool {
    raised.load(ordering: .acquiring)
      || listensToSignals && interruptCount.load(ordering: .acquiring) > 0
  }

  /// Raises the flag without a signal.
  package func raise() {
    raised.store(true, ordering: .releasing)
    wake(writing)
  }
}

/// Runs in a signal handler: only atomics, `write` and `_exit`, and `errno` is left as it was.
private func noteInterrupt(_ number: Int32) {
  let savedError = errno
  let earlier = interruptCount.add(1, ordering: .acquiringAndReleasing).oldValue
  if earlier > 0 { _exit(128 + number) }
  wake(wakeDescriptor.load(ordering: .acquiring))
  errno = savedError
}

private func wake(_ descriptor: Int32) {
  var byte: UInt8 = 1
  if descriptor >= 0 { _ = unsafe write(descriptor, &byte, 1) }
}
