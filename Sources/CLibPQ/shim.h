#include <libpq-fe.h>
// What a thread that waits for libpq's socket is woken with; Swift's Glibc module does not carry it.
#include <sys/eventfd.h>

// Swift imports no character constants.
static const int diag_severity = PG_DIAG_SEVERITY_NONLOCALIZED;
static const int diag_sqlstate = PG_DIAG_SQLSTATE;
static const int diag_message = PG_DIAG_MESSAGE_PRIMARY;
static const int diag_table = PG_DIAG_TABLE_NAME;
static const int diag_column = PG_DIAG_COLUMN_NAME;
static const int diag_constraint = PG_DIAG_CONSTRAINT_NAME;
static const int diag_function = PG_DIAG_SOURCE_FUNCTION;
