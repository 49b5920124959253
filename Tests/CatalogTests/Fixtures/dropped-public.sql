DROP SCHEMA public;
CREATE SCHEMA app;
CREATE TABLE app.t (id integer);
-- fingerprint: a63fc693cb01caa4845a4adeca10add94e820d48d9d086c1155b5ff01419ffd6
-- fingerprint with access: 3aec6ffb82bdbf0746e3b2fcb9ead1f6c0bff8eda5deef54221a455b6ab35486
