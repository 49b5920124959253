CREATE EXTENSION btree_gist;
CREATE TABLE public.modern (
  a integer,
  b integer GENERATED ALWAYS AS (a * 2) VIRTUAL,
  c integer GENERATED ALWAYS AS (a * 3) STORED,
  d integer CONSTRAINT own_name NOT NULL,
  e integer,
  during daterange,
  CONSTRAINT pk PRIMARY KEY (a, during WITHOUT OVERLAPS),
  CONSTRAINT unenforced CHECK (a > 0) NOT ENFORCED
);
ALTER TABLE public.modern ADD CONSTRAINT e_later NOT NULL e NOT VALID;
CREATE TABLE public.local_null (a integer, CONSTRAINT only_here NOT NULL a NO INHERIT);
CREATE TABLE public.refers (a integer, during daterange, CONSTRAINT fk FOREIGN KEY (a, PERIOD during) REFERENCES public.modern (a, PERIOD during));
CREATE TABLE public.plain_ref (id integer PRIMARY KEY, up integer, CONSTRAINT loose FOREIGN KEY (up) REFERENCES public.plain_ref NOT ENFORCED);
CREATE TABLE public.parted (id integer NOT NULL, up integer) PARTITION BY LIST (id);
CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES IN (1);
ALTER TABLE public.parted ADD CONSTRAINT later FOREIGN KEY (up) REFERENCES public.plain_ref NOT VALID;
CREATE TABLE public.replica_of (LIKE public.modern INCLUDING CONSTRAINTS);
-- fingerprint: c2d13a39a13ac5fffad2bc924a18565ab31cc82ea6fcf0ebb35fe13c1b764b71
-- fingerprint with access: 8b4b072bfa3390c69902780c99344154c22e391a9e52883aabf05373901a5a44
