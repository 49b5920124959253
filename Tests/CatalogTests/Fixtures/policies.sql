-- roles: confiture_reader confiture_writer "Confiture Odd"
CREATE TABLE public.accounts (id integer PRIMARY KEY, owner text, kind character varying(5));
CREATE FUNCTION public.allowed(text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';
ALTER TABLE public.accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY everyone ON public.accounts USING (true);
CREATE POLICY own_rows ON public.accounts FOR SELECT TO confiture_reader, confiture_writer, "Confiture Odd" USING (owner = CURRENT_USER AND public.allowed(owner));
CREATE POLICY restrict_writes ON public.accounts AS RESTRICTIVE FOR UPDATE TO confiture_writer USING (kind IN ('a', 'b')) WITH CHECK (id IN (SELECT a.id FROM public.accounts a));
CREATE POLICY inserting ON public.accounts FOR INSERT WITH CHECK (owner IS NOT NULL);
CREATE POLICY deleting ON public.accounts FOR DELETE TO PUBLIC USING (false);
CREATE TABLE public.only_enabled (id integer);
ALTER TABLE public.only_enabled ENABLE ROW LEVEL SECURITY;
COMMENT ON POLICY everyone ON public.accounts IS 'all of them';
-- fingerprint: 9ee9ab3e7401565eda4edf5253882833d447e279944ceb1e3f253dbe3dee42bc
-- fingerprint with access: b781af336aec83622120beaced9f0f370e457052bad5e0f97757babf31b8da7f
