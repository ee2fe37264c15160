/** A value in one of Grafana's units, short enough for an axis. An unknown unit is shown as a plain number. */
export function toUnit(value: number, unit: string): string {
  switch (unit) {
    case "s":
      return value > 0 && value < 1 ? `${shorten(value * 1_000)} ms` : `${shorten(value)} s`;
    case "bytes":
      return `${shorten(value / 1_024 ** 2)} MB`;
    case "reqps":
    case "ops":
      return `${shorten(value)}/s`;
    case "bool_yes_no":
      return value === 0 ? "No" : "Yes";
    default:
      return shorten(value);
  }
}

function shorten(value: number): string {
  return String(Number(value.toPrecision(3)));
}
