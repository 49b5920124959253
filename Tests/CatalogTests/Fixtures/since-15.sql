CREATE SCHEMA s;
CREATE TABLE public.other (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE public.a (id integer PRIMARY KEY, b text, "C" character varying(3));
CREATE PUBLICATION rows FOR TABLE public.a WHERE (id > 5), TABLES IN SCHEMA s;
ALTER PUBLICATION rows SET TABLE public.a WHERE (b IN ('a', 'b')), TABLES IN SCHEMA s;
CREATE PUBLICATION columns FOR TABLE public.a (b, id);
CREATE TABLE public.nulls (a integer UNIQUE NULLS NOT DISTINCT, b integer);
CREATE UNIQUE INDEX nulls_b ON public.nulls (b) NULLS NOT DISTINCT;
CREATE VIEW public.invoked WITH (security_invoker = true) AS SELECT a FROM public.nulls;
CREATE TABLE public.subset (a integer PRIMARY KEY, b integer, FOREIGN KEY (a, b) REFERENCES public.other (a, b) ON DELETE SET NULL (b));
CREATE UNLOGGED SEQUENCE public.unlogged;
-- fingerprint: 2896be9e1bd1acf577a38c4ba6a84208f12426bf0e83a7122096d309982b0144
-- fingerprint with access: 300b40fc6b56a98fb6aed819bab8885f29d4b0f4ed259768edb79323b95dbc74
