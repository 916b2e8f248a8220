/* Numbers without gaps on SQLite: the lines of many drafts first, then one claim, the heads with their numbers, COMMIT. */
#include <backoffice.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERIES "{\"id\": \"sales\", \"pattern\": \"INV-{year}-{number:5}{mod97}\", \"restart\": \"yearly\", \"chronological\": true}"

static sqlite3 *database;

/* Ends the program with what went wrong; a real one would roll back, give its handles back and go on. */
static void must(backoffice_status status) {
    if (status != BACKOFFICE_OK) {
        fprintf(stderr, "%s: %s\n", backoffice_last_error_code(), backoffice_last_error_message());
        exit(1);
    }
}

static void sql(const char *text) {
    char *why = NULL;
    if (sqlite3_exec(database, text, NULL, NULL, &why) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", why, text);
        exit(1);
    }
}

static sqlite3_stmt *prepared(const char *text) {
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, text, -1, &statement, NULL) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sqlite3_errmsg(database), text);
        exit(1);
    }
    return statement;
}

/* 1 when the statement gave a row, 0 when it is done. */
static int row(sqlite3_stmt *statement) {
    int status = sqlite3_step(statement);
    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(database));
        exit(1);
    }
    return status == SQLITE_ROW;
}

static const char *column(sqlite3_stmt *statement, int place) {
    return (const char *)sqlite3_column_text(statement, place);
}

static const char *at(const backoffice_document *document, const char *path) {
    static char text[4][256];
    static int next = 0;
    char *buffer = text[next = (next + 1) % 4];
    must(backoffice_document_get(document, path, buffer, sizeof text[0], NULL));
    return buffer;
}

/* A statement on the table of the series, with its values bound by their names. */
static sqlite3_stmt *bound(const char *kind, const char *around, const backoffice_document *values) {
    backoffice_document *written = NULL;
    size_t count = 0;
    char path[32], text[2048];
    must(backoffice_numbering_statement(kind, "question", &written));
    must(backoffice_document_get(written, "text", text, sizeof text, NULL));
    char *whole = sqlite3_mprintf(around, text);
    sqlite3_stmt *statement = prepared(whole);
    sqlite3_free(whole);
    must(backoffice_document_count(written, "names", &count));
    for (size_t place = 0; place < count; place++) {
        snprintf(path, sizeof path, "names.%zu", place);
        const char *name = at(written, path);
        snprintf(path, sizeof path, "%zu", place);
        const char *value = at(values, path);
        int to = (int)place + 1;
        if (strcmp(name, "chronological") == 0)
            sqlite3_bind_int(statement, to, strcmp(value, "true") == 0);
        else if (strcmp(name, "count") == 0 || strcmp(name, "next") == 0 || strcmp(name, "version") == 0)
            sqlite3_bind_int64(statement, to, atoll(value));
        else if ((strcmp(name, "period") == 0 || strcmp(name, "last") == 0) && strcmp(value, "null") == 0)
            sqlite3_bind_null(statement, to);
        else
            sqlite3_bind_text(statement, to, value, -1, SQLITE_TRANSIENT);
    }
    backoffice_document_free(written);
    return statement;
}

static void create(const backoffice_series *series) {
    backoffice_document *values = NULL;
    sql(backoffice_numbering_schema());
    sql("CREATE TABLE invoice (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, day TEXT NOT NULL)");
    sql("CREATE TABLE line (invoice INTEGER NOT NULL, item TEXT NOT NULL)");
    must(backoffice_series_row(series, "create", "question", &values));
    sqlite3_stmt *statement = bound("create", "%s", values);
    row(statement);
    sqlite3_finalize(statement);
    backoffice_document_free(values);
}

/* The series as it is stored. */
static backoffice_series *stored(const backoffice_series *series) {
    backoffice_document *values = NULL;
    backoffice_series *read = NULL;
    must(backoffice_series_row(series, "read", "question", &values));
    sqlite3_stmt *statement = bound(
        "read",
        "SELECT json_array(id, pattern, restart, chronological, fiscal_year, next, period, last, version) FROM (%s)",
        values);
    if (row(statement))
        must(backoffice_series_from_row(column(statement, 0), &read));
    sqlite3_finalize(statement);
    backoffice_document_free(values);
    return read;
}

