CREATE TABLE public.base (a text, b text, c text, d integer);
ALTER TABLE public.base ALTER COLUMN a SET STORAGE EXTERNAL;
ALTER TABLE public.base ALTER COLUMN b SET COMPRESSION pglz;
ALTER TABLE public.base ALTER COLUMN d SET STATISTICS 50;
CREATE TABLE public.child () INHERITS (public.base);
CREATE TABLE public.changed () INHERITS (public.base);
ALTER TABLE public.changed ALTER COLUMN a SET STORAGE EXTENDED;
ALTER TABLE public.changed ALTER COLUMN b SET COMPRESSION default;
ALTER TABLE public.changed ALTER COLUMN c SET STORAGE MAIN;
CREATE TABLE public.parted (a text, b text, c text, d integer) PARTITION BY LIST (d);
ALTER TABLE public.parted ALTER COLUMN a SET STORAGE EXTERNAL;
ALTER TABLE public.parted ALTER COLUMN b SET COMPRESSION pglz;
CREATE TABLE public.parted_1 PARTITION OF public.parted FOR VALUES IN (1);
CREATE TABLE public.parted_2 PARTITION OF public.parted FOR VALUES IN (2);
ALTER TABLE public.parted_2 ALTER COLUMN a SET STORAGE EXTENDED;
ALTER TABLE public.parted_2 ALTER COLUMN b SET COMPRESSION default;
ALTER TABLE public.parted_2 ALTER COLUMN c SET STORAGE EXTERNAL;
CREATE TABLE public.parted_3 (d integer, c text, b text, a text);
ALTER TABLE public.parted ATTACH PARTITION public.parted_3 FOR VALUES IN (3);
CREATE TABLE public.parted_4 (a text, b text, c text, d integer);
ALTER TABLE public.parted ATTACH PARTITION public.parted_4 FOR VALUES IN (4);
-- fingerprint: 52eaeae4ef3bdaa7d9b5eddc477b3597b60ae212288f460888edd0731aa29c45
-- fingerprint with access: c1fc149765cea1b35facd103e0b5c15338ca553f4d47beec7891d51474bca019
