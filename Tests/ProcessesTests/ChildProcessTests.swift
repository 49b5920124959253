import Diagnostics
import Glibc
import Testing

@testable import Processes

private let path = "/usr/local/bin:/usr/bin:/bin"

private func shell(_ script: String, environment: [String: String] = [:], input: [UInt8] = []) -> Invocation {
  Invocation(
    "sh", ["-c", script], environment: environment.merging(["PATH": path]) { mine, _ in mine }, input: input)
}

@Suite(.timeLimit(.minutes(1))) struct ChildProcessTests {
  @Test func `output, errors and status come back`() throws {
    let result = try ChildProcess.run(shell("echo out; echo err >&2; exit 3"))
    #expect(result.status == .exited(3))
    #expect(result.outputText == "out\n")
    #expect(result.errorText == "err\n")
    #expect(!result.isSuccess)
  }

  @Test func `input reaches the child`() throws {
    let input = [UInt8]((0..<300_000).map { UInt8($0 % 251) })
    let result = try ChildProcess.run(Invocation("cat", environment: ["PATH": path], input: input))
    #expect(result.output == input)
  }

  @Test func `large output on both streams does not block`() throws {
    let script = "head -c 2000000 /dev/zero >&2; head -c 2000000 /dev/zero; head -c 2000000 /dev/zero >&2"
    let result = try ChildProcess.run(shell(script))
    #expect(result.output.count == 2_000_000)
    #expect(result.errors.count == 4_000_000)
  }

  @Test func `a child that does not read its input is no trouble`() throws {
    let result = try ChildProcess.run(shell("exit 0", input: [UInt8](repeating: 65, count: 1_000_000)))
    #expect(result.isSuccess)
  }

  @Test func `the environment is closed`() throws {
    let result = try ChildProcess.run(Invocation("/usr/bin/env", environment: ["ONLY": "this one"]))
    #expect(result.outputText == "ONLY=this one\n")
  }

  @Test func `no descriptor of ours reaches the child`() throws {
    let leak = open("/dev/null", O_RDONLY)
    let high = fcntl(leak, F_DUPFD, 700)
    defer {
      close(leak)
      close(high)
    }
    let script = "for n in 0 1 2 3 4 5 6 7 8 9 10 16 17 700; do if [ -e /proc/$$/fd/$n ]; then echo $n; fi; done"
    #expect(try ChildProcess.run(shell(script)).outputText == "0\n1\n2\n")
  }

  @Test func `the folder is the child's own`() throws {
    let result = try ChildProcess.run(
      Invocation("pwd", environment: ["PATH": path], directory: "/usr"))
    #expect(result.outputText == "/usr\n")
  }

  @Test func `a signal is told from an exit`() throws {
    #expect(try ChildProcess.run(shell("kill -KILL $$")).status == .signaled(SIGKILL))
  }

  @Test func `ignored and blocked signals of ours are not the child's`() throws {
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    let result = try ChildProcess.run(shell("grep -E '^Sig(Blk|Ign)' /proc/self/status"))
    let masks = result.outputText.split(separator: "\n").map { $0.split(separator: "\t")[1] }
    // The signals up to 31: the two after them belong to the C library.
    #expect(masks.map { UInt64($0, radix: 16).map { $0 & 0x7fff_ffff } } == [0, 0])
  }

  @Test func `past the deadline the whole group is ended`() throws {
    // The grandchild prints its pid, then both would wait for ever.
    let script = "sleep 1000 & echo $!; trap '' TERM; wait; wait; sleep 1000"
    let error = #expect(throws: ProcessError.self) {
      try ChildProcess.run(shell(script), deadline: .seconds(2), grace: .milliseconds(100))
    }
    #expect(error?.code == .timeLimit)
    #expect(error?.kind == .busy)
    let grandchild = try #require(Int32(String(decoding: error?.output.dropLast() ?? [], as: UTF8.self)))
    #expect(isGone(grandchild))
  }

  @Test func `a grandchild that keeps the outputs open does not hold us up`() throws {
    let start = ContinuousClock.now
    let result = try ChildProcess.run(shell("sleep 300 & echo $!"))
    #expect(result.isSuccess)
    #expect(ContinuousClock.now - start < .seconds(100))
    kill(Int32(result.outputText.dropLast()) ?? 0, SIGKILL)
  }

  @Test(arguments: ["no-such-program", "/no/such/program", "/etc/passwd"])
  func `a program that cannot be run is named`(name: String) {
    let error = #expect(throws: ProcessError.self) {
      try ChildProcess.run(Invocation(name, environment: ["PATH": path]))
    }
    #expect(error?.code == .notFound)
    #expect(error?.message.contains("'\(name)'") == true)
  }

  @Test func `a failure after fork is reported with its stage`() {
    let error = #expect(throws: ProcessError.self) {
      try ChildProcess.run(Invocation("pwd", environment: ["PATH": path], directory: "/no/such/folder"))
    }
    #expect(error?.code == .notStarted)
    #expect(error?.message == "cannot enter folder '/no/such/folder': No such file or directory")
    #expect(error?.systemError == ENOENT)
  }

  @Test func `root can become another user, others are refused`() throws {
    let nobody = try #require(UserIdentity.named("nobody"))
    let invocation = Invocation("id", ["-u"], environment: ["PATH": path], directory: "/", user: nobody)
    if UserIdentity.current.isRoot {
      let groups = Invocation("id", ["-G"], environment: ["PATH": path], directory: "/", user: nobody)
      #expect(try ChildProcess.run(invocation).outputText == "\(nobody.userID)\n")
      #expect(try ChildProcess.run(groups).outputText == "\(nobody.groupID)\n")
    } else {
      #expect(throws: ProcessError.self) { try ChildProcess.run(invocation) }
    }
  }

  @Test func `a detached program is no child of ours and leads no terminal`() throws {
    let log = "/tmp/confiture-detached-\(getpid())"
    defer { unlink(log) }
    let pid = try ChildProcess.spawnDetached(
      shell("cut -d' ' -f4,6 /proc/$$/stat; exec sleep 1000"), log: log)
    defer { kill(pid, SIGKILL) }
    let deadline = ContinuousClock.now + .seconds(20)
    var text = ""
    while text.isEmpty, ContinuousClock.now < deadline {
      sched_yield()
      text = (try? String(decoding: ChildProcess.run(Invocation("/bin/cat", [log])).output, as: UTF8.self)) ?? ""
    }
    let fields = text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
    try #require(fields.count == 2)
    #expect(fields[0] != getpid())
    #expect(fields[1] != getsid(0))
    #expect(waitpid(pid, nil, WNOHANG) == -1)
  }

  private func isGone(_ pid: Int32) -> Bool {
    // A zombie that nobody has reaped yet is gone, too.
    let state = try? ChildProcess.run(Invocation("/bin/cat", ["/proc/\(pid)/stat"])).outputText
    return kill(pid, 0) != 0 || state?.contains(") Z ") ?? true || state == ""
  }
}

@Suite struct UserIdentityTests {
  @Test func `users are found by name, and unknown ones are not`() {
    #expect(UserIdentity.named("root")?.userID == 0)
    #expect(UserIdentity.named("no-such-user-here") == nil)
    #expect(UserIdentity.current.userID == geteuid())
  }
}

@Suite struct ExecutableSearchTests {
  @Test func `programs are found in the given folders only`() {
    #expect(ExecutableSearch.find("sh", path: "/no/such:/bin")?.hasSuffix("/bin/sh") == true)
    #expect(ExecutableSearch.find("sh", path: "/no/such") == nil)
    #expect(ExecutableSearch.find("sh", path: nil) == nil)
    #expect(ExecutableSearch.find("/bin", path: nil) == nil)
  }
}
