/* Lines saved as a file: CSV that no spreadsheet runs. */
"use strict";

function saveCsv(name, rows) {
  const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;
  const cell = (value) => `"${(formula.test(value) ? "'" : "") + String(value ?? "").replaceAll('"', '""')}"`;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(rows.map((row) => `${row.map(cell).join(",")}\n`), { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
