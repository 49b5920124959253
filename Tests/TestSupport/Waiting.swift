internal import Glibc

/// Waits for a condition, looking at short intervals; false when it did not come true in time.
package func eventually(within limit: Duration = .seconds(20), _ condition: () throws -> Bool) rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try condition() { return true }
    poll(nil, 0, 5)
  }
  return try condition()
}
