import Diagnostics
import Glibc
import Terminal
import Testing

@Suite struct OutputStreamTests {
  private func makePipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    return (ends[0], ends[1])
  }

  private func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }

  @Test func `what is collected is written by a flush`() {
    let pipe = makePipe()
    _ = fcntl(pipe.reading, F_SETFL, O_NONBLOCK)
    let stream = OutputStream(descriptor: pipe.writing, collecting: 100)
    stream.write("one ")
    #expect(readAll(pipe.reading) == "")
    stream.write("two")
    stream.flush()
    #expect(readAll(pipe.reading) == "one two")
    stream.write(String(repeating: "x", count: 200))
    #expect(readAll(pipe.reading).count == 200)
    close(pipe.reading)
    close(pipe.writing)
  }

  @Test func `a reader that went away ends the writing quietly`() {
    OutputStream.ignoreBrokenPipes()
    let pipe = makePipe()
    close(pipe.reading)
    let stream = OutputStream(descriptor: pipe.writing)
    #expect(!stream.isClosed)
    stream.write("lost")
    stream.write("lost too")
    #expect(stream.isClosed)
    #expect(stream.failure == nil)
    close(pipe.writing)
  }

  @Test func `output that is lost is not hidden`() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let console = Console(
      output: OutputStream(descriptor: descriptor, collecting: 1000), errors: .capturing(),
      input: InputSource(answers: []), capabilities: .init(isInteractive: false, width: 80, color: false),
      errorCapabilities: .init(isInteractive: false, width: 80, color: false), isQuiet: false)
    console.writeLine("data")
    let error = #expect(throws: TerminalError.self) { try console.finish() }
    #expect(error?.message == "cannot write the output: No space left on device")
    #expect(error?.kind == .failed)
  }
}
