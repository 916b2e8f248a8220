//! The table of codes: one line each, the only place where a code is written down.

use super::Kind;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

macro_rules! codes {
    ($($name:ident = $number:literal $text:literal $kind:ident $doc:literal,)*) => {
        /// A stable code: what went wrong, the same in all languages.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $doc] $name,)* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// The text of the code, such as `law.none_in_force`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The number of the code, which is the status that C sees. Never given to another code.
            pub const fn number(self) -> i32 {
                match self { $(Code::$name => $number,)* }
            }

            /// The kind of [`Error`](super::Error) that tells of it.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$name => Kind::$kind,)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$name => $doc,)* }
            }
        }
    };
}

codes! {
    // any room
    InputMissing = 100 "input.missing" Input "A required value is missing.",
    InputInvalid = 101 "input.invalid" Input "A value is not what the field needs.",
    InputUnknownField = 102 "input.unknown_field" Input "A field that is not known; probably misspelt.",
    InputNotUtf8 = 103 "input.not_utf8" Input "A text is not UTF-8.",
    InputNull = 104 "input.null" Input "A pointer is NULL.",
    InputFloat = 105 "input.float" Input "A binary float was given where only exact numbers are taken.",
    InputDuplicate = 106 "input.duplicate" Input "The same name or number was given twice.",
    InputTruncated = 107 "input.truncated" Input "A record ends before it is complete.",
    InputBufferTooSmall = 108 "input.buffer_too_small" Input "A buffer is too small for the text that goes into it.",
    Consumed = 109 "input.consumed" Refused "A stream that can be read once was read before.",
    Cancelled = 110 "run.cancelled" Refused "The caller's callback said stop.",
    // numbers and money
    NumberNotExact = 120 "number.not_exact" Input "A text is not a number that can be held exactly.",
    NumberOutOfRange = 121 "number.out_of_range" OutOfRange "A result cannot be held exactly in 28 digits.",
    NumberNegative = 122 "number.negative" Input "A number is below zero where it may not be.",
    MoneyTooManyDecimals = 130 "money.too_many_decimals" Input "An amount has more decimals than its currency.",
    MoneyUnknownCurrency = 131 "money.unknown_currency" Input "A currency code is not in ISO 4217.",
    MoneyMixedCurrencies = 132 "money.mixed_currencies" Input "Two amounts of different currencies were put together.",
    MoneyNoWeights = 133 "money.no_weights" Input "Nothing to split over: the weights are empty, negative or all zero.",
    QuantityMixedUnits = 140 "quantity.mixed_units" Input "Two quantities of different units were put together.",
    CalendarInvalidDate = 150 "calendar.invalid_date" Input "A date does not exist or is not written as YYYY-MM-DD.",
    CalendarInvalidPeriod = 151 "calendar.invalid_period" Input "A period ends before it begins, or lies outside the calendar.",
    // law
    LawNoneInForce = 200 "law.none_in_force" UnknownLaw "No rule is known for that day.",
    LawUnsupported = 201 "law.unsupported" UnknownLaw "A case of the law that this version does not know.",
    LawUnknownKey = 202 "law.unknown_key" UnknownLaw "The rule pack has no such parameter.",
    LawPackInvalid = 203 "law.pack_invalid" Input "A rule pack cannot be read.",
    // ledger
    LedgerUnbalanced = 250 "ledger.unbalanced" Broken "A journal does not balance in a currency.",
    // tax
    TaxCodeInvalid = 300 "tax.code_invalid" Input "A tax code does not exist.",
    TaxPeriodInvalid = 301 "tax.period_invalid" Input "A tax week or month does not exist for that frequency.",
    TaxCategoryInvalid = 302 "tax.category_invalid" Input "A contribution category does not exist on that day.",
    TaxTableInvalid = 310 "tax.table_invalid" Input "A table of tax components contradicts itself.",
    TaxCategoryUnknown = 311 "tax.category_unknown" Input "A category of sales tax is not one of UNTDID 5305 that EN 16931 takes.",
    TaxExemptionUnknown = 312 "tax.exemption_unknown" Input "An exemption reason is not in the code list VATEX.",
    TaxOptionUnknown = 320 "tax.option_unknown" UnknownLaw "What a state chose is needed for the answer and was not given.",
    TaxReturnPackInvalid = 321 "tax.return_pack_invalid" Input "A return pack cannot be read or contradicts itself.",
    TaxReturnUnreconciled = 322 "tax.return_unreconciled" Broken "A return and the journal of the same documents disagree.",
    // payroll
    PayrollNegativeHours = 350 "payroll.negative_hours" Input "Hours are below zero, or a shift ends before it starts.",
    PayrollNegativeNet = 351 "payroll.negative_net" Refused "Deductions are greater than the pay.",
    PayrollNoRate = 352 "payroll.no_rate" Input "No pay rate is set at any level.",
    PayrollRecord = 360 "payroll.record" Input "A record of a salary file is not known, missing, or not at its place.",
    PayrollControlCount = 361 "payroll.control_count" Broken "The control record of a salary file counts other than its records.",
    PayrollControlTotal = 362 "payroll.control_total" Broken "The control total of a salary file is not the sum of its amounts.",
    // invoice
    InvoiceEmpty = 400 "invoice.empty" Input "A document has no lines.",
    InvoiceIssued = 401 "invoice.issued" Refused "An issued document cannot be changed.",
    InvoiceState = 402 "invoice.state" Refused "A document cannot go from the state that it is in to the one asked for.",
    InvoiceDayBeforeLast = 410 "invoice.day_before_last" Refused "A number would be dated before the last one of its series.",
    InvoicePatternInvalid = 411 "invoice.pattern_invalid" Input "A numbering pattern cannot be read or lacks what it needs.",
    InvoiceNumberInvalid = 412 "invoice.number_invalid" Input "A number does not follow the pattern of its series.",
    InvoiceSeriesConflict = 413 "invoice.series_conflict" Refused "A series was changed by somebody else since it was read.",
    InvoicePatternLacksPeriod = 414 "invoice.pattern_lacks_period" Input "A numbering pattern lacks the period with which it restarts.",
    InvoiceSeriesUnknown = 415 "invoice.series_unknown" Refused "A store has no series of that id.",
    InvoiceBlockUsedUp = 416 "invoice.block_used_up" Refused "A block of numbers has none left, or fewer than were asked for.",
    InvoiceBlockOrder = 417 "invoice.block_order" Refused "A series that keeps the order of days has no blocks.",
    InvoiceBlockPeriod = 418 "invoice.block_period" Refused "A block of numbers was reserved in another period than the document's.",
    InvoiceChainBroken = 420 "invoice.chain_broken" Broken "A chained record was altered, removed or put elsewhere.",
    InvoiceChainScheme = 421 "invoice.chain_scheme" Input "A record is of another scheme than its chain.",
    InvoiceChainValue = 422 "invoice.chain_value" Input "A value cannot stand in the text of its chain.",
    InvoiceChainOrder = 423 "invoice.chain_order" Refused "A record cannot come next in its chain.",
    InvoiceChainUnsigned = 424 "invoice.chain_unsigned" Input "A record needs the signature of its text.",
    InvoiceChainProof = 425 "invoice.chain_proof" Broken "A Merkle proof does not lead from its record or head to the root.",
    InvoiceCreditTooGreat = 430 "invoice.credit_too_great" Refused "A credit is greater than what is left of the invoice.",
    InvoiceDeductionTooGreat = 431 "invoice.deduction_too_great" Refused "Advances come to more than the document that deducts them.",
    InvoicePaymentCurrency = 440 "invoice.payment_currency" Input "A payment is in another currency than the document that it names.",
    InvoiceReferenceCharacter = 460 "invoice.reference_character" Input "A reference, account or tax number has a character that its scheme does not have there.",
    InvoiceReferenceLength = 461 "invoice.reference_length" Input "A reference, account or tax number is too long or too short.",
    InvoiceReferenceCheckDigit = 462 "invoice.reference_check_digit" Input "The check digit of a reference, account or tax number is wrong.",
    InvoiceReferenceCountry = 463 "invoice.reference_country" Input "A country has no such number, or the number is of another country.",
    InvoiceReferenceAccount = 464 "invoice.reference_account" Input "A payment reference does not go with the account.",
    // scheduling
    SchedulingUnknownName = 500 "scheduling.unknown_name" Input "A person, shift or skill that the model does not have.",
    SchedulingInfeasible = 501 "scheduling.infeasible" Refused "No roster can satisfy what was demanded as hard.",
    SchedulingOverlap = 502 "scheduling.overlap" Input "A person is assigned twice at the same time.",
    SchedulingNoLength = 503 "scheduling.no_length" Input "A shift or a stretch of time does not end after it starts.",
    SchedulingBreakOutside = 504 "scheduling.break_outside" Input "A break does not lie within its work, or two breaks overlap.",
    SchedulingQueueGrows = 510 "scheduling.queue_grows" Refused "More arrives at a queue than its people can serve, and nobody gives up waiting.",
    SchedulingNoShifts = 511 "scheduling.no_shifts" Refused "No shifts of the lengths and times allowed keep the lowest and the highest coverage.",
    SchedulingNoCost = 512 "scheduling.no_cost" Input "An assignment that a cost table does not price.",
    SchedulingUnsupported = 515 "scheduling.unsupported" Refused "The solver does not know something that the model says; the judge does.",
    // stock
    StockShort = 600 "stock.short" Refused "An issue of more than there is.",
    StockNoCost = 601 "stock.no_cost" Input "A movement without a cost where one is needed.",
    StockMethodNotAllowed = 602 "stock.method_not_allowed" Refused "A costing method that the policy does not allow.",
    StockUnknownReference = 603 "stock.unknown_reference" Input "A return or correction of a movement that is not there.",
    StockReturnTooGreat = 604 "stock.return_too_great" Refused "A return of more than was moved.",
    StockNotConserved = 605 "stock.not_conserved" Broken "Quantity or value in is not quantity or value out and on hand.",
    StockQuantityScale = 606 "stock.quantity_scale" Input "A quantity has more decimals than stock is kept in.",
    StockDayBeforeLast = 607 "stock.day_before_last" Refused "A note is dated before the last one of its party and item.",
    StockNothingOnHand = 608 "stock.nothing_on_hand" Refused "A value for goods that are not there.",
    StockPeriodClosed = 609 "stock.period_closed" Refused "A movement is dated in a period that is closed.",
    StockCycle = 610 "stock.cycle" Refused "Items of a period are made of one another.",
    StockLotMissing = 611 "stock.lot_missing" Input "A movement names no lot where each lot has its own cost.",
    StockCheckpointBroken = 612 "stock.checkpoint_broken" Broken "A closed period is not what it was when it was closed.",
    StockUnknownVersion = 613 "stock.unknown_version" Input "A stored book has a form that this library does not read.",
    StockLotAmbiguous = 630 "stock.lot_ambiguous" Refused "Several lots fit a reduction that must name one.",
    StockLotUnmatched = 631 "stock.lot_unmatched" Refused "No lot fits the cost, date or label that was stated.",
    StockAllocationDiffers = 632 "stock.allocation_differs" Input "Parts given by hand do not add up to the amount, or fall where nothing can.",
    StockUnitUnknown = 633 "stock.unit_unknown" Input "A unit of measure that the item does not have.",
    StockRetailRatio = 634 "stock.retail_ratio" Input "The goods of a cost-to-retail ratio have no retail value above zero, or a cost below zero.",
    // bindings
    Panic = 900 "internal.panic" Broken "A defect of this library was caught at the edge; please report it.",
}

impl Code {
    /// The code with that text.
    pub fn parse(text: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom(format!("`{text}` is not a code")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_unique_and_ascending() {
        for pair in Code::ALL.windows(2) {
            assert!(pair[0].number() < pair[1].number(), "{} and {}", pair[0], pair[1]);
        }
        let texts: std::collections::BTreeSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(texts.len(), Code::ALL.len());
        assert!(Code::ALL.iter().all(|c| Code::parse(c.as_str()) == Some(*c)));
    }
}
