CREATE TABLE public.p (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED) PARTITION BY LIST (a);
CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1);
CREATE TABLE public.p2 PARTITION OF public.p (g GENERATED ALWAYS AS (a * 22) STORED) FOR VALUES IN (2);
CREATE TABLE public.p3 (g integer GENERATED ALWAYS AS (a * 33) STORED, a integer);
ALTER TABLE public.p ATTACH PARTITION public.p3 FOR VALUES IN (3);
CREATE TABLE public.p4 (a integer, g integer GENERATED ALWAYS AS (a * 44) STORED);
ALTER TABLE public.p ATTACH PARTITION public.p4 FOR VALUES IN (4);
CREATE TABLE public.b (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE public.c1 () INHERITS (public.b);
CREATE TABLE public.c2 (g integer GENERATED ALWAYS AS (a * 22) STORED) INHERITS (public.b);
-- fingerprint: ae42b50ec2924408eae1ca9ba4e3cac1527fd005084f24ed648e126de4d524db
-- fingerprint with access: 7b1ebc6ac0eb40373cbd45328a3b74a67664b0baddccdab5d477c461c1a1ac6d