/* Numbers documents of those days, whose ids begin at `first`. Within a transaction, and last in it. */
static int number(const backoffice_series *series, const char *days, long long first) {
    backoffice_document *claim = NULL, *values = NULL, *numbers = NULL;
    char grant[128] = "";
    must(backoffice_series_claim(series, days, &claim));
    must(backoffice_claim_values(backoffice_document_json(claim), "claim", "question", &values));
    sqlite3_stmt *statement = bound("claim", "%s", values);
    int granted = row(statement);
    if (granted) {
        snprintf(grant, sizeof grant, "{\"first\": %lld, \"last\": \"%s\", \"version\": %lld}",
                 sqlite3_column_int64(statement, 0), column(statement, 1), sqlite3_column_int64(statement, 2));
        row(statement);
    }
    sqlite3_finalize(statement);
    if (granted) {
        /* What was read of the series may be old: the row that came back tells the numbers. */
        backoffice_series *own = NULL;
        size_t count = 0;
        must(backoffice_series_parse(backoffice_series_json(series), &own));
        must(backoffice_series_granted(own, backoffice_document_json(claim), grant, &numbers));
        must(backoffice_document_count(numbers, "", &count));
        sqlite3_stmt *head = prepared("INSERT INTO invoice (id, number, day) VALUES (?, ?, ?)");
        for (size_t place = 0; place < count; place++) {
            char text[32], day[32];
            snprintf(text, sizeof text, "%zu.text", place);
            snprintf(day, sizeof day, "%zu.day", place);
            sqlite3_bind_int64(head, 1, first + (long long)place);
            sqlite3_bind_text(head, 2, at(numbers, text), -1, SQLITE_TRANSIENT);
            sqlite3_bind_text(head, 3, at(numbers, day), -1, SQLITE_TRANSIENT);
            row(head);
            sqlite3_reset(head);
        }
        sqlite3_finalize(head);
        backoffice_series_free(own);
    } else {
        backoffice_series *now = stored(series);
        backoffice_claim_refused(backoffice_document_json(claim), now);
        printf("refused: %s\n", backoffice_last_error_message());
        backoffice_series_free(now);
    }
    backoffice_document_free(numbers);
    backoffice_document_free(values);
    backoffice_document_free(claim);
    return granted;
}

/* Stores drafts of those days, as many as they are, in one transaction; what is refused leaves nothing. */
static void store(const backoffice_series *series, const char *days, long long first, int count, const char *end) {
    /* The lock to write is taken at once: a transaction that reads first and writes later fails under load. */
    sql("BEGIN IMMEDIATE");
    sqlite3_stmt *line = prepared("INSERT INTO line (invoice, item) VALUES (?, 'lantern'), (?1, 'candle')");
    for (int place = 0; place < count; place++) {
        sqlite3_bind_int64(line, 1, first + place);
        row(line);
        sqlite3_reset(line);
    }
    sqlite3_finalize(line);
    sql(number(series, days, first) ? end : "ROLLBACK");
}

static void audit(const backoffice_series *series) {
    backoffice_document *found = NULL;
    backoffice_series *now = stored(series);
    sqlite3_stmt *statement = prepared(
        "SELECT json_object('first', 1, 'entries', json_group_array(json_object('text', number, 'day', day, 'document',"
        " CAST(id AS TEXT)))) FROM (SELECT * FROM invoice ORDER BY id)");
    row(statement);
    must(backoffice_series_audit_books(now, column(statement, 0), &found));
    printf("audit: %s\n", backoffice_document_json(found));
    sqlite3_finalize(statement);
    backoffice_document_free(found);
    backoffice_series_free(now);
}

int main(void) {
    backoffice_series *series = NULL;
    /* A file in a house of its own, with PRAGMA journal_mode = WAL and synchronous = FULL. */
    if (sqlite3_open(":memory:", &database) != SQLITE_OK)
        return 1;
    must(backoffice_series_parse(SERIES, &series));
    create(series);

    store(series, "[\"2026-12-30\", \"2026-12-31\", \"2026-12-31\"]", 1, 3, "COMMIT");
    store(series, "[\"2026-12-31\"]", 4, 1, "ROLLBACK"); /* the customer left: the number is not used up */
    store(series, "[\"2027-01-01\", \"2027-01-02\"]", 4, 2, "COMMIT");
    store(series, "[\"2026-12-31\"]", 6, 1, "COMMIT"); /* too late */

    sqlite3_stmt *statement = prepared("SELECT number, day, (SELECT count(*) FROM line WHERE invoice = id) FROM invoice");
    while (row(statement))
        printf("%s of %s, %s lines\n", column(statement, 0), column(statement, 1), column(statement, 2));
    sqlite3_finalize(statement);
    audit(series);
    sql("DELETE FROM invoice WHERE id = 4"); /* what nobody should do */
    audit(series);

    backoffice_series_free(series);
    sqlite3_close(database);
    return 0;
}
