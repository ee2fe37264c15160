import type { Json } from "../../../conversation/model/record.ts";

type Branch = Json | undefined;

/** A value as a tree; changed values are marked, and their parents are expanded. */
export function Tree({ value, before }: { value: Json; before: Branch }) {
  return (
    <ul class="tree">
      {entriesOf(value).map(([key, each]) => (
        <Twig key={key} name={key} value={each} before={childOf(before, key)} depth={0} />
      ))}
    </ul>
  );
}

interface TwigProps {
  name: string;
  value: Json;
  before: Branch;
  depth: number;
}

function Twig({ name, value, before, depth }: TwigProps) {
  const isNew = JSON.stringify(value) !== JSON.stringify(before);
  const children = entriesOf(value);
  if (children.length === 0)
    return (
      <li class="leaf" data-new={isNew}>
        <span class="key">{name}</span> <Leaf value={value} />
      </li>
    );
  return (
    <li>
      <details open={depth < 1 || (isNew && before !== undefined)}>
        <summary data-new={isNew}>
          <span class="key">{name}</span> <small>{sizeOf(value)}</small>
        </summary>
        <ul>
          {children.map(([key, each]) => (
            <Twig
              key={key}
              name={key}
              value={each}
              before={childOf(before, key)}
              depth={depth + 1}
            />
          ))}
        </ul>
      </details>
    </li>
  );
}

function Leaf({ value }: { value: Json }) {
  if (typeof value === "string") return <span class="is-text">“{value}”</span>;
  if (typeof value === "object")
    return <span class="faint">{Array.isArray(value) ? "none" : "–"}</span>;
  return <span class="is-number">{String(value)}</span>;
}

function entriesOf(value: Json): [string, Json][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function childOf(value: Branch, key: string): Branch {
  return entriesOf(value ?? null).find(([name]) => name === key)?.[1];
}

function sizeOf(value: Json): string {
  const count = entriesOf(value).length;
  return Array.isArray(value) ? `${count} ${count === 1 ? "item" : "items"}` : "";
}
