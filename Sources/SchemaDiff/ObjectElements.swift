/// The parts that an object's canonical DDL consists of, told apart by what they are about.
package struct ObjectElement: Sendable, Equatable {
  /// Such as `column email`, `constraint users_pkey`, `index public.users_email_idx`, `comment`.
  package let subject: String
  /// What is said of it, such as `text NOT NULL`.
  package let value: String

  package init(subject: String, value: String) {
    self.subject = subject
    self.value = value
  }

  /// The parts of an object's file, in its order.
  package static func elements(of text: String) -> [ObjectElement] {
    ObjectFacts(text).facts.map { ObjectElement(subject: $0.subject, value: $0.value) }
  }

  package static func == (left: ObjectElement, right: ObjectElement) -> Bool {
    left.subject.utf8.elementsEqual(right.subject.utf8) && left.value.utf8.elementsEqual(right.value.utf8)
  }
}

/// The lines that two texts have in common.
package enum CommonLines {
  /// Pairs of positions of equal lines, increasing in both.
  package static func pairs(of old: [String], _ new: [String]) -> [(old: Int, new: Int)] {
    LineDifference(old.map { Substring($0) }, new.map { Substring($0) }).kept
  }
}
