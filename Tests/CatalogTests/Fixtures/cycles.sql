CREATE TABLE public.orders (id integer PRIMARY KEY, total numeric, amount integer);
CREATE FUNCTION public.valid(o public.orders) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT o.total > 0';
ALTER TABLE public.orders ADD CONSTRAINT valid CHECK (public.valid(orders.*));
CREATE FUNCTION public.top() RETURNS integer LANGUAGE sql AS 'SELECT max(amount) FROM public.orders';
ALTER TABLE public.orders ALTER COLUMN amount SET DEFAULT public.top();
CREATE FUNCTION public.generated(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a * 2';
CREATE TABLE public.with_generated (a integer, b integer GENERATED ALWAYS AS (public.generated(a)) STORED);
CREATE VIEW public.zz_first AS SELECT id FROM public.orders;
CREATE VIEW public.aa_second AS SELECT id FROM public.zz_first;
CREATE FUNCTION public.of_view() RETURNS SETOF public.aa_second LANGUAGE sql AS 'SELECT * FROM public.aa_second';
CREATE VIEW public.a_of_function AS SELECT f.id FROM public.of_view() f(id);
CREATE FUNCTION public.by_pk() RETURNS SETOF integer LANGUAGE sql BEGIN ATOMIC SELECT id FROM public.a_of_function; END;
CREATE VIEW public.grouped AS SELECT id, total FROM public.orders GROUP BY id;
-- fingerprint: 03f64d5c596e5d1c874e379f0b2f4212268bd68e55ba71f6d7f284343997c9a6
-- fingerprint with access: 7b0dca8312d417be94ac26d82c59b9428bc0df79e56b0911603340c998714c69
