CREATE EXTENSION file_fdw;
CREATE FOREIGN DATA WRAPPER own_wrapper OPTIONS (debug 'true', "Mixed" 'it''s');
CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
CREATE SERVER own TYPE 'kind' VERSION '1.0' FOREIGN DATA WRAPPER own_wrapper OPTIONS (host 'x');
CREATE FOREIGN TABLE public.log (line text OPTIONS (force_not_null 'true') COLLATE "C" NOT NULL, n integer DEFAULT 3, CONSTRAINT ck CHECK (n > 0)) SERVER files OPTIONS (filename '/dev/null', format 'csv');
CREATE TABLE public.parted (line text, n integer) PARTITION BY LIST (n);
CREATE FOREIGN TABLE public.part PARTITION OF public.parted FOR VALUES IN (1) SERVER files OPTIONS (filename '/dev/null');
CREATE USER MAPPING FOR CURRENT_USER SERVER own OPTIONS ("user" 'x');
COMMENT ON SERVER files IS 'a server';
COMMENT ON FOREIGN TABLE public.log IS 'a foreign table';
COMMENT ON FOREIGN DATA WRAPPER own_wrapper IS 'ours';
-- fingerprint: 8e93ab92d30d5e29efa9c7dd5c829763fd310635af1015f9ffa6ccfc68b63d00
-- fingerprint with access: 1320a4ed04c82cdfdaece5262d7ceea7b0806dca9f78665e2308f64a600bebe2
