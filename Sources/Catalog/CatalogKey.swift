/// What a comment or a grant is on: an object of a catalog, or a column of it.
struct CatalogKey: Hashable {
  let catalog: Int
  let oid: Int
  let part: Int

  init(catalog: Int, oid: Int, part: Int = 0) {
    self.catalog = catalog
    self.oid = oid
    self.part = part
  }
}

/// The fixed numbers of catalogs.
enum CatalogNumber {
  static let type = 1247
  static let routine = 1255
  static let relation = 1259
  static let constraint = 2606
  static let namespace = 2615
  static let rule = 2618
  static let trigger = 2620
  static let policy = 3256
  static let cast = 2605
  static let foreignDataWrapper = 2328
  static let server = 1417
  static let collation = 3456
  static let eventTrigger = 3466
  static let publication = 6104
  static let textSearchDictionary = 3600
  static let textSearchConfiguration = 3602
  static let statistics = 3381
  static let `operator` = 2617
  static let operatorClass = 2616
  static let operatorFamily = 2753
  static let conversion = 2607
  static let language = 2612
  static let transform = 3576
  static let accessMethod = 2601
  static let textSearchParser = 3601
  static let textSearchTemplate = 3764
  static let subscription = 6100
}
