CREATE TABLE public.a (id integer PRIMARY KEY, b text, "C" integer);
CREATE TABLE public.z (id integer PRIMARY KEY);
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION few FOR TABLE public.z, public.a WITH (publish = 'insert, update', publish_via_partition_root = true);
CREATE PUBLICATION none;
COMMENT ON PUBLICATION few IS 'some tables';
CREATE TYPE public.money_like AS (amount integer);
CREATE FUNCTION public.to_money_like(integer) RETURNS public.money_like LANGUAGE sql AS 'SELECT ROW($1)::public.money_like';
CREATE CAST (integer AS public.money_like) WITH FUNCTION public.to_money_like(integer) AS ASSIGNMENT;
CREATE CAST (public.money_like AS text) WITH INOUT;
COMMENT ON CAST (integer AS public.money_like) IS 'a cast';
CREATE TEXT SEARCH DICTIONARY public.simple_dict (TEMPLATE = pg_catalog.simple, STOPWORDS = 'english');
CREATE TEXT SEARCH CONFIGURATION public.conf (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION public.conf ALTER MAPPING FOR asciiword WITH public.simple_dict, english_stem;
COMMENT ON TEXT SEARCH CONFIGURATION public.conf IS 'a configuration';
-- fingerprint: 5d46e52d8cf215b95c06d2cf633a6f819ead9f0c1f86d7bf55de68129f721c9f
-- fingerprint with access: bde082eba9d73c896481b1cb0e174e4af680f00fa5579d865144feb5372467f8
