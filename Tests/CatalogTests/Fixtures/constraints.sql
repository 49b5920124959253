CREATE EXTENSION btree_gist;
CREATE FUNCTION public.is_even(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n % 2 = 0';
CREATE TABLE public.parent (a integer, b integer, c text, PRIMARY KEY (a), UNIQUE (a, b), CONSTRAINT "Odd name" UNIQUE (b) INCLUDE (c));
CREATE TABLE public.child (
  id integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED,
  a integer REFERENCES public.parent ON DELETE CASCADE ON UPDATE SET NULL,
  b integer,
  n integer CHECK (n > 0) NO INHERIT,
  v character varying(10) CHECK (v IN ('x', 'y')),
  w character varying CHECK (w IN ('x', 'y') OR w LIKE 'z%'),
  e integer CONSTRAINT even CHECK (public.is_even(e)),
  during tstzrange,
  CONSTRAINT both_of FOREIGN KEY (a, b) REFERENCES public.parent (a, b) MATCH FULL DEFERRABLE INITIALLY IMMEDIATE,
  CONSTRAINT once UNIQUE (a, b) DEFERRABLE,
  CONSTRAINT overlap EXCLUDE USING gist (a WITH =, during WITH &&) WHERE (b IS NOT NULL) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT plain EXCLUDE USING btree (id WITH =),
  CONSTRAINT tuned UNIQUE (n) WITH (fillfactor = 60),
  CHECK ((a > 0 AND b > 0) OR (a IS NULL)),
  CHECK (CASE WHEN a = 1 THEN b BETWEEN 1 AND 10 ELSE b <> ALL (ARRAY[1, 2]) END)
);
ALTER TABLE public.child ADD CONSTRAINT later CHECK (b < 100) NOT VALID;
ALTER TABLE public.child ADD CONSTRAINT fk_later FOREIGN KEY (b) REFERENCES public.parent (b) NOT VALID;
ALTER TABLE public.child CLUSTER ON tuned;
ALTER TABLE public.parent REPLICA IDENTITY USING INDEX parent_pkey;
CREATE TABLE public.husband (id integer PRIMARY KEY, wife integer);
CREATE TABLE public.wife (id integer PRIMARY KEY, husband integer REFERENCES public.husband);
ALTER TABLE public.husband ADD FOREIGN KEY (wife) REFERENCES public.wife;
CREATE TABLE public.itself (id integer PRIMARY KEY, up integer REFERENCES public.itself);
CREATE TABLE public.made_from_index (id integer NOT NULL, k text NOT NULL);
CREATE UNIQUE INDEX made ON public.made_from_index (k);
ALTER TABLE public.made_from_index ADD CONSTRAINT made_key UNIQUE USING INDEX made DEFERRABLE INITIALLY DEFERRED;
COMMENT ON CONSTRAINT even ON public.child IS 'only even';
COMMENT ON CONSTRAINT fk_later ON public.child IS 'not validated yet';
-- fingerprint: feb8f371864e5bfd59cd414d3b14ca2194abece6c5b87a871cd90176e9dfd050
-- fingerprint with access: 45de76e04438986ba7973c9949d1a6e80bf9027f14a7a77f312683b3d5aac4c7
