internal import Diagnostics
internal import Repository

extension Session.Streams {
  /// The same with passwords hidden in all that is said, also where an address was given in the wrong place.
  var withoutSecrets: Session.Streams {
    var copy = self
    let (talk, diagnose) = (talk, diagnose)
    copy.talk = { talk(Secrets.masked($0)) }
    copy.diagnose = { diagnose($0.withoutSecrets) }
    return copy
  }
}

extension Diagnostic {
  /// The same with passwords hidden.
  var withoutSecrets: Diagnostic {
    var copy = self
    copy.message = Secrets.masked(message)
    copy.details = details.map(Secrets.masked)
    copy.hints = hints.map(Secrets.masked)
    copy.location?.excerpt = location?.excerpt.map(Secrets.masked)
    return copy
  }
}
