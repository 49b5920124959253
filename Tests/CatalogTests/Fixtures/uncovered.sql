CREATE FUNCTION public.same(integer, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1::text = $2';
CREATE OPERATOR public.=== (FUNCTION = public.same, LEFTARG = integer, RIGHTARG = text);
CREATE CONVERSION public.conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE OPERATOR FAMILY public.fam USING btree;
CREATE OPERATOR CLASS public.cls FOR TYPE integer USING hash AS OPERATOR 1 =;
CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE public.elsewhere (id integer) USING heap2;
-- fingerprint: 182bc4f50274f42ef896a8ac91bec1b42cf1ba94092371872d328751adf3b74b
-- fingerprint with access: 591ebc328ba4a8f8d4674bccfaa3c8227923bead0cbf622058e666a2b202e03b
