import Schema
import Testing

@Suite struct SecretOptionTests {
  @Test(arguments: [
    ("host=a dbname=b", "host=a dbname=b"), ("", ""), (" host = a\tport= 5 ", "host=a port=5"),
    ("host=a password=x user=u", "host=a password=<secret> user=u"),
    ("password='it\\'s x' host='my host' options=''", "password=<secret> host='my host' options=''"),
    (
      "sslpassword=x passfile=/p oauth_client_secret=s",
      "sslpassword=<secret> passfile=<secret> oauth_client_secret=<secret>"
    ),
    ("application_name=a\\'b", "application_name='a\\'b'"),
    (
      "postgresql://u:pw@h:5432/db?sslmode=require&password=x",
      "postgresql://u:%3Csecret%3E@h:5432/db?sslmode=require&password=%3Csecret%3E"
    ),
    ("postgres://u@h/db", "postgres://u@h/db"), ("postgres://h1:1,h2:2/db", "postgres://h1:1,h2:2/db"),
    ("password", ""), ("host='a", ""),
  ])
  func `a connection string is kept without its secrets`(text: String, expected: String) {
    #expect(SecretOption.redacted(connection: text) == expected)
    // What was written is read the same.
    #expect(SecretOption.redacted(connection: expected) == expected)
  }

  @Test func `options of user mappings are secret unless they are known`() {
    #expect(!SecretOption.isSecret(inUserMapping: "user"))
    #expect(!SecretOption.isSecret(inUserMapping: "password_required"))
    #expect(SecretOption.isSecret(inUserMapping: "password"))
    #expect(SecretOption.isSecret(inUserMapping: "Key"))
  }

  @Test(arguments: [
    ("host", false), ("password_required", false), ("Password", true), ("aws_secret", true), ("api_token", true),
  ])
  func `other options are secret if they sound so`(name: String, isSecret: Bool) {
    #expect(SecretOption.isSecret(name) == isSecret)
  }
}
