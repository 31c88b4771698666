// A TWS code number lives in the catalogue of @cq/errors and nowhere else: finds those written into the client packages.
//   node scripts/check-codes.mjs              the sources of connection, broker and market-data
//   node scripts/check-codes.mjs <folder...>  other sources
// A number is reported where it acts as a code. Where a name says so (code, notice, describe ...) any catalogue code counts:
//   notice.code === 326 · switch (code) { case 200: } · describe(502) · { code: 1100 } · const errorCode = 162
// Without such a name, in comparisons, case labels, lists, has() and includes(), only numbers that are hardly anything
// else: 1100 and above apart from the round ones, or a list that holds nothing but codes. Ports, delays, sizes, versions
// and message ids pass. To keep a number that is no code, write "not a TWS code" in a comment on its line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { tsImport } from 'tsx/esm/api';
import { argumentsOf } from './arguments.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const catalogueFile = path.join(root, 'packages/errors/src/catalogue/index.ts');
const { catalogue } = await tsImport(pathToFileURL(catalogueFile).href, import.meta.url);
const codes = new Set(
  Object.keys(catalogue)
    .map(Number)
    .filter((code) => code >= 100 && code < 100_000),
);

const namesCode = /code|notice|describe|tips/i;
const takesCode = /code|notice|describe|tips|error|fail/i;
const isCode = (node) => ts.isNumericLiteral(node) && codes.has(Number(node.text));
const isDistinctive = (node) => Number(node.text) >= 1100 && Number(node.text) % 1000 !== 0;
const equality = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

/** Past parentheses and assertions (`as const`, `satisfies`), which change nothing about what the number is for. */
function outer(node) {
  let current = node;
  while (
    ts.isParenthesizedExpression(current.parent) ||
    ts.isAsExpression(current.parent) ||
    ts.isSatisfiesExpression(current.parent)
  ) {
    current = current.parent;
  }
  return current;
}

/** The name under which an expression is kept: a variable, a property, an argument of a named function. */
function keptAs(node) {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return parent.name.getText();
  if (ts.isPropertyAssignment(parent) || ts.isParameter(parent)) return parent.name.getText();
  if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken)
    return parent.left.getText();
  if (ts.isCallExpression(parent) && parent.expression !== node) return parent.expression.getText();
  if (ts.isNewExpression(parent)) return keptAs(outer(parent));
  return '';
}

/** An array of two or more numbers that are all codes, not all of them round: 100, 200, 500 may be delays. */
function isListOfCodes(array) {
  const { elements } = array;
  return elements.length > 1 && elements.every(isCode) && elements.some(({ text }) => Number(text) % 50 !== 0);
}

/** Does the number act as a code here? */
function actsAsCode(literal) {
  const node = outer(literal);
  const { parent } = node;
  if (ts.isBinaryExpression(parent) && equality.has(parent.operatorToken.kind)) {
    const other = parent.left === node ? parent.right : parent.left;
    return namesCode.test(other.getText()) || isDistinctive(literal);
  }
  if (ts.isCaseClause(parent)) {
    return namesCode.test(parent.parent.parent.expression.getText()) || isDistinctive(literal);
  }
  if (ts.isArrayLiteralExpression(parent)) {
    return namesCode.test(keptAs(outer(parent))) || isDistinctive(literal) || isListOfCodes(parent);
  }
  if (ts.isCallExpression(parent) && parent.expression !== node) {
    const called = parent.expression.getText();
    return takesCode.test(called) || (/(has|includes|get|indexOf)$/.test(called) && isDistinctive(literal));
  }
  if (ts.isPropertyAssignment(parent) && parent.name === node) {
    return namesCode.test(keptAs(outer(parent.parent))) || isDistinctive(literal);
  }
  if (ts.isLiteralTypeNode(parent)) return isDistinctive(literal);
  return namesCode.test(keptAs(node));
}

function findIn(file) {
  const text = readFileSync(file, 'utf8');
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.split('\n');
  const found = [];
  const visit = (node) => {
    if (isCode(node) && actsAsCode(node)) {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line;
      if (!/(\/\/|\/\*).*not a TWS code/.test(lines[line])) found.push({ line: line + 1, code: node.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.map(({ line, code }) => `${path.relative(process.cwd(), file)}:${line} has the TWS code ${code}`);
}

const usage = `Usage: node scripts/check-codes.mjs [folder ...]

Finds TWS code numbers written anywhere but in the catalogue of @cq/errors.

  folder  where to look   [the sources of connection, broker and market-data]

Exit code: 0 none found, 1 some found, each printed, 2 wrong arguments.`;
const { positionals: given } = argumentsOf(usage, {
  positionals: true,
  check({ positionals }) {
    const missing = positionals.find((folder) => !existsSync(folder));
    return missing === undefined ? undefined : `There is no folder "${missing}"`;
  },
});
const folders =
  given.length > 0
    ? given
    : ['connection', 'broker', 'market-data'].map((name) => path.join(root, 'packages', name, 'src'));
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name)),
);
const problems = files.flatMap(findIn);
for (const problem of problems) console.error(`${problem}: use describe(code) or a name of TwsCode`);
if (problems.length === 0) console.log(`No TWS code number in ${files.length} files`);
process.exit(problems.length === 0 ? 0 : 1);
