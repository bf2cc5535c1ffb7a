// Writes tables as RFC 4180 defines them.

/** Returns a field of a table, quoted if that is needed. A text that a spreadsheet would take for a formula begins with an apostrophe. */
export const quoted = (value: string): string => {
  const plain = /^[-=+@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

/** Returns a line of a table, without its end. */
export const csvLine = (values: readonly (string | number)[]): string => values.map((value) => (typeof value === "string" ? quoted(value) : value)).join();
