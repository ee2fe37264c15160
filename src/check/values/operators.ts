import {
  type Case,
  casesOf,
  eitherOf,
  type Given,
  made,
  NOTHING,
  numberOf,
  shapesOf,
  type Value,
} from "./value.ts";

const ALWAYS: Given = new Map();

/** A field of a value; `undefined`: any of its fields. */
export function memberOf(value: Value, name: string | undefined): Value {
  switch (value.kind) {
    case "path":
      return name === undefined
        ? made([value], { isPart: true })
        : { kind: "path", path: [...value.path, name] };
    case "object": {
      const cases = shapesOf(value).flatMap(({ fields, isOpen, given }): Case[] => {
        const found = name === undefined ? [...fields.values()] : [fields.get(name) ?? NOTHING];
        const all = isOpen || name === undefined ? [...found, made([])] : found;
        return all.map((each) => ({ value: each, given }));
      });
      return eitherOf(cases);
    }
    case "either":
      return eitherOf(
        value.cases.map((one) => ({ value: memberOf(one.value, name), given: one.given })),
      );
    case "literal":
      return name === "length" && typeof value.value === "string"
        ? { kind: "literal", value: value.value.length }
        : NOTHING;
    default:
      return made([value], { isPart: true });
  }
}

export function nameIn(value: Value): string | undefined {
  return value.kind === "literal" ? String(value.value) : undefined;
}

/** Whether a value counts as true; `undefined` where that is only known at run time. */
function isSet(value: Value): boolean | undefined {
  if (value.kind === "literal") return Boolean(value.value);
  return value.kind === "object" || value.kind === "list" ? true : undefined;
}

export function choose(value: Value, { yes, no }: { yes: () => Value; no: () => Value }): Value {
  const known = isSet(value);
  if (known !== undefined) return known ? yes() : no();
  return eitherOf([
    { value: yes(), given: presuming(value, true) },
    { value: no(), given: presuming(value, false) },
  ]);
}

function presuming(value: Value, is: boolean): Given {
  return value.kind === "path" ? new Map([[value.path.join("."), is]]) : ALWAYS;
}

export function combine(operator: string, left: Value, right: () => Value): Value {
  const known = isSet(left);
  if (operator === "&&") {
    if (known !== undefined) return known ? right() : left;
    return eitherOf([
      { value: NOTHING, given: presuming(left, false) },
      { value: right(), given: presuming(left, true) },
    ]);
  }
  if (known === true) return left;
  if (known === false && casesOf(left).length === 1) return right();
  return eitherOf([
    { value: left, given: presuming(left, true) },
    { value: right(), given: presuming(left, false) },
  ]);
}

export function negate(value: Value): Value {
  const known = isSet(value);
  return known === undefined ? made([value], { isPart: true }) : { kind: "literal", value: !known };
}

const ARITHMETIC: { [operator: string]: (left: number, right: number) => number } = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};

export function calculate(operator: string, left: Value, right: Value): Value {
  const operation = ARITHMETIC[operator];
  const [one, other] = [numberOf(left), numberOf(right)];
  if (!operation) return made([left, right], { isPart: true });
  if (!one || !other) return made([left, right]);
  if (left.kind === "literal" && right.kind === "literal")
    return { kind: "literal", value: operation(Number(left.value), Number(right.value)) };
  return {
    kind: "number",
    from: [left, right],
    at: (unknown) => operation(one(unknown), other(unknown)),
  };
}
