/*
 * The back office of a company as a library: payroll, tax, invoices, scheduling and stock, exact to the cent.
 *
 * The contract, once for all functions:
 *
 * - A function that can fail returns a backoffice_status: BACKOFFICE_OK, or a code that says why. Its result goes to the
 *   last argument (for texts: the buffer) and only on success; on failure nothing was changed.
 * - What went wrong, in which field, with which value and what to do is told by backoffice_last_error_message and its
 *   sisters, for each thread apart.
 * - Texts are UTF-8 and end with a NUL. Amounts are texts such as "15.34 EUR", numbers "148.50", days "2026-03-31".
 *   A NULL where a text or a handle is needed is BACKOFFICE_INPUT_NULL, bad UTF-8 BACKOFFICE_INPUT_NOT_UTF8.
 * - Composite values come in as JSON text and go out as a backoffice_document, with the same names in all languages.
 * - A text that is a result goes into a buffer of the caller: `out` and its `size` in bytes. `needed`, when it is not
 *   NULL, is told how many bytes the text takes with its NUL. One that does not fit is BACKOFFICE_INPUT_BUFFER_TOO_SMALL.
 * - A handle that a function gives is the caller's, who frees it once with the _free of its type; _free(NULL) is fine.
 *   A `const char *` that a function returns belongs to the handle that it was asked of, and dies with it.
 * - A handle given as `const` is not changed. Threads may share handles that nobody changes.
 * - A defect of the library (a panic) is caught and told as BACKOFFICE_INTERNAL_PANIC.
 */

#ifndef BACKOFFICE_H
#define BACKOFFICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The structs of the Arrow C data and stream interfaces, as their specification has them. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/**
 * A desk that hands numbers out before their documents are safe: allocate, then commit or abandon.
 *
 * From backoffice_allocator_new or _parse; freed by the caller with backoffice_allocator_free. Changed by _allocate,
 * _commit and _abandon: threads may share it only while none of them does that. A call that fails leaves it as it was.
 */
typedef struct backoffice_allocator backoffice_allocator;

/**
 * Numbers one after another that a till gives by itself while it is off-line.
 *
 * From backoffice_series_reserve, _granted_block, backoffice_allocator_reserve, backoffice_block_parse or _hand_over;
 * freed by the caller with backoffice_block_free. Changed by _issue, _void and _hand_over: threads may share it only
 * while none of them does that. A call that fails leaves it as it was.
 */
typedef struct backoffice_block backoffice_block;

/**
 * Stock as it goes: movements are applied one after the other, by day.
 *
 * From backoffice_book_new, _parse or _known_on; freed by the caller with backoffice_book_free. Changed by all functions
 * that take it without `const`: threads may share it only while none of them calls one. A call that fails leaves it as it
 * was.
 */
typedef struct backoffice_book backoffice_book;

/**
 * Which days are worked: all but the weekend and the holidays.
 *
 * From backoffice_business_days_parse; freed by the caller with backoffice_business_days_free. Immutable: threads may
 * share it.
 */
typedef struct backoffice_business_days backoffice_business_days;

/**
 * A model and a roster of it, made ready for quick answers: who could take over a shift, who could swap it, what anything
 * would cost.
 *
 * From backoffice_desk_new; freed by the caller with backoffice_desk_free. Threads may share it as long as nobody calls
 * what takes it without const.
 */
typedef struct backoffice_desk backoffice_desk;

/**
 * A result: a document of objects, lists and values, whose JSON is the same in all languages.
 *
 * From functions whose last argument is a backoffice_document **; freed by the caller with backoffice_document_free.
 * Immutable: threads may share it.
 */
typedef struct backoffice_document backoffice_document;

/**
 * The movements of one item at one place, whose past can change: what is entered, taken out or amended, however long ago,
 * changes what the movements after it cost, and the answers are those of a replay without being one. A movement is named
 * by its place, its day and its number within the day; no two have the same.
 *
 * From backoffice_history_new; freed by the caller with backoffice_history_free. Most questions write costs anew where they
 * have changed: threads may share it only for those that take it const, while nobody calls another. A call that fails leaves
 * it as it was.
 */
typedef struct backoffice_history backoffice_history;

/**
 * Postings in order, with their running balances.
 *
 * From backoffice_journal_new or _parse; freed by the caller with backoffice_journal_free. Changed by _post and
 * _append: threads may share it only while none of them does that. A call that fails leaves it as it was.
 */
typedef struct backoffice_journal backoffice_journal;

/**
 * A set of dated parameters of one jurisdiction, with their sources.
 *
 * From backoffice_pack_embedded or _parse; freed by the caller with backoffice_pack_free. Immutable: threads may share
 * it.
 */
typedef struct backoffice_pack backoffice_pack;

/**
 * Who works which shift on which day, what that is worth, and what is short.
 *
 * From backoffice_scheduling_solve or backoffice_roster_parse; freed by the caller with backoffice_roster_free.
 * Immutable: threads may share it.
 */
typedef struct backoffice_roster backoffice_roster;

/**
 * A series of numbers without gaps: a value with a version.
 *
 * From backoffice_series_parse; freed by the caller with backoffice_series_free. Changed by _issue and _issue_many:
 * threads may share it only while none of them does that. A call that fails leaves it as it was.
 */
typedef struct backoffice_series backoffice_series;

/**
 * The tree of a Merkle ledger, in memory, from which proofs are made.
 *
 * From backoffice_tree_new; freed by the caller with backoffice_tree_free. One thread at a time while it is appended to.
 */
typedef struct backoffice_tree backoffice_tree;

/**
 * What a function says: BACKOFFICE_OK (0), or one of the codes below. Codes are added, never given another number.
 */
typedef int32_t backoffice_status;

/** The codes: why a call failed. */
enum {
    BACKOFFICE_OK = 0,
    /** input.missing: A required value is missing. */
    BACKOFFICE_INPUT_MISSING = 100,
    /** input.invalid: A value is not what the field needs. */
    BACKOFFICE_INPUT_INVALID = 101,
    /** input.unknown_field: A field that is not known; probably misspelt. */
    BACKOFFICE_INPUT_UNKNOWN_FIELD = 102,
    /** input.not_utf8: A text is not UTF-8. */
    BACKOFFICE_INPUT_NOT_UTF8 = 103,
    /** input.null: A pointer is NULL. */
    BACKOFFICE_INPUT_NULL = 104,
    /** input.float: A binary float was given where only exact numbers are taken. */
    BACKOFFICE_INPUT_FLOAT = 105,
    /** input.duplicate: The same name or number was given twice. */
    BACKOFFICE_INPUT_DUPLICATE = 106,
    /** input.truncated: A record ends before it is complete. */
    BACKOFFICE_INPUT_TRUNCATED = 107,
    /** input.buffer_too_small: A buffer is too small for the text that goes into it. */
    BACKOFFICE_INPUT_BUFFER_TOO_SMALL = 108,
    /** input.consumed: A stream that can be read once was read before. */
    BACKOFFICE_INPUT_CONSUMED = 109,
    /** run.cancelled: The caller's callback said stop. */
    BACKOFFICE_RUN_CANCELLED = 110,
    /** number.not_exact: A text is not a number that can be held exactly. */
    BACKOFFICE_NUMBER_NOT_EXACT = 120,
    /** number.out_of_range: A result cannot be held exactly in 28 digits. */
    BACKOFFICE_NUMBER_OUT_OF_RANGE = 121,
    /** number.negative: A number is below zero where it may not be. */
    BACKOFFICE_NUMBER_NEGATIVE = 122,
    /** money.too_many_decimals: An amount has more decimals than its currency. */
    BACKOFFICE_MONEY_TOO_MANY_DECIMALS = 130,
    /** money.unknown_currency: A currency code is not in ISO 4217. */
    BACKOFFICE_MONEY_UNKNOWN_CURRENCY = 131,
    /** money.mixed_currencies: Two amounts of different currencies were put together. */
    BACKOFFICE_MONEY_MIXED_CURRENCIES = 132,
    /** money.no_weights: Nothing to split over: the weights are empty, negative or all zero. */
    BACKOFFICE_MONEY_NO_WEIGHTS = 133,
    /** quantity.mixed_units: Two quantities of different units were put together. */
    BACKOFFICE_QUANTITY_MIXED_UNITS = 140,
    /** calendar.invalid_date: A date does not exist or is not written as YYYY-MM-DD. */
    BACKOFFICE_CALENDAR_INVALID_DATE = 150,
    /** calendar.invalid_period: A period ends before it begins, or lies outside the calendar. */
    BACKOFFICE_CALENDAR_INVALID_PERIOD = 151,
    /** law.none_in_force: No rule is known for that day. */
    BACKOFFICE_LAW_NONE_IN_FORCE = 200,
    /** law.unsupported: A case of the law that this version does not know. */
    BACKOFFICE_LAW_UNSUPPORTED = 201,
    /** law.unknown_key: The rule pack has no such parameter. */
    BACKOFFICE_LAW_UNKNOWN_KEY = 202,
    /** law.pack_invalid: A rule pack cannot be read. */
    BACKOFFICE_LAW_PACK_INVALID = 203,
    /** ledger.unbalanced: A journal does not balance in a currency. */
    BACKOFFICE_LEDGER_UNBALANCED = 250,
    /** tax.code_invalid: A tax code does not exist. */
    BACKOFFICE_TAX_CODE_INVALID = 300,
    /** tax.period_invalid: A tax week or month does not exist for that frequency. */
    BACKOFFICE_TAX_PERIOD_INVALID = 301,
    /** tax.category_invalid: A contribution category does not exist on that day. */
    BACKOFFICE_TAX_CATEGORY_INVALID = 302,
    /** tax.table_invalid: A table of tax components contradicts itself. */
    BACKOFFICE_TAX_TABLE_INVALID = 310,
    /** tax.category_unknown: A category of sales tax is not one of UNTDID 5305 that EN 16931 takes. */
    BACKOFFICE_TAX_CATEGORY_UNKNOWN = 311,
    /** tax.exemption_unknown: An exemption reason is not in the code list VATEX. */
    BACKOFFICE_TAX_EXEMPTION_UNKNOWN = 312,
    /** tax.option_unknown: What a state chose is needed for the answer and was not given. */
    BACKOFFICE_TAX_OPTION_UNKNOWN = 320,
    /** tax.return_pack_invalid: A return pack cannot be read or contradicts itself. */
    BACKOFFICE_TAX_RETURN_PACK_INVALID = 321,
    /** tax.return_unreconciled: A return and the journal of the same documents disagree. */
    BACKOFFICE_TAX_RETURN_UNRECONCILED = 322,
    /** payroll.negative_hours: Hours are below zero, or a shift ends before it starts. */
    BACKOFFICE_PAYROLL_NEGATIVE_HOURS = 350,
    /** payroll.negative_net: Deductions are greater than the pay. */
    BACKOFFICE_PAYROLL_NEGATIVE_NET = 351,
    /** payroll.no_rate: No pay rate is set at any level. */
    BACKOFFICE_PAYROLL_NO_RATE = 352,
    /** payroll.record: A record of a salary file is not known, missing, or not at its place. */
    BACKOFFICE_PAYROLL_RECORD = 360,
    /** payroll.control_count: The control record of a salary file counts other than its records. */
    BACKOFFICE_PAYROLL_CONTROL_COUNT = 361,
    /** payroll.control_total: The control total of a salary file is not the sum of its amounts. */
    BACKOFFICE_PAYROLL_CONTROL_TOTAL = 362,
    /** invoice.empty: A document has no lines. */
    BACKOFFICE_INVOICE_EMPTY = 400,
    /** invoice.issued: An issued document cannot be changed. */
    BACKOFFICE_INVOICE_ISSUED = 401,
    /** invoice.state: A document cannot go from the state that it is in to the one asked for. */
    BACKOFFICE_INVOICE_STATE = 402,
    /** invoice.day_before_last: A number would be dated before the last one of its series. */
    BACKOFFICE_INVOICE_DAY_BEFORE_LAST = 410,
    /** invoice.pattern_invalid: A numbering pattern cannot be read or lacks what it needs. */
    BACKOFFICE_INVOICE_PATTERN_INVALID = 411,
    /** invoice.number_invalid: A number does not follow the pattern of its series. */
    BACKOFFICE_INVOICE_NUMBER_INVALID = 412,
    /** invoice.series_conflict: A series was changed by somebody else since it was read. */
    BACKOFFICE_INVOICE_SERIES_CONFLICT = 413,
    /** invoice.pattern_lacks_period: A numbering pattern lacks the period with which it restarts. */
    BACKOFFICE_INVOICE_PATTERN_LACKS_PERIOD = 414,
    /** invoice.series_unknown: A store has no series of that id. */
    BACKOFFICE_INVOICE_SERIES_UNKNOWN = 415,
    /** invoice.block_used_up: A block of numbers has none left, or fewer than were asked for. */
    BACKOFFICE_INVOICE_BLOCK_USED_UP = 416,
    /** invoice.block_order: A series that keeps the order of days has no blocks. */
    BACKOFFICE_INVOICE_BLOCK_ORDER = 417,
    /** invoice.block_period: A block of numbers was reserved in another period than the document's. */
    BACKOFFICE_INVOICE_BLOCK_PERIOD = 418,
    /** invoice.chain_broken: A chained record was altered, removed or put elsewhere. */
    BACKOFFICE_INVOICE_CHAIN_BROKEN = 420,
    /** invoice.chain_scheme: A record is of another scheme than its chain. */
    BACKOFFICE_INVOICE_CHAIN_SCHEME = 421,
    /** invoice.chain_value: A value cannot stand in the text of its chain. */
    BACKOFFICE_INVOICE_CHAIN_VALUE = 422,
    /** invoice.chain_order: A record cannot come next in its chain. */
    BACKOFFICE_INVOICE_CHAIN_ORDER = 423,
    /** invoice.chain_unsigned: A record needs the signature of its text. */
    BACKOFFICE_INVOICE_CHAIN_UNSIGNED = 424,
    /** invoice.chain_proof: A Merkle proof does not lead from its record or head to the root. */
    BACKOFFICE_INVOICE_CHAIN_PROOF = 425,
    /** invoice.credit_too_great: A credit is greater than what is left of the invoice. */
    BACKOFFICE_INVOICE_CREDIT_TOO_GREAT = 430,
    /** invoice.deduction_too_great: Advances come to more than the document that deducts them. */
    BACKOFFICE_INVOICE_DEDUCTION_TOO_GREAT = 431,
    /** invoice.payment_currency: A payment is in another currency than the document that it names. */
    BACKOFFICE_INVOICE_PAYMENT_CURRENCY = 440,
    /** invoice.reference_character: A reference, account or tax number has a character that its scheme does not have there. */
    BACKOFFICE_INVOICE_REFERENCE_CHARACTER = 460,
    /** invoice.reference_length: A reference, account or tax number is too long or too short. */
    BACKOFFICE_INVOICE_REFERENCE_LENGTH = 461,
    /** invoice.reference_check_digit: The check digit of a reference, account or tax number is wrong. */
    BACKOFFICE_INVOICE_REFERENCE_CHECK_DIGIT = 462,
    /** invoice.reference_country: A country has no such number, or the number is of another country. */
    BACKOFFICE_INVOICE_REFERENCE_COUNTRY = 463,
    /** invoice.reference_account: A payment reference does not go with the account. */
    BACKOFFICE_INVOICE_REFERENCE_ACCOUNT = 464,
    /** scheduling.unknown_name: A person, shift or skill that the model does not have. */
    BACKOFFICE_SCHEDULING_UNKNOWN_NAME = 500,
    /** scheduling.infeasible: No roster can satisfy what was demanded as hard. */
    BACKOFFICE_SCHEDULING_INFEASIBLE = 501,
    /** scheduling.overlap: A person is assigned twice at the same time. */
    BACKOFFICE_SCHEDULING_OVERLAP = 502,
    /** scheduling.no_length: A shift or a stretch of time does not end after it starts. */
    BACKOFFICE_SCHEDULING_NO_LENGTH = 503,
    /** scheduling.break_outside: A break does not lie within its work, or two breaks overlap. */
    BACKOFFICE_SCHEDULING_BREAK_OUTSIDE = 504,
    /** scheduling.queue_grows: More arrives at a queue than its people can serve, and nobody gives up waiting. */
    BACKOFFICE_SCHEDULING_QUEUE_GROWS = 510,
    /** scheduling.no_shifts: No shifts of the lengths and times allowed keep the lowest and the highest coverage. */
    BACKOFFICE_SCHEDULING_NO_SHIFTS = 511,
    /** scheduling.no_cost: An assignment that a cost table does not price. */
    BACKOFFICE_SCHEDULING_NO_COST = 512,
    /** scheduling.unsupported: The solver does not know something that the model says; the judge does. */
    BACKOFFICE_SCHEDULING_UNSUPPORTED = 515,
    /** stock.short: An issue of more than there is. */
    BACKOFFICE_STOCK_SHORT = 600,
    /** stock.no_cost: A movement without a cost where one is needed. */
    BACKOFFICE_STOCK_NO_COST = 601,
    /** stock.method_not_allowed: A costing method that the policy does not allow. */
    BACKOFFICE_STOCK_METHOD_NOT_ALLOWED = 602,
    /** stock.unknown_reference: A return or correction of a movement that is not there. */
    BACKOFFICE_STOCK_UNKNOWN_REFERENCE = 603,
    /** stock.return_too_great: A return of more than was moved. */
    BACKOFFICE_STOCK_RETURN_TOO_GREAT = 604,
    /** stock.not_conserved: Quantity or value in is not quantity or value out and on hand. */
    BACKOFFICE_STOCK_NOT_CONSERVED = 605,
    /** stock.quantity_scale: A quantity has more decimals than stock is kept in. */
    BACKOFFICE_STOCK_QUANTITY_SCALE = 606,
    /** stock.day_before_last: A note is dated before the last one of its party and item. */
    BACKOFFICE_STOCK_DAY_BEFORE_LAST = 607,
    /** stock.nothing_on_hand: A value for goods that are not there. */
    BACKOFFICE_STOCK_NOTHING_ON_HAND = 608,
    /** stock.period_closed: A movement is dated in a period that is closed. */
    BACKOFFICE_STOCK_PERIOD_CLOSED = 609,
    /** stock.cycle: Items of a period are made of one another. */
    BACKOFFICE_STOCK_CYCLE = 610,
    /** stock.lot_missing: A movement names no lot where each lot has its own cost. */
    BACKOFFICE_STOCK_LOT_MISSING = 611,
    /** stock.checkpoint_broken: A closed period is not what it was when it was closed. */
    BACKOFFICE_STOCK_CHECKPOINT_BROKEN = 612,
    /** stock.unknown_version: A stored book has a form that this library does not read. */
    BACKOFFICE_STOCK_UNKNOWN_VERSION = 613,
    /** stock.lot_ambiguous: Several lots fit a reduction that must name one. */
    BACKOFFICE_STOCK_LOT_AMBIGUOUS = 630,
    /** stock.lot_unmatched: No lot fits the cost, date or label that was stated. */
    BACKOFFICE_STOCK_LOT_UNMATCHED = 631,
    /** stock.allocation_differs: Parts given by hand do not add up to the amount, or fall where nothing can. */
    BACKOFFICE_STOCK_ALLOCATION_DIFFERS = 632,
    /** stock.unit_unknown: A unit of measure that the item does not have. */
    BACKOFFICE_STOCK_UNIT_UNKNOWN = 633,
    /** stock.retail_ratio: The goods of a cost-to-retail ratio have no retail value above zero, or a cost below zero. */
    BACKOFFICE_STOCK_RETAIL_RATIO = 634,
    /** internal.panic: A defect of this library was caught at the edge; please report it. */
    BACKOFFICE_INTERNAL_PANIC = 900,
};

