CREATE SEQUENCE public.plain;
CREATE SEQUENCE public.small AS smallint;
CREATE SEQUENCE public.tuned AS integer INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 START WITH 15 CACHE 20 CYCLE;
CREATE SEQUENCE public.down INCREMENT BY -1;
CREATE SEQUENCE public.down_from AS integer INCREMENT BY -2 MAXVALUE 100 START WITH 50 MINVALUE -9;
CREATE TABLE public.t (id integer DEFAULT nextval('public.plain'), other bigint, "Weird" serial);
ALTER SEQUENCE public.tuned OWNED BY public.t.other;
CREATE SEQUENCE public."Quoted ""seq""";
ALTER TABLE public.t ALTER COLUMN other SET DEFAULT nextval('public."Quoted ""seq"""');
SELECT setval('public.plain', 500);
COMMENT ON SEQUENCE public.plain IS 'plain';
-- fingerprint: 927a6aca32e8f128fbbacc83d3eac7ade0ad3605175202a7687fc371ae98eca8
-- fingerprint with access: f83a2afd752359b334a022540a2d16da7be1a37250d379c50569ca3ef9252449
