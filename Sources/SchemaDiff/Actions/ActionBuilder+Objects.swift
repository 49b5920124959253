import Schema

extension ActionBuilder {
  /// Adds to an action in place of an object that is no relation what its statements use, and what it lets go of.
  func altering(_ action: Action) -> Action {
    var action = action
    for statement in action.statements {
      action.needs.formUnion(uses(decisions.new.names(in: statement.text), of: action.object))
    }
    for text in action.replacedTexts {
      action.releases.formUnion(uses(decisions.old.names(in: text), of: action.object))
    }
    if action.object.kind != .extension, action.object.kind != .schema {
      action.wishes.formUnion(decisions.extensionsCreated.map(Resource.object))
      action.releases.formUnion(decisions.extensionsDropped.map(Resource.object))
    }
    action.needs.subtract(action.produces)
    action.releases.subtract(action.destroys)
    return action
  }

  /// Has what must not touch new objects wait for them.
  mutating func followCreations() {
    let created = Set(
      decisions.objects.filter { $0.value == .create || $0.value == .rebuild || $0.value == .replaceType }.keys
        .map(Resource.object))
    for index in actions.indices where actions[index].followsCreations { actions[index].needs.formUnion(created) }
  }
}
