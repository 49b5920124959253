import Diagnostics
import Testing

@testable import Postgres

@Suite struct ConnectionStringTests {
  @Test(arguments: [
    "postgresql://ann:s3cret@db.example:6432/shop?sslmode=require",
    "host=db.example port=6432 user=ann password=s3cret dbname=shop sslmode=require",
  ])
  func `both forms are read, and the password is hidden`(text: String) throws {
    let address = try ConnectionString(text)
    #expect(address.host == "db.example")
    #expect(address.port == "6432")
    #expect(address.user == "ann")
    #expect(address.database == "shop")
    #expect(address["password"] == nil)
    #expect(address.redacted == "postgresql://ann:***@db.example:6432/shop?sslmode=require")
    #expect("\(address)" == address.redacted)
    #expect(address.libpqParameters["password"] == "s3cret")
    #expect(address.environment["PGPASSWORD"] == "s3cret")
  }

  @Test(arguments: [
    "postgresql:///shop?host=/run/sock%20et&port=5433", "host='/run/sock et' port=5433 dbname=shop",
  ])
  func `a socket folder is a parameter`(text: String) throws {
    let address = try ConnectionString(text)
    #expect(address.redacted == "postgresql:///shop?host=/run/sock%20et&port=5433")
    #expect(try ConnectionString(address.redacted) == address)
  }

  @Test func `another database, another parameter`() throws {
    let address = try ConnectionString("postgresql://h/a")
    #expect(address.with(database: "b/c").redacted == "postgresql://h/b%2Fc")
    #expect(address.with(parameter: "user", value: "u").user == "u")
    #expect(address.with(parameter: "dbname", value: nil).database == nil)
  }

  @Test(arguments: [
    "", "  ", "shop", "host=h passwrd=s3cret", "host=h password=my s3cret", "postgresql://u:s3cret@[h/db",
    "postgresql://u:p@h/db?s3cret=1", "postgresql://u:s3%zzcret@h/db",
  ])
  func `what cannot be read is refused without repeating it`(text: String) {
    let error = #expect(throws: PostgresError.self) { try ConnectionString(text) }
    #expect(error?.code == .invalidConnectionString)
    #expect(error?.kind == .usage)
    #expect(error.map { "\($0)\($0.diagnostic)".contains("s3") } == false)
  }
}
