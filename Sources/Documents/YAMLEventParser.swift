import CLibyaml
import Diagnostics

/// What libyaml saw next, as a value.
struct YAMLEvent {
  enum Kind {
    case streamStart, streamEnd, documentStart, documentEnd
    case alias(String)
    case scalar(String, plain: Bool)
    case sequenceStart, sequenceEnd, mappingStart, mappingEnd
  }

  var kind: Kind
  var anchor: String?
  var tag: String?
  var location: SourceLocation
}

/// Owns one `yaml_parser_t` and the bytes it reads.
///
/// See `yaml.h`, "Parser Definitions".
@safe struct YAMLEventParser: ~Copyable {
  private let raw: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let source: SourceText

  init(_ source: SourceText) {
    self.source = source
    unsafe input = .allocate(capacity: source.bytes.count)
    _ = unsafe input.initialize(from: source.bytes)
    unsafe raw = .allocate(capacity: 1)
    guard unsafe yaml_parser_initialize(raw) == 1 else { preconditionFailure("libyaml has no memory") }
    unsafe yaml_parser_set_encoding(raw, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(raw, input.baseAddress, input.count)
  }

  deinit {
    unsafe yaml_parser_delete(raw)
    unsafe raw.deallocate()
    unsafe input.deallocate()
  }

  /// Returns the next event, or throws libyaml's complaint with the place it names.
  mutating func next() throws(DocumentError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(raw, &event) == 1 else { throw failure() }
    defer { unsafe yaml_event_delete(&event) }
    let mark = unsafe event.start_mark
    let location = source.location(line: Int(mark.line), column: Int(mark.column))
    return unsafe Self.convert(event, at: location)
  }

  @unsafe private static func convert(_ event: yaml_event_t, at location: SourceLocation) -> YAMLEvent {
    let data = unsafe event.data
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return YAMLEvent(kind: .streamStart, location: location)
    case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, location: location)
    case YAML_DOCUMENT_END_EVENT: return YAMLEvent(kind: .documentEnd, location: location)
    case YAML_ALIAS_EVENT:
      return YAMLEvent(kind: .alias(unsafe text(data.alias.anchor) ?? ""), location: location)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
      return unsafe YAMLEvent(
        kind: .scalar(String(decoding: bytes, as: UTF8.self), plain: isPlain), anchor: text(scalar.anchor),
        tag: text(scalar.tag), location: location)
    case YAML_SEQUENCE_START_EVENT:
      return unsafe YAMLEvent(
        kind: .sequenceStart, anchor: text(data.sequence_start.anchor), tag: text(data.sequence_start.tag),
        location: location)
    case YAML_SEQUENCE_END_EVENT: return YAMLEvent(kind: .sequenceEnd, location: location)
    case YAML_MAPPING_START_EVENT:
      return unsafe YAMLEvent(
        kind: .mappingStart, anchor: text(data.mapping_start.anchor), tag: text(data.mapping_start.tag),
        location: location)
    case YAML_MAPPING_END_EVENT: return YAMLEvent(kind: .mappingEnd, location: location)
    default: return YAMLEvent(kind: .streamEnd, location: location)
    }
  }

  @unsafe private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe pointer.map { unsafe String(cString: $0) }
  }

  private func failure() -> DocumentError {
    let parser = unsafe raw.pointee
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it cannot be read"
    if unsafe parser.error == YAML_READER_ERROR {
      return DocumentError(
        .syntax, "not valid YAML: \(problem)", at: source.location(utf8Offset: Int(unsafe parser.problem_offset)),
        hints: ["in double quotes, such a character is written as an escape, as in \"\\x07\""])
    }
    let mark = unsafe parser.problem_mark
    let location = source.location(line: Int(mark.line), column: Int(mark.column))
    let context = unsafe parser.context.map { unsafe String(cString: $0) }
    let message = "not valid YAML: \(problem)" + (context.map { " (\($0))" } ?? "")
    return DocumentError(.syntax, message, at: location, hints: Self.hints(for: location))
  }

  private static func hints(for location: SourceLocation) -> [String] {
    guard let excerpt = location.excerpt, excerpt.utf8.prefix(location.column ?? 1).contains(0x09) else { return [] }
    return ["YAML is indented with spaces, not tabs"]
  }
}
