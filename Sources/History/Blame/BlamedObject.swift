package import Schema

/// What each part of an object was last changed by.
package struct BlamedObject: Sendable {
  /// A part, or a line.
  package struct Part: Sendable {
    /// Such as `column email`; the number of a line.
    package var subject: String
    package var value: String
    package var version: Version
  }

  /// Below `schema/`.
  package var path: String
  /// `nil` for a path that no object has.
  package var identity: ObjectIdentity?
  /// The version that the object first was in, under whatever name.
  package var origin: Version
  package var parts: [Part]
  /// The parts are lines of its text.
  package var isByLine: Bool

  /// Such as `table public.users`.
  package var name: String { identity?.description ?? path }
}
