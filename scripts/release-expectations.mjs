// What a release must come to, worked out from the manifests alone.
/** @typedef {{ manifest: { name: string, dependencies?: object, peerDependencies?: object } }} Pack */

/**
 * The names of the packages that depend on `name`, at any distance; not through devDependencies.
 * @param {readonly Pack[]} packages @param {string} name @returns {Set<string>}
 */
export function dependentsOf(packages, name) {
  const found = new Set();
  const visit = (target) => {
    for (const { manifest } of packages) {
      if (found.has(manifest.name) || !(target in { ...manifest.dependencies, ...manifest.peerDependencies })) continue;
      found.add(manifest.name);
      visit(manifest.name);
    }
  };
  visit(name);
  return found;
}

/**
 * Our packages that installing `name` brings, itself among them.
 * @param {readonly Pack[]} packages @param {string} name @returns {Set<string>}
 */
export function closureOf(packages, name, seen = new Set()) {
  const found = packages.find(({ manifest }) => manifest.name === name);
  if (!found || seen.has(name)) return seen;
  seen.add(name);
  for (const dependency of Object.keys(found.manifest.dependencies ?? {})) closureOf(packages, dependency, seen);
  return seen;
}

/**
 * Two packages to change such that others depend on the first, and at least one package has nothing to do with either:
 * otherwise "only they and their dependents" would prove nothing.
 * @param {readonly Pack[]} packages @returns {{ first: string, second: string, touched: Set<string> }}
 */
export function choosePair(packages) {
  const names = packages.map(({ manifest }) => manifest.name);
  for (const first of names)
    for (const second of names) {
      const touched = new Set([first, second, ...dependentsOf(packages, first), ...dependentsOf(packages, second)]);
      const apart = first !== second && !dependentsOf(packages, first).has(second);
      if (apart && dependentsOf(packages, first).size > 0 && touched.size < names.length)
        return { first, second, touched };
    }
  throw new Error('No two packages can be changed without touching every other: the proof needs such a pair');
}

/** "1.2.3" after a bump. @param {string} version @param {string} bump @returns {string} */
export function bumped(version, bump) {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (bump === 'major') return `${major + 1}.0.0`;
  return bump === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}

/** The part of a changelog about one version. @param {string} changelog @param {string} version @returns {string} */
export function changesIn(changelog, version) {
  const [, rest = ''] = changelog.split(`## ${version}\n`);
  return rest.split(/^## /m)[0];
}
