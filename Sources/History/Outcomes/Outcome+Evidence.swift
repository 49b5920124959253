package import Documents

extension Outcome {
  /// Why an environment's rules let a run happen.
  package struct Evidence: Sendable, Equatable {
    /// One rule that was looked at.
    package struct Check: Sendable, Equatable {
      package var name: String
      /// Such as `passed` or `overridden`.
      package var result: String
      package var detail: String

      package init(name: String, result: String, detail: String) {
        self.name = name
        self.result = result
        self.detail = detail
      }
    }

    package var environment: String
    /// Where the rules were read: a commit of the code, or the work tree.
    package var rules: String
    package var checks: [Check]
    /// One name of each person whose approval of the plan counted.
    package var approvedBy: [String]
    /// Why rules were overridden.
    package var reason: String?

    package init(
      environment: String, rules: String, checks: [Check], approvedBy: [String] = [], reason: String? = nil
    ) {
      self.environment = environment
      self.rules = rules
      self.checks = checks
      self.approvedBy = approvedBy
      self.reason = reason
    }
  }
}

extension Outcome.Evidence {
  package var json: JSONValue {
    .object([
      "environment": .string(environment), "rules": .string(rules), "approved_by": .strings(approvedBy),
      "reason": .optional(reason),
      "checks": .array(
        checks.map {
          .object(["check": .string($0.name), "result": .string($0.result), "detail": .string($0.detail)])
        }),
    ])
  }

  /// The JSON in one line.
  package var text: String { JSONWriter.text(json, pretty: false) }

  /// Reads back ``text``.
  package init(text: String) throws { try self.init(document: JSONReader.parse(text: text, file: nil)) }

  init(document node: DocumentNode) throws(DocumentError) {
    var keys = try node.mapping()
    self.init(
      environment: try keys.require("environment").string(), rules: try keys.require("rules").string(), checks: [],
      approvedBy: try keys.require("approved_by").strings(), reason: try keys.take("reason")?.string())
    for node in try keys.require("checks").sequence() {
      var keys = try node.mapping()
      checks.append(
        Check(
          name: try keys.require("check").string(), result: try keys.require("result").string(),
          detail: try keys.require("detail").string()))
    }
  }
}