/**
 * Which way a number goes that lies between two multiples of the step. Zero is none of them: a way is always named.
 */
typedef int32_t backoffice_mode;

/**
 * A rounding by name. The texts are the caller's and only read during the call.
 */
typedef struct backoffice_rounding {
    /**
     * The step, such as `0.01`, `0.05` or `1`.
     */
    const char *step;
    /**
     * Which way.
     */
    backoffice_mode mode;
    /**
     * Cut toward zero to this step first; NULL for not.
     */
    const char *cut;
} backoffice_rounding;

/**
 * A stretch of days, both ends included, as texts such as `2026-03-31`. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_period {
    /**
     * The first day.
     */
    char first[11];
    /**
     * The last day, included.
     */
    char last[11];
} backoffice_period;

/**
 * Where a document's tax is rounded. Zero is none of them: it changes cents, and is always named.
 */
typedef int32_t backoffice_granularity;

/**
 * Asked by backoffice_stock_value_table now and then whether to go on, with the rows read and valued so far, each method's by
 * themselves. It must not leave by longjmp or a C++ exception.
 */
typedef bool (*backoffice_stock_go_on)(void *data, size_t done);

/**
 * Demand and lead time as means and standard deviations. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_lead_time_demand {
    /**
     * Mean demand, in units per period.
     */
    double demand;
    /**
     * Its standard deviation, in units.
     */
    double demand_deviation;
    /**
     * Mean lead time, in periods.
     */
    double lead_time;
    /**
     * Its standard deviation, in periods.
     */
    double lead_time_deviation;
} backoffice_lead_time_demand;

/**
 * When to order, and what is kept for safety, in units. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_reorder_point {
    /**
     * The inventory position at which to order: expected + safety.
     */
    double level;
    /**
     * The mean demand over the lead time.
     */
    double expected;
    /**
     * The safety stock.
     */
    double safety;
} backoffice_reorder_point;

/**
 * An order quantity and what it costs in a period. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_lot {
    /**
     * How much to order at a time, in units.
     */
    double quantity;
    /**
     * What that costs in a period.
     */
    double cost;
    /**
     * The share of demand that waits; 0 where nobody does.
     */
    double backordered;
} backoffice_lot;

/**
 * A price from an order quantity on. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_price_break {
    /**
     * From this order quantity on, in units: 0 for the first.
     */
    double from;
    /**
     * The cost of a unit.
     */
    double unit_cost;
} backoffice_price_break;

/**
 * When and how much to order. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_reorder_quantity {
    /**
     * The reorder point, in units.
     */
    double level;
    /**
     * The order quantity, in units.
     */
    double quantity;
    /**
     * What that costs in a period.
     */
    double cost;
} backoffice_reorder_quantity;

/**
 * What a rule of ordering is tried on. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_trial {
    /**
     * The demand of periods that were: each period of the trial draws one of them.
     */
    const double *demand;
    /**
     * How many.
     */
    size_t demand_count;
    /**
     * Lead times that were, in whole periods: each order draws one of them.
     */
    const size_t *lead_times;
    /**
     * How many.
     */
    size_t lead_times_count;
    /**
     * What a unit on hand at the end of a period costs.
     */
    double holding_cost;
    /**
     * What an order costs.
     */
    double order_cost;
    /**
     * What a unit costs that is owed at the end of a period, or that is lost.
     */
    double shortage_cost;
    /**
     * Whether demand that cannot be served is lost, instead of waiting.
     */
    bool lost_sales;
    /**
     * How many periods count.
     */
    size_t periods;
    /**
     * How many periods go before.
     */
    size_t warm_up;
    /**
     * The seed: the same one gives the same trial, to the bit.
     */
    uint64_t seed;
} backoffice_trial;

/**
 * How a rule did. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_performance {
    /**
     * The share of demanded units that were served from the shelf at once.
     */
    double fill_rate;
    /**
     * The share of periods in which all demand was served from the shelf.
     */
    double ready_rate;
    /**
     * Units on hand at the end of a period, on average.
     */
    double stock;
    /**
     * Units owed at the end of a period, on average; with lost sales, units lost in a period.
     */
    double short_units;
    /**
     * Orders per period.
     */
    double orders;
    /**
     * Cost per period.
     */
    double cost;
    /**
     * The level of the rule.
     */
    double level;
} backoffice_performance;

/**
 * What is known of a period to come, in units. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_outlook {
    /**
     * What is expected to come in.
     */
    double receipts;
    /**
     * What customers have ordered for this period.
     */
    double orders;
    /**
     * What is forecast to be demanded, those orders included.
     */
    double forecast;
} backoffice_outlook;

/**
 * A lot with a date by which it must be sold. A plain struct: its size is part of the ABI.
 */
typedef struct backoffice_expiring_lot {
    /**
     * How many units.
     */
    double quantity;
    /**
     * The period in which it is there, from 0.
     */
    size_t from;
    /**
     * The last period in which it may be sold, from 0.
     */
    size_t last;
} backoffice_expiring_lot;

/**
 * Asked by backoffice_fiscal_append_many for the signature of a text. What it gives belongs to the caller and is read
 * before it is asked again; NULL for none. It must not leave by longjmp or a C++ exception.
 */
typedef const char *(*backoffice_signer)(void *data, const char *text);

/**
 * Asked by backoffice_fiscal_verify whether a signature is that of a text. It must not leave by longjmp or a C++
 * exception.
 */
typedef bool (*backoffice_signature_check)(void *data, const char *text, const char *signature);

/**
 * Asked by backoffice_payroll_run before each row whether to go on. It must not leave by longjmp or a C++ exception.
 */
typedef bool (*backoffice_rows_go_on)(void *data, size_t done, size_t all);

/**
 * How long a search may take, in nodes: the same budget, seed and threads give the same roster. A plain struct: its size
 * is part of the ABI.
 */
typedef struct backoffice_budget {
    /**
     * How many nodes: each one person's best row over 28 days or a thousand small changes; some ten thousand in a second.
     */
    uint64_t nodes;
    /**
     * The seed: another one may find another roster.
     */
    uint64_t seed;
    /**
     * On how many threads: another number may find another roster. 0 is 1.
     */
    uint32_t threads;
} backoffice_budget;

/**
 * How far a search is.
 */
typedef struct backoffice_progress {
    /**
     * Nodes used.
     */
    uint64_t nodes;
    /**
     * Nodes of the budget.
     */
    uint64_t of;
    /**
     * The penalty of the best roster so far, of its first level when there are several.
     */
    int64_t penalty;
    /**
     * No roster has less.
     */
    int64_t bound;
    /**
     * Whether the best roster so far keeps all hard rules.
     */
    bool lawful;
} backoffice_progress;

/**
 * Asked by a search now and then whether to go on. It must not leave by longjmp or a C++ exception.
 */
typedef bool (*backoffice_search_go_on)(void *data, const struct backoffice_progress *progress);

/**
 * An assignment of a roster. Its texts belong to the roster and die with it.
 */
typedef struct backoffice_assignment {
    /**
     * Who.
     */
    const char *person;
    /**
     * The day on which the shift begins, such as `2026-03-31`.
     */
    const char *day;
    /**
     * The shift's name.
     */
    const char *shift;
    /**
     * The skill that is worked; NULL when none is.
     */
    const char *skill;
} backoffice_assignment;

/**
 * To the nearest; a tie to the even multiple (banker's rounding).
 */
#define BACKOFFICE_HALF_EVEN 1

/**
 * To the nearest; a tie away from zero (commercial rounding).
 */
#define BACKOFFICE_HALF_UP 2

/**
 * To the nearest; a tie toward zero.
 */
#define BACKOFFICE_HALF_DOWN 3

/**
 * Toward zero (cut).
 */
#define BACKOFFICE_DOWN 4

/**
 * Away from zero.
 */
#define BACKOFFICE_UP 5

/**
 * Toward minus infinity.
 */
#define BACKOFFICE_FLOOR 6

/**
 * Toward plus infinity.
 */
#define BACKOFFICE_CEILING 7

/**
 * Each line's tax.
 */
#define BACKOFFICE_PER_LINE 1

/**
 * The tax of each rate, on the sum of its lines.
 */
#define BACKOFFICE_PER_RATE 2

/**
 * The tax of the whole document, once.
 */
#define BACKOFFICE_PER_DOCUMENT 3

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/**
 * The version of the library, such as `0.1.0`.
 */
const char *backoffice_version(void);

/**
 * The status of the last call on this thread that failed; BACKOFFICE_OK when none did. A call that succeeds leaves it.
 */
backoffice_status backoffice_last_error_status(void);

/**
 * Its code as text, such as `money.mixed_currencies`; empty when no call failed. This text and those of the functions
 * below belong to the library and last until the next call on this thread that fails.
 */
const char *backoffice_last_error_code(void);

/**
 * The field whose value was refused: the name of a parameter, or a path below it such as `lines.3.price`.
 */
const char *backoffice_last_error_field(void);

/**
 * The value that was refused; empty when it was missing.
 */
const char *backoffice_last_error_value(void);

/**
 * What happened, to what, and what to do, in English.
 */
const char *backoffice_last_error_message(void);

/**
 * The row of a batch, from 0; -1 when the error is not one of a batch.
 */
int64_t backoffice_last_error_row(void);

/**
 * The whole document as JSON; belongs to the document. NULL for NULL.
 */
const char *backoffice_document_json(const struct backoffice_document *document);

/**
 * The document as a person reads it (a payslip, a roster, a drawn trace), else its JSON; belongs to the document. NULL
 * for NULL.
 */
const char *backoffice_document_text(const struct backoffice_document *document);

/**
 * What stands at a path such as `rates.0.tax.amount`: a text or number as itself, a list or an object as its JSON.
 */
