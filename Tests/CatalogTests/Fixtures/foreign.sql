CREATE EXTENSION file_fdw;
CREATE FOREIGN DATA WRAPPER own_wrapper OPTIONS (debug 'true', "Mixed" 'it''s');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER own TYPE 'kind' VERSION '1.0' FOREIGN DATA WRAPPER own_wrapper OPTIONS (host 'x');
CREATE FOREIGN TABLE public.log (line text OPTIONS (force_not_null 'true') COLLATE "C" NOT NULL, n integer DEFAULT 3, CONSTRAINT ck CHECK (n > 0)) SERVER files OPTIONS (filename '/dev/null', format 'csv');
CREATE TABLE public.parted (line text, n integer) PARTITION BY LIST (n);
CREATE FOREIGN TABLE public.part PARTITION OF public.parted FOR VALUES IN (1) SERVER files OPTIONS (filename '/dev/null');
CREATE USER MAPPING FOR PUBLIC SERVER own OPTIONS ("user" 'x');
COMMENT ON SERVER files IS 'a server';
COMMENT ON FOREIGN TABLE public.log IS 'a foreign table';
COMMENT ON FOREIGN DATA WRAPPER own_wrapper IS 'ours';
-- fingerprint: ee595031d045b3bb075cf5209e4ec56c2de22098e4e7bc62633de323c8a5bc7b
-- fingerprint with access: 03a1080ffa77b306c5032bc614bff54d1652ae686c5485f9049e56c3e8dbf58b
