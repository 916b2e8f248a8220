/* Rosters from C. */
#include "check.h"

static char text[65536];
static const backoffice_budget BUDGET = {.nodes = 2000, .seed = 7, .threads = 1};

#define WEEK "{\"first\": \"2026-03-30\", \"last\": \"2026-04-05\"}"
#define PEOPLE                                                                     \
    "[{\"name\": \"ada\", \"skills\": [\"till\"], \"hours_at_most\": \"32\"},"     \
    " {\"name\": \"bo\", \"hours_at_most\": \"40\"}]"
#define SHIFTS(start)                                                                                         \
    "[{\"name\": \"early\", \"start\": \"" start "\", \"end\": \"14:00\","                                    \
    " \"needs\": [{\"needed\": 1, \"skill\": \"till\"}]},"                                                    \
    " {\"name\": \"late\", \"start\": \"14:00\", \"end\": \"22:00\", \"needs\": [{\"needed\": 1}]}]"
#define MODEL(start, more) "{\"period\": " WEEK ", \"people\": " PEOPLE ", \"shifts\": " SHIFTS(start) more "}"
#define ORDINARY MODEL("06:00", ", \"requests\": [{\"person\": \"ada\", \"wish\": \"prefer\", \"shift\": \"early\","  \
                                " \"weight\": 10}]")

#define EVEN MODEL("06:00", ", \"rules\": {\"rules\": [{\"name\": \"even\", \"strength\": \"hard\","  \
                            " \"limit\": {\"spread\": {\"of\": \"assignments\", \"most\": 0}}}]}")

#define LAW(pack) ", \"law\": {\"packs\": [\"" pack "\"]}"
#define EARLY "[{\"person\": \"ada\", \"day\": \"2026-03-30\", \"shift\": \"early\", \"skill\": \"till\"}]"

