"""The chains of tax offices and the Merkle ledger from Python."""

from __future__ import annotations

import hmac
import pickle
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256, sha512

import backoffice as bo
from backoffice.invoice.chain import canonicalize, fiscal, merkle, portugal, rksv, ticketbai, tse, verifactu, zatca
from support import Case

# The AEAT's own examples.
REGISTRATION = verifactu.Registration(
    "89890001K", "12345678/G33", "01-01-2024", "F1", "12.35", "123.45", "2024-01-01T19:20:30+01:00"
)
SECOND = replace(REGISTRATION, number="12345679/G34", recorded="2024-01-01T19:20:35+01:00")
REGISTRATIONS: list[fiscal.Entry] = [
    REGISTRATION,
    SECOND,
    verifactu.Cancellation("89890001K", "12345679/G34", "01-01-2024", "2024-01-01T19:20:40+01:00"),
]
HUELLAS = [
    "3C464DAF61ACB827C65FDA19F352A4E3BDC2C640E9E9FC4CC058073F38F12F60",
    "F7B94CFD8924EDFF273501B01EE5153E4CE8F259766F88CF6ACB8935802A2B97",
    "177547C0D57AC74748561D054A9CEC14B4C4EA23D1BEFD6F2E69E3A388F90C68",
]
EVENT = verifactu.Event("77", "1.0.03", "383", "B08194359", "01", "2024-11-20T19:00:55+01:00", maker="A28083806")
TICKET = ticketbai.Ticket(
    "00000006Y", "2019-10-25", "27174", "4.70", "https://batuz.eus/QRTBAI/", "<TicketBai/>", "T"
)
INVOICE = zatca.Invoice(
    "SME1",
    "Bobs Records",
    "310122393500003",
    "2022-04-25T15:30:00Z",
    "1000.00",
    "150.00",
    "<Invoice><cbc:ID>SME1</cbc:ID><cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>1</cbc:UUID>"
    "</cac:AdditionalDocumentReference><cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment>"
    "<cbc:EmbeddedDocumentBinaryObject>" + fiscal.Head.start("zatca").link + "</cbc:EmbeddedDocumentBinaryObject>"
    "</cac:Attachment></cac:AdditionalDocumentReference></Invoice>",
)
DOCUMENT = portugal.Document("2010-05-18", "2010-05-18T15:43:25", "FAC 001/15", "25.62")
# BMF, Detailfragen: a receipt of DEMO-CASH-BOX524, and the first fields of the next.
RECEIPT = rksv.Receipt(
    "R1-AT0", "DEMO-CASH-BOX524", "366587", "2015-12-17T11:23:44", "34,77", "59,64", "38,13", "0,00", "0,00",
    "8MG8C1Kr7HA=", "20f2ed172daa09e5",
)  # fmt: skip
TRANSACTION = tse.Receipt(
    "V0",
    "955002-00",
    "Kassenbeleg-V1",
    "Beleg^0.00_2.55_0.00_0.00_0.00^2.55:Bar",
    18,
    112,
    "2019-07-10T18:41:04.000Z",
    "2019-07-10T18:41:04.000Z",
    "ecdsa-plain-SHA256",
    "unixTime",
    "BHhWOeisRpPBTGQ1W4VUH95TXx2GARf8e2NYZXJoInjtGqnxJ8sZ3CQpYgjI+LYEmW5A37sLWHsyU7nSJUBemyU=",
    "1",
)
ENTRIES: dict[fiscal.Scheme, fiscal.Entry] = {
    "verifactu": REGISTRATION,
    "verifactu_events": EVENT,
    "ticket_bai": TICKET,
    "zatca": INVOICE,
    "portugal": DOCUMENT,
    "rksv": RECEIPT,
    "tse": TRANSACTION,
}
KEY = b"a key of this test's own"


def sign(text: str) -> str:
    """What stands for the caller's RSA or ECDSA: 64 bytes that only who has the key can make."""
    return b64encode(hmac.digest(KEY, text.encode(), sha512)).decode()


def right(text: str, signature: str) -> bool:
    return hmac.compare_digest(sign(text), signature)


