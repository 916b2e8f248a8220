"""The Java class that is generated from the Ministry's own pseudo-code of 2026, in a Java machine of its own.

It is not part of this project: PAP_JAVA names the folder of `Lohnsteuer2026.java` and `LohnsteuerInterface.java` (package
de.powerproject.lohnpap.pap), and a JDK is needed. A new object for every case, as its interface wants it."""

import atexit
import os
import pathlib
import shutil
import subprocess
import tempfile
from decimal import Decimal

from serve import serve

WHOLE = "STKL LZZ KRV ALV PKV PVS PVZ R ALTER1 AJAHR".split()
DECIMAL = "RE4 KVZ PVA ZKF LZZFREIB LZZHINZU JRE4 SONSTB PKPV PKPVAGZ".split()
RESULTS = "LSTLZZ SOLZLZZ BK STS SOLZS BKS".split()


def harness():
    """A program that reads the cases, and then does all of them whenever it reads a line."""
    fields = [*DECIMAL, *WHOLE]
    sets = "\n".join(
        [f"pap.set{name.capitalize()}(decimals[{index}]);" for index, name in enumerate(DECIMAL)]
        + [f"pap.set{name.capitalize()}(wholes[{index}]);" for index, name in enumerate(WHOLE)]
    )
    gets = ", ".join(f"pap.get{name.capitalize()}()" for name in RESULTS)
    return f"""
import java.io.*; import java.math.BigDecimal; import de.powerproject.lohnpap.pap.*;
public class Harness {{
    static BigDecimal[] one(BigDecimal[] decimals, int[] wholes, double f) {{
        Lohnsteuer2026 pap = new Lohnsteuer2026();
        pap.setAf(1); pap.setF(f);
        {sets}
        pap.main();
        return new BigDecimal[] {{ {gets} }};
    }}
    public static void main(String[] arguments) throws IOException {{
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int count = Integer.parseInt(in.readLine());
        BigDecimal[][] decimals = new BigDecimal[count][{len(DECIMAL)}];
        int[][] wholes = new int[count][{len(WHOLE)}];
        double[] f = new double[count];
        for (int i = 0; i < count; i++) {{
            String[] words = in.readLine().split(" ");
            for (int k = 0; k < {len(DECIMAL)}; k++) decimals[i][k] = new BigDecimal(words[k]);
            for (int k = 0; k < {len(WHOLE)}; k++) wholes[i][k] = Integer.parseInt(words[{len(DECIMAL)} + k]);
            f[i] = Double.parseDouble(words[{len(fields)}]);
        }}
        for (String line = in.readLine(); line != null; line = in.readLine()) {{
            BigDecimal[][] all = new BigDecimal[count][];
            for (int i = 0; i < count; i++) all[i] = one(decimals[i], wholes[i], f[i]);
            if (line.equals("show")) {{
                StringBuilder text = new StringBuilder();
                for (BigDecimal[] row : all) for (BigDecimal cents : row) text.append(cents.toPlainString()).append(' ');
                System.out.println(text);
            }} else {{
                System.out.println(all[count - 1][0]);
            }}
        }}
    }}
}}
"""


def built():
    folder = os.environ.get("PAP_JAVA")
    if not folder:
        raise LookupError("PAP_JAVA does not name the folder of Lohnsteuer2026.java")
    if not shutil.which("javac"):
        raise LookupError("there is no JDK")
    home = pathlib.Path(tempfile.mkdtemp(prefix="pap"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    (home / "Harness.java").write_text(harness())
    sources = [str(home / "Harness.java")]
    sources += [str(pathlib.Path(folder) / f"{name}.java") for name in ("Lohnsteuer2026", "LohnsteuerInterface")]
    subprocess.run(["javac", "-encoding", "UTF-8", "-d", str(home), *sources], check=True, capture_output=True)
    return home


def pap(given):
    java = subprocess.Popen(
        ["java", "-cp", str(built()), "Harness"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    cases = given["cases"]
    lines = [str(len(cases))]
    for case in cases:
        values = [case.get(name, "0") for name in (*DECIMAL, *WHOLE)]
        lines.append(" ".join([*values, case.get("f", "1")]))
    java.stdin.write("\n".join(lines) + "\n")

    def ask(word):
        java.stdin.write(word + "\n")
        java.stdin.flush()
        return java.stdout.readline()

    for _ in range(30):  # the machine compiles what it runs often
        ask("run")

    def show(_):
        cents = ask("show").split()
        euros = [str((Decimal(amount) / 100).quantize(Decimal("0.01"))) for amount in cents]
        width = len(RESULTS)
        return [euros[start : start + width] for start in range(0, len(euros), width)]

    return lambda: ask("run"), show


serve({"pap": pap})