backoffice_status backoffice_document_get(const struct backoffice_document *document,
                                          const char *path,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * How many items the list at a path has, or fields the object.
 */
backoffice_status backoffice_document_count(const struct backoffice_document *document,
                                            const char *path,
                                            size_t *out);

/**
 * Frees a document; NULL is fine.
 */
void backoffice_document_free(struct backoffice_document *document);

/**
 * The sum of two amounts of one currency.
 */
backoffice_status backoffice_money_add(const char *a, const char *b, char *out, size_t size, size_t *needed);

/**
 * The difference of two amounts of one currency.
 */
backoffice_status backoffice_money_subtract(const char *a,
                                            const char *b,
                                            char *out,
                                            size_t size,
                                            size_t *needed);

/**
 * A number with a currency, rounded by name to an amount: `1.005`, `EUR` by half-up to 0.01 is `1.01 EUR`.
 */
backoffice_status backoffice_money_rounded(const char *amount,
                                           const char *currency,
                                           const struct backoffice_rounding *by,
                                           char *out,
                                           size_t size,
                                           size_t *needed);

/**
 * The amount × rate (a fraction: 0.2 is 20 %), rounded by name.
 */
backoffice_status backoffice_money_share(const char *amount,
                                         const char *rate,
                                         const struct backoffice_rounding *by,
                                         char *out,
                                         size_t size,
                                         size_t *needed);

/**
 * Parts in the ratio of `count` weights, which add up to the amount: a list of objects with amount and currency.
 */
backoffice_status backoffice_money_split(const char *amount,
                                         const char *const *weights,
                                         size_t count,
                                         struct backoffice_document **out);

/**
 * The price of so many units, rounded by name once: `0.125 EUR` × `3`.
 */
backoffice_status backoffice_price_times(const char *price,
                                         const char *quantity,
                                         const struct backoffice_rounding *by,
                                         char *out,
                                         size_t size,
                                         size_t *needed);

/**
 * The sum of two quantities of one unit: the amount alone is written, the unit being that of both.
 */
backoffice_status backoffice_quantity_add(const char *a,
                                          const char *a_unit,
                                          const char *b,
                                          const char *b_unit,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * An amount in another unit, of which `per` make one of this (1 dozen has 12 pcs), exactly.
 */
backoffice_status backoffice_quantity_convert(const char *amount,
                                              const char *per,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * The number rounded by name.
 */
backoffice_status backoffice_rounding_apply(const struct backoffice_rounding *by,
                                            const char *value,
                                            char *out,
                                            size_t size,
                                            size_t *needed);

/**
 * The minor digits of a currency: 2 for EUR, 0 for JPY, 3 for KWD.
 */
backoffice_status backoffice_minor_digits(const char *currency, uint32_t *out);

/**
 * The period of those days, both included.
 */
backoffice_status backoffice_period_new(const char *first, const char *last, struct backoffice_period *out);

/**
 * A calendar month, 1 to 12.
 */
backoffice_status backoffice_period_month(int32_t year, uint32_t month, struct backoffice_period *out);

/**
 * A week of ISO 8601, Monday to Sunday.
 */
backoffice_status backoffice_period_week(int32_t year, uint32_t week, struct backoffice_period *out);

/**
 * The fiscal year in which a day lies, of those that begin on that day of that month.
 */
backoffice_status backoffice_fiscal_year_containing(uint32_t begin_month,
                                                    uint32_t begin_day,
                                                    const char *on,
                                                    struct backoffice_period *out);

/**
 * The label of the fiscal year in which a day lies: `2026` when it is the calendar year, else `2026-27`.
 */
backoffice_status backoffice_fiscal_year_label(uint32_t begin_month,
                                               uint32_t begin_day,
                                               const char *on,
                                               char *out,
                                               size_t size,
                                               size_t *needed);

/**
 * Pay days in a year of a pay frequency such as `weekly`: 52; 260 for `daily`.
 */
backoffice_status backoffice_pay_days_per_year(const char *frequency, uint32_t *out);

/**
 * Reads them from JSON: `{"weekend": ["Sat", "Sun"], "holidays": ["2026-04-03"]}`.
 */
backoffice_status backoffice_business_days_parse(const char *document, struct backoffice_business_days **out);

/**
 * How many days of a period are worked.
 */
backoffice_status backoffice_business_days_count(const struct backoffice_business_days *days,
                                                 const struct backoffice_period *within,
                                                 uint32_t *out);

/**
 * That day, or the next one that is worked: eleven bytes with the NUL.
 */
backoffice_status backoffice_business_days_on_or_after(const struct backoffice_business_days *days,
                                                       const char *from,
                                                       char *out,
                                                       size_t size,
                                                       size_t *needed);

/**
 * That day, or the last one before it that is worked: eleven bytes with the NUL.
 */
backoffice_status backoffice_business_days_on_or_before(const struct backoffice_business_days *days,
                                                        const char *from,
                                                        char *out,
                                                        size_t size,
                                                        size_t *needed);

/**
 * Frees them; NULL is fine.
 */
void backoffice_business_days_free(struct backoffice_business_days *days);

/**
 * An empty journal.
 */
backoffice_status backoffice_journal_new(struct backoffice_journal **out);

/**
 * Reads a journal from JSON: a list of objects with day, account, amount and reference.
 */
backoffice_status backoffice_journal_parse(const char *document, struct backoffice_journal **out);

/**
 * Adds a posting; debits are above zero, credits below, and one of zero is left out.
 */
backoffice_status backoffice_journal_post(struct backoffice_journal *journal,
                                          const char *on,
                                          const char *account,
                                          const char *amount,
                                          const char *reference);

/**
 * Adds all postings of another journal, or none.
 */
backoffice_status backoffice_journal_append(struct backoffice_journal *journal,
                                            const struct backoffice_journal *other);

/**
 * BACKOFFICE_OK when debits equal credits in every currency, else BACKOFFICE_LEDGER_UNBALANCED.
 */
backoffice_status backoffice_journal_balanced(const struct backoffice_journal *journal);

/**
 * What is left on an account in a currency; zero when nothing was posted there.
 */
backoffice_status backoffice_journal_balance(const struct backoffice_journal *journal,
                                             const char *account,
                                             const char *currency,
                                             char *out,
                                             size_t size,
                                             size_t *needed);

/**
 * The sum of debits in a currency.
 */
backoffice_status backoffice_journal_turnover(const struct backoffice_journal *journal,
                                              const char *currency,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * How many postings it has; 0 for NULL.
 */
size_t backoffice_journal_count(const struct backoffice_journal *journal);

/**
 * The journal as JSON; belongs to the journal and lasts until it is changed. NULL for NULL.
 */
const char *backoffice_journal_json(const struct backoffice_journal *journal);

/**
 * Frees a journal; NULL is fine.
 */
void backoffice_journal_free(struct backoffice_journal *journal);

/**
 * The pack of that id which came with this version, such as `uk.wages`.
 */
backoffice_status backoffice_pack_embedded(const char *id, struct backoffice_pack **out);

/**
 * Reads a pack from the text of its TOML file.
 */
backoffice_status backoffice_pack_parse(const char *toml, struct backoffice_pack **out);

/**
 * Its id; belongs to the pack. NULL for NULL.
 */
const char *backoffice_pack_id(const struct backoffice_pack *pack);

/**
 * The edition of the pack, carried into every result; belongs to the pack. NULL for NULL.
 */
const char *backoffice_pack_revision(const struct backoffice_pack *pack);

/**
 * The amount in force on a day: an object with key, value, since, until and source.
 */
backoffice_status backoffice_pack_amount(const struct backoffice_pack *pack,
                                         const char *key,
                                         const char *on,
                                         struct backoffice_document **out);

/**
 * The rate (a fraction: 0.2 is 20 %) in force on a day: an object with key, value, since, until and source.
 */
backoffice_status backoffice_pack_rate(const struct backoffice_pack *pack,
                                       const char *key,
                                       const char *on,
                                       struct backoffice_document **out);

/**
 * The scale in force on a day: an object with key, bands, per, since, until and source.
 */
backoffice_status backoffice_pack_scale(const struct backoffice_pack *pack,
                                        const char *key,
                                        const char *on,
                                        struct backoffice_document **out);

/**
 * Frees a pack; NULL is fine.
 */
void backoffice_pack_free(struct backoffice_pack *pack);

/**
 * Where a supply is taxed, who owes the tax and why: an object with place, liable, category, scheme, rate_of, split, reason,
 * source, mention and conditions. `supply` is an object with day, supplier, customer and what (goods or service); `choices`
 * what states chose, such as `{"FR": {"art_194": "always"}}`, or `{}`; `pack` the Union's (`eu.vat`).
 */
backoffice_status backoffice_tax_sales_decide(const char *supply,
                                              const char *choices,
                                              const struct backoffice_pack *pack,
                                              struct backoffice_document **out);

/**
 * The same from the buyer's side: the acquisition, the import or the reverse charge that it accounts for itself.
 */
backoffice_status backoffice_tax_sales_acquire(const char *supply,
                                               const char *choices,
                                               const struct backoffice_pack *pack,
                                               struct backoffice_document **out);

/**
 * The decision and its rate: an object with decision, category, rate, class, since and source, as `backoffice_invoice_tax`
 * takes it. `rate_class` names the rate in `rates`, the pack of the place, such as `standard` in `uk.vat`.
 */
backoffice_status backoffice_tax_sales_decide_rated(const char *supply,
                                                    const char *choices,
                                                    const struct backoffice_pack *pack,
                                                    const char *rate_class,
                                                    const struct backoffice_pack *rates,
                                                    struct backoffice_document **out);

/**
 * The tax on lines (a list of objects with description, amount and class) at the rates of a day, rounded by name
 * where the granularity says: an object with net, tax, gross and rates.
 */
backoffice_status backoffice_tax_sales_assess(const char *lines,
                                              const char *on,
                                              const struct backoffice_pack *pack,
                                              backoffice_granularity where_rounded,
                                              const struct backoffice_rounding *by,
                                              struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_sales_assess_traced(const char *lines,
                                                     const char *on,
                                                     const struct backoffice_pack *pack,
                                                     backoffice_granularity where_rounded,
                                                     const struct backoffice_rounding *by,
                                                     struct backoffice_document **out,
                                                     struct backoffice_document **trace);

/**
 * The taxes and contributions of a payment: an object with lines and the profile carried to the next payment.
 * `profile` is an object with jurisdiction (`uk`) and its fields; `payment` one with pay_day, frequency, taxable,
 * contributory and non_cash.
 */
backoffice_status backoffice_tax_wages_assess(const char *profile,
                                              const char *payment,
                                              const struct backoffice_pack *pack,
                                              struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_assess_traced(const char *profile,
                                                     const char *payment,
                                                     const struct backoffice_pack *pack,
                                                     struct backoffice_document **out,
                                                     struct backoffice_document **trace);

/**
 * What a step of regular pay changes in each line and in all, with the statutory rate beside it: an object with pay, step,
 * lines, employee and employer. `profile` and `payment` as in `backoffice_tax_wages_assess`; `step` an amount of money
 * above zero; rates are rounded by `by`.
 */
backoffice_status backoffice_tax_wages_marginal(const char *profile,
                                                const char *payment,
                                                const char *step,
                                                const struct backoffice_pack *pack,
                                                const struct backoffice_rounding *by,
                                                struct backoffice_document **out);

/**
 * How much of one more unit of regular pay the law's rates take in the bands in which a payment lies, before any rounding:
 * an object with lines, employee and employer. Arguments as in `backoffice_tax_wages_marginal`.
 */
backoffice_status backoffice_tax_wages_statutory_rate(const char *profile,
                                                      const char *payment,
                                                      const struct backoffice_pack *pack,
                                                      const struct backoffice_rounding *by,
                                                      struct backoffice_document **out);

/**
 * The places in a range of regular pay where a statutory rate changes or an unrounded amount jumps: an object with kinks and
 * not_followed. `range` is an object with from, to and, at will, most_pieces; the others as in
 * `backoffice_tax_wages_marginal`.
 */
backoffice_status backoffice_tax_wages_kinks(const char *profile,
                                             const char *payment,
                                             const char *range,
                                             const struct backoffice_pack *pack,
                                             const struct backoffice_rounding *by,
                                             struct backoffice_document **out);

/**
 * What is known of each jurisdiction, as the packs that came with this version say: a list of objects with country,
 * name, module, pack, revision, known (days), years, editions, parts, covers and not_covered. Its text is a table in
 * Markdown.
 */
backoffice_status backoffice_tax_wages_supported(struct backoffice_document **out);

/**
 * The same of a pack that was loaded at run time: a list of one object.
 */
backoffice_status backoffice_tax_wages_supported_by(const struct backoffice_pack *pack,
                                                    struct backoffice_document **out);

/**
 * Everybody whose result changes from one pack to the other: an object with the counts (people, unchanged, changed,
 * newly_refused, newly_known, refused_otherwise) and changes, a list of objects with row, lines (code, payer, old, new),
 * old_problem and new_problem. `people` is a list of pairs, a profile and a payment.
 */
backoffice_status backoffice_tax_wages_compare(const char *people,
                                               const struct backoffice_pack *old,
                                               const struct backoffice_pack *new_,
                                               struct backoffice_document **out);

/**
 * The tax week of the United Kingdom in which a day lies: the first begins on 6 April.
 */
backoffice_status backoffice_tax_wages_uk_tax_week(const char *on, uint32_t *out);

/**
 * The tax month of the United Kingdom in which a day lies, 1 to 12: the first runs from 6 April to 5 May.
 */
backoffice_status backoffice_tax_wages_uk_tax_month(const char *on, uint32_t *out);

/**
 * The Programmablaufplan alone, in the edition of a day: an object with LSTLZZ, SOLZLZZ, BK, STS, SOLZS and BKS. `inputs`
 * is an object with wage_tax, provision, R and pay, whose fields have the names of the Programmablaufplan.
 */
backoffice_status backoffice_tax_wages_de_pap(const char *inputs,
                                              const char *on,
                                              const struct backoffice_pack *pack,
                                              struct backoffice_document **out);

/**
 * The same, with a trace of every variable.
 */
backoffice_status backoffice_tax_wages_de_pap_traced(const char *inputs,
                                                     const char *on,
                                                     const struct backoffice_pack *pack,
                                                     struct backoffice_document **out,
                                                     struct backoffice_document **trace);

/**
 * The end-of-service award of Saudi Arabia under the law of the last day of service: an object with full_award, fraction,
 * award, units, units_per_year and pay_by. `end` is an object with last_wage, service (count `months` with years and
 * months, or `actual_365` with began), ended, reason and rounding.
 */
backoffice_status backoffice_tax_wages_sa_end_of_service(const char *end,
                                                         const struct backoffice_pack *pack,
                                                         struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_sa_end_of_service_traced(const char *end,
                                                                const struct backoffice_pack *pack,
                                                                struct backoffice_document **out,
                                                                struct backoffice_document **trace);

/**
 * The pay of overtime in Saudi Arabia: an object with pay and source. `worked` is an object with monthly_wage,
 * monthly_basic, hours, hours_per_month, day and rounding.
 */
backoffice_status backoffice_tax_wages_sa_overtime(const char *worked,
                                                   const struct backoffice_pack *pack,
                                                   struct backoffice_document **out);

/**
 * The annual leave in Saudi Arabia after so many completed years with the employer, under the law of a day: an object with
 * days and source.
 */
backoffice_status backoffice_tax_wages_sa_annual_leave(uint32_t completed_years,
                                                       const char *on,
                                                       const struct backoffice_pack *pack,
                                                       struct backoffice_document **out);

/**
 * The gratuity for the end of service in the United Arab Emirates under the law of its last day: an object with gratuity,
 * capped and source. `end` is an object with basic, years, months, unpaid_days, day_basis (`basic/30` or
 * `basic*12/365`), ended and rounding.
 */
backoffice_status backoffice_tax_wages_ae_gratuity(const char *end,
                                                   const struct backoffice_pack *pack,
                                                   struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_ae_gratuity_traced(const char *end,
                                                          const struct backoffice_pack *pack,
                                                          struct backoffice_document **out,
                                                          struct backoffice_document **trace);

/**
 * Egypt's salary tax on a year's taxable income, the exemption and the insurance taken off already, under the law of a
 * day: an object with annual and monthly. `profile` is an object with jurisdiction (`eg`) and its fields,
 * `annual_taxable` an amount such as `60000.00 EGP`.
 */
backoffice_status backoffice_tax_wages_eg_tax_of_year(const char *profile,
                                                      const char *annual_taxable,
                                                      const char *on,
                                                      const struct backoffice_pack *pack,
                                                      struct backoffice_document **out);

/**
 * Jordan's income tax on a year's income under the law of a day: an object with taxable, annual and monthly. `profile` is
 * an object with jurisdiction (`jo`) and its fields, `annual_income` an amount such as `12000.000 JOD`.
 */
backoffice_status backoffice_tax_wages_jo_tax_of_year(const char *profile,
                                                      const char *annual_income,
                                                      const char *on,
                                                      const struct backoffice_pack *pack,
                                                      struct backoffice_document **out);

/**
 * Morocco's income tax on a month's net taxable pay, contributions and professional expenses taken off already, under the
 * law of a day: an object with annual_reduction, annual and monthly. `profile` is an object with jurisdiction (`ma`) and
 * its fields, `net_taxable` an amount such as `9000.00 MAD`.
 */
backoffice_status backoffice_tax_wages_ma_income_tax(const char *profile,
                                                     const char *net_taxable,
                                                     const char *on,
                                                     const struct backoffice_pack *pack,
                                                     struct backoffice_document **out);

/**
 * The rate of a class (`standard`, `reduced`, `gst`) in a jurisdiction (`DE`, `CA-NS`, `PT-MA`) on the day of the tax point:
 * an object with value, class, jurisdiction, since, until, source, standing, warnings, pack and revision. The pack is read
 * anew: backoffice_tax_sales_rate_in where many rates are asked for.
 */
backoffice_status backoffice_tax_sales_rate(const char *jurisdiction,
                                            const char *rate_class,
                                            const char *on,
                                            struct backoffice_document **out);

/**
 * The same from a pack; the rates of a region end in its letters: `standard.MA`, `hst.NS`.
 */
backoffice_status backoffice_tax_sales_rate_in(const char *rate_class,
                                               const char *on,
                                               const struct backoffice_pack *pack,
                                               struct backoffice_document **out);

/**
 * What is embedded: a list of objects with jurisdiction, name, classes (class, since, beginning, until, official,
 * secondary), pack and revision; its text is the table in Markdown.
 */
backoffice_status backoffice_tax_sales_jurisdictions(struct backoffice_document **out);

/**
 * The same of a pack that was loaded at run time.
 */
backoffice_status backoffice_tax_sales_jurisdictions_in(const struct backoffice_pack *pack,
                                                        struct backoffice_document **out);

/**
 * What an invoice says for a reason (`reverse_charge`, `self_billing`, `cash_accounting`, `travel_agents`,
 * `second_hand_goods`, `works_of_art`, `antiques`, `intra_community`, `export`) in a language (`de`): an object with text,
 * article, source and standing, whose text is the words.
 */
backoffice_status backoffice_tax_sales_mention(const char *reason,
                                               const char *language,
                                               struct backoffice_document **out);

/**
 * An exemption reason of the code list VATEX: an object with code, law, article, category and reason, whose text is the
 * reference to law and article.
 */
backoffice_status backoffice_tax_sales_exemption(const char *code,
                                                 struct backoffice_document **out);

/**
 * When tax becomes chargeable by a rule (`supply`, `invoice`, `payment`, `fifteenth_of_next_month`): an object with day,
 * on_account, reason and article. `days` is an object with supply and, once they have come, invoice, payment and
 * invoice_limit.
 */
backoffice_status backoffice_tax_sales_tax_point(const char *rule,
                                                 const char *days,
                                                 struct backoffice_document **out);

/**
 * The stacked taxes on lines, by the caller's own table: an object with net, tax, gross, components, table and revision.
 * `table` is an object with id, revision, currency and components; `jurisdictions` a list of the table's names that stack
 * at the place of supply; `lines` a list of objects with description, class, amount and, at will, quantity and shipping.
 */
backoffice_status backoffice_tax_sales_components_assess(const char *table,
                                                         const char *jurisdictions,
                                                         const char *lines,
                                                         const char *on,
                                                         backoffice_granularity where_rounded,
                                                         const struct backoffice_rounding *by,
                                                         struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_sales_components_assess_traced(const char *table,
                                                                const char *jurisdictions,
                                                                const char *lines,
                                                                const char *on,
                                                                backoffice_granularity where_rounded,
                                                                const struct backoffice_rounding *by,
                                                                struct backoffice_document **out,
                                                                struct backoffice_document **trace);

/**
 * What a PAYE scheme owes or keeps for a tax month: an object with levy, employment_allowance, contributions and the
 * scheme carried to the next month. `scheme` is an object with rounding, levy_allowance, employment_allowance and
 * to_date; `month` one with day, pay_bill, contributions and excluded; `pack` the rule pack `uk.employer`.
 */
backoffice_status backoffice_tax_wages_uk_employer_due(const char *scheme,
                                                       const char *month,
                                                       const struct backoffice_pack *pack,
                                                       struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_uk_employer_due_traced(const char *scheme,
                                                              const char *month,
                                                              const struct backoffice_pack *pack,
                                                              struct backoffice_document **out,
                                                              struct backoffice_document **trace);

/**
 * Whether somebody was paid the national minimum wage: an object with applies, rate, entitlement, remuneration and
 * shortfall. `work` is an object with age, first, hours, pay, apprentice_months and accommodation; `pack` the rule pack
 * `uk.minimum_wage`.
 */
backoffice_status backoffice_tax_wages_uk_minimum_wage_check(const char *work,
                                                             const struct backoffice_pack *pack,
                                                             struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_uk_minimum_wage_check_traced(const char *work,
                                                                    const struct backoffice_pack *pack,
                                                                    struct backoffice_document **out,
                                                                    struct backoffice_document **trace);

/**
 * What automatic enrolment asks for in a pay reference period: an object with category, lower, trigger, upper,
 * qualifying_earnings, minimum_total and minimum_employer. `worker` is an object with age, reached_pensionable_age,
 * pay_day, frequency, earnings and rounding; `pack` the rule pack `uk.pension`.
 */
backoffice_status backoffice_tax_wages_uk_pension_assess(const char *worker,
                                                         const struct backoffice_pack *pack,
                                                         struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_uk_pension_assess_traced(const char *worker,
                                                                const struct backoffice_pack *pack,
                                                                struct backoffice_document **out,
                                                                struct backoffice_document **trace);

/**
 * The statutory sick pay of a sickness: an object with reason, waiting_days, daily_rates, weeks, total and what is
 * carried to the next sickness. `sickness` is an object with first, last, qualifying_days, earnings and linked; `pack`
 * the rule pack `uk.statutory_pay`.
 */
backoffice_status backoffice_tax_wages_uk_sick_pay(const char *sickness,
                                                   const struct backoffice_pack *pack,
                                                   struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_uk_sick_pay_traced(const char *sickness,
                                                          const struct backoffice_pack *pack,
                                                          struct backoffice_document **out,
                                                          struct backoffice_document **trace);

/**
 * The statutory parental pay of weeks of leave: an object with reason, weeks and total. `leave` is an object with kind,
 * earnings, relevant_week, begins, weeks and paid_weeks; `pack` the rule pack `uk.statutory_pay`.
 */
backoffice_status backoffice_tax_wages_uk_parental_pay(const char *leave,
                                                       const struct backoffice_pack *pack,
                                                       struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_uk_parental_pay_traced(const char *leave,
                                                              const struct backoffice_pack *pack,
                                                              struct backoffice_document **out,
                                                              struct backoffice_document **trace);

/**
 * What an employer recovers of parental pay: an object with small_employer, recovered and compensation. `paid` is an
 * object with amount, pay_day, contributions and rounding; `pack` the rule pack `uk.statutory_pay`.
 */
backoffice_status backoffice_tax_wages_uk_recovery(const char *paid,
                                                   const struct backoffice_pack *pack,
                                                   struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_tax_wages_uk_recovery_traced(const char *paid,
                                                          const struct backoffice_pack *pack,
                                                          struct backoffice_document **out,
                                                          struct backoffice_document **trace);

/**
 * Some days of a week of parental pay, an object with amount and currency: so many sevenths of it, a part of a penny
 * rounded up.
 */
backoffice_status backoffice_tax_wages_uk_part_week(const char *week,
                                                    uint32_t days,
                                                    struct backoffice_document **out);

/**
 * The taxes and contributions of a table of people: columns in, columns out, a row for a row and in the same order.
 *
 * `people` is a stream of struct arrays, valid by the specification of Arrow's C stream interface. Its columns have the
 * names of the fields of a payment and a profile, those that lie deeper with dots: `pay_day`, `taxable`, `tax_code`,
 * `to_date.taxable_pay`; amounts are decimals, whole units or text, in the currency of the law. `reading` is an object
 * with `constants` (fields that are the same in every row) and `pass_through` (columns that come back unchanged). What
 * comes out are those, the figures to date under the names under which they go in, each line by its code, `withheld`,
 * `employer`, and `problem.code`, `problem.field` and `problem.message`, null where the row stands; in batches of at most
 * 8192 rows, each reckoned when it is asked for.
 *
 * The stream `people` is moved, and marked released, unless another argument is refused before it is read (a NULL, a
 * `reading` that is none): then it stays the caller's. `out` is written on success only, is independent of all arguments,
 * and is released by the caller with its own callback.
 */
backoffice_status backoffice_tax_wages_assess_table(struct ArrowArrayStream *people,
                                                    const char *reading,
                                                    const struct backoffice_pack *pack,
                                                    struct ArrowArrayStream *out);

/**
 * What the lines of many documents come to: columns in, columns out.
 *
 * `lines` is a stream of struct arrays, valid by the specification of Arrow's C stream interface, with the columns
 * `quantity` and `price` (or `net`), `base_quantity`, `allowance`, `charge`, `category`, `rate` and `document`; rows of one
 * document stand beside one another. Amounts are decimals, whole units or text, in `currency`. `reading` is an object with
 * `constants` and `pass_through`, `rules` an object as from backoffice_invoice_rules, `by` one of `line` (net, and
 * tax where it is rounded on each line), `rate` (document, category, rate, base, tax) and `document` (document, lines, net,
 * tax, gross). Then come `problem.code`, `problem.field` and `problem.message`, null where the row stands.
 *
 * The stream `lines` is moved, and marked released, unless another argument is refused before it is read: then it stays the
 * caller's. `out` is written on success only, is independent of all arguments, and is released by the caller with its own
 * callback.
 */
backoffice_status backoffice_invoice_totals_table(struct ArrowArrayStream *lines,
                                                  const char *reading,
                                                  const char *rules,
                                                  const char *currency,
                                                  const char *by,
                                                  struct ArrowArrayStream *out);

/**
 * What the movements of a table of stock come to: columns in, columns out.
 *
 * `moves` is a stream of struct arrays, valid by the specification of Arrow's C stream interface, with the columns `item`,
 * `kind`, `day` (or `date`) and `quantity`, and as far as there are any `unit_cost`, `total_cost`, `location`, `lot`, `id`,
 * `returns`, `to_location`, `reference`, `reason`, `currency`, `rate`, `sequence`, `entered`. Amounts are decimals, whole
 * units or text, in `currency`. `reading` is an object with `constants` and `pass_through`, `methods` a list of names such as
 * `["fifo"]`, `policy` a name such as `ifrs_default` or an object of choices. Plain movements are valued on so many
 * `threads`. `go_on`, when it is not NULL, is asked with `data`, on the calling thread; by saying false it ends the run with
 * BACKOFFICE_RUN_CANCELLED.
 *
 * `movements` has a row for each that came in: the columns passed through, `cost` (what left, below zero what came in; with
 * several methods one for each, `fifo.cost`), `problem.code`, `problem.field` and `problem.message`. `layers` is what is left:
 * `method`, `item`, `location`, `lot`, `day`, `row`, `quantity`, `value`. `postings` may be NULL together with `accounts`, an
 * object as for backoffice_stock_post; else it is `method`, `day`, `account`, `amount`, `reference`.
 *
 * The stream `moves` is moved, and marked released, unless another argument is refused before it is read: then it stays the
 * caller's. What comes out is written on success only, is independent of all arguments, and is released by the caller with
 * its own callback.
 */
backoffice_status backoffice_stock_value_table(struct ArrowArrayStream *moves,
                                               const char *reading,
                                               const char *methods,
                                               const char *policy,
                                               const char *currency,
                                               size_t threads,
                                               backoffice_stock_go_on go_on,
                                               void *data,
                                               const char *accounts,
                                               struct ArrowArrayStream *movements,
                                               struct ArrowArrayStream *layers,
                                               struct ArrowArrayStream *postings);

/**
 * What the stock is worth after all movements (a list of objects), by a method such as `fifo` or `moving_average`,
 * under a policy: the name of one (`ifrs_default`, `default`, `odoo_18`, `odoo_19`, `erpnext`, `tryton`, `beancount`,
 * `sap`) or an object. The document is a valuation.
 */
backoffice_status backoffice_stock_value(const char *movements,
                                         const char *method,
                                         const char *policy,
                                         struct backoffice_document **out);

/**
 * BACKOFFICE_OK when quantity and value in are those out and on hand, else BACKOFFICE_STOCK_NOT_CONSERVED.
 * `valuation` is the JSON of one.
 */
backoffice_status backoffice_stock_conserved(const char *valuation);

/**
 * The journal of a valuation (its JSON). `accounts` is an object with the names of inventory, cost_of_sales,
 * adjustment, goods_received, price_difference and opening, and as far as they are used revaluation, production,
 * in_transit with a list of transit_locations, write_down, allowance, purchases, change_of_purchases and
 * change_of_products.
 */
backoffice_status backoffice_stock_post(const char *valuation,
                                        const char *accounts,
                                        struct backoffice_journal **out);

/**
 * The lower of cost and net realisable value: an object with carrying, allowance and expense. `realisable` is an
 * object with selling_price and selling_costs; `allowance` what the date before left.
 */
backoffice_status backoffice_stock_lower_of_cost_and_nrv(const char *cost,
                                                         const char *realisable,
                                                         const char *allowance,
                                                         struct backoffice_document **out);

/**
 * An empty book, in a currency, by a method such as `fifo`, under a policy: the name of one or an object.
 */
backoffice_status backoffice_book_new(const char *currency,
                                      const char *method,
                                      const char *policy,
                                      struct backoffice_book **out);

/**
 * The book that was stored as JSON.
 */
backoffice_status backoffice_book_parse(const char *document, struct backoffice_book **out);

/**
 * Goods that came in, at a unit cost such as `0.125 EUR`.
 */
backoffice_status backoffice_book_receive(struct backoffice_book *book,
                                          const char *item,
                                          const char *on,
                                          const char *quantity,
                                          const char *unit_cost);

/**
 * Goods that left.
 */
backoffice_status backoffice_book_issue(struct backoffice_book *book,
                                        const char *item,
                                        const char *on,
                                        const char *quantity);

/**
 * Any movement, as an object.
 */
backoffice_status backoffice_book_apply(struct backoffice_book *book, const char *movement);

/**
 * The quantity on hand of an item.
 */
backoffice_status backoffice_book_quantity(const struct backoffice_book *book,
                                           const char *item,
                                           char *out,
                                           size_t size,
                                           size_t *needed);

/**
 * The value on hand of an item.
 */
backoffice_status backoffice_book_on_hand(const struct backoffice_book *book,
                                          const char *item,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * What the stock is worth, and how it came to that: a valuation.
 */
backoffice_status backoffice_book_valuation(const struct backoffice_book *book,
                                            struct backoffice_document **out);

/**
 * The book as JSON, to be stored; belongs to the book and lasts until it is changed. NULL for NULL.
 */
const char *backoffice_book_json(const struct backoffice_book *book);

/**
 * Frees a book; NULL is fine.
 */
void backoffice_book_free(struct backoffice_book *book);

/**
 * Applies a movement (an object) that may be dated in a closed period, in which case it is booked on `booked_on`: closed
 * entries stay as they are, and what they would be otherwise is a difference of prior periods. BACKOFFICE_STOCK_PERIOD_CLOSED
 * when that day is closed too.
 */
backoffice_status backoffice_book_apply_late(struct backoffice_book *book,
                                             const char *movement,
                                             const char *booked_on);

/**
 * Replaces the movement of that id by another (an object) of the same item and kind; it keeps the id.
 */
backoffice_status backoffice_book_amend(struct backoffice_book *book, const char *id, const char *movement);

/**
 * The same, known from the day `on`.
 */
backoffice_status backoffice_book_amend_on(struct backoffice_book *book,
                                           const char *id,
                                           const char *movement,
                                           const char *on);

/**
 * The same of a movement that may be dated in a closed period, known from and booked on a day.
 */
backoffice_status backoffice_book_amend_late(struct backoffice_book *book,
                                             const char *id,
                                             const char *movement,
                                             const char *booked_on);

/**
 * Takes back the movement of that id, as if it had never been.
 */
backoffice_status backoffice_book_delete(struct backoffice_book *book, const char *id);

/**
 * The same, known from the day `on`.
 */
backoffice_status backoffice_book_delete_on(struct backoffice_book *book, const char *id, const char *on);

/**
 * The same of a movement that may be dated in a closed period, known from and booked on a day.
 */
backoffice_status backoffice_book_delete_late(struct backoffice_book *book,
                                              const char *id,
                                              const char *booked_on);

/**
 * The movements, in the order in which they were applied: a list.
 */
backoffice_status backoffice_book_movements(const struct backoffice_book *book,
                                            struct backoffice_document **out);

/**
 * How many operations the book has seen: every movement applied, amended or deleted, every closing and reopening is one
 * more.
 */
backoffice_status backoffice_book_version(const struct backoffice_book *book,
                                          uint64_t *out);

/**
 * What changed since a version: a list of changes, which backoffice_stock_post_changes posts.
 * BACKOFFICE_INPUT_INVALID for a version that is still to come, or that is no longer kept; a book that was parsed keeps changes
 * from then on.
 */
backoffice_status backoffice_book_diff(const struct backoffice_book *book,
                                       uint64_t since,
                                       struct backoffice_document **out);

/**
 * Forgets what changed up to a version, which then is the first that backoffice_book_diff can be asked of.
 */
backoffice_status backoffice_book_forget(struct backoffice_book *book, uint64_t version);

/**
 * Closes the books up to a day: from now on nothing that is dated in it changes. The document has upto, entries and hash.
 */
backoffice_status backoffice_book_close(struct backoffice_book *book,
                                        const char *upto,
                                        struct backoffice_document **out);

/**
 * The closings, the first one first: a list.
 */
backoffice_status backoffice_book_closings(const struct backoffice_book *book,
                                           struct backoffice_document **out);

/**
 * BACKOFFICE_OK when what is closed still is what it was when it was closed, else BACKOFFICE_STOCK_CHECKPOINT_BROKEN.
 */
backoffice_status backoffice_book_verify(const struct backoffice_book *book);

/**
 * Opens again what was closed up to that day, and all that was closed after it. What had been booked late for it goes back to
 * where it belongs.
 */
backoffice_status backoffice_book_reopen(struct backoffice_book *book,
                                         const char *upto);

/**
 * The book as it was known at the end of a day, as a book of its own.
 */
backoffice_status backoffice_book_known_on(const struct backoffice_book *book,
                                           const char *on,
                                           struct backoffice_book **out);

/**
 * The book under another method such as `moving_average`, restated from a day on: the document has the book (for
 * backoffice_book_parse), from, and by item the differences of opening, cost, other and closing. `policy` is the name of one or
 * an object; NULL for the book's own.
 */
backoffice_status backoffice_book_restated(const struct backoffice_book *book,
                                           const char *method,
                                           const char *policy,
                                           const char *from,
                                           struct backoffice_document **out);

/**
 * The journal of what changed (the JSON of backoffice_book_diff): of each change the reversal of what it was and the posting
 * of what it is. `accounts` as for backoffice_stock_post.
 */
backoffice_status backoffice_stock_post_changes(const char *changes,
                                                const char *accounts,
                                                struct backoffice_journal **out);

/**
 * The journal of a valuation (its JSON) under the continental scheme: purchases are expenses at once, and at the end of each of
 * the periods (a list of objects with first and last, in order) the change of stock is posted.
 */
backoffice_status backoffice_stock_post_periodic(const char *valuation,
                                                 const char *accounts,
                                                 const char *periods,
                                                 struct backoffice_journal **out);

/**
 * The journal of a valuation under a scheme: `perpetual`, or an object with a list of periods as `periodic`.
 */
backoffice_status backoffice_stock_post_under(const char *valuation,
                                              const char *accounts,
                                              const char *scheme,
                                              struct backoffice_journal **out);

/**
 * The journal of write-downs to net realisable value: a list of objects with day, item and carrying, which
 * backoffice_stock_lower_of_cost_and_nrv gives.
 */
backoffice_status backoffice_stock_post_write_downs(const char *written,
                                                    const char *accounts,
                                                    struct backoffice_journal **out);

/**
 * What is on hand of a valuation (its JSON) by age on a day, by item and pool: a list. `bands` is a list of the last days of
 * age of all bands but the oldest, ascending.
 */
backoffice_status backoffice_stock_reports_ageing(const char *valuation,
                                                  const char *on,
                                                  const char *bands,
                                                  struct backoffice_document **out);

/**
 * Every shortage by what covered it: a list.
 */
backoffice_status backoffice_stock_reports_shortages(const char *valuation, struct backoffice_document **out);

/**
 * Every stretch in which a pool held less than nothing: a list.
 */
backoffice_status backoffice_stock_reports_below_zero(const char *valuation,
                                                      struct backoffice_document **out);

/**
 * Opening, in, out and closing of each period (a list of objects with first and last, in order), by item and pool: a list.
 */
backoffice_status backoffice_stock_reports_summary(const char *valuation,
                                                   const char *periods,
                                                   struct backoffice_document **out);

/**
 * Every account of the map against a journal, as the valuation and the write-downs (as for
 * backoffice_stock_post_write_downs) would be posted under the scheme (as for backoffice_stock_post_under): a list.
 */
backoffice_status backoffice_stock_reports_reconcile(const char *valuation,
                                                     const char *accounts,
                                                     const char *scheme,
                                                     const char *written,
                                                     const struct backoffice_journal *journal,
                                                     struct backoffice_document **out);

/**
 * All that left, back to the receipts that it came from: a list.
 */
backoffice_status backoffice_stock_reports_lineage(const char *valuation, struct backoffice_document **out);

/**
 * Where the goods came from that the entry of that row took: a list.
 */
backoffice_status backoffice_stock_reports_back(const char *valuation,
                                                uint64_t row,
                                                struct backoffice_document **out);

/**
 * What took the goods that came with the entry of that row: a list.
 */
backoffice_status backoffice_stock_reports_forward(const char *valuation,
                                                   uint64_t origin,
                                                   struct backoffice_document **out);

/**
 * A history in a currency, by a method (`fifo`, `lifo`, `moving_average`, `periodic_average` or `hifo`), under a policy (the
 * name of one or an object), of `count` movements in any order; 0 for none.
 *
 * `day` has days since 1970-01-01; `quantity` is in 10^-`digits` of the base unit (`digits` 0 to 6), above zero for goods
 * in, below zero for goods out; `value` is what goods in are worth in all, in minor units of the currency, and is not looked
 * at for goods out. `sequence` has the number within the day; NULL for the order given, from 0. The columns are only read
 * during the call. backoffice_last_error_row names the row of what is refused.
 */
backoffice_status backoffice_history_new(const char *currency,
                                         const char *method,
                                         const char *policy,
                                         const int64_t *day,
                                         const int64_t *quantity,
                                         const int64_t *value,
                                         const int64_t *sequence,
                                         size_t count,
                                         uint32_t digits,
                                         struct backoffice_history **out);

/**
 * Enters a movement at its place, however long ago: goods in of that value in all, such as `12.00 EUR`, or with NULL goods
 * out. BACKOFFICE_STOCK_SHORT where less than nothing would be on hand, then or at a later movement; the message names the
 * first, the value is the quantity short.
 */
backoffice_status backoffice_history_insert(struct backoffice_history *history,
                                            const char *day,
                                            uint32_t sequence,
                                            const char *quantity,
                                            const char *value);

/**
 * Takes a movement out. BACKOFFICE_STOCK_UNKNOWN_REFERENCE when none is at that place.
 */
backoffice_status backoffice_history_delete(struct backoffice_history *history,
                                            const char *day,
                                            uint32_t sequence);

/**
 * Puts another movement in the place of the one at `day` and `sequence`, or elsewhere; its quantity and value are as those
 * of backoffice_history_insert. Only what comes of both is judged.
 */
backoffice_status backoffice_history_amend(struct backoffice_history *history,
                                           const char *day,
                                           uint32_t sequence,
                                           const char *new_day,
                                           uint32_t new_sequence,
                                           const char *quantity,
                                           const char *value);

/**
 * What is on hand after the last movement: an object with quantity and value.
 */
backoffice_status backoffice_history_closing(struct backoffice_history *history,
                                             struct backoffice_document **out);

/**
 * What the goods out from one day to another cost, both included; nothing when the second is before the first.
 */
backoffice_status backoffice_history_cost_between(struct backoffice_history *history,
                                                  const char *first,
                                                  const char *last,
                                                  char *out,
                                                  size_t size,
                                                  size_t *needed);

/**
 * What the goods out of each of so many calendar months cost, the first being the one that `first` is in: a list of
 * amounts.
 */
backoffice_status backoffice_history_monthly(struct backoffice_history *history,
                                             const char *first,
                                             uint32_t months,
                                             struct backoffice_document **out);

/**
 * The cost of each of the goods out in minor units, in the order of their places, and 0 for goods in. `out` has `count`
 * places, which is backoffice_history_len.
 */
backoffice_status backoffice_history_costs(struct backoffice_history *history,
                                           int64_t *out,
                                           size_t count);

/**
 * The movements from one day to another, both included: a list of objects with at (day and sequence), way (`in` or `out`),
 * quantity and value, which is the cost of goods out.
 */
backoffice_status backoffice_history_ledger(struct backoffice_history *history,
                                            const char *first,
                                            const char *last,
                                            struct backoffice_document **out);

/**
 * The movements that are not as they were at a version, and no others: a list of objects with before and after, each as in
 * backoffice_history_ledger, or null where there was or is none.
 */
backoffice_status backoffice_history_diff(struct backoffice_history *history,
                                          uint64_t since,
                                          struct backoffice_document **out);

/**
 * Forgets what changed before a version: backoffice_history_diff can then no longer go back behind it.
 */
backoffice_status backoffice_history_forget(struct backoffice_history *history, uint64_t before);

/**
 * Which way the last answer took, in words.
 */
backoffice_status backoffice_history_explain(const struct backoffice_history *history,
                                             char *out,
                                             size_t size,
                                             size_t *needed);

/**
 * How often it was changed: the version that backoffice_history_diff takes; 0 for NULL.
 */
uint64_t backoffice_history_version(const struct backoffice_history *history);

/**
 * How many movements there are; 0 for NULL.
 */
size_t backoffice_history_len(const struct backoffice_history *history);

/**
 * What is held in bytes, the index and the edits included; 0 for NULL.
 */
size_t backoffice_history_memory(const struct backoffice_history *history);

/**
 * Frees a history; NULL is fine.
 */
void backoffice_history_free(struct backoffice_history *history);

/**
 * The class of a series of demand (Syntetos, Boylan & Croston 2005): an object with class (`smooth`, `erratic`,
 * `intermittent`, `lumpy`, `no_demand`), interval and variation.
 */
backoffice_status backoffice_replenishment_classify(const double *demand,
                                                    size_t count,
                                                    struct backoffice_document **out);

/**
 * The class of each item by its value, `A`, `B` or `C`: `out` has place for `count` letters.
 */
backoffice_status backoffice_replenishment_abc(const double *values,
                                               size_t count,
                                               double a,
                                               double b,
                                               char *out);

/**
 * The class of a series by its coefficient of variation: `X` up to `x`, `Y` up to `y`, else `Z`.
 */
backoffice_status backoffice_replenishment_xyz(const double *demand,
                                               size_t count,
                                               double x,
                                               double y,
                                               char *out);

/**
 * Simple exponential smoothing, begun at the first demand: the forecast for every period to come.
 */
backoffice_status backoffice_replenishment_ses(const double *demand, size_t count, double alpha, double *out);

/**
 * Croston's method (1972): the forecast for every period to come, in units per period.
 */
backoffice_status backoffice_replenishment_croston(const double *demand,
                                                   size_t count,
                                                   double alpha,
                                                   double *out);

/**
 * The approximation of Syntetos and Boylan (2005): Croston × (1 − alpha ÷ 2).
 */
backoffice_status backoffice_replenishment_sba(const double *demand, size_t count, double alpha, double *out);

/**
 * The method of Teunter, Syntetos and Babai (2011): size by alpha, probability of demand by beta.
 */
backoffice_status backoffice_replenishment_tsb(const double *demand,
                                               size_t count,
                                               double alpha,
                                               double beta,
                                               double *out);

/**
 * ADIDA (2011): demand added up over its mean interval, smoothed, and divided again.
 */
backoffice_status backoffice_replenishment_adida(const double *demand, size_t count, double *out);

/**
 * IMAPA (2015): the mean of what backoffice_replenishment_adida gives for every interval up to the mean one.
 */
backoffice_status backoffice_replenishment_imapa(const double *demand, size_t count, double *out);

/**
 * Croston's method of many series: series i is `values[offsets[i]]` to
 * `values[offsets[i + 1] - 1]`, so there are `series` + 1 offsets. `out` has place for `series` rates, NaN where a series was
 * refused; `problems` is a list of objects with row, field, code and message.
 */
backoffice_status backoffice_replenishment_croston_many(const size_t *offsets,
                                                        size_t series,
                                                        const double *values,
                                                        size_t count,
                                                        double alpha,
                                                        double *out,
                                                        struct backoffice_document **problems);

/**
 * The approximation of Syntetos and Boylan of many series: series i is `values[offsets[i]]` to
 * `values[offsets[i + 1] - 1]`, so there are `series` + 1 offsets. `out` has place for `series` rates, NaN where a series was
 * refused; `problems` is a list of objects with row, field, code and message.
 */
backoffice_status backoffice_replenishment_sba_many(const size_t *offsets,
                                                    size_t series,
                                                    const double *values,
                                                    size_t count,
                                                    double alpha,
                                                    double *out,
                                                    struct backoffice_document **problems);

/**
 * The method of Teunter, Syntetos and Babai of many series: series i is `values[offsets[i]]` to
 * `values[offsets[i + 1] - 1]`, so there are `series` + 1 offsets. `out` has place for `series` rates, NaN where a series was
 * refused; `problems` is a list of objects with row, field, code and message.
 */
backoffice_status backoffice_replenishment_tsb_many(const size_t *offsets,
                                                    size_t series,
                                                    const double *values,
                                                    size_t count,
                                                    double alpha,
                                                    double beta,
                                                    double *out,
                                                    struct backoffice_document **problems);

/**
 * Holt's linear trend, begun at `trend` or, where that is NULL, at the second demand less the first: `out` has place for
 * `periods` forecasts.
 */
backoffice_status backoffice_replenishment_holt(const double *demand,
                                                size_t count,
                                                double alpha,
                                                double beta,
                                                const double *trend,
                                                size_t periods,
                                                double *out);

/**
 * Holt-Winters (1960) with a season of so many periods, `additive` or `multiplicative`, begun with the first two seasons:
 * `out` has place for `periods` forecasts.
 */
backoffice_status backoffice_replenishment_holt_winters(const double *demand,
                                                        size_t count,
                                                        size_t season,
                                                        const char *seasonality,
                                                        double alpha,
                                                        double beta,
                                                        double gamma,
                                                        size_t periods,
                                                        double *out);

/**
 * Safety stock under normal demand, in units, for the share of cycles without a stockout.
 */
backoffice_status backoffice_replenishment_safety_stock(struct backoffice_lead_time_demand over,
                                                        double service,
                                                        double *out);

/**
 * The reorder point under normal demand.
 */
backoffice_status backoffice_replenishment_reorder_point(struct backoffice_lead_time_demand over,
                                                         double service,
                                                         struct backoffice_reorder_point *out);

/**
 * The reorder point by what was: the least demand over a lead time that the share `service` of all stretches of the series
 * does not exceed.
 */
backoffice_status backoffice_replenishment_reorder_point_observed(const double *demand,
                                                                  size_t count,
                                                                  const size_t *lead_times,
                                                                  size_t lead_times_count,
                                                                  double service,
                                                                  struct backoffice_reorder_point *out);

/**
 * The economic order quantity; demand and holding cost are of the same period.
 */
backoffice_status backoffice_replenishment_eoq(double demand,
                                               double order_cost,
                                               double holding_cost,
                                               struct backoffice_lot *out);

/**
 * The economic order quantity when customers wait, at a cost for each unit owed for a period.
 */
backoffice_status backoffice_replenishment_eoq_backorders(double demand,
                                                          double order_cost,
                                                          double holding_cost,
                                                          double backorder_cost,
                                                          struct backoffice_lot *out);

/**
 * The order quantity with quantity discounts (`all_units` or `incremental`) that costs least, purchase included; holding a
 * unit for a period costs `rate` of its cost.
 */
backoffice_status backoffice_replenishment_eoq_discount(double demand,
                                                        double order_cost,
                                                        double rate,
                                                        const struct backoffice_price_break *breaks,
                                                        size_t count,
                                                        const char *discount,
                                                        struct backoffice_lot *out);

/**
 * The newsvendor's order for one season of normal demand.
 */
backoffice_status backoffice_replenishment_newsvendor(double mean,
                                                      double deviation,
                                                      double overage_cost,
                                                      double underage_cost,
                                                      struct backoffice_lot *out);

/**
 * The newsvendor's order for one season of Poisson demand.
 */
backoffice_status backoffice_replenishment_newsvendor_poisson(double mean,
                                                              double overage_cost,
                                                              double underage_cost,
                                                              struct backoffice_lot *out);

/**
 * Reorder point and order quantity together under normal demand, by the expected inventory level; `shortage_cost` is that of
 * a unit short.
 */
backoffice_status backoffice_replenishment_reorder_quantity(double demand,
                                                            double deviation,
                                                            double lead_time,
                                                            double order_cost,
                                                            double holding_cost,
                                                            double shortage_cost,
                                                            struct backoffice_reorder_quantity *out);

/**
 * The plan of least cost for known demand (Wagner & Whitin 1958), exactly: `periods` is a list of objects with demand,
 * order_cost and holding_cost, numbers as text; the plan an object with periods (order, stock), order_cost, holding_cost and
 * cost.
 */
backoffice_status backoffice_replenishment_wagner_whitin(const char *periods,
                                                         struct backoffice_document **out);

/**
 * How a rule does on a trial: `up_to` orders at or below `level` as much as brings the position to `size`, `fixed` the least
 * multiple of `size` that brings it above. The same trial and rule give the same bits on every machine.
 */
backoffice_status backoffice_replenishment_simulate(const struct backoffice_trial *trial,
                                                    const char *rule,
                                                    double level,
                                                    double size,
                                                    struct backoffice_performance *out);

/**
 * The level of a rule, sought on the trial in steps of `step` units from 0 up: the least with at least the fill rate, or,
 * where that is NULL, the cheapest. `rule` and `size` are those of backoffice_replenishment_simulate for a level of 0: S − s,
 * or Q.
 */
backoffice_status backoffice_replenishment_seek_level(const struct backoffice_trial *trial,
                                                      const char *rule,
                                                      double size,
                                                      const double *fill_rate,
                                                      double step,
                                                      struct backoffice_performance *out);

/**
 * Days of cover: how many periods of the forecast the stock on hand serves, and whether it runs out within it.
 */
backoffice_status backoffice_replenishment_cover(double on_hand,
                                                 const double *forecast,
                                                 size_t count,
                                                 bool *runs_out,
                                                 double *out);

/**
 * Projected availability and what can still be promised: both have place for `count` numbers.
 */
backoffice_status backoffice_replenishment_project(double on_hand,
                                                   const struct backoffice_outlook *periods,
                                                   size_t count,
                                                   double *available,
                                                   double *promisable);

/**
 * Which units of which lots will expire unsold when demand comes as forecast, served first expired, first out: an object with
 * expired and left (of each lot), short (of each period) and total.
 */
backoffice_status backoffice_replenishment_expiry_risk(const struct backoffice_expiring_lot *lots,
                                                       size_t lots_count,
                                                       const double *forecast,
                                                       size_t count,
                                                       struct backoffice_document **out);

/**
 * The border: the least whole number of packs that holds an estimated need and at least `minimum`, as an exact number.
 */
backoffice_status backoffice_replenishment_order_quantity(double need,
                                                          const char *pack,
                                                          const char *minimum,
                                                          char *out,
                                                          size_t size,
                                                          size_t *needed);

/**
 * Books the changes of one event (a list of objects with item, quantity and cost) in an inventory (an object with booking,
 * framework, cut, rounding and lots). The document has the inventory after it, and what was booked.
 * BACKOFFICE_STOCK_LOT_AMBIGUOUS, BACKOFFICE_STOCK_LOT_UNMATCHED and BACKOFFICE_STOCK_SHORT name the lots.
 */
backoffice_status backoffice_stock_lots_book(const char *inventory,
                                             const char *on,
                                             const char *changes,
                                             struct backoffice_document **out);

/**
 * The parts of an amount that fall to lines (a list of objects), which add up to it: a list of amounts. `basis` is
 * `quantity`, `value`, `weight`, `volume`, `equal` or `manual`; `residue` says who takes the minor units that are left
 * over: `largest_remainder_last`, `largest_remainder_first`, `last` or `first`.
 */
backoffice_status backoffice_stock_allocation_allocate(const char *amount,
                                                       const char *lines,
                                                       const char *basis,
                                                       const char *residue,
                                                       struct backoffice_document **out);

/**
 * Charges in several currencies (a list of objects with amount and rate) as one amount in `currency`, each rounded once by
 * a mode such as `half_up`.
 */
backoffice_status backoffice_stock_allocation_landed(const char *charges,
                                                     const char *currency,
                                                     const char *rounding,
                                                     char *out,
                                                     size_t size,
                                                     size_t *needed);

/**
 * What is left and what was sold by the retail method, from the figures of a department (an object): `method` is
 * `conventional`, `average` or `lifo`, `framework` is `ifrs` or `any`. `ratio_rounding` is how the ratio of cost to
 * retail is rounded (an object with step and mode); NULL for not at all. The document is an estimate.
 */
backoffice_status backoffice_stock_retail_estimate(const char *figures,
                                                   const char *method,
                                                   const char *framework,
                                                   const char *ratio_rounding,
                                                   struct backoffice_document **out);

/**
 * The lower of cost and net realisable value of all that is held (a list of objects), at a day. `grouping` is
 * `item_by_item` or `by_group`; `before` has the allowances that the day before left (an object, amounts by name). The
 * document is an assessment.
 */
backoffice_status backoffice_stock_nrv_assess(const char *on,
                                              const char *held,
                                              const char *grouping,
                                              const char *before,
                                              struct backoffice_document **out);

/**
 * The journal of an assessment (its JSON). `accounts` is an object with the names of allowance, write_down and
 * cost_of_sales.
 */
backoffice_status backoffice_stock_nrv_post(const char *assessment,
                                            const char *accounts,
                                            struct backoffice_journal **out);

/**
 * A quantity (an object with amount and unit) in the base unit of an item, exactly, by its units (an object with base,
 * decimals and units). BACKOFFICE_STOCK_QUANTITY_SCALE when it has no value in those decimals.
 */
backoffice_status backoffice_stock_units_in_base(const char *units,
                                                 const char *quantity,
                                                 char *out,
                                                 size_t size,
                                                 size_t *needed);

/**
 * A quantity in another unit of an item, exactly: an object with amount and unit.
 */
backoffice_status backoffice_stock_units_convert(const char *units,
                                                 const char *quantity,
                                                 const char *to,
                                                 struct backoffice_document **out);

/**
 * The same, rounded by name, once: `rounding` is an object with step and mode.
 */
backoffice_status backoffice_stock_units_convert_rounded(const char *units,
                                                         const char *quantity,
                                                         const char *to,
                                                         const char *rounding,
                                                         struct backoffice_document **out);

/**
 * The lots (a list of objects) to take a quantity from, the first to expire first. `picking` is an object with day, keeps
 * and expired_too. The document has picks, missing and passed_over.
 */
backoffice_status backoffice_stock_expiry_pick(const char *lots,
                                               const char *quantity,
                                               const char *picking,
                                               struct backoffice_document **out);

/**
 * Lots by when they expire, as of a day; `bounds` is a list of days from it, ascending. The document has expired, within
 * and keeps.
 */
backoffice_status backoffice_stock_expiry_report(const char *lots,
                                                 const char *on,
                                                 const char *bounds,
                                                 const char *currency,
                                                 struct backoffice_document **out);

/**
 * Goods held and not owned: notes (a list of objects) become moves and balances.
 */
backoffice_status backoffice_stock_consignment_held(const char *notes,
                                                    const char *currency,
                                                    struct backoffice_document **out);

/**
 * Goods owned and held elsewhere: notes (a list of objects) become moves and balances.
 */
backoffice_status backoffice_stock_consignment_placed(const char *notes,
                                                      const char *currency,
                                                      struct backoffice_document **out);

/**
 * The journal of a consignment (its JSON). `accounts` is an object with the names of inventory, on_consignment,
 * cost_of_sales and payables.
 */
backoffice_status backoffice_stock_consignment_post(const char *consignment,
                                                    const char *accounts,
                                                    struct backoffice_journal **out);

/**
 * The rules of that name (`EN16931`, `PER_LINE`, `PER_DOCUMENT`, `GOBL_PRECISE`, `GOBL_CURRENCY`) for a currency: an object that names
 * every rounding.
 */
backoffice_status backoffice_invoice_rules(const char *name,
                                           const char *currency,
                                           struct backoffice_document **out);

/**
 * What backoffice_tax_sales_decide decided, as the tax of a line.
 */
backoffice_status backoffice_invoice_tax(const char *decision, struct backoffice_document **out);

/**
 * What a document (an object with kind, currency, day and lines) comes to under rules.
 */
backoffice_status backoffice_invoice_totals(const char *written,
                                            const char *rules,
                                            struct backoffice_document **out);

/**
 * The same, with a trace of every figure.
 */
backoffice_status backoffice_invoice_totals_traced(const char *written,
                                                   const char *rules,
                                                   struct backoffice_document **out,
                                                   struct backoffice_document **trace);

/**
 * Whether what is printed of totals adds up: a judge apart from the computation.
 */
backoffice_status backoffice_invoice_adds_up(const char *totals, bool *out);

/**
 * A draft invoice: the document with its totals under rules.
 */
backoffice_status backoffice_invoice_draft(const char *written,
                                           const char *rules,
                                           struct backoffice_document **out);

/**
 * The draft with another document in its place; refused once it has a number.
 */
backoffice_status backoffice_invoice_change(const char *draft,
                                            const char *written,
                                            struct backoffice_document **out);

/**
 * The invoice with its number, immutable from then on.
 */
backoffice_status backoffice_invoice_issue(const char *draft,
                                           const char *number,
                                           struct backoffice_document **out);

/**
 * The invoice marked as corrected by another document: `by` is an object with number, day and reason.
 */
backoffice_status backoffice_invoice_correct(const char *issued,
                                             const char *by,
                                             struct backoffice_document **out);

/**
 * The invoice marked as having taken no effect, with the reason; its record and its number are kept.
 */
backoffice_status backoffice_invoice_void(const char *issued,
                                          const char *on,
                                          const char *reason,
                                          struct backoffice_document **out);

/**
 * Where an invoice stands, a JSON text: `"draft"`, `"issued"`, `"corrected"` or `"voided"`.
 */
backoffice_status backoffice_invoice_state(const char *invoice, struct backoffice_document **out);

/**
 * What a final invoice deducts of an issued advance invoice: one of the list `advances` of a document.
 */
backoffice_status backoffice_invoice_advance(const char *issued, struct backoffice_document **out);

/**
 * The day that decides rate and return of a document, a JSON text: its `tax_point`, else its `day`.
 */
backoffice_status backoffice_invoice_tax_point(const char *written, struct backoffice_document **out);

/**
 * A draft credit note for an issued invoice, less what earlier credit notes (a list) took. `what` is `"whole"` or
 * an object `{"lines": [{"line": 0, "quantity": "1"}]}`.
 */
backoffice_status backoffice_invoice_credit(const char *original,
                                            const char *earlier,
                                            const char *what,
                                            const char *on,
                                            struct backoffice_document **out);

/**
 * The journal of an issued invoice or credit note. `accounts` is an object with receivable, revenue and tax.
 */
backoffice_status backoffice_invoice_post(const char *issued,
                                          const char *accounts,
                                          struct backoffice_journal **out);

/**
 * Where a chain of that scheme (`canonical_json`) begins.
 */
backoffice_status backoffice_chain_start(const char *scheme, struct backoffice_document **out);

/**
 * The issued invoice with its record in the chain, and where the chain ends now.
 */
backoffice_status backoffice_chain_append(const char *head,
                                          const char *issued,
                                          struct backoffice_document **out,
                                          struct backoffice_document **head_after);

/**
 * BACKOFFICE_OK when every document of the book (a list of sealed invoices) is as it was, else
 * BACKOFFICE_INVOICE_CHAIN_BROKEN, the field naming its place. `head` is where the chain ended, or NULL.
 */
backoffice_status backoffice_chain_audit(const char *book, const char *head);

/**
 * What is hashed of an issued invoice: canonical JSON (RFC 8785).
 */
backoffice_status backoffice_chain_canonical(const char *issued, char *out, size_t size, size_t *needed);

/**
 * Where a tax office's chain of that scheme (`verifactu`, `zatca`, `rksv` …) begins.
 */
backoffice_status backoffice_fiscal_start(const char *scheme, struct backoffice_document **out);

/**
 * The text of the next record of a tax office's chain: what is hashed, and what the caller signs.
 */
backoffice_status backoffice_fiscal_text(const char *head,
                                         const char *entry,
                                         char *out,
                                         size_t size,
                                         size_t *needed);

/**
 * The next record of a tax office's chain, and where the chain ends now. `signature` is of the record's text, or NULL
 * where the scheme needs none.
 */
backoffice_status backoffice_fiscal_append(const char *head,
                                           const char *entry,
                                           const char *signature,
                                           struct backoffice_document **out,
                                           struct backoffice_document **head_after);

/**
 * The next records of a tax office's chain, of a list of entries, and where the chain ends then: for a store that links
 * many in one transaction. `sign` is called with `data` and each text, on the calling thread; NULL where the scheme
 * needs no signature. All or nothing.
 */
backoffice_status backoffice_fiscal_append_many(const char *head,
                                                const char *entries,
                                                backoffice_signer sign,
                                                void *data,
                                                struct backoffice_document **out,
                                                struct backoffice_document **head_after);

/**
 * How far a book of records is proved, when every record is as it was, else BACKOFFICE_INVOICE_CHAIN_BROKEN, the field
 * naming the first that is not (`records.3.total`). `head` is where the chain ended, or NULL. `start` is where the book
 * begins, or NULL for the chain's beginning. `check` is called with `data`, a text and its signature on the calling
 * thread; when it is NULL and the texts are signed, the proof is `unsigned`.
 */
backoffice_status backoffice_fiscal_verify(const char *start,
                                           const char *book,
                                           const char *head,
                                           backoffice_signature_check check,
                                           void *data,
                                           struct backoffice_document **out);

/**
 * What is signed of an Austrian receipt's text: the JWS without its signature.
 */
backoffice_status backoffice_rksv_signing_input(const char *written, char *out, size_t size, size_t *needed);

/**
 * The turnover field of an Austrian receipt: the counter after it, in cents, encrypted. `key` is 32 bytes in base64,
 * `length` how many bytes the till's counter has, 5 to 8.
 */
backoffice_status backoffice_rksv_encrypt_turnover(const char *key,
                                                   const char *cash_box,
                                                   const char *number,
                                                   int64_t cents,
                                                   size_t length,
                                                   char *out,
                                                   size_t size,
                                                   size_t *needed);

/**
 * The turnover counter of an Austrian receipt, in cents; BACKOFFICE_INPUT_MISSING for a training receipt or a
 * cancellation, which have none.
 */
backoffice_status backoffice_rksv_decrypt_turnover(const char *key,
                                                   const char *cash_box,
                                                   const char *number,
                                                   const char *turnover,
                                                   int64_t *out);

/**
 * The data of a German receipt: `gross` is a list of five amounts by rate, `payments` of objects with amount, kind (`Bar`
 * or `Unbar`) and currency.
 */
backoffice_status backoffice_tse_process_data(const char *kind,
                                              const char *gross,
                                              const char *payments,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * The unique code of a Portuguese document: the code that the tax office gave to the series, and the number in it.
 */
backoffice_status backoffice_portugal_atcud(const char *series_code,
                                            uint64_t number,
                                            char *out,
                                            size_t size,
                                            size_t *needed);

/**
 * A JSON text in canonical form (RFC 8785): what goes into a Merkle ledger. Numbers that are not whole, or beyond
 * 2^53 - 1, are refused.
 */
backoffice_status backoffice_chain_canonicalize(const char *record,
                                                char *out,
                                                size_t size,
                                                size_t *needed);

/**
 * The hash of a record of `length` bytes, as a Merkle ledger has it: what a store keeps to make proofs later.
 */
backoffice_status backoffice_merkle_leaf(const uint8_t *record,
                                         size_t length,
                                         char *out,
                                         size_t size,
                                         size_t *needed);

/**
 * A record of `length` bytes at the end of a Merkle ledger of which only the frontier is kept: the frontier after it,
 * and the head. `frontier` is what this function gave before, or NULL for a ledger without records.
 */
backoffice_status backoffice_merkle_append(const char *frontier,
                                           const uint8_t *record,
                                           size_t length,
                                           struct backoffice_document **frontier_after,
                                           struct backoffice_document **head);

/**
 * BACKOFFICE_OK when a record of `length` bytes is in the ledger of `head` at `index`, from 0; else
 * BACKOFFICE_INVOICE_CHAIN_PROOF. `proof` is a list of hashes.
 */
backoffice_status backoffice_merkle_verify_inclusion(const uint8_t *record,
                                                     size_t length,
                                                     uint64_t index,
                                                     const char *proof,
                                                     const char *head);

/**
 * BACKOFFICE_OK when the ledger of an earlier head is the beginning of that of a later one, else
 * BACKOFFICE_INVOICE_CHAIN_PROOF. `proof` is a list of hashes.
 */
backoffice_status backoffice_merkle_verify_consistency(const char *earlier,
                                                       const char *later,
                                                       const char *proof);

/**
 * The tree of the records with these hashes, a list of what backoffice_merkle_leaf gave; NULL for none.
 */
backoffice_status backoffice_tree_new(const char *leaves, struct backoffice_tree **out);

/**
 * Appends a record of `length` bytes; gives its place.
 */
backoffice_status backoffice_tree_append(struct backoffice_tree *tree,
                                         const uint8_t *record,
                                         size_t length,
                                         uint64_t *out);

/**
 * How many records there are; 0 for NULL.
 */
uint64_t backoffice_tree_count(const struct backoffice_tree *tree);

/**
 * What the auditor keeps of the first `count` records: an object with count and root.
 */
backoffice_status backoffice_tree_head(const struct backoffice_tree *tree,
                                       uint64_t count,
                                       struct backoffice_document **out);

/**
 * That the record at `index` is in the ledger of the first `count` records: a list of hashes.
 */
backoffice_status backoffice_tree_inclusion_proof(const struct backoffice_tree *tree,
                                                  uint64_t index,
                                                  uint64_t count,
                                                  struct backoffice_document **out);

/**
 * That the ledger of the first `count` records begins with its first `earlier` ones as they were: a list of hashes.
 */
backoffice_status backoffice_tree_consistency_proof(const struct backoffice_tree *tree,
                                                    uint64_t earlier,
                                                    uint64_t count,
                                                    struct backoffice_document **out);

/**
 * Frees a tree; NULL is fine.
 */
void backoffice_tree_free(struct backoffice_tree *tree);

/**
 * The table of the series, to be sent to a database; lasts as long as the program.
 */
const char *backoffice_numbering_schema(void);

/**
 * A statement on that table (`create`, `read`, `claim`, `swap`) with the places of a driver (`colon`, `dollar`,
 * `percent`, `question`): an object with text and names, the names of its values in the order in which they are bound.
 */
backoffice_status backoffice_numbering_statement(const char *statement,
                                                 const char *placeholders,
                                                 struct backoffice_document **out);

/**
 * Gaps, repetitions and order of counters (a list) within a scope, an object with first, next, voids, reserved and
 * told.
 */
backoffice_status backoffice_numbering_audit(const char *numbers,
                                             const char *scope,
                                             struct backoffice_document **out);

/**
 * What the law of a country asks of invoice numbers, by its ISO code.
 */
backoffice_status backoffice_numbering_profile(const char *country, struct backoffice_document **out);

/**
 * backoffice_numbering_profile, when it was law on that day.
 */
backoffice_status backoffice_numbering_profile_on(const char *country,
                                                  const char *on,
                                                  struct backoffice_document **out);

/**
 * A profile as a pack writes it (TOML): for a law that is not here.
 */
backoffice_status backoffice_numbering_profile_parse(const char *toml, struct backoffice_document **out);

/**
 * What a series does not keep of a profile that numbers such documents (a list of `invoice`, `simplified`,
 * `corrective`, `self_billed`, `credit_note`, `debit_note`, `invoice_receipt`), as its next number would be written on
 * that day.
 */
backoffice_status backoffice_numbering_check_series(const char *profile,
                                                    const struct backoffice_series *series,
                                                    const char *uses,
                                                    const char *on,
                                                    struct backoffice_document **out);

/**
 * What numbers (a list of pairs of number and day) do not keep of a profile: a list of objects with number and
 * reason.
 */
backoffice_status backoffice_numbering_check(const char *profile,
                                             const char *numbers,
                                             struct backoffice_document **out);

/**
 * What the counters of one series (a list), in the order in which they were issued, do not keep of a profile.
 */
backoffice_status backoffice_numbering_check_counters(const char *profile,
                                                      const char *counters,
                                                      const char *voids,
                                                      struct backoffice_document **out);

/**
 * Reads a series from JSON: an object with id, pattern (`INV-{year}-{number:5}`) and restart (`never`, `yearly`,
 * `monthly`, `fiscal`), and what else was stored.
 */
backoffice_status backoffice_series_parse(const char *stored,
                                          struct backoffice_series **out);

/**
 * Gives the next number, for a document of that day. A buffer that is too small leaves the series as it was.
 */
backoffice_status backoffice_series_issue(struct backoffice_series *series,
                                          const char *on,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * Gives numbers for documents of those days (a list), in that order: a list of objects with day, counter and text.
 */
backoffice_status backoffice_series_issue_many(struct backoffice_series *series,
                                               const char *days,
                                               struct backoffice_document **out);

/**
 * A claim on numbers for documents of those days (a list), for a store that locks the row: an object whose fields are
 * those of the store's statement.
 */
backoffice_status backoffice_series_claim(const struct backoffice_series *series,
                                          const char *days,
                                          struct backoffice_document **out);

/**
 * What to bind to the statement "claim", a list in the order of its names, for a claim of backoffice_series_claim.
 */
backoffice_status backoffice_claim_values(const char *claim,
                                          const char *statement,
                                          const char *placeholders,
                                          struct backoffice_document **out);

/**
 * Why the statement "claim" gave no row back: always a failure. `stored` is the series read after the claim in the
 * same transaction, or NULL when there is none.
 */
backoffice_status backoffice_claim_refused(const char *claim,
                                           const struct backoffice_series *stored);

/**
 * Gives the numbers of a claim that the store granted: `grant` is the row that the statement "claim" gave back, as an
 * object with first, last and version.
 */
backoffice_status backoffice_series_granted(struct backoffice_series *series,
                                            const char *claim,
                                            const char *grant,
                                            struct backoffice_document **out);

/**
 * What to bind to the statement "create" or "read", a list in the order of its names.
 */
backoffice_status backoffice_series_row(const struct backoffice_series *series,
                                        const char *statement,
                                        const char *placeholders,
                                        struct backoffice_document **out);

/**
 * The series of a row that the statement "read" gave: a list of its nine values in their order.
 */
backoffice_status backoffice_series_from_row(const char *row, struct backoffice_series **out);

/**
 * What to bind to the statement "swap", a list in the order of its names: stores the series as long as the stored one
 * has the version that was read.
 */
backoffice_status backoffice_series_swap(const struct backoffice_series *series,
                                         uint64_t read_version,
                                         const char *placeholders,
                                         struct backoffice_document **out);

/**
 * BACKOFFICE_OK when the series is still the one that was read at that version, else
 * BACKOFFICE_INVOICE_SERIES_CONFLICT: read it again and issue again.
 */
backoffice_status backoffice_series_unchanged(const struct backoffice_series *series, uint64_t read_version);

/**
 * What a number of this series says: an object with number, and year, month and fiscal_year where the pattern has them.
 */
backoffice_status backoffice_series_read(const struct backoffice_series *series,
                                         const char *number,
                                         struct backoffice_document **out);

/**
 * What an auditor asks first of numbers and voids (lists): an object with gaps, repeats and out_of_order.
 */
backoffice_status backoffice_series_audit(const struct backoffice_series *series,
                                          const char *numbers,
                                          const char *voids,
                                          struct backoffice_document **out);

/**
 * What stands around the counter of a number of that day: an object with before, width (the least number of digits) and
 * after; null when check digits follow it.
 */
backoffice_status backoffice_series_frame(const struct backoffice_series *series,
                                          const char *on,
                                          struct backoffice_document **out);

/**
 * Holds the books of a series (an object with entries, first, voids, reserved, closed and told) against what it has
 * given: an object with gaps, repeats, out_of_order, beyond, wrong_day, wrong_check, altered, lost and changed.
 */
backoffice_status backoffice_series_audit_books(const struct backoffice_series *series,
                                                const char *books,
                                                struct backoffice_document **out);

/**
 * Takes the next numbers out of the series for a till that goes off-line.
 */
backoffice_status backoffice_series_reserve(struct backoffice_series *series,
                                            const char *till,
                                            uint64_t count,
                                            const char *on,
                                            struct backoffice_block **out);

/**
 * A claim on a block of numbers, for a store that locks the row; as backoffice_series_claim.
 */
backoffice_status backoffice_series_claim_block(const struct backoffice_series *series,
                                                uint64_t count,
                                                const char *on,
                                                struct backoffice_document **out);

/**
 * The block of a claim that the store granted, for that till; as backoffice_series_granted.
 */
backoffice_status backoffice_series_granted_block(struct backoffice_series *series,
                                                  const char *claim,
                                                  const char *grant,
                                                  const char *till,
                                                  struct backoffice_block **out);

/**
 * The series as JSON, to be stored; belongs to the series and lasts until it is changed. NULL for NULL.
 */
const char *backoffice_series_json(const struct backoffice_series *series);

/**
 * Frees a series; NULL is fine.
 */
void backoffice_series_free(struct backoffice_series *series);

/**
 * A desk that hands out the numbers of a series, of which it takes a copy.
 */
backoffice_status backoffice_allocator_new(const struct backoffice_series *series,
                                           struct backoffice_allocator **out);

/**
 * The desk that was stored as JSON.
 */
backoffice_status backoffice_allocator_parse(const char *stored, struct backoffice_allocator **out);

/**
 * Hands out the next number: an object with day, counter and text, which _commit and _abandon take.
 */
backoffice_status backoffice_allocator_allocate(struct backoffice_allocator *allocator,
                                                const char *on,
                                                struct backoffice_document **out);

/**
 * Takes a block of numbers for a till that goes off-line.
 */
backoffice_status backoffice_allocator_reserve(struct backoffice_allocator *allocator,
                                               const char *till,
                                               uint64_t count,
                                               const char *on,
                                               struct backoffice_block **out);

/**
 * The number's document is safe.
 */
backoffice_status backoffice_allocator_commit(struct backoffice_allocator *allocator, const char *number);

/**
 * The number will have no document, for that reason: `"returned"` to the series, or an object that says it is void.
 */
backoffice_status backoffice_allocator_abandon(struct backoffice_allocator *allocator,
                                               const char *number,
                                               const char *reason,
                                               struct backoffice_document **out);

/**
 * The desk as JSON, to be stored: an object with series, open and voids; belongs to the desk and lasts until it is
 * changed. NULL for NULL.
 */
const char *backoffice_allocator_json(const struct backoffice_allocator *allocator);

/**
 * Frees a desk; NULL is fine.
 */
void backoffice_allocator_free(struct backoffice_allocator *allocator);

/**
 * The block that was stored as JSON.
 */
backoffice_status backoffice_block_parse(const char *stored, struct backoffice_block **out);

/**
 * Gives the next number of the block, for a document of that day: an object with day, counter and text.
 */
backoffice_status backoffice_block_issue(struct backoffice_block *block,
                                         const char *on,
                                         struct backoffice_document **out);

/**
 * Declares a number of the block void that no document has after all, for that reason.
 */
backoffice_status backoffice_block_void(struct backoffice_block *block,
                                        const char *number,
                                        const char *reason);

/**
 * Gives the last numbers that are left to another till, as a block of its own.
 */
backoffice_status backoffice_block_hand_over(struct backoffice_block *block,
                                             uint64_t count,
                                             const char *till,
                                             struct backoffice_block **out);

/**
 * What became of the block's numbers, what is left being void for that reason: an object with till, numbers and voids.
 * The block itself stays as it is, and is to be freed.
 */
backoffice_status backoffice_block_close(const struct backoffice_block *block,
                                         const char *reason,
                                         struct backoffice_document **out);

/**
 * What an audit has to know of a block as long as it is not closed: an object with period, first and last.
 */
backoffice_status backoffice_block_reserved(const struct backoffice_block *block,
                                            struct backoffice_document **out);

/**
 * How many numbers are left; 0 for NULL.
 */
uint64_t backoffice_block_left(const struct backoffice_block *block);

/**
 * The block as JSON, to be stored: an object with series, till, numbers and voids; belongs to the block and lasts until
 * it is changed. NULL for NULL.
 */
const char *backoffice_block_json(const struct backoffice_block *block);

/**
 * Frees a block; NULL is fine.
 */
void backoffice_block_free(struct backoffice_block *block);

/**
 * The drafts (a list) that correct an issued invoice into what it should have said. `earlier` is the list of its credit
 * notes, `corrected` the whole document as it should have been, `method` is `difference` or `replacement`.
 */
backoffice_status backoffice_invoice_corrections(const char *original,
                                                 const char *earlier,
                                                 const char *corrected,
                                                 const char *method,
                                                 const char *reason,
                                                 const char *on,
                                                 struct backoffice_document **out);

/**
 * The final document with what issued advance invoices, less their credit notes (one list), charged taken off.
 */
backoffice_status backoffice_invoice_deduct(const char *written,
                                            const char *rules,
                                            const char *invoiced,
                                            struct backoffice_document **out);

/**
 * The tax that the buyer owes and asks back on a purchase whose seller charged none: a list of pairs, the entry of
 * `accounts.reverse` and the row with its tax.
 */
backoffice_status backoffice_invoice_reverse_charged(const char *purchase,
                                                     const char *accounts,
                                                     struct backoffice_document **out);

/**
 * The accounts for a document that takes back, or adds to, an advance invoice.
 */
backoffice_status backoffice_invoice_accounts_of_deposits(const char *accounts,
                                                          struct backoffice_document **out);

/**
 * What is owed of an invoice, in its currency and as it is booked: an object with owed and booked.
 */
backoffice_status backoffice_invoice_claim(const char *invoice, struct backoffice_document **out);

/**
 * What a payment does to a claim: an object with cleared, difference and left. `paid` is in the document's currency,
 * `received` in that of the books; both are objects with amount and currency.
 */
backoffice_status backoffice_invoice_claim_settle(const char *claim,
                                                  const char *paid,
                                                  const char *received,
                                                  const char *rounding,
                                                  struct backoffice_document **out);

/**
 * What every checked rule says of a document (an object with currency, lines, totals and breakdown; figures as their
 * texts stand, rates in per cent): an object with passed, failed and findings. `strength` is `exact` or `official`.
 * Whatever is stated is judged; only what is no such object is refused.
 */
backoffice_status backoffice_invoice_validate(const char *stated,
                                              const char *strength,
                                              struct backoffice_document **out);

/**
 * What became of a rule in a report of backoffice_invoice_validate: `passed`, `failed` or `not_checked`.
 */
backoffice_status backoffice_invoice_verdict(const char *report,
                                             const char *rule,
                                             char *out,
                                             size_t size,
                                             size_t *needed);

/**
 * The rules that are checked: a list of objects with id, text and official.
 */
backoffice_status backoffice_invoice_rules_checked(struct backoffice_document **out);

/**
 * What an invoice of these books states, to be judged like any other.
 */
backoffice_status backoffice_invoice_stated(const char *invoice, struct backoffice_document **out);

/**
 * The payment reference of a number. Schemes: `rf`, `finnish`, `estonian`, `kid_mod10`, `kid_mod11`, `ocr`,
 * `ocr_length`, `qrr`, `belgian`, `slovenian`,
 * `slovenian_groups`, `croatian`.
 */
backoffice_status backoffice_reference_make(const char *scheme,
                                            const char *number,
                                            char *out,
                                            size_t size,
                                            size_t *needed);

/**
 * BACKOFFICE_OK when a text, written as a person writes it, is a payment reference of that scheme.
 */
backoffice_status backoffice_reference_check(const char *scheme, const char *reference);

/**
 * A payment reference without spaces and signs: how it is stored and compared.
 */
backoffice_status backoffice_reference_parse(const char *scheme,
                                             const char *reference,
                                             char *out,
                                             size_t size,
                                             size_t *needed);

/**
 * A payment reference as it is printed.
 */
backoffice_status backoffice_reference_format(const char *scheme,
                                              const char *reference,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * The IBAN of an account: the country's code, and the account number as the country writes it in an IBAN (BBAN).
 */
backoffice_status backoffice_iban_make(const char *country,
                                       const char *bban,
                                       char *out,
                                       size_t size,
                                       size_t *needed);

/**
 * BACKOFFICE_OK when a text is an IBAN; spaces are left out.
 */
backoffice_status backoffice_iban_check(const char *iban);

/**
 * An IBAN without spaces, letters in upper case.
 */
backoffice_status backoffice_iban_parse(const char *iban, char *out, size_t size, size_t *needed);

/**
 * An IBAN in groups of four.
 */
backoffice_status backoffice_iban_format(const char *iban, char *out, size_t size, size_t *needed);

/**
 * Whether an IBAN is a QR-IBAN, which takes a QR reference and nothing else.
 */
backoffice_status backoffice_iban_is_qr_iban(const char *iban, bool *out);

/**
 * What the IBAN of a country looks like: an object with code, length and bban.
 */
backoffice_status backoffice_iban_country(const char *code, struct backoffice_document **out);

/**
 * BACKOFFICE_OK when a text is a VAT number of the country, told by the prefix of its numbers (`EL` for Greece, `EU` for
 * the one-stop shop, `XI` for Northern Ireland).
 */
backoffice_status backoffice_tax_number_check(const char *country,
                                              const char *tax_number);

/**
 * A VAT number with its prefix, without spaces and signs.
 */
backoffice_status backoffice_tax_number_parse(const char *country,
                                              const char *tax_number,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * BACKOFFICE_OK when a text is an enterprise number of Switzerland (`CH`) or Norway (`NO`), without the mark that makes
 * a VAT number of it.
 */
backoffice_status backoffice_tax_number_check_enterprise(const char *country,
                                                         const char *tax_number);

/**
 * The text of the EPC's QR code for a SEPA transfer: an object with name, iban and what else is known.
 */
backoffice_status backoffice_qr_sepa(const char *transfer, char *out, size_t size, size_t *needed);

/**
 * The text of the Swiss QR code for a bill: an object with iban, creditor, currency and what else is known.
 */
backoffice_status backoffice_qr_swiss(const char *bill, char *out, size_t size, size_t *needed);

/**
 * Puts payments (a list of objects) to open documents (a list of objects) by a policy (an object). The document is an
 * allocation: applied, items, on_account, problems. BACKOFFICE_INVOICE_PAYMENT_CURRENCY and its like are problems, by
 * the place of the payment.
 */
backoffice_status backoffice_receivables_allocate(const char *items,
                                                  const char *payments,
                                                  const char *policy,
                                                  struct backoffice_document **out);

/**
 * BACKOFFICE_OK when an allocation (its JSON) of these documents and payments lost nothing, else
 * BACKOFFICE_LEDGER_UNBALANCED.
 */
backoffice_status backoffice_receivables_conserved(const char *allocation,
                                                   const char *items,
                                                   const char *payments);

/**
 * The journal of an allocation (its JSON). `accounts` is an object with the names of bank, receivable, on_account,
 * discount, written_off and exchange_difference.
 */
backoffice_status backoffice_receivables_post(const char *allocation,
                                              const char *accounts,
                                              struct backoffice_journal **out);

/**
 * What is open on a day, by customer and currency, sorted by days late. `bounds` is a list such as [30, 60, 90].
 */
backoffice_status backoffice_receivables_age(const char *items,
                                             const char *on,
                                             const char *bounds,
                                             struct backoffice_document **out);

/**
 * The reminders that are due on a day. `levels` is a list of objects with name, days_late, days_after_last and fees,
 * `sent` what was sent before: number, level (from 0) and day.
 */
backoffice_status backoffice_receivables_remind(const char *items,
                                                const char *on,
                                                const char *levels,
                                                const char *sent,
                                                struct backoffice_document **out);

/**
 * Simple interest on a principal from a day to a day, both included. `reductions` is a list of payments (day, amount),
 * `rates` of dated rates (since, rate, source), `days` one of actual365, actual360 and actual_actual, `by` a rounding.
 */
backoffice_status backoffice_receivables_interest(const char *principal,
                                                  const char *reductions,
                                                  const char *first,
                                                  const char *last,
                                                  const char *rates,
                                                  const char *days,
                                                  const char *by,
                                                  struct backoffice_document **out);

/**
 * When the money of open documents is expected, by week and by document. `history` is a list of documents that were
 * paid (customer, due, paid), `minimum` how many it takes to learn from them.
 */
backoffice_status backoffice_receivables_expect(const char *items,
                                                const char *history,
                                                const char *on,
                                                uint32_t minimum,
                                                struct backoffice_document **out);

/**
 * The return pack of that id which came with this version, such as `gb.vat`: an object with id, revision, title, currency,
 * since, until, group_by, source and box.
 */
backoffice_status backoffice_tax_returns_pack(const char *id,
                                              struct backoffice_document **out);

/**
 * A return pack read from its TOML text.
 */
backoffice_status backoffice_tax_returns_parse(const char *toml, struct backoffice_document **out);

/**
 * A return filled from tax lines whose tax point lies between two days, both included: an object with boxes, groups, untaken,
 * outside and problems. `lines` is a list of objects with tax_point, side, home, place, category, rate, base, tax and
 * document; `pack` one from backoffice_tax_returns_pack or _parse.
 */
backoffice_status backoffice_tax_returns_fill(const char *lines,
                                              const char *pack,
                                              const char *first,
                                              const char *last,
                                              struct backoffice_document **out);

/**
 * Tax lines against the journal of the same documents: an object with differences, empty when they agree to the cent.
 * `accounts` is a list of objects with side, category, account and, at will, rate.
 */
backoffice_status backoffice_tax_returns_reconcile(const char *lines,
                                                   const struct backoffice_journal *journal,
                                                   const char *accounts,
                                                   struct backoffice_document **out);

/**
 * Refuses a reconciliation that has differences, naming code, account and amounts.
 */
backoffice_status backoffice_tax_returns_agreed(const char *reconciliation);

/**
 * What a return asks of a document, by what was decided about a sale: an object with home, place, supplied, counterparty,
 * counterparty_number, from, scheme, triangular and own_tax.
 */
backoffice_status backoffice_invoice_filing_sold(const char *home,
                                                 const char *supply,
                                                 const char *decision,
                                                 struct backoffice_document **out);

/**
 * The same about a purchase, by what backoffice_tax_sales_acquire decided.
 */
backoffice_status backoffice_invoice_filing_bought(const char *home,
                                                   const char *supply,
                                                   const char *decision,
                                                   struct backoffice_document **out);

/**
 * The tax lines of an issued document: a list of objects. `filing` is one of the two above, or written by hand.
 */
backoffice_status backoffice_invoice_tax_lines(const char *issued,
                                               const char *filing,
                                               struct backoffice_document **out);

/**
 * The payslip of an employee (an object with id, frequency, basis, profile …) for a period: `pays` is a list of
 * elements of pay. The document is a slip; its text is the slip as people know it.
 */
backoffice_status backoffice_payroll_slip(const char *employee,
                                          const struct backoffice_period *within,
                                          const char *pay_day,
                                          const char *pays,
                                          const struct backoffice_pack *pack,
                                          struct backoffice_document **out);

/**
 * The same, with a trace of every figure, whose text is a drawn tree.
 */
backoffice_status backoffice_payroll_slip_traced(const char *employee,
                                                 const struct backoffice_period *within,
                                                 const char *pay_day,
                                                 const char *pays,
                                                 const struct backoffice_pack *pack,
                                                 struct backoffice_document **out,
                                                 struct backoffice_document **trace);

/**
 * Pays many people on one day: `rows` is a list of objects with employee and pays. The document has slips, and
 * problems of the rows that could not be done. `go_on`, when it is not NULL, is asked before each row, with
 * `data`, the rows done and the rows in all, on the calling thread; by saying false it ends the run with
 * BACKOFFICE_RUN_CANCELLED.
 */
backoffice_status backoffice_payroll_run(const char *rows,
                                         const struct backoffice_period *within,
                                         const char *pay_day,
                                         const struct backoffice_pack *pack,
                                         backoffice_rows_go_on go_on,
                                         void *data,
                                         struct backoffice_document **out);

/**
 * The sums over all slips of a run.
 */
backoffice_status backoffice_payroll_totals(const char *run, struct backoffice_document **out);

/**
 * The journal of a slip. `accounts` is an object with wages, contributions, pension, expenses, net_pay,
 * pension_payable, other_deductions and authorities.
 */
backoffice_status backoffice_payroll_post(const char *slip,
                                          const char *accounts,
                                          struct backoffice_journal **out);

/**
 * The journal of all slips of a run.
 */
backoffice_status backoffice_payroll_post_run(const char *run,
                                              const char *accounts,
                                              struct backoffice_journal **out);

/**
 * A slip as text, with its trace below it unless that is NULL.
 */
backoffice_status backoffice_payroll_text(const char *slip,
                                          const char *trace,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * A slip as a fragment of HTML, with its trace folded away below it unless that is NULL.
 */
backoffice_status backoffice_payroll_html(const char *slip,
                                          const char *trace,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * A slip as a whole page of HTML.
 */
backoffice_status backoffice_payroll_page(const char *slip,
                                          const char *trace,
                                          char *out,
                                          size_t size,
                                          size_t *needed);

/**
 * What a pension scheme (an object with name, employee, employer, on, arrangement and rounding) takes from that
 * much pensionable pay.
 */
backoffice_status backoffice_payroll_contributions(const char *scheme,
                                                   const char *pensionable,
                                                   struct backoffice_document **out);

/**
 * Counts one worked shift (an object with start and end, such as `2026-11-02T18:00`, breaks and day) by rules of
 * night, holiday, day-off and overtime premiums.
 */
backoffice_status backoffice_hours_count(const char *shift,
                                         const char *rules,
                                         struct backoffice_document **out);

/**
 * Counts the shifts of one person (a list), in order.
 */
backoffice_status backoffice_hours_count_all(const char *shifts,
                                             const char *rules,
                                             struct backoffice_document **out);

/**
 * The elements of pay that the shifts of one person (a list) come to: what backoffice_payroll_slip takes.
 */
backoffice_status backoffice_hours_pays(const char *shifts,
                                        const char *rules,
                                        struct backoffice_document **out);

/**
 * The pay of counted hours at a rate by the hour such as `12.71 GBP`, rounded once.
 */
backoffice_status backoffice_hours_pay(const char *counted,
                                       const char *rate,
                                       const struct backoffice_rounding *by,
                                       char *out,
                                       size_t size,
                                       size_t *needed);

/**
 * The rate that holds of those set at each level (an object with priority, shift, position, location, schedule and
 * company).
 */
backoffice_status backoffice_hours_rate(const char *rates,
                                        char *out,
                                        size_t size,
                                        size_t *needed);

/**
 * The salary information file of the United Arab Emirates for a bank: an object with employer_id, employer_bank,
 * created (`2009-07-16T11:07`), month (a period), currency, reference and employees, each with id, agent, account,
 * period, days, fixed, variable and leave_days. Lines end with a carriage return and a line feed.
 */
backoffice_status backoffice_sif_text(const char *file,
                                      char *out,
                                      size_t size,
                                      size_t *needed);

/**
 * BACKOFFICE_OK when a salary information file is as the bank wants it; the error names the record and the field, such
 * as `SCR.total`, and the line as its row.
 */
backoffice_status backoffice_sif_check(const char *sif);

/**
 * Reads a salary information file and checks it: the object that backoffice_sif_text takes.
 */
backoffice_status backoffice_sif_read(const char *sif, struct backoffice_document **out);

/**
 * The best roster found for a model (an object with period, people, shifts, demand, requirements, requests, locked,
 * forbidden, couplings, clock and rules) within the budget. Where not all hard rules can be kept it breaks them as little
 * as was found: its `hard` tells how many.
 *
 * `go_on`, when it is not NULL, is asked now and then, with `data`, on the calling thread; by saying false it ends the
 * search: the best roster so far is given, and BACKOFFICE_RUN_CANCELLED where there is none yet.
 */
backoffice_status backoffice_scheduling_solve(const char *model,
                                              struct backoffice_budget budget,
                                              backoffice_search_go_on go_on,
                                              void *data,
                                              struct backoffice_roster **out);

/**
 * As backoffice_scheduling_solve, beginning with a roster that is known (a list of assignments), which the result is
 * never worse than.
 */
backoffice_status backoffice_scheduling_solve_from(const char *model,
                                                   const char *known,
                                                   struct backoffice_budget budget,
                                                   backoffice_search_go_on go_on,
                                                   void *data,
                                                   struct backoffice_roster **out);

/**
 * The roster that was stored as JSON.
 */
backoffice_status backoffice_roster_parse(const char *document, struct backoffice_roster **out);

/**
 * How many assignments it has; 0 for NULL.
 */
size_t backoffice_roster_count(const struct backoffice_roster *roster);

/**
 * The assignment at a place, from 0: by day, person and shift.
 */
backoffice_status backoffice_roster_get(const struct backoffice_roster *roster,
                                        size_t index,
                                        struct backoffice_assignment *out);

/**
 * How many needs are not met; 0 for NULL.
 */
size_t backoffice_roster_gaps(const struct backoffice_roster *roster);

/**
 * What is short at a place, from 0, and why, in words; belongs to the roster. NULL where there is none.
 */
const char *backoffice_roster_gap(const struct backoffice_roster *roster, size_t index);

/**
 * The whole roster as JSON; belongs to the roster. NULL for NULL.
 */
const char *backoffice_roster_json(const struct backoffice_roster *roster);

/**
 * The roster as a table of people and days; belongs to the roster. NULL for NULL.
 */
const char *backoffice_roster_text(const struct backoffice_roster *roster);

/**
 * Frees a roster; NULL is fine.
 */
void backoffice_roster_free(struct backoffice_roster *roster);

/**
 * BACKOFFICE_OK when a model makes sense: names are unique and known, times are times, shifts have a length.
 */
backoffice_status backoffice_scheduling_check(const char *model);

/**
 * The JSON schema (draft 2020-12) of a model.
 */
backoffice_status backoffice_scheduling_model_schema(char *out, size_t size, size_t *needed);

/**
 * The judge: the exact penalty of anybody's roster (a list of objects with person, day, shift and skill), every
 * violation named.
 */
backoffice_status backoffice_scheduling_evaluate(const char *model,
                                                 const char *assignments,
                                                 struct backoffice_document **out);

/**
 * What is short, and why, person by person: `verdict` is what backoffice_scheduling_evaluate says.
 */
backoffice_status backoffice_scheduling_gaps(const char *model,
                                             const char *assignments,
                                             const char *verdict,
                                             struct backoffice_document **out);

/**
 * A roster as a Gantt chart, an SVG document.
 */
backoffice_status backoffice_scheduling_gantt(const char *model,
                                              const char *roster,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * A roster as CSV.
 */
backoffice_status backoffice_scheduling_csv(const char *model,
                                            const char *roster,
                                            char *out,
                                            size_t size,
                                            size_t *needed);

/**
 * Rules with at least so many hours of rest between two shifts.
 */
backoffice_status backoffice_scheduling_rest_between(const char *rules,
                                                     const char *hours,
                                                     struct backoffice_document **out);

/**
 * From work that arrives (an object with units_per_hour, interval_minutes, open and arrivals) to the staffing with
 * the smallest peak that meets every due time.
 */
backoffice_status backoffice_staffing_least(const char *work,
                                            struct backoffice_document **out);

/**
 * The demand on intervals that a staffing is: what a model takes.
 */
backoffice_status backoffice_staffing_demand(const char *staffing, struct backoffice_document **out);

/**
 * The shifts that can be offered (an object with from, to, every_minutes, shortest_minutes and longest_minutes):
 * what a model takes.
 */
backoffice_status backoffice_staffing_offer(const char *offer,
                                            struct backoffice_document **out);

/**
 * A published roster (a list of assignments) mended after changes (an object with absent, away, demand, requirements,
 * freeze, weight and improve, of which all may be left out): least penalty and least change. The document has the
 * roster, the model with the changes, the moves, what is broken and the cost. `go_on` is as for
 * backoffice_scheduling_solve; the seed and the threads of the budget are not used.
 */
backoffice_status backoffice_scheduling_replan(const char *model,
                                               const char *published,
                                               const char *changes,
                                               struct backoffice_budget budget,
                                               backoffice_search_go_on go_on,
                                               void *data,
                                               struct backoffice_document **out);

/**
 * Whose days differ between two rosters (lists of assignments), by person and day: what is gone and what is new.
 */
backoffice_status backoffice_scheduling_diff(const char *before,
                                             const char *after,
                                             struct backoffice_document **out);

/**
 * A roster as it would be clocked: a list of objects with person, start, start_offset, end, end_offset, breaks and kind,
 * as backoffice_scheduling_audit reads them.
 */
backoffice_status backoffice_scheduling_timed(const char *model,
                                              const char *assignments,
                                              struct backoffice_document **out);

/**
 * Why nobody takes a shift of a day in a roster (a list of assignments): an object with day, shift, skill and people, each
 * with person, conflicts (each with causes and whether it is minimal), cost, preferences and instead. `skill` is NULL for
 * work without one. Of many shifts ask a backoffice_desk, which is made ready once.
 */
backoffice_status backoffice_scheduling_why(const char *model,
                                            const char *assignments,
                                            const char *shift,
                                            const char *on,
                                            const char *skill,
                                            struct backoffice_document **out);

/**
 * Why there is no roster of a model: an object with certificates (what counting alone shows), causes (what leaves no
 * roster together) and whether they are proven minimal; null when a roster was found within the budget. `go_on` is as for
 * backoffice_scheduling_solve: stopped, what was not yet looked into stays among the causes, and
 * BACKOFFICE_RUN_CANCELLED comes when nothing yet shows that there is no roster.
 */
backoffice_status backoffice_scheduling_why_infeasible(const char *model,
                                                       struct backoffice_budget budget,
                                                       backoffice_search_go_on go_on,
                                                       void *data,
                                                       struct backoffice_document **out);

/**
 * What one change would do to a roster (a list of assignments): an object with cost, levels, hard, broken, mended, opened
 * and filled. `suppose` is an object with one of assign, release (an assignment), absent (person, day), skill (person,
 * skill), hours (person, at_most), without (the name of a rule), demand and requirement.
 */
backoffice_status backoffice_scheduling_what_if(const char *model,
                                                const char *assignments,
                                                const char *suppose,
                                                struct backoffice_document **out);

/**
 * A desk for a roster (a list of assignments) of a model. A roster that breaks rules is taken as it is.
 */
backoffice_status backoffice_desk_new(const char *model,
                                      const char *assignments,
                                      struct backoffice_desk **out);

/**
 * Everybody who could take over a shift of a day without breaking a hard rule, cheapest first, `most` at most: a list of
 * objects with person, takes, gives_up, cost, levels and touches. `skill` is NULL for work without one.
 */
backoffice_status backoffice_desk_replacements(const struct backoffice_desk *desk,
                                               const char *shift,
                                               const char *on,
                                               const char *skill,
                                               size_t most,
                                               struct backoffice_document **out);

/**
 * For each of these people (a list of names) the best row of days with that shift while all others stay, cheapest
 * first: as backoffice_desk_replacements, where `takes` is a list too. The first question takes longer.
 */
backoffice_status backoffice_desk_refine(struct backoffice_desk *desk,
                                         const char *shift,
                                         const char *on,
                                         const char *skill,
                                         const char *people,
                                         struct backoffice_document **out);

/**
 * Every exchange of an assignment (an object with person, day, shift and skill) for one of somebody else's after which
 * no hard rule is broken that was not, cheapest first: a list of objects with gives, takes, cost, levels and touches.
 */
backoffice_status backoffice_desk_swaps(const struct backoffice_desk *desk,
                                        const char *gives,
                                        struct backoffice_document **out);

/**
 * What would be best if an assignment were not there: an object with person (null when it were best left open),
 * gives_up and cost; null when it is locked, or when whatever else breaks a hard rule.
 */
backoffice_status backoffice_desk_next_best(const struct backoffice_desk *desk,
                                            const char *assignment,
                                            struct backoffice_document **out);

/**
 * Why nobody takes a shift of a day: as backoffice_scheduling_why.
 */
backoffice_status backoffice_desk_why(struct backoffice_desk *desk,
                                      const char *shift,
                                      const char *on,
                                      const char *skill,
                                      struct backoffice_document **out);

/**
 * Who works when: a list of assignments by day, person and shift.
 */
backoffice_status backoffice_desk_assignments(const struct backoffice_desk *desk,
                                              struct backoffice_document **out);

/**
 * Puts somebody on a shift (an assignment), whatever the rules say; nothing happens when it is so already.
 */
backoffice_status backoffice_desk_assign(struct backoffice_desk *desk, const char *assignment);

/**
 * Takes somebody off a shift; BACKOFFICE_INPUT_INVALID when the roster has no such assignment, or when it is locked.
 */
backoffice_status backoffice_desk_release(struct backoffice_desk *desk,
                                          const char *assignment);

/**
 * Puts a replacement (an object of backoffice_desk_replacements) on the shift, off what he or she gives up for it.
 */
backoffice_status backoffice_desk_take_over(struct backoffice_desk *desk,
                                            const char *replacement);

/**
 * Exchanges two shifts (an object of backoffice_desk_swaps).
 */
backoffice_status backoffice_desk_exchange(struct backoffice_desk *desk, const char *swap);

/**
 * Frees a desk; NULL is fine.
 */
void backoffice_desk_free(struct backoffice_desk *desk);

/**
 * A roster by demand, an SVG document: each shift and curve with who is there and who is missing.
 */
backoffice_status backoffice_scheduling_demand(const char *model,
                                               const char *roster,
                                               char *out,
                                               size_t size,
                                               size_t *needed);

/**
 * A roster as a table of text, with hours and with how many are there of how many.
 */
backoffice_status backoffice_scheduling_table(const char *model,
                                              const char *roster,
                                              char *out,
                                              size_t size,
                                              size_t *needed);

/**
 * Somebody's shifts as an iCalendar file (RFC 5545); `stamp` (`2026-03-01T12:00:00`) is when the roster was made, in UTC.
 */
backoffice_status backoffice_scheduling_icalendar(const char *model,
                                                  const char *roster,
                                                  const char *person,
                                                  const char *stamp,
                                                  char *out,
                                                  size_t size,
                                                  size_t *needed);

/**
 * A roster without its model as an SVG document: people and days.
 */
backoffice_status backoffice_scheduling_grid(const char *roster, char *out, size_t size, size_t *needed);

/**
 * The fewest people that serve a queue (an object with handling_seconds, level, within_seconds and, where callers give
 * up, patience_seconds) at so many calls an hour, by Erlang C or A.
 */
backoffice_status backoffice_staffing_agents(const char *queue,
                                             const char *calls_per_hour,
                                             struct backoffice_document **out);

/**
 * How so many people serve a queue at so many calls an hour.
 */
backoffice_status backoffice_staffing_service(const char *queue,
                                              const char *calls_per_hour,
                                              uint32_t staff,
                                              struct backoffice_document **out);

/**
 * The fewest people for each interval of a forecast (an object with queue and calls, each with from, to and calls).
 */
backoffice_status backoffice_staffing_answer(const char *forecast,
                                             struct backoffice_document **out);

/**
 * The demand on intervals that backoffice_staffing_answer found: what a model takes.
 */
backoffice_status backoffice_staffing_answered_demand(const char *answered, struct backoffice_document **out);

/**
 * The curve to open shifts for that backoffice_staffing_answer found.
 */
backoffice_status backoffice_staffing_answered_curve(const char *answered, struct backoffice_document **out);

/**
 * The curve to open shifts for that backoffice_staffing_least found.
 */
backoffice_status backoffice_staffing_curve(const char *staffing, struct backoffice_document **out);

/**
 * When work that arrives at a moment (`2026-03-30T14:00:00`) is due by a cut-off (an object with at, same_day and
 * next_day), given the stretches in which there is work; null when no later day is worked.
 */
backoffice_status backoffice_staffing_due(const char *cut_off,
                                          const char *open,
                                          const char *at,
                                          struct backoffice_document **out);

/**
 * The shifts that cover a demand curve at least cost, proven (an object with curve, shortest_minutes, longest_minutes,
 * start_every_minutes, length_every_minutes and per_minute).
 */
backoffice_status backoffice_staffing_generate(const char *generation,
                                               struct backoffice_document **out);

/**
 * Shifts that backoffice_staffing_generate opened, one result or several in a list, as a model takes them.
 */
backoffice_status backoffice_staffing_offered(const char *all, struct backoffice_document **out);

/**
 * What a roster (a list of assignments) costs by a table (an object with currency, duties and overtime).
 */
backoffice_status backoffice_scheduling_price(const char *table,
                                              const char *assignments,
                                              struct backoffice_document **out);

/**
 * The cost of every duty of a model, and of overtime by the week, by the rules of pay: `people` are employees by the ids
 * of the model, `terms` an object with rules and days.
 */
backoffice_status backoffice_payroll_cost_table(const char *model,
                                                const char *people,
                                                const char *terms,
                                                const char *currency,
                                                struct backoffice_document **out);

/**
 * What a roster costs as it is paid: each person's lines, each rounded once.
 */
backoffice_status backoffice_payroll_cost_price(const char *model,
                                                const char *assignments,
                                                const char *people,
                                                const char *terms,
                                                const char *currency,
                                                struct backoffice_document **out);

/**
 * The lines of pay of one person's assignments, as a pay run takes them; none for somebody on a salary.
 */
backoffice_status backoffice_payroll_cost_pays(const char *model,
                                               const char *assignments,
                                               const char *employee,
                                               const char *terms,
                                               struct backoffice_document **out);

/**
 * Judges timed work by labour laws: a list of violations, each with law, rule, person, effect (`breach`, or `overtime`,
 * which is none), first and last day, amount, limit and by in minutes, and source.
 *
 * `laws` is a list of ids such as `eu.working_time`, or of texts of packs; `setting` an object with period, ramadan and
 * week_begins; `people` a list of facts; `work` a list of objects with person, start, end (local times), start_offset,
 * end_offset (minutes ahead of UTC), breaks and kind.
 */
backoffice_status backoffice_scheduling_audit(const char *laws,
                                              const char *setting,
                                              const char *people,
                                              const char *work,
                                              struct backoffice_document **out);

/**
 * The figures of labour laws for a person (an object with facts) on a day, such as `2026-03-31`, in minutes.
 */
backoffice_status backoffice_scheduling_limits(const char *laws,
                                               const char *setting,
                                               const char *facts,
                                               const char *day,
                                               struct backoffice_document **out);

/**
 * The audit of a table of timed work: violations as columns, and in `problems` a list of what is wrong with rows.
 *
 * `work` is a stream of struct arrays, valid by the specification of Arrow's C stream interface, with the columns `person`,
 * `start` and `end` (timestamps: local, or moments of UTC where they have a time zone), `start_offset`, `end_offset`,
 * `break_minutes`, `break_after`, `break_paid` and `kind`. `reading` is an object with `constants`.
 *
 * The stream `work` is moved, and marked released, unless another argument is refused before it is read: then it stays the
 * caller's. `out` and `problems` are written on success only; `out` is released by the caller with its own callback.
 */
backoffice_status backoffice_scheduling_audit_table(struct ArrowArrayStream *work,
                                                    const char *reading,
                                                    const char *laws,
                                                    const char *setting,
                                                    const char *people,
                                                    struct ArrowArrayStream *out,
                                                    struct backoffice_document **problems);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* BACKOFFICE_H */