static void rosters(void) {
    backoffice_roster *roster = NULL, *again = NULL;
    backoffice_assignment assignment;
    OK(backoffice_scheduling_check(ORDINARY));
    OK(backoffice_scheduling_solve(ORDINARY, BUDGET, NULL, NULL, &roster));
    CHECK(backoffice_roster_count(roster) == 9);
    CHECK(backoffice_roster_gaps(roster) == 5);
    OK(backoffice_roster_get(roster, 0, &assignment));
    SAME(assignment.day, "2026-03-30");
    SAME(assignment.person, "ada");
    SAME(assignment.shift, "early");
    SAME(assignment.skill, "till");
    OK(backoffice_roster_get(roster, 1, &assignment));
    CHECK(assignment.skill == NULL);
    REFUSED(backoffice_roster_get(roster, 9, &assignment), BACKOFFICE_INPUT_INVALID, "index", "9");
    CHECK(strstr(backoffice_roster_gap(roster, 0), "bo has no skill till") != NULL);
    CHECK(backoffice_roster_gap(roster, 5) == NULL);
    CHECK(strstr(backoffice_roster_text(roster), "ada") != NULL);
    OK(backoffice_roster_parse(backoffice_roster_json(roster), &again));
    SAME(backoffice_roster_json(again), backoffice_roster_json(roster));
    OK(backoffice_scheduling_gantt(ORDINARY, backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strncmp(text, "<svg", 4) == 0);
    OK(backoffice_scheduling_csv(ORDINARY, backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strncmp(text, "day,person,shift", 16) == 0);
    backoffice_roster_free(again);
    backoffice_roster_free(roster);

    // Bo works no more often than Ada, who may work four shifts.
    OK(backoffice_scheduling_solve(EVEN, BUDGET, NULL, NULL, &roster));
    CHECK(backoffice_roster_count(roster) == 8);
    backoffice_roster_free(roster);

    backoffice_document *verdict = NULL, *gaps = NULL;
    OK(backoffice_scheduling_evaluate(ORDINARY, "[]", &verdict));
    OK(backoffice_scheduling_gaps(ORDINARY, "[]", backoffice_document_json(verdict), &gaps));
    size_t count = 0;
    OK(backoffice_document_count(gaps, "", &count));
    CHECK(count == 14);
    backoffice_document_free(verdict);
    backoffice_document_free(gaps);

    backoffice_roster_free(NULL);
    CHECK(backoffice_roster_count(NULL) == 0 && backoffice_roster_gaps(NULL) == 0);
    CHECK(backoffice_roster_gap(NULL, 0) == NULL && backoffice_roster_json(NULL) == NULL);
    CHECK(backoffice_roster_text(NULL) == NULL);
}

static void changes(void) {
    backoffice_roster *roster = NULL, *again = NULL;
    backoffice_document *moved = NULL, *found = NULL;
    size_t count = 0;
    const char *published = "[{\"person\": \"bo\", \"day\": \"2026-03-30\", \"shift\": \"late\"},"
                            " {\"person\": \"ada\", \"day\": \"2026-03-30\", \"shift\": \"early\","
                            " \"skill\": \"till\"}]";

    OK(backoffice_scheduling_replan(ORDINARY, published, "{}", BUDGET, NULL, NULL, &moved));
    OK(backoffice_document_count(moved, "moves", &count));
    CHECK(count == 0);
    backoffice_document_free(moved);
    // Bo alone can work late on Monday besides Ada, who works early: nobody steps in.
    OK(backoffice_scheduling_replan(ORDINARY, published, "{\"absent\": [[\"bo\", \"2026-03-30\"]]}", BUDGET, NULL, NULL,
                                    &moved));
    SAME(at(moved, "moves.0.gone.0.shift"), "late");
    SAME(backoffice_document_text(moved), "bo, Mon 30 Mar: late -> off");
    backoffice_document_free(moved);
    REFUSED(backoffice_scheduling_replan(ORDINARY, published, "{\"absent\": [[\"cy\", \"2026-03-30\"]]}", BUDGET, NULL,
                                         NULL, &found),
            BACKOFFICE_SCHEDULING_UNKNOWN_NAME, "absent.person", "cy");

    OK(backoffice_scheduling_diff("[]", published, &found));
    OK(backoffice_document_count(found, "", &count));
    CHECK(count == 2);
    backoffice_document_free(found);
    OK(backoffice_scheduling_timed(ORDINARY, published, &found));
    SAME(at(found, "0.start"), "2026-03-30T06:00:00");
    backoffice_document_free(found);

    OK(backoffice_scheduling_solve(ORDINARY, BUDGET, NULL, NULL, &roster));
    snprintf(text, sizeof text, "[]");
    OK(backoffice_scheduling_solve_from(ORDINARY, text, BUDGET, NULL, NULL, &again));
    CHECK(backoffice_roster_count(roster) == backoffice_roster_count(again));
    backoffice_roster_free(roster);
    backoffice_roster_free(again);
}

#define LATE(day) "{\"person\": \"bo\", \"day\": \"" day "\", \"shift\": \"late\"}"

static void desks(void) {
    backoffice_desk *desk = NULL;
    backoffice_document *found = NULL;
    size_t count = 0;
    const char *published = "[" LATE("2026-03-30") ", {\"person\": \"ada\", \"day\": \"2026-03-30\","
                            " \"shift\": \"early\", \"skill\": \"till\"}]";
    // The desk holds what it was made of.
    snprintf(text, sizeof text, "%s", ORDINARY);
    OK(backoffice_desk_new(text, published, &desk));
    memset(text, 0, sizeof text);

    OK(backoffice_desk_replacements(desk, "late", "2026-03-31", NULL, 9, &found));
    OK(backoffice_document_count(found, "", &count));
    CHECK(count == 2);
    SAME(at(found, "0.takes.day"), "2026-03-31");
    OK(backoffice_desk_take_over(desk, at(found, "0")));
    backoffice_document_free(found);
    OK(backoffice_desk_assignments(desk, &found));
    OK(backoffice_document_count(found, "", &count));
    CHECK(count == 3);
    backoffice_document_free(found);
    OK(backoffice_desk_refine(desk, "early", "2026-04-01", "till", "[\"ada\"]", &found));
    SAME(at(found, "0.takes.0.shift"), "early");
    backoffice_document_free(found);
    OK(backoffice_desk_swaps(desk, LATE("2026-03-30"), &found));
    OK(backoffice_document_count(found, "", &count));
    CHECK(count == 0); // Bo has no skill till.
    backoffice_document_free(found);
    OK(backoffice_desk_next_best(desk, LATE("2026-03-30"), &found));
    SAME(at(found, "person"), "null"); // Ada works early.
    backoffice_document_free(found);
    OK(backoffice_desk_why(desk, "late", "2026-03-30", NULL, &found));
    SAME(at(found, "people.0.person"), "ada");
    backoffice_document_free(found);

    // Ada takes Thursday late, and Bo's Friday late for it.
    OK(backoffice_desk_assign(desk, "{\"person\": \"ada\", \"day\": \"2026-04-02\", \"shift\": \"late\"}"));
    OK(backoffice_desk_assign(desk, LATE("2026-04-03")));
    OK(backoffice_desk_swaps(desk, LATE("2026-04-03"), &found));
    SAME(at(found, "0.takes.person"), "ada");
    OK(backoffice_desk_exchange(desk, at(found, "0")));
    backoffice_document_free(found);
    REFUSED(backoffice_desk_release(desk, LATE("2026-04-03")), BACKOFFICE_INPUT_INVALID, "assignment",
            "bo on late, Fri 3 Apr");
    OK(backoffice_desk_release(desk, LATE("2026-03-31")));
    REFUSED(backoffice_desk_replacements(desk, "noon", "2026-03-31", NULL, 9, &found),
            BACKOFFICE_SCHEDULING_UNKNOWN_NAME, "shift", "noon");
    REFUSED(backoffice_desk_assignments(NULL, &found), BACKOFFICE_INPUT_NULL, "desk", "NULL");
    backoffice_desk_free(desk);
    backoffice_desk_free(NULL);
    desk = NULL;
    REFUSED(backoffice_desk_new(ORDINARY, "[" LATE("2027-03-30") "]", &desk), BACKOFFICE_INPUT_INVALID,
            "assignments.0.day", "2027-03-30");
    CHECK(desk == NULL);
}

static bool never(void *data, const backoffice_progress *progress) {
    *(uint64_t *)data = progress->of;
    return false;
}

static void reasons(void) {
    backoffice_document *found = NULL;
    uint64_t of = 0;
    const char *must = MODEL("06:00", ", \"rules\": {\"coverage\": \"must\"}");
    OK(backoffice_scheduling_why(ORDINARY, "[]", "early", "2026-03-31", "till", &found));
    SAME(at(found, "people.0.conflicts"), "[]");
    SAME(at(found, "people.1.conflicts.0.causes.0.fact"), "bo has no skill till");
    backoffice_document_free(found);
    OK(backoffice_scheduling_why_infeasible(must, BUDGET, NULL, NULL, &found));
    SAME(at(found, "minimal"), "true");
    SAME(at(found, "causes"), "[\"contract hours\",\"demand\"]");
    backoffice_document_free(found);
    // Stopped, what counting shows stands.
    OK(backoffice_scheduling_why_infeasible(must, BUDGET, never, &of, &found));
    SAME(at(found, "minimal"), "false");
    CHECK(of == BUDGET.nodes);
    backoffice_document_free(found);
    OK(backoffice_scheduling_why_infeasible(ORDINARY, BUDGET, NULL, NULL, &found));
    SAME(backoffice_document_json(found), "null");
    backoffice_document_free(found);
    OK(backoffice_scheduling_what_if(ORDINARY, "[]", "{\"assign\": " LATE("2026-03-30") "}", &found));
    SAME(at(found, "cost"), "-4800");
    backoffice_document_free(found);
    REFUSED(backoffice_scheduling_what_if(ORDINARY, "[]", "{\"without\": \"rest\"}", &found),
            BACKOFFICE_SCHEDULING_UNKNOWN_NAME, "without", "rest");
}

static void schema(void) {
    size_t needed = 0;
    REFUSED(backoffice_scheduling_model_schema(NULL, 0, &needed), BACKOFFICE_INPUT_BUFFER_TOO_SMALL, "size", "0");
    char *told = malloc(needed);
    OK(backoffice_scheduling_model_schema(told, needed, NULL));
    CHECK(strstr(told, "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\"") != NULL);
    CHECK(strstr(told, "\"Demand\": {") != NULL);
    free(told);
}

static void refused(void) {
    backoffice_roster *roster = NULL;
    backoffice_document *verdict = NULL;
    uint64_t of = 0;
    // Stopped at once, it gives the best so far, or is cancelled where there is none.
    backoffice_status stopped = backoffice_scheduling_solve(ORDINARY, BUDGET, never, &of, &roster);
    CHECK(stopped == BACKOFFICE_OK || stopped == BACKOFFICE_RUN_CANCELLED);
    CHECK((stopped == BACKOFFICE_OK) == (roster != NULL) && of == BUDGET.nodes);
    backoffice_roster_free(roster);
    roster = NULL;
    // Demand that must be met and cannot be: the roster tells how many hard rules it breaks.
    OK(backoffice_scheduling_solve(MODEL("06:00", ", \"rules\": {\"coverage\": \"must\"}"), BUDGET, NULL, NULL, &roster));
    CHECK(strstr(backoffice_roster_json(roster), "\"hard\":5,") != NULL);
    backoffice_roster_free(roster);
    roster = NULL;
    REFUSED(backoffice_scheduling_solve(MODEL("14:00", ""), BUDGET, NULL, NULL, &roster),
            BACKOFFICE_SCHEDULING_NO_LENGTH, "shifts.early.end", "14:00");
    REFUSED(backoffice_scheduling_check(MODEL("06:00", ", \"locked\": [{\"person\": \"cy\", \"day\": \"2026-03-30\","
                                                       " \"shift\": \"early\"}]")),
            BACKOFFICE_SCHEDULING_UNKNOWN_NAME, "locked.0.person", "cy");
    REFUSED(backoffice_scheduling_check("{\"periods\": 1}"), BACKOFFICE_INPUT_UNKNOWN_FIELD, "model.periods", "1");
    CHECK(roster == NULL);
    // Under labour law: an eight-hour day without a break is none.
    OK(backoffice_scheduling_evaluate(MODEL("06:00", LAW("eu.working_time")), EARLY, &verdict));
    SAME(at(verdict, "violations.0.rule"), "break");
    SAME(at(verdict, "violations.0.law"), "true");
    backoffice_document_free(verdict);
    REFUSED(backoffice_scheduling_check(MODEL("06:00", LAW("fr"))), BACKOFFICE_LAW_UNSUPPORTED, "law.packs.0", "fr");
}

static void work(void) {
    backoffice_document *rest = NULL, *least = NULL, *demand = NULL, *shifts = NULL;
    size_t count = 0;
    OK(backoffice_scheduling_rest_between("{}", "11", &rest));
    SAME(at(rest, "rules.0.limit.rest_between.minutes"), "660");
    OK(backoffice_staffing_least("{\"units_per_hour\": \"30\", \"interval_minutes\": 60, \"skill\": \"packer\","
                                 " \"site\": \"north\","
                                 " \"open\": [{\"from\": \"2010-12-01T09:00:00\", \"to\": \"2010-12-01T17:00:00\"}],"
                                 " \"arrivals\": [{\"at\": \"2010-12-01T09:00:00\", \"due\": \"2010-12-01T13:00:00\","
                                 " \"units\": 120}]}",
                                 &least));
    SAME(at(least, "peak"), "1");
    OK(backoffice_staffing_curve(backoffice_document_json(least), &demand));
    SAME(at(demand, "0.least"), "1");
    backoffice_document_free(demand);
    OK(backoffice_staffing_demand(backoffice_document_json(least), &demand));
    OK(backoffice_document_count(demand, "", &count));
    CHECK(count == 4);
    SAME(at(demand, "0.site"), "north");
    OK(backoffice_staffing_offer("{\"from\": \"08:00\", \"to\": \"18:00\", \"every_minutes\": 30, \"shortest_minutes\": 240,"
                                 " \"longest_minutes\": 480}",
                                 &shifts));
    OK(backoffice_document_count(shifts, "", &count));
    CHECK(count == 81);
    backoffice_document_free(rest);
    backoffice_document_free(least);
    backoffice_document_free(demand);
    backoffice_document_free(shifts);
}

static void queues(void) {
    backoffice_document *found = NULL, *open = NULL, *shifts = NULL, *due = NULL;
    const char *queue = "{\"handling_seconds\": \"180\", \"level\": \"0.8\", \"within_seconds\": \"20\"}";
    OK(backoffice_staffing_agents(queue, "200", &found));
    SAME(at(found, "staff"), "14");
    SAME(at(found, "level"), "0.888350");
    backoffice_document_free(found);
    OK(backoffice_staffing_service(queue, "200", 13, &found));
    SAME(at(found, "level"), "0.795594");
    backoffice_document_free(found);
    REFUSED(backoffice_staffing_service(queue, "200", 10, &found), BACKOFFICE_SCHEDULING_QUEUE_GROWS, "staff", "10");
    OK(backoffice_staffing_answer("{\"queue\": {\"handling_seconds\": 180, \"level\": \"0.8\", \"within_seconds\": 20,"
                                  " \"site\": \"north\"},"
                                  " \"calls\": [{\"from\": \"2026-03-30T09:00:00\", \"to\": \"2026-03-30T10:00:00\","
                                  " \"calls\": 200}]}",
                                  &found));
    OK(backoffice_staffing_answered_demand(backoffice_document_json(found), &open));
    SAME(at(open, "0.needed"), "14");
    SAME(at(open, "0.site"), "north");
    backoffice_document_free(open);
    OK(backoffice_staffing_answered_curve(backoffice_document_json(found), &open));
    SAME(at(open, "0.least"), "14");
    backoffice_document_free(open);
    backoffice_document_free(found);
    OK(backoffice_staffing_generate("{\"curve\": [{\"from\": \"2026-03-30T09:00:00\", \"to\": \"2026-03-30T10:00:00\","
                                    " \"least\": 2}, {\"from\": \"2026-03-30T10:00:00\","
                                    " \"to\": \"2026-03-30T11:00:00\", \"least\": 1}], \"shortest_minutes\": 60,"
                                    " \"longest_minutes\": 120, \"start_every_minutes\": 60,"
                                    " \"length_every_minutes\": 60, \"per_shift\": 1, \"per_minute\": 1}",
                                    &found));
    SAME(at(found, "cost"), "182");
    SAME(at(found, "bound"), "182");
    snprintf(text, sizeof text, "[%s]", backoffice_document_json(found));
    OK(backoffice_staffing_offered(text, &shifts));
    SAME(at(shifts, "0.name"), "09:00-10:00");
    backoffice_document_free(shifts);
    backoffice_document_free(found);
    OK(backoffice_staffing_due("{\"at\": \"13:00\", \"same_day\": \"17:00\", \"next_day\": \"12:00\"}",
                               "[{\"from\": \"2026-03-30T08:00:00\", \"to\": \"2026-03-30T18:00:00\"}]",
                               "2026-03-30T12:00:00", &due));
    SAME(at(due, ""), "2026-03-30T17:00:00");
    backoffice_document_free(due);
}

static void costs_and_pictures(void) {
    backoffice_roster *roster = NULL;
    backoffice_document *table = NULL, *priced = NULL;
    const char *people = "[{\"id\": \"ada\", \"frequency\": \"weekly\", \"basis\": {\"hourly\": {\"amount\": \"16\","
                         " \"currency\": \"GBP\"}}, \"rounding\": {\"step\": \"0.01\", \"mode\": \"half_up\"}},"
                         " {\"id\": \"bo\", \"frequency\": \"weekly\", \"basis\": {\"salaried\":"
                         " {\"amount\": \"500.00\", \"currency\": \"GBP\"}}}]";
    const char *monday = "[{\"person\": \"ada\", \"day\": \"2026-03-30\", \"shift\": \"early\","
                         " \"skill\": \"till\"}]";
    OK(backoffice_payroll_cost_table(ORDINARY, people, "{}", "GBP", &table));
    OK(backoffice_scheduling_price(backoffice_document_json(table), monday, &priced));
    SAME(at(priced, "total.amount"), "128.00");
    backoffice_document_free(priced);
    OK(backoffice_payroll_cost_price(ORDINARY, monday, people, "{}", "GBP", &priced));
    SAME(at(priced, "total.amount"), "128.00");
    backoffice_document_free(priced);
    OK(backoffice_payroll_cost_pays(ORDINARY, monday,
                                    "{\"id\": \"ada\", \"frequency\": \"weekly\", \"basis\": {\"hourly\":"
                                    " {\"amount\": \"16\", \"currency\": \"GBP\"}},"
                                    " \"rounding\": {\"step\": \"0.01\", \"mode\": \"half_up\"}}",
                                    "{}", &priced));
    SAME(at(priced, "0.worked.minutes"), "480");
    backoffice_document_free(priced);
    REFUSED(backoffice_scheduling_price("{\"currency\": \"GBP\"}", monday, &priced), BACKOFFICE_SCHEDULING_NO_COST,
            "assignments.0", "ada on early, Mon 30 Mar");
    backoffice_document_free(table);

    OK(backoffice_scheduling_solve(ORDINARY, BUDGET, NULL, NULL, &roster));
    OK(backoffice_scheduling_demand(ORDINARY, backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strncmp(text, "<svg", 4) == 0);
    OK(backoffice_scheduling_grid(backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strncmp(text, "<svg", 4) == 0);
    OK(backoffice_scheduling_table(ORDINARY, backoffice_roster_json(roster), text, sizeof text, NULL));
    CHECK(strstr(text, "hours") != NULL);
    OK(backoffice_scheduling_icalendar(ORDINARY, backoffice_roster_json(roster), "ada", "2026-03-01T12:00:00", text,
                                       sizeof text, NULL));
    CHECK(strstr(text, "DTSTAMP:20260301T120000Z") != NULL);
    backoffice_roster_free(roster);
}

int main(void) {
    rosters();
    changes();
    desks();
    reasons();
    schema();
    refused();
    work();
    queues();
    costs_and_pictures();
    return 0;
}
