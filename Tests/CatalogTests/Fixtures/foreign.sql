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
-- fingerprint: 77198a4fc13ea4e992341e1cd270ea9a8e8faf621c6ea3d23ea1a8a30998a2d0
-- fingerprint with access: def95db82f5a2434b53d3c97f4a279869c923b2ef040c7ab8fd69f6277789397
