internal import CPgQuery

/// Reads the parse tree of libpg_query in place, field by field as its descriptors say, into values.
enum ParseTree {
  /// Parses a text with PostgreSQL 15's grammar.
  ///
  /// - Returns: Its statements; `nil` where the grammar does not read it.
  static func statements(of text: String) -> [SyntaxNode]? {
    let result = unsafe pg_query_parse_protobuf(text)
    defer { unsafe pg_query_free_protobuf_parse_result(result) }
    guard unsafe result.error == nil, let data = unsafe result.parse_tree.data else { return nil }
    let length = unsafe Int(result.parse_tree.len)
    let tree = unsafe UnsafeRawPointer(data).withMemoryRebound(to: UInt8.self, capacity: length) { bytes in
      unsafe pg_query__parse_result__unpack(nil, length, bytes)
    }
    guard let tree = unsafe tree else { return nil }
    defer { unsafe pg_query__parse_result__free_unpacked(tree, nil) }
    guard let root = unsafe node(UnsafeRawPointer(tree)) else { return nil }
    return root.list("stmts").compactMap { $0.node("stmt") }
  }

  /// The value of a message, of which the first thing is its descriptor; what a `Node` wraps comes without it.
  private static func node(_ message: UnsafeRawPointer) -> SyntaxNode? {
    guard let descriptor = unsafe message.load(as: UnsafePointer<ProtobufCMessageDescriptor>?.self) else {
      return nil
    }
    let kind = unsafe String(cString: descriptor.pointee.short_name)
    var fields: [(name: String, value: SyntaxNode.Value)] = []
    for index in unsafe 0..<Int(descriptor.pointee.n_fields) {
      let field = unsafe descriptor.pointee.fields[index]
      if let value = unsafe value(of: field, in: message) {
        unsafe fields.append((String(cString: field.name), value))
      }
    }
    if kind == "Node" {
      guard case .node(let wrapped)? = fields.first?.value else { return nil }
      return wrapped
    }
    return SyntaxNode(kind: kind, fields: fields)
  }

  /// `nil` for a field that holds nothing.
  private static func value(of field: ProtobufCFieldDescriptor, in message: UnsafeRawPointer) -> SyntaxNode.Value? {
    let place = unsafe message + Int(field.offset)
    if unsafe field.label == PROTOBUF_C_LABEL_REPEATED {
      guard unsafe field.type == PROTOBUF_C_TYPE_MESSAGE else { return nil }
      let count = unsafe (message + Int(field.quantifier_offset)).load(as: Int.self)
      guard count > 0, let items = unsafe place.load(as: UnsafePointer<UnsafeRawPointer?>?.self) else { return nil }
      return .list((0..<count).compactMap { index in unsafe items[index].flatMap { unsafe node($0) } })
    }
    if unsafe field.flags & UInt32(PROTOBUF_C_FIELD_FLAG_ONEOF.rawValue) != 0 {
      let chosen = unsafe (message + Int(field.quantifier_offset)).load(as: UInt32.self)
      guard unsafe chosen == field.id else { return nil }
    }
    switch unsafe field.type {
    case PROTOBUF_C_TYPE_MESSAGE:
      guard let pointer = unsafe place.load(as: UnsafeRawPointer?.self) else { return nil }
      return unsafe node(pointer).map { .node($0) }
    case PROTOBUF_C_TYPE_STRING:
      guard let text = unsafe place.load(as: UnsafePointer<CChar>?.self) else { return nil }
      let string = unsafe String(cString: text)
      return string.isEmpty ? nil : .text(string)
    case PROTOBUF_C_TYPE_BOOL: return unsafe place.load(as: Int32.self) == 0 ? nil : .flag(true)
    case PROTOBUF_C_TYPE_INT32:
      let number = unsafe place.load(as: Int32.self)
      return number == 0 ? nil : .number(Int(number))
    case PROTOBUF_C_TYPE_ENUM: return unsafe word(place.load(as: Int32.self), of: field)
    default: return nil
    }
  }

  private static func word(_ number: Int32, of field: ProtobufCFieldDescriptor) -> SyntaxNode.Value? {
    guard let descriptor = unsafe field.descriptor?.assumingMemoryBound(to: ProtobufCEnumDescriptor.self) else {
      return nil
    }
    for index in unsafe 0..<Int(descriptor.pointee.n_values) {
      let value = unsafe descriptor.pointee.values[index]
      if unsafe value.value == number { return unsafe .word(String(cString: value.name)) }
    }
    return nil
  }
}
