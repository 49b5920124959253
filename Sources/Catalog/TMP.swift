package import Postgres
package enum SnapshotLoading { package static func load(_ f: [(path: String, text: String)], into: Connection, createRoles: Bool) throws {} }
