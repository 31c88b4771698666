/** The notation of the request lists, and how a list becomes a frame. */

/** A field, its text when nothing is set, and the server versions from which and before which it is sent. */
export type RequestField = readonly [name: string, unset: string, since?: number, before?: number];

export type RequestRule =
  | RequestField
  | { readonly given: (sent: Sent) => boolean; readonly rules: RequestRules }
  | { readonly times: string; readonly rules: RequestRules; readonly then: RequestRules };

export type RequestRules = readonly RequestRule[];

/** What was written so far, by name. */
export type Sent = Readonly<Record<string, string>>;

type Scalar = string | number | boolean;

/** What the user sets: fields by name, and lists of such. */
export type Values = Readonly<Record<string, Scalar | readonly Readonly<Record<string, Scalar>>[]>>;

export const given = (test: (sent: Sent) => boolean, ...rules: RequestRules): RequestRule => ({ given: test, rules });

export const times = (name: string, ...rules: RequestRules): RequestRule => ({ times: name, rules, then: [] });

/** As `times`, with fields behind the list that are sent only when it has items. */
export const timesThen = (name: string, rules: RequestRules, ...then: RequestRules): RequestRule => ({
  times: name,
  rules,
  then,
});

/** The fields of one request at this server version. @throws Error for a value that the request does not have */
export function writeRequest(rules: RequestRules, values: Values, version: number): string[] {
  const out: string[] = [];
  const used = new Set<string>();
  write(rules, values, {}, { version, out, used });
  const unknown = Object.keys(values).filter((name) => !used.has(name));
  if (unknown.length > 0) throw new Error(`no such field at version ${version}: ${unknown.join()}`);
  return out;
}

interface Target {
  readonly version: number;
  readonly out: string[];
  readonly used: Set<string>;
}

function write(rules: RequestRules, values: Values, sent: Record<string, string>, target: Target): void {
  const { version, out, used } = target;
  for (const rule of rules) {
    if (isField(rule)) {
      const [name, unset, since = 0, before = Infinity] = rule;
      if (version < since || version >= before) continue;
      used.add(name);
      sent[name] = textOf(values[name] ?? unset);
      out.push(sent[name]);
    } else if ('given' in rule) {
      if (rule.given(sent)) write(rule.rules, values, sent, target);
    } else {
      used.add(rule.times);
      const items = (values[rule.times] ?? []) as readonly Values[];
      out.push(String(items.length));
      for (const item of items) write(rule.rules, item, {}, { ...target, used: new Set() });
      if (items.length > 0) write(rule.then, values, sent, target);
    }
  }
}

const isField = (rule: RequestRule): rule is RequestField => Array.isArray(rule);

/** Flags are digits, as in Python. */
function textOf(value: Values[string]): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'object') throw new TypeError('a list where a field should be');
  return String(value);
}
