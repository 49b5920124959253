import Schema
import Testing

@testable import SchemaDiff

struct MentionTests {
  @Test(arguments: [
    ("item_1", "REFERENCES public.item_1(id)", true), ("item_1", "REFERENCES public.item_10(id)", false),
    ("item_1", "nextval('public.item_1_seq'::regclass)", false), ("item_1", "public.\"item_1\"", true),
    ("item_1", "item_1", true), ("item_1", "old_item_1 item_1", true), ("a\"b c", "public.\"a\"\"b c\"", true),
    ("a b", "\"a b\"", true), ("é", "caféé", false), ("é", "(é)", true), ("a", "$$a$$", true), ("-a", "x-a", true),
  ])
  func `a name is found as a word of its own, quoted or not`(name: Identifier, text: String, isFound: Bool) {
    let identity = ObjectIdentity(kind: .view, schema: "public", name: "v")
    let state = SchemaState([SnapshotFile(identity: identity, text: text)])
    #expect(state.objects(mentioning: name) == (isFound ? [identity] : []))
  }
}