class Fiscal(Case):
    def test_the_aeats_examples(self) -> None:
        head = fiscal.Head.start("verifactu")
        book: list[fiscal.Record] = []
        for entry, huella in zip(REGISTRATIONS, HUELLAS, strict=True):
            record, head = fiscal.append(head, entry)
            self.assertEqual((record.link, record.entry), (huella, entry))
            book.append(record)
        self.assertEqual(fiscal.append_many(fiscal.Head.start("verifactu"), REGISTRATIONS), (tuple(book), head))
        found = fiscal.verify(book, head)
        self.assertEqual((found.head, found.proof, found.unsigned), (head, "hashed", 0))
        start = fiscal.verify(book[:1]).head
        self.assertEqual(fiscal.verify_from(start, book[1:], head), found)
        self.assertEqual(bo.from_json(tuple[fiscal.Record, ...], bo.to_json(book)), tuple(book))
        self.value(book[0], {**vars(fiscal), "Registration": verifactu.Registration})
        altered = replace(book[1], entry=replace(SECOND, total="23.45"))
        number = "12345679/G34"
        given = [book[0], altered, book[2]]
        self.refused(bo.BrokenError, "invoice.chain_broken", "records.1.total", number, fiscal.verify, given, head)
        self.refused(bo.BrokenError, "invoice.chain_broken", "records.2", number, fiscal.verify, book[:2], head)

    def test_every_scheme_from_its_entry(self) -> None:
        for scheme, entry in ENTRIES.items():
            with self.subTest(scheme):
                head = fiscal.Head.start(scheme)
                text = fiscal.text(head, entry)
                given = sign(text)
                if scheme == "rksv":
                    given = urlsafe_b64encode(hmac.digest(KEY, text.encode(), sha512)).decode().rstrip("=")
                signed = scheme in ("ticket_bai", "portugal", "rksv", "tse")
                record, after = fiscal.append(head, entry, given if signed else None)
                self.assertEqual((record.entry, record.text, after.count), (entry, text, 1))
                checked = fiscal.verify([record], after, lambda *pair: pair == (text, given))
                self.assertEqual(checked.proof, "signed" if signed else "hashed")
                self.assertEqual(fiscal.verify([record], after).proof, "unsigned" if signed else "hashed")
                self.assertEqual(pickle.loads(pickle.dumps(record)), record)
                # The same bytes as of the JSON that is stored.
                self.assertEqual(fiscal.canonical_text(record), canonicalize(bo.to_json(record)))

    def test_signatures_are_the_callers(self) -> None:
        start = fiscal.Head.start("portugal")
        documents = [replace(DOCUMENT, number=f"FAC 001/{number}") for number in (15, 16, 17)]
        book, head = fiscal.append_many(start, documents, sign)
        self.assertEqual(fiscal.verify(book, head, right).proof, "signed")
        self.assertEqual(fiscal.verify(book, head).unsigned, 3)
        broken = [book[0], replace(book[1], text=book[1].text.replace("25.62", "5.62"), entry=replace(documents[1], total="5.62"))]
        self.refused(
            bo.BrokenError, "invoice.chain_broken", "records.1.signature", "FAC 001/16", fiscal.verify, broken, None, right
        )
        self.refused(bo.InputError, "invoice.chain_unsigned", "entries.0.signature", "", fiscal.append_many, start, documents)
        self.refused(bo.InputError, "invoice.chain_unsigned", "signature", "", fiscal.append, start, documents[0])
        self.refused(bo.RefusedError, "invoice.chain_order", "number", "FAC 001/17", fiscal.append, book_head(book[:1]), documents[2], sign("x"))

    def test_what_the_callers_functions_raise_comes_out(self) -> None:
        class Gone(Exception):
            pass

        def gone(*_: str) -> bool:
            raise Gone("the device does not answer")

        start = fiscal.Head.start("portugal")
        book, head = fiscal.append_many(start, [DOCUMENT], sign)
        with self.assertRaisesRegex(Gone, "does not answer"):
            fiscal.verify(book, head, gone)
        with self.assertRaises(Gone):
            fiscal.append_many(start, [DOCUMENT], gone)  # type: ignore[arg-type]
        with self.assertRaises(TypeError):
            fiscal.append_many(start, [DOCUMENT], lambda text: 5)  # type: ignore[arg-type,return-value]

    def test_what_goes_into_the_texts(self) -> None:
        given = "GeWps9kci-fUqKLymS1pHlIbv0L8Oek-v6TDmZj9Ffucb8yvSijqZ8LcBalV9lADMXQ8U3itViKkd_i1Ba22BA"
        before = fiscal.Head("rksv", 7, "366586", "xTfZvkBSTr4=")
        record, head = fiscal.append(before, RECEIPT, given)
        self.assertEqual(head.link, "5HjRCx+XIz4=")
        self.assertTrue(rksv.signing_input(record.text).startswith("eyJhbGciOiJFUzI1NiJ9.X1IxLUFUMF9ERU1PLUNBU0g"))
        key = "WQRtiiya3hYh/Uz44Bv3x8ETl1nrH6nCdErn69g5/lU="
        box, number = "CASHBOX-DEMO-1", "CASHBOX-DEMO-1-Receipt-ID-5"
        self.assertEqual(rksv.encrypt_turnover(key, box, number, 1234567, 5), "S99UW+4=")
        self.assertEqual(rksv.decrypt_turnover(key, box, number, "S99UW+4="), 1234567)
        self.assertIsNone(rksv.decrypt_turnover(key, box, number, rksv.TRAINING))
        gross = ["75.33", "7.99", "0.00", "0.00", "0.00"]
        paid = [tse.Payment("10.00", "Bar"), tse.Payment("5.00", "Bar", "CHF"), tse.Payment("68.32", "Unbar")]
        self.assertEqual(
            tse.process_data("Beleg", gross, paid), "Beleg^75.33_7.99_0.00_0.00_0.00^10.00:Bar_5.00:Bar:CHF_68.32:Unbar"
        )
        self.assertEqual(portugal.atcud("JJJCR94W", 14570), "JJJCR94W-14570")


