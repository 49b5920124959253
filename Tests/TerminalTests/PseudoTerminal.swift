import Glibc

/// Both ends of a pseudo-terminal; see `ioctl_tty(2)`, as Swift's Glibc has no `posix_openpt`.
struct PseudoTerminal: ~Copyable {
  let keyboard: Int32
  let terminal: Int32

  init() {
    keyboard = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var locked: Int32 = 0
    let unlock: UInt = 0x4004_5431
    let getPeer: UInt = 0x5441
    _ = ioctl(keyboard, unlock, &locked)
    terminal = ioctl(keyboard, getPeer, O_RDWR | O_NOCTTY)
  }

  deinit {
    close(terminal)
    close(keyboard)
  }
}
