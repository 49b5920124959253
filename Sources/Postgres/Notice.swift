internal import CLibpq

/// A message the server sent beside the results: NOTICE, WARNING and the like.
package struct Notice: Sendable, Equatable {
  /// Untranslated: `NOTICE`, `WARNING`, `INFO`, `LOG`, `DEBUG`.
  package let severity: String
  package let sqlState: String?
  package let message: String
  package let detail: String?
  package let hint: String?
  package let context: String?
}

/// Collects notices; the callback of one connection writes into it.
final class NoticeBox {
  var notices: [Notice] = []
}

/// Keeps a ``NoticeBox`` alive for as long as libpq may call back with it.
@safe struct NoticeScope: ~Copyable {
  private let retained: Unmanaged<NoticeBox>

  init(_ box: NoticeBox) { unsafe retained = Unmanaged.passRetained(box) }

  deinit { unsafe retained.release() }

  /// Directs the notices of a connection into the box.
  borrowing func receive(from connection: OpaquePointer) {
    _ = unsafe PQsetNoticeReceiver(
      connection,
      { context, result in
        guard let context = unsafe context, let result = unsafe result else { return }
        let box = unsafe Unmanaged<NoticeBox>.fromOpaque(context).takeUnretainedValue()
        let fields = unsafe ErrorFields(result)
        box.notices.append(
          Notice(
            severity: fields[CONFITURE_PG_DIAG_SEVERITY_NONLOCALIZED] ?? "NOTICE",
            sqlState: fields[CONFITURE_PG_DIAG_SQLSTATE],
            message: fields[CONFITURE_PG_DIAG_MESSAGE_PRIMARY] ?? "",
            detail: fields[CONFITURE_PG_DIAG_MESSAGE_DETAIL],
            hint: fields[CONFITURE_PG_DIAG_MESSAGE_HINT], context: fields[CONFITURE_PG_DIAG_CONTEXT]))
      }, unsafe retained.toOpaque())
  }
}