def book_head(book: tuple[fiscal.Record, ...]) -> fiscal.Head:
    return fiscal.verify(book).head


# Certificate Transparency's reference tests.
RECORDS = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
ROOT_OF_6 = "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"
ROOT_OF_7 = "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"


class Ledger(Case):
    def test_roots_are_those_of_certificate_transparency(self) -> None:
        frontier, heads = merkle.Frontier(), [merkle.Frontier().head]
        for record in RECORDS:
            head, frontier = frontier.append(record)
            heads.append(head)
        self.assertEqual(heads[0], merkle.Head(0, sha256(b"").hexdigest()))
        self.assertEqual((heads[6].root, heads[7].root), (ROOT_OF_6, ROOT_OF_7))
        self.assertEqual(frontier.head, heads[7])
        self.assertEqual(bo.from_json(merkle.Frontier, bo.to_json(frontier)), frontier)
        tree = merkle.Tree(list(map(merkle.leaf, RECORDS)))
        self.assertEqual([tree.head_at(count) for count in range(8)], heads)
        for index, record in enumerate(RECORDS):
            merkle.verify_inclusion(record, index, tree.inclusion_proof(index, 7), heads[7])
        for earlier in range(8):
            merkle.verify_consistency(heads[earlier], heads[7], tree.consistency_proof(earlier, 7))
        again = pickle.loads(pickle.dumps(tree))
        self.assertEqual(again.leaves(), tree.leaves())
        self.assertEqual((len(again), again.append(b"more"), len(again), len(tree)), (7, 7, 8, 7))
        self.assertEqual(repr(tree), f"<Tree of 7 records, {ROOT_OF_7}>")

    def test_what_does_not_hold(self) -> None:
        tree = merkle.Tree()
        for record in RECORDS:
            tree.append(record)
        head, proof = tree.head_at(7), tree.inclusion_proof(3, 7)
        refused, broken = self.refused, bo.BrokenError
        refused(broken, "invoice.chain_proof", "record", "3", merkle.verify_inclusion, b"other", 3, proof, head)
        refused(broken, "invoice.chain_proof", "index", "7", merkle.verify_inclusion, b"", 7, proof, head)
        refused(broken, "invoice.chain_proof", "proof", "2", merkle.verify_inclusion, b"", 3, proof[:2], head)
        other = merkle.Head(6, head.root)
        consistency = tree.consistency_proof(6, 7)
        refused(broken, "invoice.chain_proof", "earlier", head.root, merkle.verify_consistency, other, head, consistency)
        refused(bo.InputError, "input.invalid", "count", "8", tree.inclusion_proof, 0, 8)
        refused(bo.InputError, "input.invalid", "frontier.hashes", "0", merkle.Frontier(3).append, b"")
        with self.assertRaises(TypeError):
            tree.append("text")  # type: ignore[arg-type]

    def test_canonical_json(self) -> None:
        self.assertEqual(canonicalize('{"b": "1.50", "a": [2, null]}'), '{"a":[2,null],"b":"1.50"}')
        self.refused(bo.InputError, "input.float", "record.a", "1.5", canonicalize, '{"a": 1.5}')
        self.refused(bo.InputError, "number.not_exact", "record", "9007199254740992", canonicalize, "9007199254740992")
