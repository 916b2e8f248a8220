"""Payment references, accounts, tax numbers and payment codes from Python."""

from __future__ import annotations

import typing
from dataclasses import replace

import backoffice as bo
from backoffice.invoice import reference
from backoffice.invoice.reference import iban, qr, tax_number
from support import Case

CREDITOR = qr.Address("Robert Schneider AG", "2501", "Biel", "CH", "Rue du Lac", "1268")
BILL = qr.SwissBill(
    "CH44 3199 9123 0008 8901 2",
    CREDITOR,
    "CHF",
    bo.Money("1949.75", "CHF"),
    reference="21 00000 00003 13947 14300 09017",
    bill_information="//S1/10/10201409",
    alternatives=["eBill/B/41010560425610173"],
)
TRANSFER = qr.SepaTransfer("Ada", "BE72 0000 0000 1616", amount=bo.Money("12.3", "EUR"), text="lamp")


class References(Case):
    def test_each_scheme_makes_what_it_checks(self) -> None:
        for scheme in typing.get_args(reference.Scheme):
            with self.subTest(scheme):
                made = reference.make(scheme, "1234")
                self.assertTrue(reference.holds(scheme, made))
                reference.check(scheme, made)
                printed = reference.format(scheme, made)
                self.assertEqual(reference.format(scheme, reference.parse(scheme, printed)), printed)
                self.assertFalse(reference.holds(scheme, made + "x"))

    def test_a_reference_as_printed(self) -> None:
        self.assertEqual(reference.make("rf", "539007547034"), "RF18539007547034")
        self.assertEqual(reference.format("rf", "RF18539007547034"), "RF18 5390 0754 7034")
        self.assertEqual(reference.parse("belgian", "+++010/8068/17183+++"), "010806817183")
        self.assertEqual(reference.make("kid_mod11", "6"), "6-")

    def test_what_is_wrong_is_told(self) -> None:
        for scheme, text, code in (
            ("finnish", "12345A72", "invoice.reference_character"),
            ("finnish", "12345673", "invoice.reference_check_digit"),
            ("qrr", "21", "invoice.reference_length"),
        ):
            self.refused(bo.InputError, code, "reference", text, reference.check, scheme, text)
        self.refused(bo.InputError, "invoice.reference_length", "number", "12", reference.make, "finnish", "12")
        self.refused(bo.InputError, "input.invalid", "scheme", "swedish", reference.holds, "swedish", "1")

    def test_accounts(self) -> None:
        made = iban.make("GB", "NWBK60161331926819")
        self.assertEqual(made, "GB29NWBK60161331926819")
        self.assertEqual(iban.parse(iban.format(made)), made)
        iban.check(made)
        self.assertFalse(iban.holds("GB30NWBK60161331926819"))
        self.assertTrue(iban.is_qr_iban("CH44 3199 9123 0008 8901 2"))
        self.assertIn(iban.Country("NO", 15, "4n6n1n"), iban.countries())
        text = "US64 SVBK US6S 3300"
        self.refused(bo.InputError, "invoice.reference_country", "iban", text, iban.check, text)
        self.value(iban.countries()[0], vars(iban))

    def test_tax_numbers(self) -> None:
        self.assertTrue(tax_number.holds("NL", "NL 806753742B01"))
        tax_number.check("NL", "NL 806753742B01")
        self.assertEqual(tax_number.parse("GR", "94259216"), "EL094259216")
        text = "DE 265265319"
        self.refused(bo.InputError, "invoice.reference_check_digit", "tax_number", text, tax_number.check, "DE", text)
        self.refused(bo.InputError, "invoice.reference_country", "country", "US", tax_number.check, "US", "1")
        self.assertTrue(tax_number.holds_enterprise("NO", "988 077 917"))
        self.assertFalse(tax_number.holds_enterprise("NO", "988 077 918"))
        self.refused(
            bo.InputError, "invoice.reference_country", "country", "DE", tax_number.check_enterprise, "DE", "1"
        )

    def test_payment_codes(self) -> None:
        self.assertEqual(qr.sepa(TRANSFER), "BCD\n002\n1\nSCT\n\nAda\nBE72000000001616\nEUR12.30\n\n\nlamp")
        lines = qr.swiss(BILL).split("\n")
        self.assertEqual(lines[:4], ["SPC", "0200", "1", "CH4431999123000889012"])
        self.assertEqual(lines[27:], ["QRR", "210000000003139471430009017", "", "EPD", "//S1/10/10201409", BILL.alternatives[0]])
        wrong = replace(BILL, reference="RF18539007547034")
        self.refused(bo.InputError, "invoice.reference_account", "reference", "RF18539007547034", qr.swiss, wrong)
        dollars = replace(TRANSFER, amount=bo.Money("1", "USD"))
        self.refused(bo.InputError, "money.mixed_currencies", "amount", "1.00 USD", qr.sepa, dollars)
        self.value(TRANSFER, vars(qr))
