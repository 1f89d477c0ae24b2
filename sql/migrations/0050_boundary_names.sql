-- Views of reports tell the title of the boundaries that placed them, which instances keep in memory with the other names. At the end of
-- the transaction: an import takes long, and who moves the epoch keeps all others from it.
CREATE CONSTRAINT TRIGGER boundary_version_moves_epoch
    AFTER INSERT OR UPDATE OF title, approximate OR DELETE ON boundary_version
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION move_reference_epoch();
