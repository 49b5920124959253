CREATE FUNCTION public.next_code() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE public.base (id integer NOT NULL, name text DEFAULT 'x', code integer DEFAULT public.next_code(), CONSTRAINT base_ck CHECK (id > 0), CONSTRAINT local_only CHECK (id < 1000) NO INHERIT);
CREATE TABLE public.other (extra date, name text DEFAULT 'x');
CREATE TABLE public.child (more text) INHERITS (public.base, public.other);
CREATE TABLE public.redefined (name text DEFAULT 'y', id integer NOT NULL) INHERITS (public.base);
CREATE TABLE public.changed () INHERITS (public.base);
ALTER TABLE public.changed ALTER COLUMN name SET DEFAULT 'z';
ALTER TABLE public.changed ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.changed ALTER COLUMN code DROP DEFAULT;
ALTER TABLE public.base ADD COLUMN added text DEFAULT 'new';
CREATE TABLE public.late (name text DEFAULT 'x', id integer NOT NULL, code integer, added text, CONSTRAINT base_ck CHECK (id > 0));
ALTER TABLE public.late INHERIT public.base;
CREATE TABLE public.grandchild () INHERITS (public.child);
CREATE TYPE public.shape AS (x integer, y text);
CREATE TABLE public.typed OF public.shape (PRIMARY KEY (x), y WITH OPTIONS DEFAULT 'q' NOT NULL);
CREATE TABLE public.typed_plain OF public.shape;
-- fingerprint: f7e9e3d3f6d8493512ae7b17293dd0e563fa34350d8c92d6246894dd4912d438
-- fingerprint with access: 6a226dbccc9adb3fed8d93a0c6859cddf1f890388ee476df33cbb50e8172886e
