import { Icon } from "../icon.tsx";
import { PlaceName } from "../place-name.tsx";
import { problems } from "../state/server.ts";

/** What is wrong with the machines or their copy as last saved. */
export function Check() {
  const found = problems.value;
  if (found.length === 0)
    return (
      <div class="blank">
        <Icon name="check" size={28} />
        <p>
          No problems found. Save a machine or a wording: it is checked, then served, without a
          restart.
        </p>
      </div>
    );
  return (
    <ul class="problems">
      {found.map((problem) => (
        <li key={`${problem.file}:${problem.line}:${problem.sentence}`}>
          <PlaceName place={problem} />
          <p>{problem.sentence}</p>
        </li>
      ))}
    </ul>
  );
}
